"""Analytics: who may add, change and turn rules, which shapes can be watched, and that a rule never seems watched."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from contract.analytics import (
    MOST_PER_CAMERA,
    MOST_RULES,
    AnalyticsBeat,
    AnalyticsRule,
    AnalyticsSight,
    AnalyticsState,
    FitAnalyticsRules,
    Hours,
    RemoveAnalyticsRule,
    ReportAnalytics,
    RuleKind,
    RuleSeen,
    SaveAnalyticsRule,
    Shape,
    SightsWanted,
    TurnAnalyticsRule,
    Watching,
    meet,
    side,
)
from contract.base import Actor, Command
from contract.cameras import Camera
from contract.people import Person, Role
from tests.contract.rules import BEFORE, NOW, facts_of, gone, granted, only, refused, who, world

CAMERA = Camera(id="c", number=1, name="Cầu Bãi Cháy")
HIDDEN = Camera(id="h", number=2, name="Trụ sở", groups=("g",), restricted=True)
ZONE: Shape = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))
RULE = AnalyticsRule(id="r", camera="c", name="Lòng đường", kind=RuleKind.MOTION, shape=ZONE)
STATE = AnalyticsState(id="r", status=Watching.WATCHING, since=BEFORE, node="node")
SEEN = RuleSeen(rule="r", status=Watching.BLIND, reason="timeout", since=NOW)
ALL = frozenset({"analytics.manage", "analytics.turn", "analytics.report", "cameras.see"})


def actor(*audiences: str, id: str = "an") -> Actor:
    return Actor(id=id, now=NOW, rights=ALL, audiences=frozenset(audiences or ("video",)))


def saving(**changes: object) -> SaveAnalyticsRule:
    return SaveAnalyticsRule(rule=replace(RULE, **changes))


@pytest.mark.parametrize(
    ("wish", "right"),
    [
        (SaveAnalyticsRule(rule=RULE), "analytics.manage"),
        (TurnAnalyticsRule(rule="r", on=False), "analytics.turn"),
        (RemoveAnalyticsRule(rule="r"), "analytics.manage"),
        (ReportAnalytics(rules=(SEEN,)), "analytics.report"),
        (FitAnalyticsRules(rules=("r",)), "analytics.report"),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Command) else one,
)
def test_each_wish_needs_its_right(wish: Command, right: str) -> None:
    may = who(*(ALL | {"cameras.manage"}) - {right})
    assert refused(wish, world(CAMERA, RULE), may) == f"needs.{right}"


def test_supervisors_and_administrators_make_rules_officers_turn_them_and_only_machines_report() -> None:
    may = {role: Person(id="x", name="X", role=role).actor(NOW).rights for role in Role}
    holding = {right: {role for role in Role if right in may[role]} for right in ALL}
    assert holding["analytics.manage"] == {Role.ADMIN, Role.SUPERVISOR, Role.SERVICE}
    assert holding["analytics.turn"] == {Role.ADMIN, Role.SUPERVISOR, Role.SERVICE, Role.DUTY_OFFICER}
    assert holding["analytics.report"] == {Role.ANALYTICS, Role.SERVICE}
    assert may[Role.ANALYTICS] == {"alerts.see", "alerts.raise", "cameras.see", "analytics.report"}


def test_a_new_rule_says_that_nobody_watches_it_yet() -> None:
    after = granted(saving(), world(CAMERA), actor())
    assert after[AnalyticsRule, "r"] == RULE
    state = after[AnalyticsState, "r"]
    assert (state.status, state.reason, state.since, state.node) == (Watching.BLIND, "not_taken_up", NOW, "")
    resting = granted(saving(on=False), world(CAMERA), actor())
    assert resting[AnalyticsState, "r"].status is Watching.OFF


def test_a_changed_rule_is_watched_by_nobody_until_a_node_says_so_but_a_new_name_changes_nothing() -> None:
    before = world(CAMERA, RULE, STATE)
    assert granted(saving(sensitivity=9), before, actor())[AnalyticsState, "r"].status is Watching.BLIND
    for change in ({"name": "Vỉa hè"}, {"severity": 3}):
        assert granted(saving(**change), before, actor())[AnalyticsState, "r"] == STATE


def test_a_rule_goes_where_its_camera_goes() -> None:
    """The rule of a camera that is restricted from now on is told to nobody else, nor is how it stands."""
    hidden = replace(HIDDEN, id="c")
    after = granted(saving(), world(hidden, RULE, STATE), actor("video", "video:g"))
    assert after[AnalyticsRule, "r"].audiences() == ("video:g", "cameras")
    state = after[AnalyticsState, "r"]
    assert state.audiences() == ("video:g", "cameras")
    assert (state.status, state.since) == (STATE.status, STATE.since), "it is watched all the same"


def test_rules_are_fitted_to_their_cameras_and_none_is_brought_back() -> None:
    wish = FitAnalyticsRules(rules=("r", "gone"))
    after = granted(wish, world(replace(CAMERA, groups=("g",), restricted=True), RULE, STATE), actor())
    assert after[AnalyticsRule, "r"] == replace(RULE, watchers=("video:g",))
    assert after[AnalyticsState, "r"] == replace(STATE, watchers=("video:g",))
    assert not list(wish.decide(world(CAMERA), actor())), "it was removed meanwhile"
    assert not list(wish.decide(world(RULE), actor())), "so was its camera"


def test_nobody_makes_turns_or_removes_rules_of_a_camera_he_may_not_watch() -> None:
    rule = replace(RULE, camera="h", watchers=("video:g",))
    before = world(CAMERA, HIDDEN, rule)
    assert refused(saving(camera="x"), before, actor()) == "gone.camera"
    assert refused(saving(camera="h", id="new"), before, actor()) == "gone.camera"
    assert refused(saving(camera="c"), before, actor()) == "gone.analytics_rule"
    assert refused(TurnAnalyticsRule(rule="r", on=False), before, actor()) == "gone.analytics_rule"
    assert refused(RemoveAnalyticsRule(rule="r"), before, actor()) == "gone.analytics_rule"
    for may in (actor("video", "video:g"), who(*ALL, "cameras.manage")):
        assert refused(saving(camera="h"), before, may) == ""
        assert refused(TurnAnalyticsRule(rule="r", on=False), before, may) == ""


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (ZONE, ""),
        (ZONE[:2], "analytics.points"),
        (tuple((0.1 + n / 50, 0.1) for n in range(33)), "analytics.points"),
        (((0.1, 0.1), (1.1, 0.1), (0.5, 0.9)), "analytics.outside"),
        (((0.1, -0.01), (0.9, 0.1), (0.5, 0.9)), "analytics.outside"),
        (((0.1, float("nan")), (0.9, 0.1), (0.5, 0.9)), "analytics.outside"),
        (((0.1, 0.1), (0.11, 0.1), (0.1, 0.11)), "analytics.too_small"),
        (((0.1, 0.1), (0.9, 0.9), (0.5, 0.5)), "analytics.too_small"),
        (((0.1, 0.1), (0.9, 0.7), (0.9, 0.1), (0.1, 0.9)), "analytics.crosses_itself"),
        (((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.9, 0.9)), "analytics.crosses_itself"),
        (((0.1, 0.1), (0.9, 0.1), (0.4, 0.1), (0.4, 0.9)), "analytics.crosses_itself"),
        (((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.5, 0.1), (0.1, 0.9)), "analytics.crosses_itself"),
        (((0.1, 0.9), (0.5, 0.2), (0.9, 0.9), (0.5, 0.5)), ""),
    ],
)
def test_a_zone_lies_in_the_picture_and_does_not_cross_itself(shape: Shape, code: str) -> None:
    assert refused(saving(shape=shape), world(CAMERA), actor()) == code


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (((0.1, 0.5), (0.9, 0.5)), ""),
        (((0.1, 0.5),), "analytics.points"),
        (tuple((n / 20, 0.1) for n in range(17)), "analytics.points"),
        (((0.1, 0.5), (0.11, 0.5)), "analytics.too_small"),
        (((0.1, 0.5), (0.9, 0.5), (0.5, 0.9), (0.5, 0.1)), "analytics.crosses_itself"),
        (((0.1, 0.5), (0.9, 0.5), (0.3, 0.5)), "analytics.crosses_itself"),
        (((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9), (0.1, 0.2)), ""),
    ],
)
def test_a_line_has_two_points_and_does_not_cross_itself(shape: Shape, code: str) -> None:
    assert refused(saving(shape=shape, kind=RuleKind.CROSSING), world(CAMERA), actor()) == code


def test_how_many_points_there_may_be_is_told() -> None:
    assert facts_of(saving(shape=ZONE[:1]), world(CAMERA), actor()) == {"least": "3", "most": "32"}


def test_a_rule_has_a_name_hours_that_last_and_each_class_once() -> None:
    before = world(CAMERA)
    assert refused(saving(name="  "), before, actor()) == "analytics.no_name"
    assert refused(saving(hours=Hours(start=60, end=60)), before, actor()) == "analytics.no_hours"
    assert refused(saving(classes=("person", "person")), before, actor()) == "analytics.class_twice"


def test_thousands_of_rules_are_refused_but_changing_one_of_many_is_not() -> None:
    many = [replace(RULE, id=f"m{n}", camera="c" if n < MOST_PER_CAMERA else f"c{n}") for n in range(MOST_RULES)]
    elsewhere = replace(CAMERA, id="d")
    assert refused(saving(camera="d"), world(CAMERA, elsewhere, *many), actor()) == "analytics.too_many"
    assert refused(saving(id="m0"), world(CAMERA, *many), actor()) == ""
    few = world(CAMERA, elsewhere, *many[:MOST_PER_CAMERA])
    assert refused(saving(), few, actor()) == "analytics.too_many_of_camera"
    assert refused(saving(camera="d"), few, actor()) == ""


def test_a_rule_is_turned_off_and_on_and_rests_meanwhile() -> None:
    off = granted(TurnAnalyticsRule(rule="r", on=False), world(CAMERA, RULE, STATE), actor())
    assert (off[AnalyticsRule, "r"].on, off[AnalyticsState, "r"].status) == (False, Watching.OFF)
    again = granted(TurnAnalyticsRule(rule="r", on=True), off, actor())
    assert (again[AnalyticsRule, "r"].on, again[AnalyticsState, "r"].status) == (True, Watching.BLIND)
    assert refused(TurnAnalyticsRule(rule="x", on=True), off, actor()) == "gone.analytics_rule"


def test_a_removed_rule_takes_its_state_along() -> None:
    wish = RemoveAnalyticsRule(rule="r")
    assert gone(wish, world(RULE, STATE), actor()) == {("analytics_rule", "r"), ("analytics_state", "r")}
    assert gone(wish, world(RULE), actor()) == {("analytics_rule", "r")}
    assert refused(wish, world(), actor()) == "gone.analytics_rule"


def test_a_node_says_how_its_rules_stand_and_only_those_it_knows_and_that_are_on() -> None:
    wish = ReportAnalytics(rules=(SEEN,))
    state = only(wish, world(RULE), actor(id="node"), AnalyticsState)
    assert (state.id, state.status, state.reason, state.since, state.node) == (
        "r", Watching.BLIND, "timeout", NOW, "node")  # fmt: skip
    restricted = replace(RULE, watchers=("video:g",))
    assert only(wish, world(restricted), actor("video:g"), AnalyticsState).watchers == ("video:g",)
    for before in (world(), world(replace(RULE, on=False)), world(restricted)):
        assert not list(wish.decide(before, actor())), "passed over, and the others are still taken"
    assert not ReportAnalytics.waits


def test_a_report_that_comes_late_does_not_speak_for_the_machine_that_is_named_now() -> None:
    wish, named = ReportAnalytics(rules=(SEEN,)), world(replace(RULE, node="node"))
    assert not list(wish.decide(named, actor(id="another")))
    for id in ("node", "system"):
        assert only(wish, named, actor(id=id), AnalyticsState).node == id


@pytest.mark.parametrize(
    ("hours", "clock", "held"),
    [
        (Hours(start=8 * 60, end=17 * 60), "08:00", True),
        (Hours(start=8 * 60, end=17 * 60), "16:59", True),
        (Hours(start=8 * 60, end=17 * 60), "17:00", False),
        (Hours(start=22 * 60, end=5 * 60), "23:30", True),
        (Hours(start=22 * 60, end=5 * 60), "04:59", True),
        (Hours(start=22 * 60, end=5 * 60), "05:00", False),
        (Hours(start=22 * 60, end=5 * 60), "12:00", False),
    ],
)
def test_hours_are_the_citys_and_may_cross_midnight(hours: Hours, clock: str, held: bool) -> None:
    hour, minute = map(int, clock.split(":"))
    at = datetime(2026, 3, 5, tzinfo=UTC) + timedelta(hours=hour - 7, minutes=minute)
    assert hours.hold(at) is held


def test_right_of_a_line_is_right_of_one_who_walks_along_it() -> None:
    eastward = ((0.1, 0.5), (0.9, 0.5))
    assert side(eastward, (0.5, 0.9)) > 0 > side(eastward, (0.5, 0.1))
    assert meet(eastward, ((0.5, 0.4), (0.5, 0.6)))
    assert meet(eastward, ((0.9, 0.5), (0.9, 0.9)))
    assert not meet(eastward, ((0.95, 0.4), (0.95, 0.6)))


def test_boxes_are_for_those_who_may_watch_and_said_by_whoever_saw_them() -> None:
    sight = AnalyticsSight(node="node", camera="h", at=NOW, seen_by=("video:g",))
    assert (sight.audiences(), sight.author(), sight.key()) == (("video:g",), "node", "h")
    assert replace(sight, seen_by=()).audiences() == ("nobody",)
    wanted = SightsWanted(by="an", machine="m", cameras=("h",))
    assert (wanted.audiences(), wanted.author(), wanted.key()) == (("analytics",), "an", "m")
    node = Person(id="node", name="Máy", role=Role.ANALYTICS).actor(NOW)
    assert set(wanted.audiences()) <= node.audiences
    assert not set(wanted.audiences()) & Person(id="an", name="An", role=Role.DUTY_OFFICER).actor(NOW).audiences
    beat = AnalyticsBeat(node="node", at=NOW)
    assert (beat.author(), beat.key()) == ("node", "node")
