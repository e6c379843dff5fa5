"""Alerts: raised, repeated, acknowledged as they were seen, owned, closed, and raised again."""

import msgspec
import pytest
from msgspec.structs import replace

from contract.alerts import Acknowledge, Alert, Assign, Close, Disposition, Raise, Severity, State
from contract.people import Person, Role
from contract.wire import decode_command
from tests.contract.rules import BEFORE, LATER, NOW, codes, facts_of, only, refused, who, world

OFFICER = who("alerts.raise", "alerts.acknowledge", "alerts.assign", "alerts.close")
AN = Person(id="an", name="An", role=Role.DUTY_OFFICER)
BINH = Person(id="binh", name="Bình", role=Role.SUPERVISOR)
CHI = Person(id="chi", name="Chi", role=Role.DELEGATE)

NEW = Alert(
    id="a",
    title="Ngập",
    severity=Severity.NOTICE,
    peak=Severity.NOTICE,
    source="s",
    first_at=BEFORE,
    last_at=BEFORE,
)
ACKED = replace(NEW, acked_by="an", acked_at=BEFORE, owner="an", seq=2)
CLOSED = replace(ACKED, closed_by="binh", closed_at=BEFORE, disposition=Disposition.HANDLED, seq=3)
NEW_FOR_AN = Acknowledge(alert="a", seen=1)
HANDLED = Close(alert="a", seen=2, disposition=Disposition.HANDLED)


def _raise(severity: Severity = Severity.NOTICE, title: str = "Ngập sâu") -> Raise:
    return Raise(id="a", title=title, severity=severity)


def test_each_wish_needs_its_right() -> None:
    commands = [_raise(), NEW_FOR_AN, Assign(alert="a", to="binh"), HANDLED]
    needs = ["raise", "acknowledge", "assign", "close"]
    assert codes(commands, world(NEW, AN, BINH), who()) == [f"needs.alerts.{right}" for right in needs]


def test_a_new_alert_begins_its_first_episode() -> None:
    alert = only(_raise(Severity.WARNING, " Cháy "), world(), OFFICER, Alert)
    assert (alert.title, alert.severity, alert.peak, alert.source) == ("Cháy", Severity.WARNING, Severity.WARNING, "an")
    assert (alert.episode, alert.seq, alert.count, alert.state) == (1, 1, 1, State.NEW)
    assert alert.first_at == alert.last_at == NOW


@pytest.mark.parametrize("title", [" ", "\t\n"])
def test_an_alert_says_what_is_wrong(title: str) -> None:
    assert refused(_raise(title=title), world(), OFFICER) == "alert.no_title"


def test_a_repeat_counts_up_and_asks_for_nobody() -> None:
    again = only(_raise(), world(ACKED), OFFICER, Alert)
    assert (again.count, again.seq, again.worse_seq, again.acked_by) == (2, 3, 1, "an")
    assert again.last_at == NOW
    assert again.title == "Ngập"


def test_a_repeat_that_is_worse_must_be_acknowledged_again() -> None:
    worse = only(_raise(Severity.EMERGENCY), world(ACKED), OFFICER, Alert)
    assert (worse.state, worse.peak, worse.worse_seq) == (State.NEW, Severity.EMERGENCY, worse.seq)
    assert worse.owner == "an"
    assert worse.title == "Ngập sâu"


def test_a_repeat_from_a_clock_that_runs_behind_does_not_turn_time_back() -> None:
    assert only(_raise(), world(replace(NEW, last_at=LATER)), OFFICER, Alert).last_at == LATER


def test_a_closed_alert_comes_back_as_a_new_episode() -> None:
    back = only(_raise(), world(CLOSED), OFFICER, Alert)
    assert (back.episode, back.seq, back.worse_seq, back.count) == (2, 4, 4, 1)
    assert (back.state, back.owner, back.closed_by) == (State.NEW, None, None)


def test_whoever_acknowledges_owns_what_nobody_owned() -> None:
    acked = only(NEW_FOR_AN, world(NEW), OFFICER, Alert)
    assert (acked.acked_by, acked.acked_at, acked.owner, acked.state) == ("an", NOW, "an", State.ACKED)
    owned = only(NEW_FOR_AN, world(replace(NEW, owner="binh")), OFFICER, Alert)
    assert owned.owner == "binh"


def test_the_second_to_acknowledge_is_told_who_was_first() -> None:
    assert refused(NEW_FOR_AN, world(ACKED, AN), OFFICER) == "alert.already_acknowledged"
    assert facts_of(NEW_FOR_AN, world(ACKED, AN), OFFICER) == {"name": "An", "at": BEFORE.isoformat()}


def test_what_has_become_worse_since_it_was_seen_is_not_acknowledged_or_closed() -> None:
    worse = replace(NEW, seq=5, worse_seq=5)
    assert refused(NEW_FOR_AN, world(worse), OFFICER) == "alert.changed"
    assert refused(HANDLED, world(replace(ACKED, seq=5, worse_seq=5)), OFFICER) == "alert.changed"
    assert refused(Acknowledge(alert="a", seen=5), world(worse), OFFICER) == ""


