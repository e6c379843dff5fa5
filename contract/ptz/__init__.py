"""Steering cameras: which can be, who steers one now, what a movement is, and the rounds a camera makes by itself."""

from contract.ptz.commands import (
    KeepPtzState,
    ReleasePtz,
    RemovePtzDevice,
    RemovePtzPatrol,
    RenewPtz,
    SavePtzDevice,
    SavePtzPatrol,
    TakePtz,
)
from contract.ptz.rows import (
    HOLD_S,
    MANAGERS,
    MOST_PER_S,
    RENEW_BELOW_S,
    STILL_S,
    USE,
    PatrolStep,
    Preset,
    PtzDevice,
    PtzLease,
    PtzPatrol,
    PtzState,
    priority,
)
from contract.ptz.signals import PtzGo, PtzMove

__all__ = [
    "HOLD_S",
    "KeepPtzState",
    "MANAGERS",
    "MOST_PER_S",
    "PatrolStep",
    "Preset",
    "PtzDevice",
    "PtzGo",
    "PtzLease",
    "PtzMove",
    "PtzPatrol",
    "PtzState",
    "RENEW_BELOW_S",
    "ReleasePtz",
    "RemovePtzDevice",
    "RemovePtzPatrol",
    "RenewPtz",
    "STILL_S",
    "SavePtzDevice",
    "SavePtzPatrol",
    "TakePtz",
    "USE",
    "priority",
]
