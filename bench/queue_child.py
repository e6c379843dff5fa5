"""One measured run of the alert queue in a process of its own: an idle window, a bare list, and the real thing."""

import argparse
import json
import sys
import time
from bisect import insort
from collections.abc import Callable, Iterator
from random import Random
from statistics import median, quantiles

import psutil
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from bench.queue_world import BATCH_MS, Seat, frames, fresh_alerts, old_alerts
from console.desk import Desk
from console.theme import wear
from console.views.alerts import AlertsView
from console.views.alerts.listing import order
from console.window.memory import set_aside
from contract.alerts import Alert, Severity, State
from contract.wire import Facts, decode_from_server, read_row

PROBE_MS = 10
SIZE = (1920, 1080)
Found = dict[str, float]
Take = Callable[[bytes], None]


class Gaps:
    """A precise 10 ms timer, and how much later than that it came."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = 0.0
        self._timer = QTimer(interval=PROBE_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        now = time.perf_counter()
        if self._last:
            self.late.append(max(0.0, (now - self._last) * 1000 - PROBE_MS))
        self._last = now

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> list[float]:
        self._timer.stop()
        return self.late

    def over(self, seconds: float) -> "Gaps":
        self.start()
        pause(seconds)
        self.stop()
        return self

    def summary(self, name: str) -> Found:
        cut = quantiles(self.late, n=100)
        return {f"{name}_p50_ms": cut[49], f"{name}_p99_ms": cut[98], f"{name}_max_ms": max(self.late)}


def pause(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.exit)
    loop.exec()


def until(done: Callable[[], bool]) -> None:
    while not done():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def flood(take: Take, sent: Iterator[bytes]) -> QTimer:
    """A frame every 50 ms; made beforehand, because making them is the backend's work."""
    timer = QTimer(interval=BATCH_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: take(next(sent)))
    timer.start()
    return timer


def measure(count: int, rate: int, seconds: float) -> Found:
    rng, seat, batch = Random(7), Seat(), rate * BATCH_MS // 1000
    for frame in frames(old_alerts(count, rng), seat.seq(), 500):
        seat.receive(frame)
    view = AlertsView(Desk(seat))
    view.resize(*SIZE)
    view.show()
    pause(1.0)
    set_aside(seat.replica.world)  # as the desk window does a second after its first load
    found = Gaps().over(seconds / 2).summary("loop_gap_idle")
    found |= _flooded(_bare(count, rng), seat.seq(), rate, batch, seconds / 2, "loop_gap_bare")
    found |= _flooded(seat.receive, seat.seq(), rate, batch, seconds, "loop_gap")
    found["rows"] = len(view.model.stock.all)
    return found | _filter(view) | _search(view)


def _flooded(take: Take, after: int, rate: int, batch: int, seconds: float, name: str) -> Found:
    rows = fresh_alerts(round(rate * (seconds + 2)), rate, Random(8))
    timer = flood(take, iter(list(frames(rows, after, batch))))
    process = psutil.Process()
    before, begun = sum(process.cpu_times()[:2]), time.perf_counter()
    found = Gaps().over(seconds).summary(name)
    found[name.replace("loop_gap", "cpu_share")] = (sum(process.cpu_times()[:2]) - before) / (
        time.perf_counter() - begun
    )
    timer.stop()
    return found


def _bare(count: int, rng: Random) -> Take:
    """The least that could be done: decode, and keep one sorted list; nothing is shown."""
    keys = sorted((*order(row), row.id) for row in old_alerts(count, rng))

    def take(body: bytes) -> None:
        frame = decode_from_server(body)
        assert isinstance(frame, Facts)
        for raw in frame.rows:
            row = read_row(raw)
            assert isinstance(row, Alert)
            insort(keys, (*order(row), row.id))

    return take


def _filter(view: AlertsView) -> Found:
    """From the press of a chip until the model has changed; the repaint that follows apart from it."""
    presses: list[Callable[[], None]] = [
        lambda: view.filters.severities.want(Severity.WARNING),
        lambda: view.filters.states.want(State.NEW),
        view.filters.severities.want,
        view.filters.states.want,
    ]
    model, paint = [], []
    for press in presses * 5:
        begun = time.perf_counter()
        press()
        changed = time.perf_counter()
        view.table.viewport().repaint()
        model.append((changed - begun) * 1000)
        paint.append((time.perf_counter() - changed) * 1000)
        pause(0.05)
    return {"filter_ms": median(model), "filter_max_ms": max(model), "filter_paint_ms": median(paint)}


def _search(view: AlertsView) -> Found:
    """From the call until all has been looked through, the first time (texts are folded) and the next."""
    found: Found = {}
    for name, text in (("search_cold", "mong cai"), ("search", "bai chay")):
        gaps = Gaps()
        gaps.start()
        begun = time.perf_counter()
        view.model.search(text)
        found[f"{name}_first_ms"] = (time.perf_counter() - begun) * 1000
        until(lambda: not view.model.searching)
        found[f"{name}_ms"] = (time.perf_counter() - begun) * 1000
        found[f"{name}_gap_max_ms"] = max(gaps.stop(), default=0.0)
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    wear(app, "dark")
    found = measure(options.count, options.rate, options.seconds)
    print(json.dumps(found | {"is_offscreen": float(app.platformName() == "offscreen")}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
