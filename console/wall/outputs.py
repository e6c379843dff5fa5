"""Which of the wall's screens are plugged into this machine, and where on its desktop each lies."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QGuiApplication, QScreen

from console.views.wall.plan import Area, area_of
from contract.walls import Screen


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a wall window goes; `full` is a screen of its own, else a place among other windows."""

    output: str
    box: QRect
    full: bool = True


class Outputs(QObject):
    """Finds a spot for every screen; the seam at which tests pull plugs."""

    changed = Signal()

    def spots(self, screens: Sequence[Screen]) -> dict[str, Spot]:
        """The spot of every screen that is there, by the screen's id."""
        raise NotImplementedError

    def present(self) -> tuple[str, ...]:
        raise NotImplementedError


class PluggedIn(Outputs):
    """The real thing: screens by their output's name, or by the serial number in their EDID."""

    def __init__(self, application: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._leaving = ""
        application.screenAdded.connect(self._added)
        application.screenRemoved.connect(self._removed)
        for screen in QGuiApplication.screens():
            screen.geometryChanged.connect(self.changed)

    def spots(self, screens: Sequence[Screen]) -> dict[str, Spot]:
        found: dict[str, Spot] = {}
        for screen in screens:
            there = _screen_called(screen.output)
            if there is not None and there.name() != self._leaving:
                found[screen.id] = Spot(there.name(), there.geometry())
        return found

    def present(self) -> tuple[str, ...]:
        return tuple(name for screen in QGuiApplication.screens() if (name := screen.name()) != self._leaving)

    def _added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self.changed)
        self.changed.emit()

    def _removed(self, screen: QScreen) -> None:
        # Windows must be parked now: once this signal has run, Qt moves them to the operator's screen.
        self._leaving = screen.name()
        self.changed.emit()
        self._leaving = ""


class Tiled(Outputs):
    """All screens as windows on one monitor, as they stand on the wall: for demonstrations and for offices."""

    def __init__(self, area: QRect, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._area = area

    def spots(self, screens: Sequence[Screen]) -> dict[str, Spot]:
        if not screens:
            return {}
        whole = _bounds([area_of(screen.rect) for screen in screens])
        scale = min(self._area.width() / whole.w, self._area.height() / whole.h)
        left = self._area.left() + (self._area.width() - whole.w * scale) / 2
        top = self._area.top() + (self._area.height() - whole.h * scale) / 2
        found: dict[str, Spot] = {}
        for screen in screens:
            x, y = (screen.rect.x - whole.x) * scale, (screen.rect.y - whole.y) * scale
            box = QRect(round(left + x), round(top + y), round(screen.rect.w * scale), round(screen.rect.h * scale))
            found[screen.id] = Spot(screen.output, box.adjusted(1, 1, -1, -1), full=False)
        return found

    def present(self) -> tuple[str, ...]:
        return ()


def place_on(name: str) -> QScreen | None:
    """The screen of this very name. Never keep it: a QScreen dies with its cable."""
    return next((screen for screen in QGuiApplication.screens() if screen.name() == name), None)


def _screen_called(output: str) -> QScreen | None:
    screens = QGuiApplication.screens()
    named = (screen for screen in screens if screen.name() == output)
    numbered = (screen for screen in screens if output and screen.serialNumber() == output)
    return next(named, None) or next(numbered, None)


def _bounds(areas: Sequence[Area]) -> Area:
    left, top = min(area.x for area in areas), min(area.y for area in areas)
    right, bottom = max(area.x + area.w for area in areas), max(area.y + area.h for area in areas)
    return Area(left, top, right - left, bottom - top)
