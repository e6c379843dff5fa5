"""How long a desk takes from process start to its first usable window, beside a bare window of the same toolkit."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from msgspec import Raw
from msgspec.structs import replace

from backend_client.keep import Step
from backend_client.keys import KeyPlace
from backend_client.seat import Seat, open_store, seat_file
from console.accounts import Last
from contract.alerts import Alert
from contract.base import Actor, World
from contract.ids import new_id
from contract.people import Person, Role
from contract.wire import Mark, encode
from demo.city import CAMERAS, alerts

_BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QWidget
from PySide6.QtCore import QTimer
app = QApplication([])
window = QWidget()
window.resize(1920, 1080)
window.show()
QTimer.singleShot(0, lambda: (print(time.time(), flush=True), app.exit()))
app.exec()
"""


def run(quick: bool = False) -> dict[str, float]:
    """Medians of interleaved starts, in seconds, and the ratio that is claimed."""
    rounds = 3 if quick else 7
    bare, signing_in, usable = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        _populate(Path(folder))
        for _ in range(rounds):
            bare.append(_timed([sys.executable, "-c", _BARE]))
            usable.append(_timed(_desk(Path(folder))))
            signing_in.append(_timed(_desk(Path(folder) / "empty")))
    seen = {
        "bare_window_s": statistics.median(bare),
        "sign_in_window_s": statistics.median(signing_in),
        "usable_desk_s": statistics.median(usable),
    }
    seen["ratio_to_bare_window"] = seen["usable_desk_s"] / seen["bare_window_s"]
    for name, value in seen.items():
        print(f"  {name:24} {value:8.3f}")
    return seen


def _desk(folder: Path) -> list[str]:
    report = folder.with_suffix(".json")
    words = ["desk", "--data-dir", str(folder), "--exit-after", "0", "--report", str(report)]
    return [sys.executable, "-m", "console", *words]


def _timed(words: list[str]) -> float:
    """Seconds from starting the process to the moment that it calls usable."""
    began = time.time()
    done = subprocess.run(words, capture_output=True, check=True, timeout=120, env=_environment())
    if "--report" in words:
        return float(json.loads(Path(words[-1]).read_text("utf-8"))["usable_at"]) - began
    return float(done.stdout) - began


def _environment() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "IOC_CONSOLE_KEYS": "file", "IOC_CONSOLE_SOUND": "false"}


def _populate(folder: Path) -> None:
    """A seat as it is left after a busy day: a shift that lasts, 28 cameras, 2,000 alerts, and no backend."""
    server, user = "http://127.0.0.1:9", "minh"
    store, _ = open_store(seat_file(folder, server, user), KeyPlace.FILE)
    who = Person(id=user, name="Trần Quang Minh", role=Role.DUTY_OFFICER)
    actor = who.actor(datetime.now(UTC))
    seat = Seat(
        server=server,
        user=user,
        client=new_id(),
        person=user,
        name=who.name,
        role=who.role,
        rights=tuple(actor.rights),
        audiences=tuple(actor.audiences),
        refresh="bench",
        refresh_expires=datetime.now(UTC) + timedelta(hours=8),
    )
    store.put("seat", seat)
    rows = [who, *_alerts(2000), *(camera.row("127.0.0.1", 9) for camera in CAMERAS)]
    mark = Mark(epoch="bench", seq=1, chain="bench", scope="bench")
    store.step(Step(mark, [Raw(encode(row)) for row in rows], [], [], True))
    store.close()
    (folder / "last.json").write_bytes(encode(Last(server, user)))


def _alerts(count: int) -> Iterator[Alert]:
    chance, actor = Random(7), Actor(id="bench", now=datetime.now(UTC), rights=frozenset({"alerts.raise"}))
    for n in range(count):
        for fact in replace(alerts(chance), id=f"alert-{n}").decide(World(), actor):
            assert isinstance(fact, Alert)
            yield fact
