"""What is likely wanted next is connected beforehand: it opens at once, and until then nothing of it is decoded."""

import statistics
import time

import pytest

from console.video.budget import Budget, Pace
from console.video.mosaic import Mosaic
from console.video.source import Source
from console.video.warming import Warming
from demo.rtsp.faults import Fault
from demo.scenes.barcode import read_frame_number
from tests.console.video.conftest import Room, tiles

HEIGHT = 200


def warm(room: Room, *cameras: str, **limits: float) -> Warming:
    """Connect these and wait until something is kept of each."""
    for camera in cameras:
        if room.resolve(camera) is None:
            room.camera(camera)
    warming = Warming(room.pool, **limits)  # type: ignore[arg-type]
    warming.want(cameras, HEIGHT)
    return warming


def of(room: Room, camera: str) -> Source:
    return next(source for source in room.pool.kept() if source.camera_id == camera)


def opening(room: Room, mosaic: Mosaic, camera: str) -> float:
    """Seconds from the wish to the first picture, as the tile's own tick sees it."""
    begun = time.monotonic()
    mosaic.set_tiles(tiles(camera))
    slot = mosaic.board.slots[f"{camera}#0"]
    while (slot.tap is None or slot.tap.shown is None) and time.monotonic() - begun < 8:
        room.bot.wait(1)
    return time.monotonic() - begun


def test_while_it_is_only_likely_nothing_is_decoded_and_it_is_not_judged(room: Room) -> None:
    warm(room, "a")
    source = of(room, "a")
    room.until(lambda: source.tape.span and source.tape.span[1] - source.tape.span[0] > 1.0)
    assert source.meter.decoded == 0
    assert source.warm
    assert room.watchers("a/sub") == 1
    assert room.pool.running() == [], "nobody reports the health of what nobody sees"


def test_opening_shares_the_connection_and_shows_the_present(room: Room) -> None:
    warm(room, "a")
    source = of(room, "a")
    room.until(lambda: source.tape.span and source.tape.span[1] - source.tape.span[0] > 1.0)
    mosaic = room.mosaic("b")
    assert opening(room, mosaic, "a") < 0.5
    room.until(lambda: mosaic.reports()["a#0"].status == "live", 1.0)
    assert room.watchers("a/sub") == 1
    assert source.meter.broken == 0
    assert not source.warm
    tap = mosaic.board.slots["a#0"].tap
    assert tap is not None
    first, then = tap.frames_shown, time.monotonic()
    room.bot.wait(1000)
    assert tap.frames_shown - first > 8 * (time.monotonic() - then), "and it goes on as any other"
    assert tap.shown is not None
    assert read_frame_number(tap.shown.pixels[:, :, 1]) is not None


def test_what_is_not_opened_is_let_go(room: Room) -> None:
    warm(room, "a", seconds=1.0)
    room.until(lambda: room.watchers("a/sub") == 1)
    room.until(lambda: room.watchers("a/sub") == 0 and not room.pool.kept(), 5)


def test_another_guess_ends_the_one_before_but_not_what_is_watched(room: Room) -> None:
    mosaic = room.mosaic("a")
    room.live(mosaic)
    warming = warm(room, "a", "b")
    room.until(lambda: room.watchers("b/sub") == 1)
    room.camera("c")
    warming.want(["c"], HEIGHT)
    room.until(lambda: room.watchers("b/sub") == 0 and room.watchers("c/sub") == 1, 5)
    assert room.watchers("a/sub") == 1
    assert mosaic.reports()["a#0"].status == "live"


def test_there_are_never_more_than_so_many(room: Room) -> None:
    warm(room, "a", "b", "c", "d", most=2)
    room.until(lambda: room.watchers("a/sub") == room.watchers("b/sub") == 1)
    assert {source.camera_id for source in room.pool.kept()} == {"a", "b"}


def test_a_machine_that_is_short_of_power_guesses_at_nothing(room: Room) -> None:
    mosaic = room.mosaic("a")
    room.live(mosaic)
    of(room, "a").pace = Pace.SPARSE
    warming = warm(room, "b")
    assert warming.strained
    assert {source.camera_id for source in room.pool.kept()} == {"a"}


def test_what_is_only_likely_has_nothing_to_give_when_power_is_short(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[set[str]] = []

    def look(_budget: Budget, _now: float, _load: float, streams: tuple[Source, ...]) -> None:
        looked.append({stream.camera_id for stream in streams})

    mosaic = room.mosaic("a")
    room.live(mosaic)
    monkeypatch.setattr(Budget, "look", look)
    warm(room, "b")
    room.until(lambda: room.watchers("b/sub") == 1)
    looked.clear()
    room.until(lambda: len(looked) > 1)
    assert looked[-1] == {"a"}


def test_a_held_camera_that_fails_is_dialled_again_and_an_unknown_one_is_no_error(room: Room) -> None:
    warming = warm(room, "a")
    room.until(lambda: room.watchers("a/sub") == 1)
    room.fault("a", Fault.RESET)
    room.until(lambda: of(room, "a").meter.reconnects > 0)
    warming.want(["nowhere"], HEIGHT)


def test_a_lull_in_watching_keeps_the_pictures_in_order(room: Room) -> None:
    """Watched, then only held, then watched again: the decoder begins anew at a key picture."""
    mosaic = room.mosaic("a")
    room.live(mosaic)
    Warming(room.pool).want(["a"], HEIGHT)
    mosaic.set_tiles(tiles("b"))
    source = of(room, "a")
    room.until(lambda: source.warm)
    decoded = source.meter.decoded
    room.bot.wait(1200)
    assert source.meter.decoded <= decoded + 2
    assert opening(room, mosaic, "a") < 0.5
    room.live(mosaic)
    assert source.meter.broken == 0
    assert room.watchers("a/sub") == 1


@pytest.mark.alone
def test_a_warm_camera_opens_within_a_tenth_of_a_second(room: Room) -> None:
    mosaic = room.mosaic("x")
    room.live(mosaic)
    took = []
    for number in range(7):
        name = f"w{number}"
        warm(room, name)
        source = of(room, name)
        room.until(lambda: source.tape.span and source.tape.span[1] - source.tape.span[0] > 0.6)  # noqa: B023
        took.append(opening(room, mosaic, name))
    print(f"\nwarm: first picture after {statistics.median(took) * 1000:.0f} ms (median of {len(took)})")
    assert statistics.median(took) <= 0.1
