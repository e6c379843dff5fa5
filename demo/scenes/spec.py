"""What a camera of the make-believe city looks at, and in what light."""

import json
import zlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any


class Kind(Enum):
    """The place a camera watches."""

    JUNCTION = "junction"
    HARBOUR = "harbour"
    BORDER = "border"
    MARKET = "market"
    BRIDGE = "bridge"
    MOUNTAIN = "mountain"
    BEACH = "beach"


class Light(Enum):
    """The time of day."""

    DAY = "day"
    DUSK = "dusk"
    NIGHT = "night"


LIGHTS = (Light.DAY, Light.DAY, Light.DAY, Light.DUSK, Light.NIGHT)
RAINY = 6
"""One camera in so many has rain, where nothing is said."""


@dataclass(frozen=True, slots=True)
class SceneSpec:
    """One camera: its id names the files, its name is burnt in, and the rest follows from the seed unless given."""

    id: str
    name: str
    kind: Kind
    light: Light
    rain: bool
    seed: int

    @classmethod
    def of(
        cls,
        id: str,
        name: str,
        kind: Kind | None = None,
        light: Light | None = None,
        rain: bool | None = None,
        seed: int | None = None,
    ) -> "SceneSpec":
        """Fill in what is not said. Raises ValueError for an id that cannot name a file."""
        if not id or not all(letter.isalnum() or letter in "-_." for letter in id) or id.startswith("."):
            raise ValueError(f"the camera id {id!r} cannot name a file")
        number = zlib.crc32(id.encode()) if seed is None else seed
        kinds = list(Kind)
        return cls(
            id,
            name,
            kinds[number % len(kinds)] if kind is None else kind,
            LIGHTS[number // 7 % len(LIGHTS)] if light is None else light,
            number // 35 % RAINY == 0 if rain is None else rain,
            number,
        )


def read(file: Path) -> list[SceneSpec]:
    """Read a JSON list of cameras: id and name, and if wanted kind, light, rain and seed; other fields are ignored.

    Raises OSError, or ValueError saying which camera is wrong.
    """
    rows = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(rows, list):
        raise ValueError(f"{file}: not a list of cameras")  # noqa: TRY004 - the file is wrong, not our caller's type
    return [parse(row) for row in rows]


def parse(row: dict[str, Any]) -> SceneSpec:
    """One camera of such a list. Raises ValueError."""
    try:
        kind = Kind(row["kind"]) if row.get("kind") else None
        light = Light(row["light"]) if row.get("light") else None
        return SceneSpec.of(str(row["id"]), str(row["name"]), kind, light, row.get("rain"), row.get("seed"))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"camera {row!r}: {error}") from error
