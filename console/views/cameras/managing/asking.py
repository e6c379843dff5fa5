"""What a dialog of this room asks of the backend."""

from console.widgets.asking import ask_for

__all__ = ["ask_for"]
