"""What goes wrong in the make-believe city: plausible, in the proportions that a real queue has."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from contract.alerts import Raise, Severity
from demo.city.cameras import CAMERAS, CityCamera
from demo.city.people import SOURCE

SHARES = {Severity.INFO: 40, Severity.NOTICE: 40, Severity.WARNING: 15, Severity.EMERGENCY: 5}
"""Of a hundred alerts: EEMUA 191 and ISA-18.2 hold about 80/15/5 for a queue that people can work through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One kind of thing that goes wrong, as typed in alerts.toml."""

    key: str
    title: str
    detail: str
    scenes: Sequence[str]
    levels: Sequence[int]
    only: int | None = None

    def seen_by(self, camera: CityCamera) -> bool:
        if self.only is not None:
            return camera.number == self.only
        return not self.scenes or camera.scene in self.scenes


def alerts(rng: Random) -> Raise:
    """The next alert; the same trouble at the same camera is a repeat of the same alert."""
    severity = rng.choices(list(SHARES), weights=list(SHARES.values()))[0]
    trouble = rng.choice([one for one in TROUBLES if severity in one.levels])
    camera = rng.choice([one for one in CAMERAS if trouble.seen_by(one)])
    return Raise(
        id=f"{SOURCE}:{trouble.key}:{camera.id}",
        title=trouble.title.format(place=camera.said),
        severity=severity,
        source=SOURCE,
        place=camera.place,
        point=camera.point,
        camera=camera.id,
        detail=trouble.detail,
    )


def _read() -> tuple[Trouble, ...]:
    text = (Path(__file__).parent / "alerts.toml").read_text(encoding="utf-8")
    return tuple(Trouble(key=key, **entry) for key, entry in tomllib.loads(text).items())


TROUBLES = _read()
