"""Which camera an alarm brings to a wall where it names none."""

from datetime import UTC, datetime

from backend.services.popup_plan import camera_of
from contract.alerts import Alert, Severity
from contract.base import World
from contract.cameras import Camera, Stream
from contract.geo import Point

NOW = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
STREAMS = (Stream(profile="main", url="rtsp://192.0.2.1/main", width=640, height=360),)
OPEN = Camera(id="open", number=1, name="Cổng", point=Point(20.9602, 107.06), streams=STREAMS)
SHUT = Camera(
    id="shut", number=2, name="Hành lang", point=Point(20.96, 107.06), streams=STREAMS, groups=("g",), restricted=True
)


def _alert(camera: str | None = None) -> Alert:
    return Alert(
        id="a", title="Cháy", severity=Severity.WARNING,
        peak=Severity.WARNING, source="s", first_at=NOW, last_at=NOW, point=Point(20.96, 107.06), camera=camera,
    )  # fmt: skip


def test_a_restricted_camera_is_not_brought_before_everybodys_eyes_by_chance() -> None:
    found = camera_of(World([OPEN, SHUT]), _alert())
    assert found is not None
    assert found.id == "open"
    assert camera_of(World([SHUT]), _alert()) is None


def test_an_alert_that_names_a_restricted_camera_means_it() -> None:
    """Nodes that may not watch it say so; nodes that may, show it."""
    assert camera_of(World([OPEN, SHUT]), _alert("shut")) == SHUT
