"""The window of a duty desk."""

from console.window.desk_window import Calls, DeskWindow

__all__ = ["Calls", "DeskWindow"]
