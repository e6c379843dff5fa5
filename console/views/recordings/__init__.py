"""Recordings and evidence: what is kept of which camera, what is locked, what was taken out, and by whom."""

from console.views.recordings.view import RecordingsView

__all__ = ["RecordingsView"]
