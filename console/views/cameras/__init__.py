"""All cameras of the city: found by number, name or place, looked at, and sent to the wall."""

from console.views.cameras.view import CamerasView

__all__ = ["CamerasView"]
