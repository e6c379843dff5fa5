"""The words themselves: rights, sight, worlds and the sheets laid over them."""

import pytest

from contract.base import EVERYONE, Actor, Command, Gone, Refused, Row, Sheet, World, key_of, kind_of
from contract.ids import id_of, new_id, uuid7
from contract.people import Person, Role
from tests.contract.rules import NOW, who

AN = Person(id="an", name="An", role=Role.DUTY_OFFICER)
BINH = Person(id="binh", name="Bình", role=Role.SUPERVISOR)


class Note(Row, frozen=True, kw_only=True, tag="note"):
    """A row for these tests; its unit sees it."""

    unit: str

    def audiences(self) -> tuple[str, ...]:
        return (f"unit:{self.unit}",)


class Nothing(Command, frozen=True, kw_only=True, tag="nothing"):
    """A command whose rule nobody has written."""


def test_whoever_lacks_a_right_is_refused_by_its_name() -> None:
    with pytest.raises(Refused) as no:
        who("walls.push").must("walls.manage")
    assert no.value.code == "needs.walls.manage"
    who("walls.push").must("walls.push")


def test_a_row_is_seen_by_its_audiences_only() -> None:
    eyes = Actor(id="an", now=NOW, audiences=frozenset({EVERYONE, "unit:a"}))
    assert eyes.sees(AN)
    assert eyes.sees(Note(id="1", unit="a"))
    assert not eyes.sees(Note(id="1", unit="b"))


def test_a_missing_row_refuses_the_wish_instead_of_breaking_it() -> None:
    with pytest.raises(Refused) as no:
        World()[Person, "an"]
    assert no.value.code == "gone.person"
    assert World([AN])[Person, "an"] == AN


def test_a_world_tells_what_a_fact_replaced() -> None:
    world = World([AN])
    assert world.put(BINH) is None
    assert world.put(Gone.of(AN)) == AN
    assert world.put(Gone.of(AN)) is None
    assert set(world.everything()) == {BINH}
    assert list(world.all(Note)) == []


def test_a_sheet_shows_its_own_rows_first_and_leaves_the_world_alone() -> None:
    world = World([AN, BINH])
    sheet = Sheet(world)
    assert set(sheet.all(Person)) == {AN, BINH}
    renamed = Person(id="an", name="Bà An", role=Role.DUTY_OFFICER)
    assert sheet.put(renamed) == AN
    assert sheet.put(Gone.of(BINH)) == BINH
    assert set(sheet.all(Person)) == {renamed}
    assert sheet.get(Person, "binh") is None
    assert set(sheet.everything()) == {renamed}
    assert set(world.everything()) == {AN, BINH}


def test_a_key_is_the_kind_and_the_id_of_a_row_present_or_gone() -> None:
    assert key_of(AN) == key_of(Gone.of(AN)) == ("person", "an")
    assert kind_of(Note) == "note"


def test_a_command_without_a_rule_cannot_be_asked() -> None:
    with pytest.raises(NotImplementedError):
        Nothing().decide(World(), who())


def test_ids_sort_by_the_time_they_were_made() -> None:
    assert uuid7(1, b"\xff" * 10) < uuid7(2, b"\0" * 10)
    assert uuid7(1, bytes(10))[14] == "7"
    assert new_id() != new_id()


def test_one_key_has_one_id_in_one_namespace() -> None:
    assert id_of("a", "1") == id_of("a", "1")
    assert id_of("a", "1") != id_of("b", "1")
