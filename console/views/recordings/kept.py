"""What there is of one camera in the part of time that is looked at: asked of the backend, a little at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer

from backend_client.errors import ClientError
from console.desk import Desk
from console.strings import refusal_text
from console.tasks import spawn
from console.views.recordings.scale import MOST, Scale
from console.views.recordings.words import at
from contract.base import Refused

SETTLE_MS = 150
"""Whoever turns the wheel asks once, at its end."""
WRITING_S = 5.0
"""So much of the newest may still be on its way to the backend's disk."""
AGAIN_MS = 10_000
"""What is being recorded grows."""


class Stretch(Struct):
    """As the backend tells it."""

    start: datetime
    end: datetime
    why: str = ""


class Answer(Struct):
    """As the backend tells it."""

    camera: str
    pieces: list[Stretch]
    gaps: list[Stretch]


@dataclass(frozen=True)
class Span:
    """A stretch with pictures, or a gap and why."""

    start: float
    end: float
    why: str = ""


@dataclass(frozen=True)
class Known:
    """What is known of a camera between two moments, as of a third; before and after nothing is known here."""

    camera: str = ""
    left: float = 0.0
    right: float = 0.0
    pieces: tuple[Span, ...] = ()
    gaps: tuple[Span, ...] = ()

    def gap(self, moment: float) -> Span | None:
        return next((gap for gap in self.gaps if gap.start <= moment < gap.end), None)

    def piece(self, moment: float) -> Span | None:
        return next((piece for piece in self.pieces if piece.start <= moment < piece.end), None)

    def edges(self) -> list[float]:
        """Where something begins or ends."""
        return sorted({edge for one in (*self.pieces, *self.gaps) for edge in (one.start, one.end)})


class Kept(QObject):
    """`changed` is called with each answer, `failed` with a sentence where there is none."""

    def __init__(self, desk: Desk, changed: Callable[[], None], failed: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._changed, self._failed = desk, changed, failed
        self.known = Known()
        self._wanted: tuple[str, float, float] = ("", 0.0, 0.0)
        self._task: asyncio.Task[object] | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.ask)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self.ask)
        self.destroyed.connect(lambda _gone=None: self._stop())

    def want(self, camera: str, scale: Scale) -> None:
        """Look at this part of this camera's time; of another camera nothing is known from here on."""
        if camera != self.known.camera:
            self.known = Known(camera)
        around = max(0.0, min(scale.span, MOST - scale.span)) / 2
        self._wanted = camera, scale.left - around, scale.right + around
        inside = self.known.left <= scale.left and scale.right <= self.known.right
        if camera and not (inside and self._settle.isActive()):
            self._settle.start()

    def wake(self) -> None:
        self._again.start()
        self.ask()

    def rest(self) -> None:
        self._again.stop()
        self._settle.stop()
        self._stop()

    def ask(self) -> None:
        """Ask now; an older question is dropped."""
        if self._wanted[0]:
            self._stop()
            self._task = spawn(self._get(*self._wanted), "recordings")

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _get(self, camera: str, left: float, right: float) -> None:
        params = {"camera": camera, "start": at(left).isoformat(), "end": at(right).isoformat()}
        try:
            answer = await self._desk.get("/v1/recordings", params, Answer)
        except Refused as no:
            self._failed(refusal_text(no.code, no.facts))
        except ClientError:
            self._failed(refusal_text("line.lost", {}))
        else:
            now = self._desk.now().timestamp()
            gaps = [_span(one) for one in answer.gaps]
            # What has not come yet is no gap.
            past = tuple(Span(gap.start, min(gap.end, now), gap.why) for gap in gaps if not _to_come(gap, now))
            self.known = Known(camera, left, right, tuple(_span(one) for one in answer.pieces), past)
            self._changed()


def _to_come(gap: Span, now: float) -> bool:
    """Whether it is only what the recorder has not yet put down."""
    return gap.end >= now and gap.start > now - WRITING_S


def _span(one: Stretch) -> Span:
    return Span(one.start.timestamp(), one.end.timestamp(), one.why)
