"""What cameras themselves tell: which of their events become alerts, and whether we hear them.

Cameras are named by their ids alone, severities by their numbers.
"""

from contract.camera_events.commands import (
    FitCameraEvents,
    KeepCameraEventsState,
    RemoveCameraEvents,
    SaveCameraEvents,
    watchers_of,
)
from contract.camera_events.rows import (
    MANAGERS,
    MOST_OTHERS,
    CameraEvents,
    CameraEventsState,
    Event,
    Hearing,
    Wanted,
)

__all__ = [
    "CameraEvents",
    "CameraEventsState",
    "Event",
    "Hearing",
    "KeepCameraEventsState",
    "MANAGERS",
    "MOST_OTHERS",
    "FitCameraEvents",
    "RemoveCameraEvents",
    "watchers_of",
    "SaveCameraEvents",
    "Wanted",
]
