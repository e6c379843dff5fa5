"""How cameras are doing, gathered from every machine that shows them: one alert per camera and fault, and a record."""

from backend.services.camera_health.service import CameraHealth

__all__ = ["CameraHealth"]
