"""Going back farther than this machine's tape: the recorder's pictures in the same tile, gaps as gaps, live at once."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRectF
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from console.app.seat import Taken
from console.strings import set_language
from console.video.mosaic import Mosaic
from console.video.replay import Play
from console.video.replaybar import ReplayBar
from console.video.slot import Slot
from console.video.tiles import Tile
from contract.recordings import Recording, RecordingState
from tests.e2e.stage import cameras, run_qt, seated, until
from tests.processes import BackendProcess, recording

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CAMERA, OTHER = "cam-15", "cam-18"


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with cameras(tmp_path_factory.mktemp("clips")) as port:
        yield port


@pytest.fixture
def backend(tmp_path: Path, farm: int) -> Iterator[BackendProcess]:
    with BackendProcess(tmp_path, farm, **recording(tmp_path)) as running:
        yield running


@asynccontextmanager
async def shown(seat: Taken, *camera_ids: str) -> AsyncIterator[tuple[Mosaic, ReplayBar]]:
    """A window with these cameras side by side, and the bar under them."""
    window, mosaic = QWidget(), Mosaic(seat.pool)
    bar, column = ReplayBar(mosaic), QVBoxLayout(window)
    column.addWidget(mosaic, 1)
    column.addWidget(bar)
    window.resize(1280, 480)
    part = 1 / len(camera_ids)
    mosaic.set_tiles([Tile(id, id, id, QRectF(at * part, 0, part, 1)) for at, id in enumerate(camera_ids)])
    window.show()
    try:
        yield mosaic, bar
    finally:
        window.close()
        window.deleteLater()
        # At once: the collector may come in a decoder's thread, where no widget may die.
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def _vietnamese_again() -> Iterator[None]:
    yield
    set_language("vi")


def slot(mosaic: Mosaic, id: str = CAMERA) -> Slot:
    return mosaic.board.slots[id]


def stamp(mosaic: Mosaic, id: str = CAMERA) -> float | None:
    """When the picture that stands in the tile was recorded, in Unix seconds; None where none stands there."""
    tap = slot(mosaic, id).tap
    if tap is None or tap.shown is None or slot(mosaic, id).truth.lack is not None:
        return None
    return tap.shown.arrived + time.time() - time.monotonic()


def near(mosaic: Mosaic, moment: float, id: str = CAMERA) -> bool:
    at = stamp(mosaic, id)
    return slot(mosaic, id).truth.status == "replay" and at is not None and abs(at - moment) < 0.3


async def recorded(seat: Taken, seconds: float) -> None:
    def going() -> bool:
        states = [seat.desk.world.get(RecordingState, id) for id in (CAMERA, OTHER)]
        return all(state and state.status is Recording.RECORDING and state.oldest for state in states)

    await until(going, 40)
    await asyncio.sleep(seconds)


@pytest.mark.alone
def test_older_than_the_tape_comes_from_the_recorder_and_a_gap_is_said(
    qapp: QApplication, backend: BackendProcess, tmp_path: Path
) -> None:
    set_language("en")

    async def play() -> None:
        async with seated(backend, tmp_path / "desk", "lan") as seat:
            await recorded(seat, 12.0)
            before = time.time()
            backend.kill()
            await asyncio.sleep(3.0)
            backend.start()
            await until(lambda: seat.client.line().live, 30)
            await recorded(seat, 8.0)
            async with shown(seat, CAMERA, OTHER) as (mosaic, bar):
                await until(lambda: slot(mosaic).truth.status == "live", 20)
                await _older(mosaic, bar, before - 8)
                await _steps(mosaic, before - 8)
                await _gap(mosaic, before)
                await _together(mosaic, before - 6)
                await _live(mosaic)

    run_qt(qapp, play)


async def _older(mosaic: Mosaic, bar: ReplayBar, moment: float) -> None:
    """Before the tile was even opened; it stands still, then runs on with the clock, and the slider reaches there."""
    tape = slot(mosaic).tap.tape.tape  # type: ignore[union-attr]
    assert tape.span is not None
    assert moment < tape.span[0] + time.time() - time.monotonic(), "no tape of this machine has it"
    mosaic.play(Play(moment, time.time(), 0.0), {CAMERA})
    await until(lambda: near(mosaic, moment), 10)
    await until(lambda: slot(mosaic).saying.short.startswith("Replay "), 3)
    mosaic.rewinding.toggle()
    began = time.time()
    await until(lambda: (stamp(mosaic) or 0) > moment + 3, 10)
    assert time.time() - began > 2.0, "it runs with the clock"
    bar.look()
    assert bar.slider.minimum() <= round((moment - time.time()) * 1000)
    mosaic.rewinding.rate(4.0)
    mosaic.rewinding.go(moment)
    began = time.time()
    await until(lambda: (stamp(mosaic) or 0) > moment + 4, 10)
    assert time.time() - began < 3.0


async def _steps(mosaic: Mosaic, moment: float) -> None:
    mosaic.play(Play(moment, time.time(), 0.0), {CAMERA})
    await until(lambda: near(mosaic, moment), 10)
    first = stamp(mosaic)
    assert first is not None
    for forward, target in ((True, first + 1 / 15), (True, first + 2 / 15), (False, first + 1 / 15), (False, first)):
        mosaic.rewinding.step(forward)
        await until(lambda target=target: abs((stamp(mosaic) or 0) - target) < 0.03, 5)


async def _gap(mosaic: Mosaic, killed: float) -> None:
    """No picture stands there, but words with the ends and the reason; the next step leads out of it."""
    moment = killed + 2.0
    mosaic.play(Play(moment, time.time(), 0.0), {CAMERA})
    await until(lambda: (lack := slot(mosaic).truth.lack) is not None and lack.kind == "gap", 10)
    await until(lambda: slot(mosaic).saying.large == "Gap: nothing recorded", 5)
    lack = slot(mosaic).truth.lack
    assert lack is not None
    assert lack.since < moment < lack.until
    assert any(":" in line for line in slot(mosaic).saying.lines)
    await asyncio.sleep(0.2)
    picture = mosaic.board.canvas.image.copy(slot(mosaic).place.video)  # type: ignore[union-attr]
    corner = picture.pixelColor(8, 8).name()
    assert corner == mosaic.board.style.panel, "no picture is left standing"
    mosaic.rewinding.step(True)
    await until(lambda: slot(mosaic).truth.lack is None and near(mosaic, lack.until), 10)


async def _together(mosaic: Mosaic, moment: float) -> None:
    mosaic.rewinding.together = True
    mosaic.play(Play(moment, time.time(), 0.0))
    await until(lambda: near(mosaic, moment, CAMERA) and near(mosaic, moment, OTHER), 10)
    mosaic.rewinding.toggle()
    await asyncio.sleep(2.0)
    one, two = stamp(mosaic, CAMERA), stamp(mosaic, OTHER)
    assert one is not None
    assert two is not None
    assert abs(one - two) < 0.3


async def _live(mosaic: Mosaic) -> None:
    """At once, and nothing goes on being fetched or kept for it."""
    reels = [slot(mosaic, id).tap.tape for id in (CAMERA, OTHER)]  # type: ignore[union-attr]
    mosaic.rewinding.live()
    began = time.time()
    await until(lambda: all(slot(mosaic, id).truth.status == "live" for id in (CAMERA, OTHER)), 5)
    assert time.time() - began < 1.0
    assert all(reel is not None and not reel._held and reel._task is None for reel in reels)


def test_many_leaps_ask_seldom_and_keep_little(qapp: QApplication, backend: BackendProcess, tmp_path: Path) -> None:
    """Somebody drags the slider for two seconds."""

    async def play() -> None:
        async with seated(backend, tmp_path / "desk", "lan") as seat:
            await recorded(seat, 15.0)
            start = time.time() - 14
            async with shown(seat, CAMERA) as (mosaic, _bar):
                await until(lambda: slot(mosaic).truth.status == "live", 20)
                asked = _counted(seat)
                longest, last = 0.0, time.monotonic()
                for at in range(120):
                    mosaic.rewinding.go(start + (at * 37 % 100) / 10)
                    await asyncio.sleep(1 / 60)
                    longest, last = max(longest, time.monotonic() - last), time.monotonic()
                mosaic.play(Play(start + 3, time.time(), 0.0), {CAMERA})
                await until(lambda: near(mosaic, start + 3), 10)
                assert len(asked) < 25
                reel = slot(mosaic).tap.tape  # type: ignore[union-attr]
                assert reel is not None
                assert len(reel._held) <= 3
                assert longest < 0.5, "nothing holds the window up"

    run_qt(qapp, play)


def _counted(seat: Taken) -> list[str]:
    """What is asked of the backend from here on."""
    asked: list[str] = []
    content = seat.client.content

    async def counting(path: str, params: dict[str, str]) -> bytes:
        asked.append(path)
        return await content(path, params)

    seat.client.content = counting  # type: ignore[method-assign, assignment]
    return asked


def test_who_may_not_see_recordings_has_the_tape_alone(
    qapp: QApplication, backend: BackendProcess, tmp_path: Path
) -> None:
    async def play() -> None:
        async with seated(backend, tmp_path / "desk", "hai") as seat, shown(seat, CAMERA) as (mosaic, _bar):
            await until(lambda: slot(mosaic).truth.status == "live", 20)
            await asyncio.sleep(1.0)
            tape = slot(mosaic).tap.tape  # type: ignore[union-attr]
            assert tape is not None
            assert tape.span == tape.tape.span
            mosaic.rewinding.go(time.time() - 3600)
            await until(lambda: slot(mosaic).truth.status == "replay", 5)
            assert slot(mosaic).truth.lack is None, "as far back as the tape goes"
            mosaic.play(Play(time.time() - 3600, time.time(), 0.0))
            await until(lambda: slot(mosaic).truth.lack is not None, 5)
            assert slot(mosaic).truth.lack.kind == "before", "the first picture is not taken for another time's"

    run_qt(qapp, play)
