"""The record of one camera: how long it was up, how often its line broke and why, day by day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from msgspec.structs import replace

from backend.services.camera_health.board import Opinion
from backend.services.camera_health.judge import Extent, Say, counts, life_of
from contract.health import CameraDay, Life, Status, slot

CITY_TIME = timezone(timedelta(hours=7), "ICT")
"""Days are the city's: Vietnam has one time zone and no summer time."""


def city_day(now: datetime) -> date:
    return now.astimezone(CITY_TIME).date()


class Record:
    """Today's row of one camera; `changed` says that it differs from what was written down."""

    def __init__(self, camera: str, kept: CameraDay | None, seen_by: tuple[str, ...], beat: datetime | None) -> None:
        """`kept` is what was last written; up to `beat` it is known that somebody wrote."""
        self._camera = camera
        self._reconnects: dict[str, int] = {}
        self._lines: dict[str, Status] = {}
        self.changed = False
        self.row = self._resumed(kept, seen_by, beat) if kept else None
        self._seen_by = seen_by

    def look(self, opinions: Sequence[Opinion], now: datetime, standing: tuple[str, ...]) -> list[CameraDay]:
        """Take in what all machines see now; hand back days that are over."""
        over = self._turn(now)
        assert self.row is not None
        life = life_of(opinions)
        if life is not self.row.life:
            self._put(life=life, **_counted(self.row, now))
        if self.row.standing != standing or self.row.seen_by != self._seen_by:
            self._put(standing=standing, seen_by=self._seen_by)
        for opinion in opinions:
            self._line(opinion, now)
        seen = {opinion.machine for opinion in opinions}
        self._reconnects = {name: count for name, count in self._reconnects.items() if name in seen}
        self._lines = {name: status for name, status in self._lines.items() if name in seen}
        return over

    def note(self, say: Say, now: datetime) -> None:
        """A fault begins: count it."""
        if say.extent is Extent.GONE or self.row is None:
            return
        self._put(
            faults=counts(self.row.faults, say.fault), last_fault=say.fault, last_reason=say.reason[:200], last_at=now
        )

    def seen_by(self, audiences: tuple[str, ...]) -> None:
        """The camera may be watched by others from now on."""
        self._seen_by = audiences

    def _line(self, opinion: Opinion, now: datetime) -> None:
        assert self.row is not None
        seen, name = opinion.seen, opinion.machine
        # A source that was started anew counts from nought.
        before = self._reconnects.get(name)
        self._reconnects[name] = seen.reconnects
        more = 0 if before is None else seen.reconnects - before if seen.reconnects >= before else seen.reconnects
        if more > 0:
            reason = seen.reason or seen.last_reason or "unknown"
            self._put(reconnects=self.row.reconnects + more, reasons=counts(self.row.reasons, reason, more))
        broke = seen.status in {Status.LOST, Status.DENIED} and self._lines.get(name) != seen.status
        self._lines[name] = seen.status
        if broke:
            self._put(last_fault=seen.status.value, last_reason=seen.reason, last_at=now)

    def _turn(self, now: datetime) -> list[CameraDay]:
        """Begin a new day at the city's midnight."""
        today = city_day(now)
        fresh = CameraDay(
            id=slot(self._camera, today), camera=self._camera, day=today, since=now, seen_by=self._seen_by
        )
        if self.row is None:
            self.row, self.changed = fresh, True
            return []
        if self.row.day == today:
            return []
        midnight = datetime.combine(today, datetime.min.time(), CITY_TIME)
        over = replace(self.row, **_counted(self.row, max(midnight, self.row.since)), life=Life.UNSEEN)
        self.row = replace(
            fresh, life=self.row.life, since=max(midnight, self.row.since), standing=self.row.standing,
            last_fault=self.row.last_fault, last_reason=self.row.last_reason, last_at=self.row.last_at,
        )  # fmt: skip
        self.changed = True
        return [over]

    def _resumed(self, kept: CameraDay, seen_by: tuple[str, ...], beat: datetime | None) -> CameraDay:
        """What was running when the backend went down is known up to the last beat, and not known from then on."""
        until = max(kept.since, beat) if beat else kept.since
        self.changed = kept.life is not Life.UNSEEN
        return replace(kept, **_counted(kept, until), life=Life.UNSEEN)

    def _put(self, **more: object) -> None:
        assert self.row is not None
        self.row = replace(self.row, **more)
        self.changed = True


def _counted(row: CameraDay, now: datetime) -> dict[str, object]:
    """The time since `since`, added to where it belongs."""
    ran = max(0.0, (now - row.since).total_seconds())
    up = row.up_s + (ran if row.life is Life.UP else 0.0)
    down = row.down_s + (ran if row.life is Life.DOWN else 0.0)
    return {"up_s": round(up, 1), "down_s": round(down, 1), "since": max(now, row.since)}
