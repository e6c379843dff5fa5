"""The make-believe city is accepted by the rules, lies where it says, and troubles are shared out as they should be."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from unicodedata import is_normalized

import pytest

from contract.alerts import Alert, Severity
from contract.base import Actor, World
from contract.cameras import Camera, CameraGroup
from contract.people import RIGHTS, Person, Role, Unit
from contract.walls import Layout, Screen, Showing, Zone
from demo.city import CAMERAS, PEOPLE, accounts, alerts, commands
from demo.city.wall import ALARM_LAYOUT
from demo.scenes.spec import Kind

GEODATA = Path(__file__).parents[3] / "shared" / "geodata" / "quangninh_units_2025.json"
NOW = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def city() -> World:
    """All that the commands make, asked one after the other with the rights of the backend's own services."""
    world = World([Person(id="system", name="Hệ thống", role=Role.SERVICE)])
    who = Actor(id="system", now=NOW, rights=RIGHTS[Role.SERVICE])
    for command in commands("127.0.0.1", 8554, ("xem", "mau")):
        for fact in list(command.decide(world, who)):
            world.put(fact)
    return world


def test_every_command_is_accepted_in_its_order(city: World) -> None:
    assert len(list(city.all(Camera))) == len(CAMERAS) == 28
    assert len(list(city.all(Screen))) == 4
    assert {person.role for person in city.all(Person)} == set(Role)
    assert {id for id, _password in accounts()} == {person.id for person in PEOPLE}


def test_every_camera_stands_in_a_unit_of_today_and_shows_a_scene_that_can_be_drawn(city: World) -> None:
    for camera in city.all(Camera):
        assert camera.unit
        assert city[Unit, camera.unit].in_force(NOW.date()), camera.name
        assert [stream.profile for stream in camera.streams] == ["main", "sub"]
        assert camera.target_class
        assert city[CameraGroup, *camera.groups].name
    assert {camera.scene for camera in CAMERAS} <= {kind.value for kind in Kind}


def test_mong_cai_had_one_unit_before_july_2025_and_six_after_it(city: World) -> None:
    old = city[Unit, "194"]
    successors = [unit for unit in city.all(Unit) if old.id in unit.predecessors]
    names = {"Phường Móng Cái 1", "Phường Móng Cái 2", "Phường Móng Cái 3", "Xã Hải Sơn", "Xã Hải Ninh", "Xã Vĩnh Thực"}
    assert {unit.name for unit in successors} == names
    for day, old_holds in ((date(2025, 6, 30), True), (date(2025, 7, 1), False)):
        assert old.in_force(day) is old_holds
        assert all(unit.in_force(day) is not old_holds for unit in successors)


@pytest.mark.skipif(not GEODATA.exists(), reason="the reference geodata are not beside this checkout")
def test_units_and_cameras_agree_with_the_reference_geodata(city: World) -> None:
    reference = {unit["code"]: unit for unit in json.loads(GEODATA.read_text(encoding="utf-8"))}
    ours = {unit.code for unit in city.all(Unit) if unit.predecessors}
    assert ours == set(reference)
    for camera in CAMERAS:
        west, south, east, north = reference[camera.unit]["bbox"]
        assert west <= camera.lon <= east, camera.name
        assert south <= camera.lat <= north, camera.name


def test_every_cell_on_the_wall_shows_something_that_exists(city: World) -> None:
    for showing in city.all(Showing):
        (base,) = showing.layers
        assert set(base.cells) == {cell.id for cell in city[Layout, base.layout].cells}
        for content in base.cells.values():
            assert content.kind != "camera" or city.get(Camera, content.ref)
    assert len(list(city.all(Showing))) == 4


def test_one_zone_takes_alarms_from_warnings_on_and_the_alarm_layout_has_its_two_cells(city: World) -> None:
    assert [zone.alarms_from for zone in city.all(Zone)] == [None, None, Severity.WARNING, None]
    assert [cell.id for cell in city[Layout, ALARM_LAYOUT].cells] == ["A1", "A2"]


def test_troubles_are_plausible_and_shared_80_15_5(city: World) -> None:
    rng = Random(2026)
    source = city[Person, "nguon-mau"].actor(NOW)
    counted = Counter[str]()
    for _ in range(2000):
        wish = alerts(rng)
        counted["low" if wish.severity < Severity.WARNING else wish.severity.name] += 1
        (alert,) = wish.decide(city, source)
        assert isinstance(alert, Alert)
        assert "{" not in alert.title
        assert is_normalized("NFC", alert.title + alert.place + alert.detail)
        assert city.get(Camera, alert.camera or "")
    assert counted["low"] == pytest.approx(1600, abs=80)
    assert counted["WARNING"] == pytest.approx(300, abs=60)
    assert counted["EMERGENCY"] == pytest.approx(100, abs=40)
