"""Widgets in cycles are collected in the GUI's thread, while other threads make more garbage than it."""

import gc
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.app.garbage import Garbage

CYCLES = """
import gc, sys, threading
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from console.app.garbage import Garbage

class Window(QWidget):
    def __init__(self):
        super().__init__()
        self.me, self.timer = self, QTimer(self, interval=5)
        self.timer.timeout.connect(self.tick)
        self.timer.start()
        self.line = QLineEdit(self)
        self.show()

    def tick(self):
        pass

def spin(ms):
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()

over = threading.Event()

def litter():
    while not over.is_set():
        made = [[] for _ in range(2000)]
        for each in made:
            each.append(each)

app = QApplication([])
if sys.argv[1] == "ours":
    Garbage(app).look()
    app.children()[-1]._timer.setInterval(5)
threads = [threading.Thread(target=litter) for _ in range(2)]
for thread in threads:
    thread.start()
for _ in range(40):
    Window().close()
    spin(15)
over.set()
for thread in threads:
    thread.join()
print("lived")
"""


@pytest.fixture
def garbage(qapp: QApplication) -> Iterator[Garbage]:
    made = Garbage(qapp)
    yield made
    made._timer.stop()
    made.setParent(None)


class Cycle:
    """Tells in which thread it ends."""

    def __init__(self, ends: list[bool]) -> None:
        self.me, self._ends = self, ends

    def __del__(self) -> None:
        self._ends.append(threading.current_thread() is threading.main_thread())


def test_cycles_end_in_the_guis_thread(garbage: Garbage, qtbot: QtBot) -> None:
    ends: list[bool] = []

    def litter() -> None:
        for _ in range(5000):
            Cycle(ends)

    threads = [threading.Thread(target=litter) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not gc.isenabled()
    assert ends == []
    qtbot.waitUntil(lambda: len(ends) == 15_000, timeout=20_000)
    assert all(ends)


def test_the_whole_heap_is_looked_through_only_when_it_grew(garbage: Garbage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda generation=2: asked.append(generation))
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 11))
    garbage._timer.stop()
    monkeypatch.setattr(sys, "getallocatedblocks", lambda: garbage._blocks)
    garbage.look()
    assert asked == []
    monkeypatch.setattr(sys, "getallocatedblocks", lambda: garbage._blocks * 2)
    garbage.look()
    assert asked == [2]


@pytest.mark.slow
def test_windows_that_closed_take_nobody_down() -> None:
    """The same program dies without it; that is not asserted, for a crash is never certain."""
    done = subprocess.run(
        [sys.executable, "-c", CYCLES, "ours"],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "lived"), done.stderr[-2000:]
    assert "another thread" not in done.stderr
