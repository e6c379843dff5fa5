"""Recording when the backend is killed: it goes on, locks hold, and the key is the same."""

import signal
import time
from pathlib import Path
from typing import Any

import pytest

from contract.recordings import RecordingPlan, SaveRecordingPlan
from demo.rtsp.thread import ServerThread
from tests.backend.rig import Process, populate
from tests.backend.test_recording import HERE, PATIENCE, city_of, lock_now, server

__all__ = ["server"]


@pytest.mark.e2e
def test_after_kill_9_recording_goes_on_locks_hold_and_the_key_is_the_same(
    tmp_path: Path, server: ServerThread
) -> None:
    plan = SaveRecordingPlan(plan=RecordingPlan(id="one"))
    populate(tmp_path, [*city_of(server), plan, lock_now("l", "one")])
    where = {"recordings": str(tmp_path / "rec"), "camera_networks": HERE, "recordings_spare_gib": "1"}
    backend = Process(tmp_path, **where)
    try:
        backend.start()
        _wait(lambda: _sizes(tmp_path) > 60_000)
        backend.end(signal.SIGKILL)
        first = _sizes(tmp_path)
        backend.start()
        _wait(lambda: _sizes(tmp_path) > first + 60_000)
        assert backend.end(signal.SIGTERM) == 0
    finally:
        backend.close()
    assert len({path.name.split("_")[1] for path in (tmp_path / "rec").rglob("*.mp4")}) == 2, "two runs, a gap between"
    log = (tmp_path / "log").read_text()
    prints = {line.split('"fingerprint"')[1][:90] for line in log.splitlines() if "evidence_key" in line}
    assert len(prints) == 1
    assert "mau" not in log


def _wait(true: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def _sizes(folder: Path) -> int:
    return sum(path.stat().st_size for path in (folder / "rec").rglob("*.mp4"))
