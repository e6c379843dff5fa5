"""From notices to wishes, for all cameras: which alerts to raise, and what is written down. No I/O, no own clock."""

from collections.abc import Callable, Iterator
from datetime import datetime

from msgspec import Struct

from backend.services.onvif.events.judge import Judge, Say
from backend.services.onvif.events.line import Held
from backend.services.onvif.events.notices import Notice
from backend.services.onvif.events.words import SOURCE, alert_id, beginning, ending
from contract.alerts import Alert, Raise, Severity, State
from contract.base import Command, World
from contract.camera_events import CameraEvents, CameraEventsState, Event, Hearing, KeepCameraEventsState, Wanted
from contract.cameras import Camera

COUNTS_S, FIRST_S = 600.0, 15.0
"""How often, at most, it is written down that a camera tells what nobody knows; and how soon at first."""


class _Ear(Struct):
    judge: Judge
    wanted: dict[Event, Wanted]
    hearing: Hearing
    reason: str = ""
    held: str = ""
    others: int = 0
    changed: bool = True
    written_at: float = 0.0


class Keeping:
    """What it needs after a restart stands in the rows: the open alerts, and the subscriptions that were held."""

    def __init__(self, world: World, clock: Callable[[], float]) -> None:
        self._world, self._clock = world, clock
        self._ears: dict[str, _Ear] = {}
        self._asked: dict[str, tuple[str, Say]] = {}
        self._ends: list[Say] = []

    def follow(self) -> None:
        """As many ears as there are cameras whose events are wanted, each with what is wanted now."""
        rows = {row.id: row for row in self._world.all(CameraEvents)}
        for camera in list(self._ears):
            if camera not in rows or not rows[camera].on:
                self._ends += self._ears.pop(camera).judge.ends()
        for camera, row in rows.items():
            wanted = {one.event: one for one in row.wanted}
            if row.on and camera in self._ears:
                self._ears[camera].wanted = wanted
            elif row.on:
                self._ears[camera] = _Ear(self._judge(camera), wanted, Hearing.CONNECTING)

    def heard(self, camera: str, notices: list[Notice]) -> None:
        if ear := self._ears.get(camera):
            for notice in notices:
                ear.judge.take(notice, ear.wanted, self._clock())

    def subscribed(self, camera: str, held: Held) -> None:
        if ear := self._ears.get(camera):
            ear.hearing, ear.reason, ear.held, ear.changed = Hearing.SUBSCRIBED, "", held.written(), True

    def sure(self, camera: str) -> None:
        if ear := self._ears.get(camera):
            ear.judge.sure(self._clock())

    def broken(self, camera: str, trouble: str) -> None:
        """Without a trouble it may mend at once, and nobody needs to hear of it."""
        if ear := self._ears.get(camera):
            ear.judge.broken()
            if trouble:
                ear.hearing, ear.reason, ear.changed = Hearing.TROUBLE, trouble, True

    def look(self, now: datetime) -> Iterator[Command]:
        """What is to be asked now."""
        for camera, ear in self._ears.items():
            row = self._world.get(Camera, camera)
            if row is None:
                continue
            for say in ear.judge.look(ear.wanted, self._clock()):
                wish = self._raising(row, ear, say, now)
                if wish is None:
                    ear.judge.settled(say, True, self._clock())
                else:
                    self._asked[wish.id] = camera, say
                    yield wish
            if state := self._state(camera, ear):
                yield state
        ends, self._ends = self._ends, []
        for say in ends:
            if alert := self._open(say.alert):
                yield ending(alert, now, heard=False)
        yield from self._off()

    def settled(self, wish: Command, granted: bool) -> None:
        """How a wish of `look` ended."""
        if isinstance(wish, KeepCameraEventsState) and not granted and wish.camera in self._ears:
            self._ears[wish.camera].changed = True
        if isinstance(wish, Raise) and wish.id in self._asked:
            camera, say = self._asked.pop(wish.id)
            if camera in self._ears:
                self._ears[camera].judge.settled(say, granted, self._clock())

    def left(self, camera: str) -> Held | None:
        """The subscription that we had there before we went down, hard perhaps."""
        state = self._world.get(CameraEventsState, camera)
        return Held.read(state.held) if state else None

    def _raising(self, camera: Camera, ear: _Ear, say: Say, now: datetime) -> Raise | None:
        """Good news belong to an open alert only: they must not open one that people have closed."""
        if not say.on:
            alert = self._open(say.alert)
            return ending(alert, now, heard=True) if alert else None
        assert say.notice is not None
        assert say.notice.event is not None
        return beginning(camera, ear.wanted[say.notice.event], say, now)

    def _judge(self, camera: str) -> Judge:
        now = self._clock()
        standing = {
            alert.id: now
            for alert in self._world.all(Alert)
            if alert.source == SOURCE and alert.camera == camera and alert.severity > Severity.INFO
            and alert.state is not State.CLOSED
        }  # fmt: skip
        return Judge(
            lambda event, source: alert_id(camera, event, source), lambda id: self._open(id) is not None, standing
        )

    def _state(self, camera: str, ear: _Ear) -> KeepCameraEventsState | None:
        wait = COUNTS_S if ear.others else FIRST_S
        counted = ear.judge.others != ear.others and self._clock() - ear.written_at >= wait
        if not ear.changed and not counted:
            return None
        ear.changed, ear.others, ear.written_at = False, ear.judge.others, self._clock()
        return KeepCameraEventsState(
            camera=camera, hearing=ear.hearing, reason=ear.reason, others=ear.others,
            others_named=ear.judge.others_named, held=ear.held,
        )  # fmt: skip

    def _off(self) -> Iterator[KeepCameraEventsState]:
        for row in self._world.all(CameraEvents):
            if not row.on:
                state = self._world.get(CameraEventsState, row.id)
                if state is None or state.hearing is not Hearing.OFF:
                    yield KeepCameraEventsState(camera=row.id, hearing=Hearing.OFF)

    def _open(self, id: str) -> Alert | None:
        alert = self._world.get(Alert, id)
        return alert if alert is not None and alert.state is not State.CLOSED else None
