"""How the cameras are doing: one line for each, who sees it, what broke, and since when."""

from console.views.health.view import HealthView

__all__ = ["HealthView"]
