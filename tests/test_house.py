"""What every row, every command and every rule promises, whoever wrote it and whenever."""

import ast
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.base import Actor, Command, Refused, Row, World
from contract.people import Person, Role
from contract.signals import Signal
from contract.wire import COMMANDS, ROWS, SIGNALS, decode_command, decode_row, decode_signal, encode, read_row
from tests.house.strategies import values
from tests.house.wishes import NOW, WHO, WISHES, city

CONTRACT = sorted((Path(__file__).parents[1] / "contract").rglob("*.py"))
RULES = [path for path in CONTRACT if path.name != "ids.py"]
"""All but the module that makes ids, which no rule may import."""

LOOKING: set[Role] = {role for role in Role if role not in {Role.DELEGATE, Role.CHAIR, Role.SECRETARY, Role.SOURCE}}
WALLS: set[Role] = {*LOOKING, Role.CHAIR, Role.SECRETARY} - {Role.ANALYTICS}
RECORDINGS = {Role.ADMIN, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.SERVICE}
SEEN_BY: dict[str, set[Role]] = {
    "alert": LOOKING,
    "analytics_rule": LOOKING,
    "analytics_state": LOOKING,
    "bookmark": LOOKING,
    "camera": LOOKING,
    "camera_events": LOOKING,
    "camera_events_state": LOOKING,
    "camera_group": LOOKING,
    "camera_beat": LOOKING,
    "camera_day": LOOKING,
    "camera_login": LOOKING,
    "custody": RECORDINGS,
    "evidence_export": RECORDINGS,
    "evidence_lock": RECORDINGS,
    "layout": WALLS,
    "person": set(Role),
    "ptz_device": LOOKING,
    "ptz_lease": LOOKING,
    "ptz_patrol": LOOKING,
    "ptz_state": LOOKING,
    "recording_plan": RECORDINGS,
    "recording_state": RECORDINGS,
    "screen": WALLS,
    "showing": WALLS,
    "unit": set(Role),
    "wall": WALLS,
    "zone": WALLS,
}
"""Who sees rows of each kind; every role that is not named does not, and neither does anybody inactive."""

IMPURE = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "uuid1", "uuid4", "uuid7", "new_id", "token_bytes",
          "token_hex", "urandom", "random", "randint", "choice", "open", "print", "input"}  # fmt: skip
"""What a rule may not call: time, ids and luck come in from outside."""


SLOW = [HealthCheck.too_slow]
"""A busy machine draws slowly; that says nothing about the rules."""


def _named(kinds: tuple[type, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", kinds, ids=lambda kind: kind.__name__)


@_named(ROWS)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_every_row_survives_the_wire(kind: type[Row], data: st.DataObject) -> None:
    row = data.draw(values(kind))
    assert decode_row(encode(row)) == row
    assert read_row(encode(row)) == row


@_named(COMMANDS)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_every_command_survives_the_wire(kind: type[Command], data: st.DataObject) -> None:
    command = data.draw(values(kind))
    assert decode_command(encode(command)) == command


@_named(SIGNALS)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_every_signal_survives_the_wire_and_has_a_key_and_an_audience(kind: type[Signal], data: st.DataObject) -> None:
    signal = data.draw(values(kind))
    assert decode_signal(encode(signal)) == signal
    assert signal.key()
    assert signal.audiences()
    assert signal.right


@_named(COMMANDS)
def test_a_command_with_a_field_nobody_knows_is_turned_away(kind: type[Command]) -> None:
    wish = msgspec.json.decode(encode(_example(kind))) | {"unknown_field": 1}
    with pytest.raises(msgspec.ValidationError, match="unknown_field"):
        decode_command(encode(wish))


def test_tags_are_words_of_their_own() -> None:
    for kinds in (ROWS, COMMANDS, SIGNALS):
        tags = [str(kind.__struct_config__.tag) for kind in kinds]
        assert len(set(tags)) == len(tags)
        assert all(re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", tag) for tag in tags), tags


@_named(COMMANDS)
def test_every_command_has_an_example_that_the_small_city_grants(kind: type[Command]) -> None:
    facts = list(_example(kind).decide(city(), WHO))
    assert facts, "a granted wish that changes nothing"


@_named(COMMANDS)
def test_a_granted_wish_gives_the_same_facts_twice_and_touches_nothing(kind: type[Command]) -> None:
    wish, world = _example(kind), city()
    before = [encode(row) for row in world.everything()]
    first, second = list(wish.decide(world, WHO)), list(wish.decide(world, WHO))
    assert first == second
    assert [encode(row) for row in world.everything()] == before


@_named(COMMANDS)
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_any_wish_is_granted_or_refused_and_nothing_else(kind: type[Command], data: st.DataObject) -> None:
    """Whatever a program sends: the rule answers with facts or with Refused, the same twice, and the world stays."""
    wish, world = data.draw(values(kind)), city()
    before = list(world.everything())
    assert _verdict(wish, world, WHO) == _verdict(wish, world, WHO)
    assert list(world.everything()) == before


@_named(COMMANDS)
def test_nobody_without_rights_is_granted_anything(kind: type[Command]) -> None:
    stranger = Actor(id="an", now=NOW, rights=frozenset())
    refusal = _example(kind).refusal(city(), stranger)
    assert refusal is not None
    assert refusal.code.startswith("needs.")


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_rules_take_time_ids_and_luck_from_outside(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls}
    assert not names & IMPURE
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not imported & {"random", "secrets", "time", "uuid", "os", "contract.ids"}


@_named(ROWS)
def test_every_row_kind_says_who_sees_it(kind: type[Row]) -> None:
    said = kind.__doc__ or ""
    assert re.search(r"\b(sees?|seen|holds?)\b", said), "say in the docstring who sees it"


@_named(ROWS)
def test_every_row_kind_is_seen_by_those_and_no_others(kind: type[Row]) -> None:
    tag = str(kind.__struct_config__.tag)
    assert tag in SEEN_BY, "say in SEEN_BY who sees it"
    row = next(row for row in city().everything() if type(row) is kind)
    seen = {role for role in Role if Person(id="x", name="X", role=role).actor(NOW).sees(row)}
    assert seen == SEEN_BY[tag]
    assert not Person(id="x", name="X", role=Role.ADMIN, active=False).actor(NOW).sees(row)


@pytest.mark.parametrize("kind", [*ROWS, *COMMANDS], ids=lambda kind: kind.__name__)
def test_every_row_and_command_says_in_a_sentence_what_it_is(kind: type) -> None:
    assert (kind.__doc__ or "").strip().endswith(".")


def _example(kind: type[Command]) -> Command:
    found = next((wish for wish in WISHES if type(wish) is kind), None)
    assert found is not None, f"give tests/house/wishes.py a {kind.__name__} that the small city grants"
    return found


def _verdict(wish: Command, world: World, who: Actor) -> object:
    try:
        return [encode(fact) for fact in wish.decide(world, who)]
    except Refused as no:
        return no.code, dict(no.facts)
