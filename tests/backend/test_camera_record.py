"""What becomes of cameras is written down: seldom, in a store that does not grow, and with nothing made up."""

from datetime import UTC, datetime, timedelta

import pytest

from contract.cameras import Camera, RemoveCamera
from contract.health import (
    SAVE_S,
    CameraDay,
    CameraSeen,
    KeepDays,
    Life,
    Status,
    totals,
)
from tests.backend.camera_city import CAMERA, LIVE, LOST, City, seen


def test_uptime_is_counted_over_the_time_somebody_looked() -> None:
    city = City()
    city.see(600, a=LIVE)
    city.see(300, a=LOST)
    city.see(400)
    city.see(SAVE_S, a=LIVE)
    up, down = totals([city.today()], city.today().day, city.now, city.now)
    assert up == pytest.approx(600 + SAVE_S, abs=25)
    assert down == pytest.approx(300, abs=25)


def test_a_camera_that_is_well_is_written_down_once_and_not_every_few_minutes() -> None:
    city = City()
    city.see(3600, a=LIVE)
    assert len(city.kept) == 3600 // SAVE_S
    assert sum(len(wish.days) for wish in city.kept) == 1


def test_after_a_crash_the_time_without_a_beat_is_neither_up_nor_down() -> None:
    city = City()
    city.see(2 * SAVE_S + 1, a=LIVE)
    city.now += timedelta(hours=2)
    city.beat = 5.0
    city.start()
    city.see(SAVE_S + 1, a=LIVE)
    up, down = totals([city.today()], city.today().day, city.now, city.now)
    assert up == pytest.approx(3 * SAVE_S, abs=25)
    assert down == 0


def test_at_the_citys_midnight_a_new_day_begins() -> None:
    city = City()
    city.now = datetime(2026, 3, 5, 16, 50, tzinfo=UTC)
    city.see(1200, a=LIVE)
    days = {row.day.day: row for row in city.world.all(CameraDay)}
    assert days.keys() == {5, 6}
    assert days[5].up_s == pytest.approx(600, abs=10)
    assert days[6].since == datetime(2026, 3, 5, 17, 0, tzinfo=UTC)
    assert days[6].life is Life.UP


def test_the_store_does_not_grow_with_the_days() -> None:
    city = City()
    for _ in range(30):
        city.see(2 * SAVE_S, a=LIVE)
        city.now += timedelta(days=1)
    assert len(list(city.world.all(CameraDay))) == 8


def test_reconnects_are_counted_by_reason_and_a_new_source_counts_from_nought() -> None:
    city = City()
    for reconnects in (3, 5, 5, 1):
        city.see(10, a=seen(reconnects=reconnects, reason="reset"))
    city.see(SAVE_S, a=seen(reconnects=1))
    assert (city.today().reconnects, city.today().reasons) == (3, {"reset": 3})


def test_one_row_that_is_refused_costs_no_other() -> None:
    city = City(CAMERA, Camera(id="d", number=8, name="D"))
    city.refuses = lambda wish: isinstance(wish, KeepDays) and any(day.camera == "d" for day in wish.days)
    city.see(SAVE_S + 2, a=LIVE, b=CameraSeen(camera="d", status=Status.LIVE))
    assert {row.camera for row in city.world.all(CameraDay)} == {"c"}


def test_a_camera_that_is_taken_away_is_forgotten() -> None:
    city = City(CAMERA, Camera(id="d", number=8, name="D"))
    city.see(SAVE_S + 1, a=LIVE, b=CameraSeen(camera="d", status=Status.LIVE))
    city.do(RemoveCamera(camera="c"))
    city.see(SAVE_S + 1, b=CameraSeen(camera="d", status=Status.LIVE))
    assert {row.camera for row in city.world.all(CameraDay)} == {"d"}
