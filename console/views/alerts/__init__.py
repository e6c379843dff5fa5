"""The alert queue, on desks and walls."""

from console.views.alerts.view import AlertsView

__all__ = ["AlertsView"]
