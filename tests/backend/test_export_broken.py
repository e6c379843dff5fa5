"""An export that cannot be made, for whatever reason, fails alone: the next is made."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.services.recording import exporting
from contract.recordings import EvidenceExport, ExportEvidence, Making
from media.evidence.asked import Asked, NothingThere
from tests.backend.rig import Rig, doors, eventually, populate

NOW = datetime.now(UTC)


def asked(id: str) -> ExportEvidence:
    return ExportEvidence(id=id, cameras=("c",), start=NOW - timedelta(hours=1), end=NOW, why="Va chạm")


def ended(rig: Rig) -> dict[str, str]:
    """Why those that failed did."""
    exports = rig.backend.engine.world.all(EvidenceExport)
    return {one.id: one.reason for one in exports if one.state is Making.FAILED}


@pytest.mark.parametrize(
    ("error", "reason"), [(ValueError("year 0 is out of range"), "internal"), (PermissionError(), "disk")]
)
async def test_an_export_that_cannot_be_made_fails_and_the_next_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    def export(_: object, wanted: Asked, *__: object) -> None:
        raise error if wanted.id == "a" else NothingThere

    monkeypatch.setattr(exporting, "export", export)
    populate(tmp_path, [asked("a"), asked("b")])
    async with doors(tmp_path, recordings=str(tmp_path / "rec"), recordings_spare_gib=1) as rig:
        await eventually(lambda: "b" in ended(rig))
        assert ended(rig) == {"a": reason, "b": "nothing_there"}
