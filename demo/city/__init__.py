"""A make-believe city at real places: Quảng Ninh's units, cameras, people, one wall, and what goes wrong there."""

from demo.city.alerts import alerts
from demo.city.asking import accounts, commands
from demo.city.cameras import CAMERAS, CityCamera
from demo.city.people import PASSWORD, PEOPLE

__all__ = ["CAMERAS", "PASSWORD", "PEOPLE", "CityCamera", "accounts", "alerts", "commands"]
