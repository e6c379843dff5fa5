"""What the windows of a node really show, cell by cell, as the report that the desks see."""

from collections.abc import Iterable, Iterator

from console.video.tiles import TileReport
from console.wall.stage import OnScreen
from console.wall.window import WallWindow
from contract.walls import CellReport

_WORST_FIRST = ("off", "unknown", "denied", "lost", "stale", "late", "connecting", "replay", "live")


def cells_of(windows: Iterable[WallWindow]) -> Iterator[CellReport]:
    """One report for each cell; where a cell spans screens, its worst part speaks for it."""
    worst: dict[tuple[str, str], CellReport] = {}
    for window in windows:
        tiles = window.reports()
        for key, on in window.plan.cells.items():
            report = _cell(window, on, tiles.get(key))
            name = report.zone, report.cell
            if name not in worst or _rank(report) < _rank(worst[name]):
                worst[name] = report
    yield from worst.values()


def _cell(window: WallWindow, on: OnScreen, tile: TileReport | None) -> CellReport:
    cell = on.cell
    status, age, reason = "live", None, ""
    if window.spot is None:
        status, reason = "off", "screen_missing"
    elif cell.problem:
        status, reason = "unknown", cell.problem
    elif tile is not None:
        status, age, reason = tile.status, tile.age_ms, tile.reason
    return CellReport(
        zone=cell.zone, cell=cell.cell, kind=cell.kind, ref=cell.ref, status=status, frame_age_ms=age, reason=reason
    )


def _rank(report: CellReport) -> int:
    return _WORST_FIRST.index(report.status) if report.status in _WORST_FIRST else 0
