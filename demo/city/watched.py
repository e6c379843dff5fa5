"""What the make-believe analytics machine looks for: three rules at cameras whose scenes make them fire."""

from collections.abc import Iterator

from contract.analytics import AnalyticsRule, RuleKind, SaveAnalyticsRule
from contract.base import Command

NOTICE = 1
"""They fire again and again: they are not to cover the wall each time."""

RULES = (
    AnalyticsRule(
        id="demo-vach-cau", camera="cam-02", name="Vạch trên mặt cầu", kind=RuleKind.CROSSING, severity=NOTICE,
        shape=((0.28, 0.78), (0.82, 0.78)), rearm_s=120.0,
    ),
    AnalyticsRule(
        id="demo-mat-nuoc", camera="cam-13", name="Mặt nước trước cảng", kind=RuleKind.MOTION, severity=NOTICE,
        shape=((0.02, 0.4), (0.98, 0.4), (0.98, 0.75), (0.02, 0.75)), min_size=0.004, dwell_s=2.0, rearm_s=120.0,
    ),
    AnalyticsRule(
        id="demo-cua-khau", camera="cam-01", name="Lối đi bộ cửa khẩu", kind=RuleKind.LOITERING, severity=NOTICE,
        shape=((0.04, 0.5), (0.3, 0.38), (0.46, 0.38), (0.46, 0.92), (0.04, 0.92)), min_size=0.001, dwell_s=5.0,
        rearm_s=120.0,
    ),
)  # fmt: skip


def watched() -> Iterator[Command]:
    for rule in RULES:
        yield SaveAnalyticsRule(rule=rule)
