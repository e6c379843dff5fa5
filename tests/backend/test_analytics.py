"""The backend's part in analytics: a node that falls silent watches nothing, and rules go where their cameras go."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from msgspec.structs import replace

from backend.relay import Relay
from backend.services.analytics import Analytics
from contract.analytics import (
    SILENT_S,
    AnalyticsBeat,
    AnalyticsRule,
    AnalyticsState,
    FitAnalyticsRules,
    RemoveAnalyticsRule,
    ReportAnalytics,
    RuleKind,
    Watching,
)
from contract.base import Row, World
from contract.cameras import Camera

ZONE = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9))
CAMERA = Camera(id="c", number=1, name="Cầu")
RULE = AnalyticsRule(id="r", camera="c", name="R", kind=RuleKind.MOTION, shape=ZONE)
NOW = datetime.now(UTC)


class Clock:
    """Goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def service(*rows: Row, clock: Clock | None = None) -> tuple[Analytics, Relay]:
    relay, nobody = Relay(), Any
    engine: Any = SimpleNamespace(world=World(rows))
    return Analytics(nobody, engine, relay, clock or Clock()), relay  # type: ignore[arg-type]


def state(status: Watching = Watching.WATCHING, node: str = "node") -> AnalyticsState:
    return AnalyticsState(id="r", status=status, since=NOW, node=node)


def test_a_node_that_is_silent_too_long_watches_nothing() -> None:
    clock = Clock()
    analytics, relay = service(CAMERA, RULE, state(), clock=clock)
    assert not analytics.look(NOW), "after a restart it has time to speak"
    clock.now += SILENT_S + 1
    # Whatever becomes of the wall's clock meanwhile.
    [report] = analytics.look(NOW - timedelta(hours=1))
    assert isinstance(report, ReportAnalytics)
    assert [(seen.rule, seen.status, seen.reason) for seen in report.rules] == [("r", Watching.BLIND, "node_gone")]
    relay.take("node", AnalyticsBeat(node="node", at=NOW))
    clock.now += SILENT_S - 1
    assert not analytics.look(NOW + timedelta(hours=1))
    clock.now += 2
    assert analytics.look(NOW)


def test_what_nobody_has_taken_up_or_the_backend_said_itself_is_left_alone() -> None:
    for node, status in (("", Watching.BLIND), ("system", Watching.BLIND), ("", Watching.OFF)):
        clock = Clock()
        analytics, _ = service(CAMERA, RULE, state(status, node), clock=clock)
        clock.now += SILENT_S + 1
        assert not analytics.look(NOW)


def test_another_nodes_word_does_not_speak_for_this_one() -> None:
    clock = Clock()
    analytics, relay = service(CAMERA, RULE, state(), clock=clock)
    clock.now += SILENT_S + 1
    relay.take("other", AnalyticsBeat(node="other", at=NOW))
    assert analytics.look(NOW)


def test_rules_go_with_their_camera_and_are_seen_by_those_who_may_watch_it() -> None:
    analytics, _ = service(RULE)
    assert analytics.look(NOW) == [RemoveAnalyticsRule(rule="r")]
    restricted = replace(CAMERA, restricted=True, groups=("g",))
    analytics, _ = service(restricted, RULE)
    assert analytics.look(NOW) == [FitAnalyticsRules(rules=("r",))]
    analytics, _ = service(restricted, replace(RULE, watchers=("video:g",)))
    assert not analytics.look(NOW)


def test_a_service_that_ends_hears_no_more() -> None:
    analytics, relay = service(CAMERA, RULE)
    analytics.close()
    assert not relay.on_take
