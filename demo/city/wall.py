"""One wall of four screens, two by two, each a zone of its own, with its layouts and what they show at first."""

from collections.abc import Iterator, Sequence

from contract.alerts import Severity
from contract.base import Command
from contract.walls import (
    Cell,
    Content,
    LayerKind,
    Layout,
    PushLayer,
    Rect,
    SaveLayout,
    SaveScreen,
    SaveWall,
    SaveZone,
    Screen,
    Wall,
    Zone,
)
from demo.city.people import WALL_NODE

WALL = "wall-1"
WIDTH, HEIGHT = 1920, 1080
ALARM_LAYOUT = "alarm"
"""What services/popups lays over a zone: the camera in A1, the alert in A2."""

GRID_3, GRID_4, FOCUS, QUEUE = "grid-3x3", "grid-4x4", "focus", "queue"
_NEAR_THE_BORDER = (1, 2, 3, 4, 5, 6, 7, 8, 9)
_AROUND_BAI_CHAY = (20, 21, 22, 23, 19, 18, 17, 24)
_BESIDE_THE_QUEUE = (25, 28, 12)
_ALL_OVER = (10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 25, 26, 27, 28)


def layouts() -> Iterator[Layout]:
    yield _grid(GRID_3, "Lưới 3 × 3", 3)
    yield _grid(GRID_4, "Lưới 4 × 4", 4)
    yield Layout(id=FOCUS, name="Một hình lớn và bảy hình nhỏ", columns=4, rows=4, cells=_focus())
    yield Layout(id=QUEUE, name="Hàng đợi cảnh báo, đồng hồ và camera", columns=4, rows=4, cells=_queue())
    yield Layout(
        id=ALARM_LAYOUT,
        name="Cảnh báo",
        columns=4,
        rows=1,
        cells=(Cell(id="A1", column=0, row=0, columns=3), Cell(id="A2", column=3, row=0)),
    )


def commands() -> Iterator[Command]:
    """The wall, its screens, layouts and zones, and a base in every zone."""
    yield SaveWall(wall=Wall(id=WALL, name="Màn hình ghép trung tâm", reading_distance_m=5.0))
    for number in range(1, 5):
        yield SaveScreen(screen=_screen(number))
    for layout in layouts():
        yield SaveLayout(layout=layout)
    for number in range(1, 5):
        yield SaveZone(zone=_zone(number))
    yield _base(1, GRID_3, _cameras(_NEAR_THE_BORDER))
    yield _base(2, FOCUS, _cameras(_AROUND_BAI_CHAY))
    yield _base(
        3, QUEUE, {"Q1": Content(kind="alert_queue"), "T1": Content(kind="clock"), **_cameras(_BESIDE_THE_QUEUE)}
    )
    yield _base(4, GRID_4, _cameras(_ALL_OVER))


def _rect(number: int) -> Rect:
    row, column = divmod(number - 1, 2)
    return Rect(column * WIDTH, row * HEIGHT, WIDTH, HEIGHT)


def _screen(number: int) -> Screen:
    output = f"IOC-{number}"
    return Screen(
        id=f"{WALL}-screen-{number}", wall=WALL, number=number, node=WALL_NODE, output=output, rect=_rect(number)
    )


def _zone(number: int) -> Zone:
    """Alarms may cover the zone with the queue only: the other three keep showing the city."""
    alarms_from = int(Severity.WARNING) if number == 3 else None
    return Zone(
        id=f"{WALL}-zone-{number}",
        wall=WALL,
        number=number,
        name=f"Vùng {number}",
        rect=_rect(number),
        alarms_from=alarms_from,
    )


def _base(number: int, layout: str, cells: dict[str, Content]) -> PushLayer:
    return PushLayer(zone=f"{WALL}-zone-{number}", layer="base", kind=LayerKind.BASE, layout=layout, cells=cells)


def _cameras(numbers: Sequence[int]) -> dict[str, Content]:
    """Camera cells are called V1, V2, … in every layout."""
    return {f"V{at}": Content(kind="camera", ref=f"cam-{number:02}") for at, number in enumerate(numbers, start=1)}


def _grid(id: str, name: str, side: int) -> Layout:
    cells = tuple(Cell(id=f"V{at + 1}", column=at % side, row=at // side) for at in range(side * side))
    return Layout(id=id, name=name, columns=side, rows=side, cells=cells)


def _focus() -> tuple[Cell, ...]:
    """Three by three for the big one, seven small ones along its right and lower edges."""
    right = [(3, row) for row in range(4)]
    below = [(column, 3) for column in range(3)]
    ring = [Cell(id=f"V{at}", column=column, row=row) for at, (column, row) in enumerate(right + below, start=2)]
    return (Cell(id="V1", column=0, row=0, columns=3, rows=3), *ring)


def _queue() -> tuple[Cell, ...]:
    return (
        Cell(id="Q1", column=0, row=0, columns=2, rows=4),
        Cell(id="T1", column=2, row=0, columns=2, rows=1),
        Cell(id="V1", column=2, row=1, columns=2, rows=2),
        Cell(id="V2", column=2, row=3),
        Cell(id="V3", column=3, row=3),
    )
