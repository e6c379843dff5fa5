"""Recordings and evidence: which cameras are kept for how long, what must not be deleted, what was taken out, by whom.

Cameras are named by their ids alone; recordings of a camera that is gone are still recordings.
"""

from contract.recordings.commands import (
    LONGEST,
    CancelExport,
    ExportEvidence,
    KeepRecordingStates,
    LockEvidence,
    NoteFetch,
    ReleaseEvidence,
    ReportExport,
    SaveRecordingPlan,
    check_range,
    check_sight,
)
from contract.recordings.rows import (
    AUDIENCE,
    GIB,
    UNDER_WAY,
    Act,
    Cameras,
    Custody,
    EvidenceExport,
    EvidenceLock,
    Making,
    Mine,
    Recording,
    RecordingPlan,
    RecordingState,
    Why,
)

__all__ = [
    "AUDIENCE",
    "Act",
    "Cameras",
    "CancelExport",
    "Custody",
    "EvidenceExport",
    "EvidenceLock",
    "ExportEvidence",
    "GIB",
    "KeepRecordingStates",
    "LONGEST",
    "LockEvidence",
    "Making",
    "Mine",
    "NoteFetch",
    "Recording",
    "RecordingPlan",
    "RecordingState",
    "ReleaseEvidence",
    "ReportExport",
    "SaveRecordingPlan",
    "UNDER_WAY",
    "Why",
    "check_range",
    "check_sight",
]
