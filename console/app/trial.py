"""Trying a program out: run for a while, write down what was seen, take pictures, and end."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

log = structlog.get_logger()

SETTLE_S = 1.5
"""How long a view may take to fill before its picture is taken."""


@dataclass
class Trial:
    """What was asked for on the command line; without `seconds` nothing of it happens."""

    seconds: float | None = None
    shots: Path | None = None
    report: Path | None = None
    pictures: list[str] = field(default_factory=list)
    usable_at: float | None = None

    def usable(self) -> None:
        """The first window has been shown: note the time once the loop is free for hands."""
        if self.seconds is not None and self.usable_at is None:
            QTimer.singleShot(0, self._note)

    def _note(self) -> None:
        self.usable_at = self.usable_at or time.time()

    async def over(self) -> None:
        """Return when the time is up; never, if none was set."""
        if self.seconds is None:
            await asyncio.Event().wait()
        else:
            await asyncio.sleep(self.seconds)
            while self.usable_at is None:  # noqa: ASYNC110 - only a trial of zero seconds comes here
                await asyncio.sleep(0.001)

    async def shoot(self, name: str, window: QWidget, before: Callable[[], object] | None = None) -> None:
        """Bring a view forward, let it settle, and write its picture."""
        if self.shots is None:
            return
        if before:
            before()
        await asyncio.sleep(SETTLE_S)
        self.shots.mkdir(parents=True, exist_ok=True)
        path = self.shots / f"{name}.png"
        if window.grab().save(str(path)):
            self.pictures.append(str(path))
        else:
            log.error("picture_failed", path=str(path))

    def write(self, seen: dict[str, object]) -> None:
        """Write the report whole, or not at all."""
        if self.report is None:
            return
        self.report.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.report.with_suffix(".new")
        fresh.write_text(
            json.dumps(
                {**seen, "usable_at": self.usable_at, "screenshots": self.pictures}, ensure_ascii=False, indent=2
            ),
            "utf-8",
        )
        fresh.replace(self.report)


async def first(*waits: Awaitable[object]) -> None:
    """Wait until the first of them is done, and let go of the others. Raises what it raised."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]  # noqa: TID251 - held in `tasks` until the end
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
