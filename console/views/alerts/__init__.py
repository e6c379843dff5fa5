"""The alert queue at the desk."""

from console.views.alerts.view import AlertsView

__all__ = ["AlertsView"]
