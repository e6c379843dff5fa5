"""The views of the desk, in the order of the rail: a feature adds its line here and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from console.desk import Desk
from console.strings import N_
from console.video.pool import SourcePool
from console.views.alerts import AlertsView
from console.views.cameras import CamerasView
from console.views.health import HealthView
from console.views.recordings import RecordingsView
from console.views.wall.view import WallView


@dataclass(frozen=True)
class ViewSpec:
    """One view. `title` is marked with N_; `icon` is a file of resources/icons; `build` waits for the first showing."""

    id: str
    title: str
    icon: str
    shortcut: str
    build: Callable[[Desk, SourcePool], QWidget]


VIEWS: tuple[ViewSpec, ...] = (
    ViewSpec("alerts", N_("Alerts"), "alerts", "Ctrl+1", AlertsView),
    ViewSpec("cameras", N_("Cameras"), "cameras", "Ctrl+2", CamerasView),
    ViewSpec("wall", N_("Video wall"), "wall", "Ctrl+3", lambda desk, _pool: WallView(desk)),
    ViewSpec("health", N_("Health"), "health", "Ctrl+4", lambda desk, _pool: HealthView(desk)),
    ViewSpec("recordings", N_("Recordings"), "recordings", "Ctrl+5", RecordingsView),
)
