"""A movement while it lasts, and a journey to a known place: heard by the backend alone, never logged."""

from typing import Annotated

from msgspec import Meta

from contract.base import Id
from contract.ptz.rows import NOBODY, USE, Token
from contract.signals import Signal

Speed = Annotated[float, Meta(ge=-1, le=1)]


class PtzMove(Signal, frozen=True, kw_only=True, tag="ptz.move"):
    """Turn and come nearer at these speeds; all nought is a stop. To be repeated well within STILL_S while it lasts."""

    right = USE
    camera: Id
    token: Id
    pan: Speed = 0.0
    tilt: Speed = 0.0
    zoom: Speed = 0.0

    def key(self) -> str:
        return self.camera

    def audiences(self) -> tuple[str, ...]:
        return (NOBODY,)

    @property
    def speeds(self) -> tuple[float, float, float]:
        return self.pan, self.tilt, self.zoom


class PtzGo(Signal, frozen=True, kw_only=True, tag="ptz.go"):
    """Look where a preset looks; without one, where the camera is at home."""

    right = USE
    camera: Id
    token: Id
    preset: Token = ""

    def key(self) -> str:
        return self.camera

    def audiences(self) -> tuple[str, ...]:
        return (NOBODY,)
