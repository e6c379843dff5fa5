"""A backend's world, machines that report what they see of its cameras, and a clock that is turned by hand."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.services.camera_health.judge import Delays
from backend.services.camera_health.keeping import Keeping
from contract.alerts import Acknowledge, Alert, Close, Disposition, Raise
from contract.base import Actor, Command, World
from contract.cameras import Camera
from contract.health import (
    CameraDay,
    CameraReport,
    CameraSeen,
    Finding,
    KeepDays,
    Measured,
    Status,
    slot,
)
from contract.people import RIGHTS, Role

DAWN = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
"""08:00 in the city."""
SYSTEM = Actor(id="system", now=DAWN, rights=RIGHTS[Role.SERVICE] | {"alerts.close_any"}, audiences=frozenset({"all"}))
CAMERA = Camera(id="c", number=7, name="Cầu Bãi Cháy", place="Hạ Long")
KNOWN = Measured(light=90, contrast=40, known=True)


class City:
    """The backend's world, machines that report to it every five seconds, and a clock that is turned by hand."""

    def __init__(self, *cameras: Camera) -> None:
        self.world = World(cameras or (CAMERA,))
        self.beat = 1000.0
        self.now = DAWN
        self.asked: list[Command] = []
        self.refuses: Callable[[Command], bool] = lambda _wish: False
        self.start()

    def start(self) -> None:
        """The backend starts, or starts again: of its memory only the rows are left."""
        self.keeping = Keeping(self.world, Delays(), lambda: self.beat)

    def see(self, seconds: float, audiences: Sequence[str] = ("video",), **machines: CameraSeen) -> list[Raise]:
        """So much time passes in which these machines see this; the alerts raised meanwhile."""
        before = len(self.asked)
        for second in range(round(seconds)):
            if second % 5 == 0:
                for name, seen in machines.items():
                    who = Actor(id=name, now=self.now, audiences=frozenset(audiences))
                    report = CameraReport(by=name, machine="pc", place=name, cameras=(seen,), at=self.now)
                    self.keeping.take(who, report)
            self.pass_by(1)
        return [wish for wish in self.asked[before:] if isinstance(wish, Raise)]

    def pass_by(self, seconds: float) -> None:
        self.beat += seconds
        self.now += timedelta(seconds=seconds)
        for wish in self.keeping.look(self.now):
            granted = not self.refuses(wish)
            if granted:
                self.do(wish)
                self.asked.append(wish)
            self.keeping.settled(wish, granted, self.now)

    def do(self, wish: Command) -> None:
        who = Actor(id="system", now=self.now, rights=SYSTEM.rights, audiences=SYSTEM.audiences)
        for fact in list(wish.decide(self.world, who)):
            self.world.put(fact)

    def alert(self, fault: str) -> Alert | None:
        return self.world.get(Alert, f"camera:c:{fault}")

    def close(self, fault: str) -> None:
        alert = self.alert(fault)
        assert alert
        self.do(Acknowledge(alert=alert.id, seen=alert.seq))
        self.do(Close(alert=alert.id, seen=alert.seq + 1, disposition=Disposition.HANDLED))

    def today(self) -> CameraDay:
        return self.world[CameraDay, slot("c", (self.now + timedelta(hours=7)).date())]

    @property
    def kept(self) -> list[KeepDays]:
        return [wish for wish in self.asked if isinstance(wish, KeepDays)]


def seen(status: Status = Status.LIVE, *findings: str, **more: Any) -> CameraSeen:
    found = tuple(Finding(fault, DAWN) for fault in findings)
    return CameraSeen(camera="c", status=status, findings=found, **({"measured": KNOWN} | more))


LIVE, LOST = seen(), seen(Status.LOST, reason="timeout", measured=None)
BLACK = seen(Status.LIVE, "black")
