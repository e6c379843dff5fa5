"""Every key of the console, bound where it acts and listed from what is bound: the sheet cannot forget one."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from console.strings import _


class Key(QShortcut):
    """A shortcut that knows what it is for."""

    def __init__(self, keys: str, title: str, group: str, owner: QWidget, do: Callable[[], None]) -> None:
        super().__init__(QKeySequence(keys), owner)
        self.title, self.group, self.written = title, group, keys
        self.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.activated.connect(do)
        # A key bound twice by mistake does nothing at all in Qt, silently; here at least one of the two acts.
        self.activatedAmbiguously.connect(do)


@dataclass(frozen=True)
class Listed:
    """One line of the sheet; `title` and `group` are marked words, not yet looked up."""

    group: str
    title: str
    keys: tuple[str, ...]


def bind(owner: QWidget, keys: str | tuple[str, ...], title: str, group: str, do: Callable[[], None]) -> None:
    """Bind keys to `do` while the focus is in `owner`; `title` and `group` are marked with N_."""
    for one in (keys,) if isinstance(keys, str) else keys:
        Key(one, title, group, owner, do)


def listed(window: QWidget) -> list[Listed]:
    """All that is bound in a window, keys of the same meaning together, in the order of binding."""
    found: dict[tuple[str, str], list[str]] = {}
    for key in window.findChildren(Key):
        keys = found.setdefault((key.group, key.title), [])
        if key.written not in keys:
            keys.append(key.written)
    return [Listed(group, title, tuple(keys)) for (group, title), keys in found.items()]


def key_words(keys: str) -> str:
    """A key as it is written on the keyboard of this machine."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def with_key(words: str, keys: str) -> str:
    """A tooltip that also teaches the key."""
    return _("{words} ({key})").format(words=words, key=key_words(keys))
