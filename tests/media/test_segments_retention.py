"""Retention: what is old or too much goes, what is locked stays, and a short disk is said to be short."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from media.segments.folder import BALLAST, BALLAST_BYTES, Folder
from media.segments.model import SECOND, Lock, Plan, Segment
from media.segments.recorder import NO_ROOM, FolderRecorder
from media.segments.retention import DAY, DOUBT_S, FRESH, Calendar, Room, sweep
from tests.media.pictures import NOON

MINUTE = 60 * SECOND
SIZE = 1000


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    opened = Folder(tmp_path / "rec")
    yield opened
    opened.close()


def fill(folder: Folder, camera: str, first: int, minutes: int) -> None:
    for number in range(minutes):
        path = folder.root / f"{camera}-{first}-{number}.mp4"
        path.write_bytes(bytes(SIZE))
        start = first + number * MINUTE
        folder.index.whole(Segment(path, camera, f"{first}", number, start, start + MINUTE, SIZE))


def plan(camera: str = "c", days: float = 1.0, limit: int = 10**12, importance: int = 5) -> Plan:
    return Plan(camera, "", None, days, limit, importance)


def roomy() -> Room:
    return Room(0, lambda: 10**12)


def disk(folder: Folder, whole: int, floor: int) -> Room:
    """A disk of so many bytes, in which only recordings lie."""
    return Room(floor, lambda: whole - sum(path.stat().st_size for path in folder.root.glob("*.mp4")))


def left(folder: Folder, camera: str = "c") -> list[int]:
    """Minutes after NOON at which what is left begins; rows and files agree."""
    found = folder.index.find(camera, NOON - 10 * DAY, NOON + 10 * DAY)
    assert all(one.path.exists() for one in found)
    assert len(list(folder.root.glob(f"{camera}-*.mp4"))) == len(found)
    return [(one.start - NOON) // MINUTE for one in found]


def test_what_is_older_than_its_days_goes(folder: Folder) -> None:
    fill(folder, "c", NOON, 10)
    swept = sweep(folder, [plan()], roomy(), NOON + DAY + 4 * MINUTE + 1)
    assert (swept.due, left(folder)) == (4, [4, 5, 6, 7, 8, 9])


def test_a_clock_set_ahead_deletes_nothing_by_age_for_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = FolderRecorder(tmp_path, 0, room=roomy())
    running = 1000.0
    monkeypatch.setattr(recorder, "_calendar", Calendar(lambda: running))
    monkeypatch.setattr(recorder, "_dial", lambda: None)
    monkeypatch.setattr(recorder, "_keep", _nothing)
    recorder.follow([plan()])
    fill(recorder.folder, "c", NOON, 10)
    now = NOON + 10 * MINUTE
    assert recorder.sweep(now).due == 0
    running += 60
    assert recorder.sweep(now + 3650 * DAY).due == 0, "a slip of ten years"
    running += 60
    assert recorder.sweep(now + 2 * MINUTE).due == 0, "set right again"
    running += DOUBT_S
    assert recorder.sweep(now + 2 * MINUTE + DAY).due == 10, "time that has really passed"
    recorder.close()


async def _nothing() -> None:
    """No sweep but those of the test."""


@pytest.mark.parametrize("step", [60.0, 1800.0, -DOUBT_S])
def test_small_steps_of_the_clock_and_steps_back_are_trusted(step: float) -> None:
    running = 0.0
    calendar = Calendar(lambda: running)
    now = NOON
    for _ in range(5):
        running += 60
        now += round((60 + step) * SECOND)
        assert calendar.trusted(now)


def test_what_is_more_than_its_bytes_goes_the_oldest_first(folder: Folder) -> None:
    fill(folder, "c", NOON, 10)
    sweep(folder, [plan(limit=3 * SIZE)], roomy(), NOON + DAY // 2)
    assert left(folder) == [7, 8, 9]


def test_a_locked_range_stays_whatever_its_age_its_amount_and_the_disk(folder: Folder) -> None:
    fill(folder, "c", NOON, 10)
    fill(folder, "d", NOON, 10)
    folder.lock(Lock("l", ("c",), NOON + 2 * MINUTE + 1, NOON + 4 * MINUTE))
    swept = sweep(folder, [plan(limit=0), plan("d", limit=0)], disk(folder, 0, 10**9), NOON + 9 * DAY)
    assert left(folder) == [2, 3]
    assert left(folder, "d") == []
    assert swept.short
    folder.release("l")
    sweep(folder, [plan(limit=0)], roomy(), NOON + 9 * DAY)
    assert left(folder) == []


def test_two_locks_over_one_range_both_hold(folder: Folder) -> None:
    fill(folder, "c", NOON, 3)
    for id in ("l", "m"):
        folder.lock(Lock(id, ("c", "d"), NOON, NOON + MINUTE))
    folder.release("l")
    sweep(folder, [plan()], roomy(), NOON + 9 * DAY)
    assert left(folder) == [0]


def test_a_lock_survives_a_restart_and_a_lock_made_between_looking_and_deleting_holds(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "rec")
    fill(folder, "c", NOON, 2)
    doomed = folder.index.oldest_free("c", NOON + DAY, 10)
    folder.lock(Lock("l", ("c",), NOON, NOON + MINUTE))
    assert [folder.remove(one) for one in doomed] == [False, True]
    folder.close()
    again = Folder(tmp_path / "rec")
    sweep(again, [plan()], roomy(), NOON + 9 * DAY)
    assert left(again) == [0]
    again.close()


def test_a_deletion_that_was_cut_short_is_finished_at_the_next_start(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "rec")
    fill(folder, "c", NOON, 2)
    (first, _) = folder.index.oldest_free("c", NOON + DAY, 10)
    assert folder.index.claim(first)
    folder.close()
    again = Folder(tmp_path / "rec")
    assert left(again) == [1]
    again.close()


def test_a_short_disk_gives_away_the_oldest_of_all_but_not_the_last_hour(folder: Folder) -> None:
    fill(folder, "c", NOON, 10)
    fill(folder, "d", NOON - 5 * MINUTE, 10)
    now = NOON + FRESH + 6 * MINUTE
    swept = sweep(folder, [plan(), plan("d")], disk(folder, 30 * SIZE, 13 * SIZE), now)
    assert not swept.short
    assert swept.early >= 3
    assert left(folder, "d")[0] >= -2
    swept = sweep(folder, [plan(), plan("d")], disk(folder, 0, 10**9), now)
    assert (swept.short, left(folder), left(folder, "d")) == (True, [6, 7, 8, 9], [])


def test_on_a_disk_so_full_that_nothing_can_be_noted_ballast_goes_first(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, "c", NOON, 3)
    ballast, claim = folder.root / BALLAST, folder.index.claim
    assert ballast.stat().st_size == BALLAST_BYTES

    def on_a_full_disk(segment: Segment) -> bool:
        if ballast.exists():
            raise OSError("database or disk is full")
        return claim(segment)

    monkeypatch.setattr(folder.index, "claim", on_a_full_disk)
    assert sweep(folder, [plan()], roomy(), NOON + 9 * DAY).due == 3
    assert (left(folder), ballast.exists()) == ([], True)


def test_where_only_locked_and_fresh_is_left_the_least_important_is_recorded_no_more(tmp_path: Path) -> None:
    free = [0]
    recorder = FolderRecorder(tmp_path, 100, room=Room(100, lambda: free[0]), sweep_s=3600)
    nowhere = "rtsp://127.0.0.1:9/x"
    try:
        recorder.follow([Plan(camera, nowhere, None, 1, 10**9, importance)
                         for camera, importance in (("gate", 9), ("park", 2), ("road", 5))])  # fmt: skip
        stopped = []
        for _ in range(4):
            recorder.sweep()
            stopped.append({camera for camera, state in recorder.states().items() if state.status == NO_ROOM})
        # The first sweep of all is the recorder's own and may have come before or after the plans.
        assert stopped[-1] == {"gate", "park", "road"}
        order = [stop for stop in stopped if len(stop) < 3]
        assert all("gate" not in stop for stop in order)
        assert {"park"} in stopped or stopped[0] == {"park", "road"}
        free[0] = 110
        recorder.sweep()
        assert recorder.states()["gate"].status == NO_ROOM, "enough not to stop, too little to begin"
        free[0] = 130
        recorder.sweep()
        assert recorder.states()["gate"].status != NO_ROOM
        assert recorder.states()["park"].status == NO_ROOM
    finally:
        recorder.close()
