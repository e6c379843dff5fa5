"""Steers cameras over ONVIF for whoever holds the lease, stops them in time, and leads them on their rounds."""

from backend.services.ptz.service import Ptz

__all__ = ["Ptz"]
