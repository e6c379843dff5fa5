"""From reports to wishes: which alerts to raise, and which days to write down. No I/O and no clock of its own."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from backend.services.camera_health.board import Board, Opinion
from backend.services.camera_health.days import Record
from backend.services.camera_health.judge import Delays, Judge, Say
from backend.services.camera_health.pacing import Paces
from backend.services.camera_health.words import alert_id, raising
from contract.alerts import Alert, Raise, Severity, State
from contract.base import Actor, Command, World
from contract.cameras import Camera
from contract.health import BEAT, LINE_FAULTS, PICTURE_FAULTS, SAVE_S, CameraBeat, CameraDay, CameraReport, KeepDays
from contract.people import Person, Role

ROWS_PER_WISH = 200
SOON_S = 10.0
"""A fault that was told is written down this soon, so that a restart does not tell it again."""


class Keeping:
    """All cameras. What it needs after a restart stands in the rows: the days, and the open alerts."""

    def __init__(self, world: World, delays: Delays, clock: Callable[[], float]) -> None:
        self._world, self._delays, self._clock = world, delays, clock
        self._board = Board(clock)
        self._judges: dict[str, Judge] = {}
        self._records: dict[str, Record] = {}
        self._over: list[CameraDay] = []
        self._asked: dict[str, tuple[str, Say]] = {}
        self._again: list[KeepDays] = []
        self._paces = Paces(world)
        self._saved_at = clock()
        self._told = False
        newest: dict[str, CameraDay] = {}
        for row in world.all(CameraDay):
            if row.camera not in newest or newest[row.camera].day < row.day:
                newest[row.camera] = row
        self._kept = newest
        beat = world.get(CameraBeat, BEAT)
        self._beat = beat.at if beat else None

    def take(self, who: Actor, report: CameraReport) -> None:
        """Hear a machine, about the cameras that its person may watch."""
        cameras = tuple(seen for seen in report.cameras if self._may(who, seen.camera))
        self._board.take(
            CameraReport(
                by=who.id, machine=report.machine, place=self._place(who, report.place), part=report.part,
                parts=report.parts, cameras=cameras, at=report.at,
            )
        )  # fmt: skip

    def look(self, now: datetime) -> list[Command]:
        """What is to be asked now."""
        opinions = self._board.cameras()
        wishes: list[Command] = [*self._again]
        self._again = []
        for id in sorted({*opinions, *self._records}):
            camera = self._world.get(Camera, id)
            if camera is None:
                self._judges.pop(id, None)
                self._records.pop(id, None)
            else:
                wishes += self._camera(camera, opinions.get(id, []), now)
        wait = SOON_S if self._told else SAVE_S
        if self._clock() - self._saved_at >= wait:
            wishes += self._saving()
        return wishes

    def _place(self, who: Actor, said: str) -> str:
        """Only a wall machine says itself where it stands; before anybody else's word stands the account's name."""
        person = self._world.get(Person, who.id)
        name = person.name if person else who.id
        if not said or said == name:
            return name
        own = person is not None and person.role is Role.WALL_NODE
        return said if own or said.startswith(f"{name} · ") else f"{name} · {said}"[:200]

    def settled(self, wish: Command, granted: bool, now: datetime) -> None:
        """How a wish of `look` ended: an alert was told only if it was granted, and one bad row costs no other."""
        if isinstance(wish, KeepDays):
            if not granted:
                self._again += _apart(wish)
            return
        if not isinstance(wish, Raise) or wish.id not in self._asked:
            return
        camera, say = self._asked.pop(wish.id)
        if camera not in self._judges:
            return
        if granted:
            self._mark(camera, say, now)
        else:
            self._judges[camera].later(say, self._clock())

    def _mark(self, camera: str, say: Say, now: datetime) -> None:
        self._told = True
        self._judges[camera].told(say, self._clock())
        self._records[camera].note(say, now)

    def _may(self, who: Actor, camera: str) -> bool:
        row = self._world.get(Camera, camera)
        return row is not None and who.sees(row)

    def _camera(self, camera: Camera, opinions: Sequence[Opinion], now: datetime) -> Iterator[Command]:
        judge = self._judges.get(camera.id)
        if judge is None:
            judge = self._judges[camera.id] = Judge(self._delays, self._standing(camera.id), self._clock())
            kept = self._kept.pop(camera.id, None)
            self._records[camera.id] = Record(camera.id, kept, camera.audiences(), self._beat)
        record = self._records[camera.id]
        record.seen_by(camera.audiences())
        said = judge.look(opinions, self._clock())
        self._over += record.look(opinions, now, judge.standing)
        for say in said:
            if self._worth(camera.id, say):
                if not self._paces.may(say, self._clock()):
                    continue
                wish = raising(camera, say, now)
                self._asked[wish.id] = camera.id, say
                yield wish
            else:
                self._mark(camera.id, say, now)

    def _worth(self, camera: str, say: Say) -> bool:
        """Good news and repeats belong to an open alert only: they must not open one that people have closed."""
        alert = self._world.get(Alert, alert_id(camera, say.fault))
        return say.worse if alert is None or alert.state is State.CLOSED else True

    def _standing(self, camera: str) -> list[str]:
        """Faults that were told before a restart and, as far as anybody knows, have not gone."""
        kept = self._kept.get(camera)
        faults = list(kept.standing) if kept else []
        for fault in (*LINE_FAULTS, *PICTURE_FAULTS):
            alert = self._world.get(Alert, alert_id(camera, fault))
            still = alert is not None and alert.state is not State.CLOSED and alert.severity > Severity.INFO
            if still and fault not in faults:
                faults.append(fault)
        return faults

    def _saving(self) -> Iterator[Command]:
        self._saved_at, self._told = self._clock(), False
        if not self._records:
            return
        rows = {row.id: row for row in self._over}
        for record in self._records.values():
            if record.changed and record.row is not None:
                rows[record.row.id] = record.row
                record.changed = False
        self._over = []
        lost = [row.id for row in self._world.all(CameraDay) if self._world.get(Camera, row.camera) is None]
        days = list(rows.values())
        for at in range(0, max(len(days), 1), ROWS_PER_WISH):
            yield KeepDays(days=tuple(days[at : at + ROWS_PER_WISH]), forget=tuple(lost[:ROWS_PER_WISH]))
            lost = lost[ROWS_PER_WISH:]


def _apart(wish: KeepDays) -> list[KeepDays]:
    """Row by row, what was refused together; a row that was refused alone is given up until it changes again."""
    if len(wish.days) + len(wish.forget) <= 1:
        return []
    return [KeepDays(days=(day,)) for day in wish.days] + [KeepDays(forget=(id,)) for id in wish.forget]
