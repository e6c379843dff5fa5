"""What was answered is on the disk, whatever happens to the disk, the process or the line."""

import asyncio
import threading
from pathlib import Path

import pytest

from contract.alerts import Raise, Severity
from contract.wire import Facts
from tests.backend.rig import Process, Rig, Seated, doors, populate

FLOOD = Raise(id="a", title="Ngập", severity=Severity.WARNING)


async def test_everything_that_was_answered_is_on_the_disk(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer leaves after the append, never before: while the disk hangs, nobody is told anything."""
    an, binh = await rig.seat("an"), await rig.seat("binh")
    disk = Gate(rig.backend.store.append)
    monkeypatch.setattr(rig.backend.store, "append", disk)
    await an.ask(FLOOD)
    await asyncio.to_thread(disk.reached.wait, 5)
    for seated in (an, binh):
        with pytest.raises(TimeoutError):
            await seated.receive(0.3)
    disk.open.set()
    for seated in (an, binh):
        assert isinstance(await seated.receive(), Facts)


async def test_when_the_disk_fails_everybody_is_sent_away_and_nothing_was_promised(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path) as rig:
        an = await rig.seat("an")
        rig.backend.store.append = _no_disk
        await an.ask(FLOOD, "w")
        assert rig.opened
        await asyncio.wait({rig.opened.writing}, timeout=5)
        assert isinstance(rig.opened.writing.exception(), OSError)
        closing = asyncio.get_running_loop().create_task(an.farewell())
        await rig.backend.stop()
        bye, code = await closing
        assert (bye.code, code) == ("store", 4503)
        assert "w" not in an.settled


async def test_going_down_says_when_to_come_back(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path) as rig:
        an = await rig.seat("an")
        await an.done(FLOOD)
    bye, code = await an.farewell()
    assert (bye.code, code) == ("draining", 4503)
    assert bye.retry_ms


async def test_tokens_and_answers_survive_a_kill(tmp_path: Path) -> None:
    populate(tmp_path)
    process = Process(tmp_path)
    try:
        process.start()
        async with Rig(process.port) as rig:
            token = await rig.token("an")
            seated = Seated(await rig.socket(), "pc-an")
            await seated.hello(token)
            await seated.ask(FLOOD, "w")
            await seated.until(Facts, lambda frame: "w" in frame.settled)
            process.end(9)
            process.start()
            again = Seated(await rig.socket(), "pc-an")
            await again.hello(token)
            await again.ask(FLOOD, "w")
            await again.until(Facts, lambda frame: "w" in frame.settled)
            assert (again.row("alert", "a") or {})["count"] == 1
            assert process.end(15) == 0
    finally:
        process.close()


class Gate:
    """A disk that hangs until it is let go."""

    def __init__(self, append: "object") -> None:
        self.reached, self.open = threading.Event(), threading.Event()
        self._append = append

    def __call__(self, entries: object) -> None:
        self.reached.set()
        self.open.wait(5)
        self._append(entries)  # type: ignore[operator]


def _no_disk(_: object) -> None:
    raise OSError("the disk is gone")