def test_after_acknowledging_a_milder_state_only_worse_than_that_counts() -> None:
    fallen = replace(NEW, severity=Severity.INFO, peak=Severity.EMERGENCY)
    assert only(NEW_FOR_AN, world(fallen), OFFICER, Alert).peak == Severity.INFO


def test_nothing_is_done_to_an_alert_that_is_closed_or_gone() -> None:
    commands = [Acknowledge(alert="a", seen=9), Assign(alert="a", to="binh"), replace(HANDLED, seen=9)]
    assert codes(commands, world(CLOSED, AN, BINH), OFFICER) == ["alert.closed"] * 3
    assert codes(commands, world(AN, BINH), OFFICER) == ["gone.alert"] * 3
    assert facts_of(commands[0], world(CLOSED, BINH), OFFICER) == {"name": "Bình", "at": BEFORE.isoformat()}


def test_taking_what_nobody_owns_needs_no_right_to_assign() -> None:
    taker = who("alerts.acknowledge")
    assert only(Assign(alert="a", to="an"), world(NEW, AN), taker, Alert).owner == "an"
    assert refused(Assign(alert="a", to="an"), world(replace(NEW, owner="binh"), AN), taker) == "needs.alerts.assign"
    assert refused(Assign(alert="a", to="binh"), world(NEW, BINH), taker) == "needs.alerts.assign"
    assert refused(Assign(alert="a", to="an"), world(NEW, AN), who("alerts.assign")) == "needs.alerts.acknowledge"


def test_an_alert_goes_only_to_somebody_who_can_act_on_it() -> None:
    assert refused(Assign(alert="a", to="nobody"), world(NEW), OFFICER) == "gone.person"
    assert refused(Assign(alert="a", to="chi"), world(NEW, CHI), OFFICER) == "alert.cannot_own"
    assert facts_of(Assign(alert="a", to="chi"), world(NEW, CHI), OFFICER) == {"name": "Chi"}
    asleep = replace(BINH, active=False)
    assert refused(Assign(alert="a", to="binh"), world(NEW, asleep), OFFICER) == "alert.cannot_own"
    assert refused(Assign(alert="a", to="an"), world(ACKED, AN), OFFICER) == "alert.already_owner"
    assert only(Assign(alert="a", to="binh"), world(ACKED, BINH), OFFICER, Alert).seq == 3


def test_the_owner_says_what_became_of_it() -> None:
    closed = only(replace(HANDLED, comment=" xong "), world(ACKED), OFFICER, Alert)
    assert (closed.state, closed.closed_by, closed.closed_at) == (State.CLOSED, "an", NOW)
    assert (closed.disposition, closed.comment) == (Disposition.HANDLED, "xong")


def test_an_alert_that_nobody_acknowledged_is_not_closed() -> None:
    assert refused(replace(HANDLED, seen=1), world(NEW), OFFICER) == "alert.not_acknowledged"


def test_only_the_owner_or_a_supervisor_closes() -> None:
    theirs = replace(ACKED, owner="binh")
    assert refused(HANDLED, world(theirs, BINH), OFFICER) == "alert.not_owner"
    assert facts_of(HANDLED, world(theirs, BINH), OFFICER) == {"name": "Bình"}
    assert refused(HANDLED, world(theirs), who("alerts.close", "alerts.close_any")) == ""


def test_passing_on_says_to_whom() -> None:
    passed = replace(HANDLED, disposition=Disposition.PASSED_ON, comment="  ")
    assert refused(passed, world(ACKED), OFFICER) == "alert.say_to_whom"
    assert refused(replace(passed, comment="PCCC"), world(ACKED), OFFICER) == ""


@pytest.mark.parametrize("title", ["   ", "\u200b\u200d", "…!"])
def test_a_title_says_something(title: str) -> None:
    wish = Raise(id="a", title=title, severity=Severity.WARNING)
    assert refused(wish, world(), who("alerts.raise")) == "alert.no_title"


def test_what_looks_the_same_is_kept_the_same() -> None:
    wish = Raise(id="a", title=" Cháy ".encode().decode(), severity=Severity.WARNING, place="Mo\u0301ng Ca\u0301i")
    row = only(wish, world(), who("alerts.raise"), Alert)
    assert (row.title, row.place) == ("Cháy", "Móng Cái")


@pytest.mark.parametrize("body", ["a\\n", "a\\u0000b", "a\\nb", "a\\u202eb", "a\\u009fb"])
def test_one_line_of_text_holds_no_control_characters(body: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_command(f'{{"wish":"alert.raise","id":"a","title":"{body}","severity":1}}'.encode())


def test_the_id_of_an_alert_leaves_room_for_what_is_named_after_it() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_command(f'{{"wish":"alert.raise","id":"{"v" * 101}","title":"x","severity":1}}'.encode())
