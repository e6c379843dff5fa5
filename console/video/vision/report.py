"""What this machine sees of its cameras, as the signals that the backend and the other desks hear."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from console.video.vision.eye import Seen
from console.video.vision.watch import CameraView
from contract.health import CAMERAS_PER_REPORT, CameraReport, CameraSeen, Finding, Measured, Status

FRESH_S = 5.0
"""A picture older than this says nothing of the camera as it is now."""


def camera_seen(view: CameraView, at: datetime) -> CameraSeen:
    """One camera; `at` is the time of day of the look."""
    stats = view.stats
    seen = view.seen if view.seen is not None and view.at - view.seen.at < FRESH_S else None
    return CameraSeen(
        camera=view.camera,
        status=Status(view.truth.status),
        reason=view.truth.reason[:30],
        last_reason=view.last_reason[:30],
        profile=stats.profile,
        width=stats.width,
        height=stats.height,
        fps=round(stats.fps, 1),
        kbps=round(stats.kbps),
        key_interval=round(stats.key_interval, 2),
        reconnects=view.reconnects,
        decoded=stats.decoded,
        broken=stats.broken,
        findings=findings(seen, view.at, at) if seen else (),
        measured=measured(seen) if seen else None,
    )


def findings(seen: Seen, now: float, at: datetime) -> tuple[Finding, ...]:
    """What was found, with times of day."""
    return tuple(Finding(fault, at - timedelta(seconds=round(now - since))) for fault, since in seen.found.items())


def measured(seen: Seen) -> Measured:
    """The numbers behind it."""
    return Measured(
        light=round(seen.features.light, 1),
        contrast=round(seen.features.spread, 1),
        sharp=None if seen.sharp is None else round(seen.sharp, 2),
        kept=None if seen.kept is None else round(seen.kept, 2),
        still_s=round(seen.still_s, 1),
        known=seen.known,
    )


def reports(
    views: Iterable[CameraView],
    seen_by: Callable[[str], tuple[str, ...]],
    by: str,
    machine: str,
    place: str,
    at: datetime,
) -> list[CameraReport]:
    """All parts of a report; `seen_by` says who may know of a camera, () of one that is not known here."""
    groups: dict[tuple[str, ...], list[CameraSeen]] = {}
    for view in views:
        if audiences := seen_by(view.camera):
            groups.setdefault(audiences, []).append(camera_seen(view, at))
    chunks = [
        (audiences, tuple(cameras[start : start + CAMERAS_PER_REPORT]))
        for audiences, cameras in groups.items()
        for start in range(0, len(cameras), CAMERAS_PER_REPORT)
    ][:60]
    return [
        CameraReport(
            by=by, machine=machine, place=place, part=part, parts=len(chunks), cameras=cameras, seen_by=audiences, at=at
        )
        for part, (audiences, cameras) in enumerate(chunks)
    ]
