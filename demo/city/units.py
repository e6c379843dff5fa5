"""The province, its former districts and its present wards, communes and special zones, as dated rows."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from contract.people import Unit, UnitKind

PROVINCE = "22"
CENTRE = "ioc"
COUNCIL = "hdnd"
_FOUNDED = date(1963, 10, 30)
_TWO_TIERS = date(2025, 7, 1)
_LAST_DAY = date(2025, 6, 30)
_DATA = tomllib.loads((Path(__file__).parent / "units.toml").read_text(encoding="utf-8"))


def units() -> Iterator[Unit]:
    """Every unit after those that it names as its parent or predecessor."""
    yield Unit(id=PROVINCE, name="Tỉnh Quảng Ninh", kind=UnitKind.PROVINCE, code=PROVINCE, valid_from=_FOUNDED)
    for code, unit in _DATA["former"].items():
        yield Unit(
            id=code,
            name=unit["name"],
            kind=UnitKind.FORMER_DISTRICT,
            code=code,
            parent=PROVINCE,
            valid_from=unit["valid_from"],
            valid_to=_LAST_DAY,
        )
    for code, unit in _DATA["current"].items():
        yield Unit(
            id=code,
            name=unit["name"],
            kind=UnitKind(unit["kind"]),
            code=code,
            parent=PROVINCE,
            valid_from=_TWO_TIERS,
            predecessors=(unit["former"],),
        )
    yield from _agencies()


def _agencies() -> Iterator[Unit]:
    names = {CENTRE: "Trung tâm điều hành thông minh tỉnh Quảng Ninh", COUNCIL: "Hội đồng nhân dân tỉnh Quảng Ninh"}
    for id, name in names.items():
        yield Unit(id=id, name=name, kind=UnitKind.AGENCY, parent=PROVINCE, valid_from=_TWO_TIERS)
