"""Five real screens, as Qt sees them: each wall window lies on its own, and none on the operator's."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CHILD = """
import json, sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(sys.argv)
from console.ladders import resolver
from console.video.pool import SourcePool
from console.wall.node import WallNode
from console.wall.outputs import PluggedIn
from tests.console.seat import city
seat = city(name="node-1")
desk = QWidget()
desk.setGeometry(0, 0, 1920, 1080)
desk.show()
pool = SourcePool(resolver(seat.desk))
node = WallNode(seat.desk, pool, "wall-1", "node-1", PluggedIn(app))
node.start()
for _ in range(40):
    app.processEvents()
print(json.dumps({str(window.plan.screen.number): [window.screen().name(), *window.geometry().getRect(),
      window.isFullScreen(), window.isVisible()] for window in node.windows.values()} | {"missing": node.missing}))
node.stop()
pool.close()
"""


@pytest.mark.parametrize("plugged", [(1, 2, 3, 4), (2, 4)])
def test_each_window_lies_on_its_own_screen_and_none_on_the_operators(tmp_path: Path, plugged: tuple[int, ...]) -> None:
    """Five screens, in a process of its own: Qt reads them only at the start."""
    names = {"Console": 0} | {f"IOC-{number}": 1920 * at for at, number in enumerate(plugged[::-1], start=1)}
    screens = [
        {"name": name, "x": x, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
        for name, x in names.items()
    ]
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": screens}))
    environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={config}"}
    ran = subprocess.run(
        [sys.executable, "-c", CHILD], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    said = json.loads(ran.stdout.splitlines()[-1])
    assert said.pop("missing") == [f"IOC-{number}" for number in range(1, 5) if number not in plugged]
    for number in range(1, 5):
        name, x, y, width, height, full, visible = said[str(number)]
        if number in plugged:
            assert (name, x, y, width, height) == (f"IOC-{number}", names[f"IOC-{number}"], 0, 1920, 1080)
            assert full
            assert visible
        else:
            assert not visible
