"""What a view may do beyond being a widget: say something, ask for another view, be told what to select."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

Tone = Literal["info", "good", "warning", "error"]


@dataclass(frozen=True)
class Notice:
    """A short message for whoever sits here; an error stays until it is dismissed."""

    text: str
    tone: Tone = "info"
    detail: str = ""
    deed: str = ""
    """What can be done about it, looked up already: a button that calls `do`."""
    do: Callable[[], None] | None = None

    @property
    def stays(self) -> bool:
        return self.tone == "error"


class View(QWidget):
    """Base of the views that want more than a place in the window."""

    said = Signal(object)
    """Notice: to be shown as a toast by whatever window this view is in."""
    go = Signal(str, str)
    """The id of another view, and the id of the row to select there."""

    def select(self, id: str) -> bool:
        """Show the row of this id, if this view shows such rows."""
        return False
