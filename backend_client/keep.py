"""What a console writes down so that nothing it promised is lost: the seam between the session and the disk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Raw, Struct

from backend_client.replica import Wish
from contract.base import Gone
from contract.wire import Mark


class Step(Struct, frozen=True):
    """Effects of one or more frames, and the mark that goes with them: written in one transaction or not at all."""

    mark: Mark
    rows: Sequence[Raw]
    gone: Sequence[Gone]
    settled: Sequence[str]
    fresh: bool


class NotApplied(Struct, frozen=True, kw_only=True):
    """A wish that came to nothing: shown to whoever asked until it is taken note of."""

    id: str
    command: Raw
    code: str
    facts: dict[str, str] = {}
    at: datetime


class Keep(Protocol):
    """Where steps and wishes are kept. Calls are carried out in the order in which they were made."""

    def step(self, step: Step) -> None: ...
    def wish(self, wish: Wish) -> None: ...
    def refused(self, refused: NotApplied) -> None: ...
    def noted(self, id: str) -> None: ...


class Forgetful:
    """A Keep for machines that keep nothing, such as a kiosk without a disk."""

    def step(self, step: Step) -> None:
        pass

    def wish(self, wish: Wish) -> None:
        pass

    def refused(self, refused: NotApplied) -> None:
        pass

    def noted(self, id: str) -> None:
        pass
