"""The talk itself: what a session sends, what it believes, and what it will not be told."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import Raw

from backend_client.errors import BadFrame, LineLost, SignInExpired, TurnedAway, WrongVersion
from backend_client.keep import Forgetful
from backend_client.replica import Replica, Wish
from backend_client.session import WINDOW, Line, Session
from contract.alerts import Acknowledge, Alert, Raise, Severity
from contract.base import Actor, Refused
from contract.people import RIGHTS, Person, Role
from contract.walls import Clear, LayerKind
from contract.wire import PROTO, Ask, Bye, Facts, FromClient, Heard, Hello, Mark, No, Welcome, encode

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def session() -> Session:
    actor = Actor(id="an", now=NOON, rights=RIGHTS[Role.DUTY_OFFICER])
    return Session(Replica(lambda: actor), Forgetful(), "pc-1")


def welcome(head: int = 0, scope: str = "s") -> Welcome:
    return Welcome(
        proto=PROTO,
        now=NOON,
        epoch="e",
        head=head,
        scope=scope,
        person="an",
        name="An",
        role="duty_officer",
        rights=(),
        audiences=(),
        expires=NOON,
    )


def facts(after: int, upto: int, *rows: Alert | Person, fresh: bool = False, settled: tuple[str, ...] = ()) -> Facts:
    bodies = [Raw(encode(row)) for row in rows]
    return Facts(after=after, upto=upto, chain=f"c{upto}", rows=bodies, fresh=fresh, settled=list(settled))


def live(session: Session) -> Session:
    session.connected("t")
    session.received(welcome(), NOON)
    session.received(facts(0, 0, fresh=True), NOON)
    assert session.line is Line.LIVE
    return session


def raising(n: int) -> Wish:
    return Wish(f"w{n}", Raise(id=f"a{n}", title="Ngập", severity=Severity.WARNING), NOON + timedelta(seconds=n))


def asked(frames: list[FromClient]) -> list[str]:
    return [frame.id for frame in frames if isinstance(frame, Ask)]


def test_it_greets_with_what_it_knows(session: Session) -> None:
    session.mark = Mark(epoch="e", seq=5, chain="c5", scope="s")
    assert session.connected("t") == [Hello(proto=PROTO, client="pc-1", token="t", mark=session.mark)]
    assert session.line is Line.GREETING


def test_it_is_live_only_when_it_has_heard_all_up_to_the_head_of_its_welcome(session: Session) -> None:
    session.connected("t")
    session.received(welcome(head=9), NOON)
    session.received(facts(0, 4, fresh=True), NOON)
    assert session.line is Line.SYNCING
    session.received(facts(4, 9), NOON)
    assert session.line is Line.LIVE


def test_the_pages_of_a_fresh_start_are_shown_as_one(session: Session) -> None:
    live(session)
    session.received(facts(0, 3, Person(id="x", name="X", role=Role.LEADER)), NOON)
    session.lost()
    session.connected("t")
    session.received(welcome(head=9, scope="other"), NOON)
    session.received(facts(0, 4, fresh=True), NOON)
    assert session.replica.world.get(Person, "x"), "what was shown must not vanish while the rest is on its way"
    session.received(facts(4, 9, Person(id="y", name="Y", role=Role.LEADER)), NOON)
    assert [person.id for person in session.replica.world.all(Person)] == ["y"]


def test_a_hole_is_not_papered_over(session: Session) -> None:
    live(session)
    with pytest.raises(BadFrame, match="from 3"):
        session.received(facts(3, 4), NOON)


def test_facts_before_a_welcome_are_not_believed(session: Session) -> None:
    session.connected("t")
    with pytest.raises(BadFrame):
        session.received(facts(0, 1, fresh=True), NOON)


def test_a_malformed_row_takes_nothing_of_its_frame_with_it(session: Session) -> None:
    live(session)
    good = Person(id="x", name="X", role=Role.LEADER)
    frame = facts(0, 1, good)
    frame.rows.append(Raw(b'{"row":"alert","id":7}'))
    with pytest.raises(BadFrame):
        session.received(frame, NOON)
    assert session.replica.world.get(Person, "x") is None
    assert session.mark is not None
    assert session.mark.seq == 0


def test_a_row_of_a_kind_yet_unknown_is_passed_over(session: Session) -> None:
    live(session)
    frame = facts(0, 1, Person(id="x", name="X", role=Role.LEADER))
    frame.rows.append(Raw(b'{"row":"drone","id":"d1","height":12}'))
    session.received(frame, NOON)
    assert session.replica.world.get(Person, "x")


def test_wishes_made_without_a_line_go_out_in_order_and_once_per_line(session: Session) -> None:
    for n in range(3):
        assert session.ask(raising(n)) == []
    session.connected("t")
    assert asked(session.received(welcome(), NOON)) == ["w0", "w1", "w2"]
    assert asked(session.received(facts(0, 0, fresh=True), NOON)) == []
    session.lost()
    session.connected("t")
    assert asked(session.received(welcome(), NOON)) == ["w0", "w1", "w2"]


def test_only_a_window_of_wishes_is_on_its_way_at_once(session: Session) -> None:
    live(session)
    sent = [asked(session.ask(raising(n))) for n in range(WINDOW + 5)]
    assert sum(map(len, sent)) == WINDOW
    frames = session.received(facts(0, 2, settled=("w0", "w1")), NOON)
    assert asked(frames) == [f"w{WINDOW}", f"w{WINDOW + 1}"]


def test_a_refusal_takes_the_guess_back_and_says_so(session: Session) -> None:
    live(session)
    heard: list[str] = []
    session.on_refused = lambda refused: heard.append(refused.code)
    session.ask(raising(1))
    assert session.replica.world.get(Alert, "a1")
    session.received(No(id="w1", code="needs.alerts.raise"), NOON)
    assert session.replica.world.get(Alert, "a1") is None
    assert heard == ["needs.alerts.raise"]


@pytest.mark.parametrize("hidden", ["a\tb", "a\nb", "a\x00", "\u202eb", "x" * 5000])
def test_what_no_backend_could_read_is_refused_here_before_it_is_shown_as_done(session: Session, hidden: str) -> None:
    live(session)
    with pytest.raises(Refused, match=r"wish\.unreadable"):
        session.ask(Wish("w", Raise(id="a", title=hidden, severity=Severity.WARNING), NOON))
    assert session.replica.world.get(Alert, "a") is None


def test_what_the_rules_refuse_here_is_not_sent(session: Session) -> None:
    live(session)
    with pytest.raises(Refused, match=r"gone\.alert"):
        session.ask(Wish("w", Acknowledge(alert="nothing", seen=1), NOON))
    assert not session.replica.wishes


def test_what_must_not_wait_is_given_up_when_the_line_is_lost(session: Session) -> None:
    live(session)
    heard: list[str] = []
    session.on_refused = lambda refused: heard.append(refused.code)
    clear = Clear(zone="z", kind=LayerKind.ALARM)
    session.replica.wishes["w"] = Wish("w", clear, NOON)
    session.lost()
    assert heard == ["line.lost"]
    with pytest.raises(Refused, match=r"line\.down"):
        session.ask(Wish("w2", clear, NOON))


@pytest.mark.parametrize(
    ("bye", "error"),
    [
        (Bye(code="proto", detail="speaks 2"), WrongVersion),
        (Bye(code="token"), SignInExpired),
        (Bye(code="superseded"), TurnedAway),
        (Bye(code="draining", retry_ms=500), LineLost),
    ],
)
def test_a_farewell_says_whether_to_come_back(session: Session, bye: Bye, error: type[Exception]) -> None:
    live(session)
    with pytest.raises(error):
        session.received(bye, NOON)


def test_a_signal_of_a_kind_yet_unknown_is_passed_over(session: Session) -> None:
    live(session)
    session.received(Heard(by="x", signal=Raw(b'{"signal":"typing","room":"r"}')), NOON)
    assert session.line is Line.LIVE
