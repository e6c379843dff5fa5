"""Make-believe cameras that speak ONVIF over real sockets, with every fault a test may want."""

from demo.onvif.camera import SimCamera, SimProfile, Trick
from demo.onvif.events import Events, EventTrick
from demo.onvif.head import Head
from demo.onvif.server import Simulator

__all__ = ["EventTrick", "Events", "Head", "SimCamera", "SimProfile", "Simulator", "Trick"]
