"""People and units: who may change them, and what must not be lost by it."""

from datetime import date

from contract.base import EVERYONE
from contract.people import RIGHTS, Person, Role, SavePerson, SaveUnit, Unit, UnitKind, name_of
from tests.contract.rules import NOW, facts_of, only, refused, who, world

ADMIN = who("people.manage", id="dung")
DUNG = Person(id="dung", name="Dung", role=Role.ADMIN)
AN = Person(id="an", name="An", role=Role.DUTY_OFFICER)
WARD = Unit(id="u", name="Phường Hồng Gai", kind=UnitKind.WARD, valid_from=date(2025, 7, 1))


def _unit(**more: object) -> Unit:
    return Unit(**{"id": "v", "name": "Xã", "kind": UnitKind.COMMUNE, "valid_from": date(2025, 7, 1)} | more)  # type: ignore[arg-type]


def test_only_whoever_manages_people_saves_a_unit() -> None:
    assert refused(SaveUnit(unit=WARD), world(), who()) == "needs.people.manage"
    assert only(SaveUnit(unit=WARD), world(), ADMIN, Unit) == WARD


def test_a_unit_does_not_end_before_it_begins() -> None:
    assert refused(SaveUnit(unit=_unit(valid_to=date(2025, 6, 30))), world(), ADMIN) == "unit.ends_before_it_begins"
    assert refused(SaveUnit(unit=_unit(valid_to=date(2025, 7, 1))), world(), ADMIN) == ""


def test_a_unit_names_only_units_that_exist() -> None:
    for named in ({"parent": "u"}, {"predecessors": ("u",)}):
        assert refused(SaveUnit(unit=_unit(**named)), world(), ADMIN) == "unit.unknown"
        assert facts_of(SaveUnit(unit=_unit(**named)), world(), ADMIN) == {"unit": "u"}
        assert refused(SaveUnit(unit=_unit(**named)), world(WARD), ADMIN) == ""


def test_a_unit_is_in_force_from_its_first_day_to_its_last() -> None:
    unit = _unit(valid_to=date(2026, 1, 31))
    days = {date(2025, 6, 30): False, date(2025, 7, 1): True, date(2026, 1, 31): True, date(2026, 2, 1): False}
    assert {day: unit.in_force(day) for day in days} == days
    assert WARD.in_force(date(2099, 1, 1))


def test_only_whoever_manages_people_saves_a_person() -> None:
    assert refused(SavePerson(person=AN), world(), who()) == "needs.people.manage"
    assert only(SavePerson(person=AN), world(), ADMIN, Person) == AN


def test_a_person_serves_only_in_a_unit_that_exists() -> None:
    person = Person(id="an", name="An", role=Role.DUTY_OFFICER, unit="u")
    assert refused(SavePerson(person=person), world(), ADMIN) == "unit.unknown"
    assert refused(SavePerson(person=person), world(WARD), ADMIN) == ""


def test_nobody_makes_a_service_but_the_service_itself() -> None:
    service = Person(id="system", name="Hệ thống", role=Role.SERVICE)
    assert refused(SavePerson(person=service), world(), ADMIN) == "person.service_is_built_in"
    assert refused(SavePerson(person=service), world(), who("people.manage", id="system")) == ""
    for other in (
        Person(id="system", name="X", role=Role.ADMIN),
        Person(id="system", name="X", role=Role.SERVICE, active=False),
        Person(id="other", name="X", role=Role.SERVICE),
    ):
        assert refused(SavePerson(person=other), world(), ADMIN) == "person.service_is_built_in"


def test_the_last_administrator_cannot_be_taken_away() -> None:
    demoted = Person(id="dung", name="Dung", role=Role.LEADER)
    dismissed = Person(id="dung", name="Dung", role=Role.ADMIN, active=False)
    for person in (demoted, dismissed):
        assert refused(SavePerson(person=person), world(DUNG), ADMIN) == "person.last_administrator"
        other = Person(id="hoa", name="Hoa", role=Role.ADMIN)
        assert refused(SavePerson(person=person), world(DUNG, other), ADMIN) == ""
        asleep = Person(id="hoa", name="Hoa", role=Role.ADMIN, active=False)
        assert refused(SavePerson(person=person), world(DUNG, asleep), ADMIN) == "person.last_administrator"
    renamed = Person(id="dung", name="Bà Dung", role=Role.ADMIN)
    assert refused(SavePerson(person=renamed), world(DUNG), ADMIN) == ""
    assert refused(SavePerson(person=AN), world(DUNG), ADMIN) == ""


def test_somebody_inactive_may_do_and_see_nothing() -> None:
    actor = Person(id="an", name="An", role=Role.ADMIN, active=False).actor(NOW)
    assert actor.rights == frozenset()
    assert actor.audiences == frozenset()


def test_somebody_active_has_the_rights_of_the_role_and_sees_what_goes_with_them() -> None:
    actor = Person(id="an", name="An", role=Role.DUTY_OFFICER, unit="u").actor(NOW)
    assert actor.rights == RIGHTS[Role.DUTY_OFFICER]
    assert actor.audiences == {EVERYONE, "user:an", "unit:u", "alerts", "recordings", "video", "walls"}
    delegate = Person(id="chi", name="Chi", role=Role.DELEGATE).actor(NOW)
    assert delegate.audiences == {EVERYONE, "user:chi"}


def test_a_name_stands_for_an_id_where_the_row_is_known() -> None:
    assert name_of(world(AN), "an") == "An"
    assert name_of(world(), "an") == "an"
    assert name_of(world(AN), None) == ""
