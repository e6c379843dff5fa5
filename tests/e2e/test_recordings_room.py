"""The room of recordings before a real backend that records real streams: plan, gap, lock, export, fetch, verify."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.app.seat import Taken
from console.strings import set_language
from console.views.recordings import RecordingsView
from console.views.recordings.scale import Scale
from contract.recordings import Custody, EvidenceExport, EvidenceLock, Making, Recording, RecordingState
from tests.e2e.stage import cameras, run_qt, seated, until
from tests.processes import BackendProcess, recording
from verify.check import Verdict

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CAMERA = "cam-15"


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with cameras(tmp_path_factory.mktemp("clips")) as port:
        yield port


@pytest.fixture
def backend(tmp_path: Path, farm: int) -> Iterator[BackendProcess]:
    with BackendProcess(tmp_path, farm, **recording(tmp_path)) as running:
        yield running


def test_a_night_of_an_officer(qapp: QApplication, backend: BackendProcess, tmp_path: Path) -> None:
    set_language("en")

    async def play() -> None:
        async with seated(backend, tmp_path / "desk", "lan") as seat:
            view = RecordingsView(seat.desk, seat.pool)
            view.resize(1700, 1000)
            view.show()
            await _recorded(seat, view)
            start = seat.desk.now().timestamp()
            backend.kill()
            await asyncio.sleep(2.0)
            backend.start()
            await until(lambda: seat.client.line().live, 30)
            await _gap(view, start)
            await _lock_and_export(seat, view, start)
            await _fetch(seat, view, tmp_path)
            view.close()
            view.deleteLater()

    run_qt(qapp, play)
    set_language("vi")


async def _recorded(seat: Taken, view: RecordingsView) -> None:
    def going() -> bool:
        state = seat.desk.world.get(RecordingState, CAMERA)
        return state is not None and state.status is Recording.RECORDING

    await until(going, 30)
    view.refresh()
    view.select(CAMERA)
    await asyncio.sleep(4.0)


async def _gap(view: RecordingsView, start: float) -> None:
    """The seconds without a backend are a gap with words, between two stretches."""
    line = view.time.timeline
    line.see(Scale(start - 20, start + 20, line.scale.width))

    def seen() -> bool:
        view.time.kept.ask()
        return len(view.time.kept.known.pieces) >= 2

    async with asyncio.timeout(30):
        while not seen():  # noqa: ASYNC110 - the recorder flushes when it does
            await asyncio.sleep(0.5)
    pieces = view.time.kept.known.pieces
    between = [gap for gap in view.time.kept.known.gaps if pieces[0].end <= gap.start + 0.001 < pieces[1].start]
    assert between
    assert "gap of" in line.words((between[0].start + between[0].end) / 2)
    assert line.words(pieces[0].start + 1).endswith("recorded")


async def _lock_and_export(seat: Taken, view: RecordingsView, start: float) -> None:
    line, world = view.time.timeline, seat.desk.world
    line.choose(start - 3, view.time.kept.known.pieces[1].start + 2)
    await until(lambda: seat.desk.now().timestamp() > view.time.range()[1].timestamp() + 1)
    view.time.ask_lock()
    assert view.time.dialog is not None
    view.time.dialog.why.setText("Va chạm")
    view.time.dialog.do()
    await until(lambda: list(world.all(EvidenceLock)))
    view.time.ask_export()
    view.time.dialog.why.setText("Công an phường yêu cầu")
    view.time.dialog.do()
    await until(lambda: any(one.state is Making.READY for one in world.all(EvidenceExport)), 60)
    view.refresh()


async def _fetch(seat: Taken, view: RecordingsView, folder: Path) -> None:
    export = view.exports.current
    assert export is not None
    target = folder / "bang-chung.zip"
    view.exports.download_to(export, target)
    fetch = view.exports.fetching.fetches[export.id]
    await until(lambda: not fetch.running, 30)
    assert fetch.whole, fetch.words
    assert target.stat().st_size == export.size
    acts = {one.act.value for one in seat.desk.world.all(Custody)}
    assert acts == {"lock", "export", "fetch"}
    view.exports.fetching.judge(export.id, target)
    await until(lambda: fetch.report is not None and not fetch.running, 30)
    assert fetch.report is not None
    assert fetch.report.verdict is Verdict.VERIFIED
    assert fetch.words.startswith("WHOLE")
    damaged = bytearray(target.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    target.write_bytes(damaged)
    view.exports.fetching.judge(export.id, target)
    await until(lambda: fetch.report is not None and not fetch.running, 30)
    assert fetch.report.verdict is Verdict.ALTERED
    assert fetch.words.startswith("ALTERED")
