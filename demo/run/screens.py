"""Which screens the demonstration has: those of this machine, or drawn ones where there is none to look at."""

import json
from pathlib import Path

DESK = (1920, 1080)
WALL_NAMES = ("IOC-1", "IOC-2", "IOC-3", "IOC-4")


def offscreen(folder: Path, name: str, screens: list[tuple[str, int, int, int, int]]) -> dict[str, str]:
    """The environment in which Qt draws on screens that exist only in memory: (name, x, y, width, height) each."""
    drawn = [
        {"name": name, "x": x, "y": y, "width": w, "height": h, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
        for name, x, y, w, h in screens
    ]
    file = folder / f"screens-{name}.json"
    file.write_text(json.dumps({"synchronousWindowSystemEvents": False, "windowFrameMargins": True, "screens": drawn}))
    return {"QT_QPA_PLATFORM": f"offscreen:configfile={file}"}


def drawn_desk(folder: Path) -> dict[str, str]:
    return offscreen(folder, "desk", [("Desk", 0, 0, *DESK)])


def drawn_wall(folder: Path) -> dict[str, str]:
    width, height = DESK
    places = [(name, n % 2 * width, n // 2 * height, width, height) for n, name in enumerate(WALL_NAMES)]
    return offscreen(folder, "wall", places)
