"""What cameras tell by themselves over ONVIF: heard by pull points, judged, and raised as alerts."""

from backend.services.onvif.events.service import CameraEventsService

__all__ = ["CameraEventsService"]
