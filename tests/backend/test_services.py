"""Popups and expiry: alarms reach one zone of each wall and leave it again, whatever happened meanwhile."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend import services
from backend.offline import Offline
from backend.services.watch import Watch
from contract.alerts import Acknowledge, Alert, Raise, Severity
from contract.base import Command
from contract.cameras import Camera, SaveCamera, Stream
from contract.geo import Point
from contract.ids import new_id
from contract.walls import (
    Cell,
    Content,
    Layer,
    LayerKind,
    Layout,
    PopLayer,
    PushLayer,
    Rect,
    SaveLayout,
    SaveWall,
    SaveZone,
    Showing,
    Wall,
    Zone,
)
from tests.backend.rig import Rig, doors, eventually, populate, settings

RECT = Rect(0, 0, 100, 100)
HERE, NEAR, FAR = Point(20.9500, 107.0800), Point(20.9520, 107.0800), Point(20.9600, 107.0800)
STREAM = Stream(profile="main", url="rtsp://192.0.2.1/main", width=640, height=360)
_PICTURE, _TILE = Cell(id="A1", column=0, row=0, columns=3), Cell(id="A2", column=3, row=0)
ALARM = Layout(id="alarm", name="Cảnh báo", columns=4, rows=1, cells=(_PICTURE, _TILE))
ONE = Layout(id="alert-only", name="Một ô", columns=1, rows=1, cells=(Cell(id="A1", column=0, row=0),))


def _zone(id: str, wall: str, number: int, alarms_from: int | None = 2) -> SaveZone:
    return SaveZone(zone=Zone(id=id, wall=wall, number=number, name=id, rect=RECT, alarms_from=alarms_from))


def _camera(number: int, point: Point, *streams: Stream) -> SaveCamera:
    return SaveCamera(camera=Camera(id=f"c{number}", number=number, name=f"C{number}", point=point, streams=streams))


CITY: list[Command] = [
    SaveWall(wall=Wall(id="w", name="W")),
    SaveWall(wall=Wall(id="v", name="V")),
    SaveLayout(layout=ALARM),
    SaveLayout(layout=ONE),
    _zone("w0", "w", 1, None),
    _zone("w1", "w", 2),
    _zone("w2", "w", 3),
    _zone("v1", "v", 1, 3),
    _camera(1, NEAR, STREAM),
    _camera(2, HERE),
    _camera(3, FAR, STREAM),
]


class Desk:
    """Asks as somebody, and looks at what the walls show."""

    def __init__(self, rig: Rig) -> None:
        self.backend = rig.backend

    async def ask(self, command: Command, actor: str = "an") -> None:
        settled = await self.backend.writer.ask("test", new_id(), actor, command)
        assert settled.code is None, settled

    async def raises(self, id: str = "a", severity: Severity = Severity.WARNING, **more: Any) -> None:
        await self.ask(Raise(id=id, title=f"Cháy {id}", severity=severity, **more))

    def layers(self, zone: str) -> dict[str, Layer]:
        showing = self.backend.engine.world.get(Showing, zone)
        return {layer.id: layer for layer in showing.layers} if showing else {}

    def shown(self, *zones: str) -> set[str]:
        return {id for zone in zones or ("w0", "w1", "w2", "v1") for id in self.layers(zone)}

    async def until(self, true: Callable[[], object]) -> None:
        await eventually(true)

    async def quiet(self) -> None:
        """Long enough for a service to have done what it would do."""
        await asyncio.sleep(0.1)

    async def acknowledge(self, id: str) -> None:
        alert = self.backend.engine.world[Alert, id]
        await self.ask(Acknowledge(alert=id, seen=alert.seq))


@pytest.fixture
def key(tmp_path: Path) -> str:
    return populate(tmp_path, CITY)


@pytest.fixture
async def desk(rig: Rig) -> Desk:
    return Desk(rig)


async def test_a_bad_alert_covers_one_zone_of_each_wall_that_takes_it(desk: Desk) -> None:
    await desk.raises(camera="c1")
    await desk.until(lambda: desk.layers("w1"))
    layer = desk.layers("w1")["alert:a"]
    assert (layer.kind, layer.priority, layer.layout, layer.alert) == (LayerKind.ALARM, 20, "alarm", "a")
    assert dict(layer.cells) == {"A1": Content(kind="camera", ref="c1"), "A2": Content(kind="alert", ref="a")}
    assert (layer.why, layer.by) == ("Cháy a", "system")
    await desk.quiet()
    assert not desk.shown("w0", "w2", "v1")
    await desk.raises("b", Severity.EMERGENCY)
    await desk.until(lambda: desk.layers("v1"))
    assert set(desk.layers("w2")) == {"alert:b"}, "the emptier zone"


async def test_a_mild_alert_covers_nothing(desk: Desk) -> None:
    await desk.raises(severity=Severity.NOTICE)
    await desk.quiet()
    assert not desk.shown()


async def test_the_nearest_camera_with_a_picture_stands_in(desk: Desk) -> None:
    await desk.raises("near", point=HERE)
    await desk.raises("nowhere", point=Point(21.5, 108.0))
    await desk.raises("gone", camera="removed")
    await desk.until(lambda: len(desk.shown("w1", "w2")) == 3)
    layers = desk.layers("w1") | desk.layers("w2")
    assert layers["alert:near"].cells["A1"] == Content(kind="camera", ref="c1")
    for alone in ("alert:nowhere", "alert:gone"):
        assert layers[alone].layout == "alert-only"
        assert dict(layers[alone].cells) == {"A1": Content(kind="alert", ref=alone.removeprefix("alert:"))}


async def test_what_somebody_has_seen_to_leaves_the_wall(desk: Desk) -> None:
    await desk.raises()
    await desk.until(desk.shown)
    await desk.acknowledge("a")
    await desk.until(lambda: not desk.shown())


async def test_an_alarm_taken_down_by_hand_comes_back_only_if_it_gets_worse(desk: Desk) -> None:
    await desk.raises()
    await desk.until(desk.shown)
    await desk.ask(PopLayer(zone="w1", layer="alert:a"))
    await desk.raises()
    await desk.quiet()
    assert not desk.shown()
    await desk.raises(severity=Severity.EMERGENCY)
    await desk.until(lambda: desk.layers("w1") and desk.layers("v1"))


async def test_an_alarm_that_gets_worse_rises_where_it_stands(desk: Desk) -> None:
    await desk.raises()
    await desk.until(desk.shown)
    await desk.raises("b", Severity.EMERGENCY)
    await desk.until(lambda: desk.layers("w2"))
    await desk.raises(severity=Severity.EMERGENCY)
    await desk.until(lambda: desk.layers("w1")["alert:a"].priority == 30)
    assert set(desk.layers("w2")) == {"alert:b"}


async def test_a_flood_waits_for_room_and_comes_when_there_is_some(desk: Desk) -> None:
    for n in range(20):
        await desk.raises(f"a{n:02}")
    await desk.until(lambda: len(desk.shown("w1", "w2")) == 16)
    await desk.quiet()
    assert len(desk.shown("w1", "w2")) == 16
    await desk.raises("worst", Severity.EMERGENCY)
    await desk.until(lambda: "alert:worst" in desk.shown("w1", "w2"))
    await desk.acknowledge("a00")
    await desk.acknowledge("a01")
    await desk.until(lambda: "alert:a16" in desk.shown("w1", "w2") and "alert:a00" not in desk.shown())


async def test_what_happened_while_it_was_down_is_mended_at_the_start(tmp_path: Path, key: str) -> None:
    async with doors(tmp_path) as rig:
        desk = Desk(rig)
        for id in ("acked", "kept"):
            await desk.raises(id)
        await desk.until(lambda: len(desk.shown()) == 2)
        kept = desk.layers("w1").get("alert:kept") or desk.layers("w2")["alert:kept"]
    with Offline(settings(tmp_path)) as offline:
        offline.ask([Acknowledge(alert="acked", seen=1), Raise(id="late", title="Ngập", severity=Severity.EMERGENCY)])
        push = {"kind": LayerKind.ALARM, "layout": "alarm", "cells": {}}
        offline.ask([PushLayer(zone="w2", layer="alert:unknown", alert="unknown", **push)])  # type: ignore[arg-type]
    async with doors(tmp_path) as rig:
        desk = Desk(rig)
        await desk.until(lambda: desk.shown("w1", "w2") == {"alert:kept", "alert:late"})
        assert kept in (desk.layers("w1") | desk.layers("w2")).values(), "what is right is left alone"


async def test_a_layer_leaves_when_its_time_is_over_also_after_a_restart(tmp_path: Path, key: str) -> None:
    def push(layer: str, seconds: float) -> PushLayer:
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        return PushLayer(zone="w1", layer=layer, kind=LayerKind.TOUR, layout="alarm", cells={}, until=until)

    with Offline(settings(tmp_path)) as offline:
        offline.ask([push("old", 0.3)])
    await asyncio.sleep(0.4)
    async with doors(tmp_path) as rig:
        desk = Desk(rig)
        await desk.until(lambda: not desk.shown())
        await desk.ask(push("short", 0.3))
        await desk.ask(push("long", 60))
        await desk.until(lambda: desk.shown() == {"long"})


class Broken:
    """A service that breaks whenever it starts, twice."""

    starts = 0

    def __init__(self, writer: Any, engine: Any) -> None:
        self._watch = Watch(writer, "alert")

    async def run(self) -> None:
        Broken.starts += 1
        if Broken.starts < 3:
            raise RuntimeError("broken")
        await self._watch.next()

    def close(self) -> None:
        self._watch.close()


async def test_a_service_that_breaks_is_started_again_and_nobody_else_notices(
    tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "SERVICES", {"broken": Broken} | services.SERVICES)
    monkeypatch.setattr(services, "_PATIENCE_S", (0.01,))
    monkeypatch.setattr(Broken, "starts", 0)
    async with doors(tmp_path) as rig:
        desk = Desk(rig)
        await desk.raises()
        await desk.until(lambda: desk.shown() and Broken.starts >= 3)
        assert (await rig.http.get("/v1/health")).status_code == 200
