"""Steering: one person at a time, by right, rank or reason; an old token moves nothing."""

from datetime import timedelta

import pytest
from msgspec import ValidationError
from msgspec.structs import replace

from contract.base import Actor, Command
from contract.cameras import Camera
from contract.people import RIGHTS, Person, Role
from contract.ptz import (
    HOLD_S,
    KeepPtzState,
    PatrolStep,
    Preset,
    PtzDevice,
    PtzGo,
    PtzLease,
    PtzMove,
    PtzPatrol,
    PtzState,
    ReleasePtz,
    RemovePtzDevice,
    RemovePtzPatrol,
    RenewPtz,
    SavePtzDevice,
    SavePtzPatrol,
    TakePtz,
    priority,
)
from contract.wire import decode_command, decode_signal, encode
from tests.contract.rules import BEFORE, LATER, NOW, facts_of, gone, granted, only, refused, who, world

ADDRESS = "http://192.0.2.7:8000/onvif/device_service"
CAMERA = Camera(id="c", number=1, name="Cầu Bãi Cháy")
HIDDEN = replace(CAMERA, groups=("g",), restricted=True)
DEVICE = PtzDevice(id="c", address=ADDRESS)
STATE = PtzState(id="c", presets=(Preset(token="1", name="Cổng"),), at=BEFORE)
PEOPLE = tuple(
    Person(id=role.value, name=role.value.title(), role=role)
    for role in (Role.ADMIN, Role.DUTY_OFFICER, Role.SUPERVISOR, Role.LEADER)
)
HELD = PtzLease(
    id="c", holder="duty_officer", seat="Bàn 3", rank=2, token="old", since=BEFORE, until=NOW + timedelta(seconds=9)
)
PATROL = PtzPatrol(id="c", steps=(PatrolStep(preset="1"),))
TAKE = TakePtz(camera="c", token="new", seat="Bàn 4")
SYSTEM = who("ptz.judge", "ptz.use", id="system")


def person(role: Role, id: str = "") -> Actor:
    """Somebody of this role, or the one of another name."""
    return Actor(id=id or role.value, now=NOW, rights=RIGHTS[role], audiences=frozenset({"all", "video"}))


@pytest.mark.parametrize(
    ("wish", "right"),
    [
        (SavePtzDevice(camera="c", address=ADDRESS), "cameras.manage"),
        (RemovePtzDevice(camera="c"), "cameras.manage"),
        (TAKE, "ptz.use"),
        (ReleasePtz(camera="c", token="old"), "ptz.use"),
        (RenewPtz(camera="c", token="old"), "ptz.judge"),
        (KeepPtzState(camera="c"), "ptz.judge"),
        (SavePtzPatrol(camera="c", steps=PATROL.steps), "ptz.patrol"),
        (RemovePtzPatrol(camera="c"), "ptz.patrol"),
    ],
    ids=lambda one: one if isinstance(one, str) else type(one).__name__,
)
def test_each_wish_needs_its_right_and_a_camera_that_can_be_steered(wish: Command, right: str) -> None:
    before = world(CAMERA, DEVICE, STATE, HELD, PATROL, *PEOPLE)
    allowed = Actor(id="system", now=NOW, rights=frozenset({right}), audiences=frozenset({"video"}))
    assert refused(wish, before, who()) == f"needs.{right}"
    assert refused(wish, world(), allowed).startswith("gone.")


def test_whoever_comes_first_steers_alone() -> None:
    lease = only(TAKE, world(DEVICE, *PEOPLE), person(Role.DUTY_OFFICER), PtzLease)
    assert (lease.holder, lease.seat, lease.rank, lease.token) == ("duty_officer", "Bàn 4", 2, "new")
    assert (lease.since, lease.until) == (NOW, NOW + timedelta(seconds=HOLD_S))


def test_an_equal_is_told_who_holds_it_and_since_when() -> None:
    before, other = world(DEVICE, HELD, *PEOPLE), person(Role.DUTY_OFFICER, id="an")
    before.put(Person(id="an", name="An", role=Role.DUTY_OFFICER))
    assert refused(TAKE, before, other) == "ptz.held"
    assert facts_of(TAKE, before, other) == {"name": "Duty_Officer", "at": BEFORE.isoformat()}
    assert refused(replace(TAKE, reason="Gấp"), before, other) == "ptz.held"
    assert refused(TAKE, before, person(Role.ADMIN)) == "ptz.held"


def test_a_higher_priority_takes_over_and_an_equal_with_the_right_must_say_why() -> None:
    before = world(DEVICE, HELD, *PEOPLE)
    assert only(TAKE, before, person(Role.SUPERVISOR), PtzLease).holder == "supervisor"
    equal = world(DEVICE, replace(HELD, holder="other", rank=3), *PEOPLE)
    assert refused(TAKE, equal, person(Role.SUPERVISOR)) == "ptz.held_say_why"
    assert facts_of(TAKE, equal, person(Role.SUPERVISOR))["at"] == BEFORE.isoformat()
    assert refused(replace(TAKE, reason="  "), equal, person(Role.SUPERVISOR)) == "ptz.held_say_why"
    taken = only(replace(TAKE, reason=" Truy tìm "), equal, person(Role.SUPERVISOR), PtzLease)
    assert (taken.holder, taken.reason) == ("supervisor", "Truy tìm")
    assert only(TAKE, equal, person(Role.LEADER), PtzLease).holder == "leader"


def test_what_has_run_out_or_is_ones_own_stands_in_nobodys_way() -> None:
    stale = world(DEVICE, replace(HELD, until=NOW), *PEOPLE)
    assert only(TAKE, stale, person(Role.ADMIN), PtzLease).holder == "admin"
    again = only(TAKE, world(DEVICE, HELD, *PEOPLE), person(Role.DUTY_OFFICER), PtzLease)
    assert (again.holder, again.token, again.seat) == ("duty_officer", "new", "Bàn 4")


def test_a_camera_that_one_may_not_watch_cannot_be_steered() -> None:
    """Not even by the administrator, who sees its row."""
    device = replace(DEVICE, watchers=("video:g",))
    assert refused(TAKE, world(device, *PEOPLE), person(Role.LEADER)) == "gone.ptz_device"
    manager = replace(person(Role.ADMIN), audiences=frozenset({"all", "video", "cameras"}))
    assert manager.sees(device)
    assert refused(TAKE, world(device, *PEOPLE), manager) == "gone.ptz_device"


def test_only_the_holder_and_the_backend_release_and_only_what_is_held_now() -> None:
    before = world(DEVICE, HELD)
    wish, stale = ReleasePtz(camera="c", token="old"), ReleasePtz(camera="c", token="older")
    assert gone(wish, before, person(Role.DUTY_OFFICER)) == {("ptz_lease", "c")}
    assert gone(wish, before, SYSTEM) == {("ptz_lease", "c")}
    assert refused(wish, before, person(Role.LEADER)) == "ptz.not_yours"
    assert refused(stale, before, person(Role.DUTY_OFFICER)) == "ptz.not_yours"
    assert refused(stale, before, SYSTEM) == "ptz.not_yours"
    assert refused(wish, world(DEVICE), SYSTEM) == "gone.ptz_lease"


def test_a_renewal_lengthens_what_is_held_now_and_nothing_else() -> None:
    later = replace(SYSTEM, now=LATER)
    lease = only(RenewPtz(camera="c", token="old"), world(DEVICE, HELD), later, PtzLease)
    assert lease == replace(HELD, until=LATER + timedelta(seconds=HOLD_S))
    assert refused(RenewPtz(camera="c", token="new"), world(DEVICE, HELD), later) == "ptz.not_yours"


def test_whoever_watches_the_camera_now_sees_everything_about_its_steering() -> None:
    manager, wish = who("cameras.manage"), SavePtzDevice(camera="c", address=ADDRESS, profile="p")
    assert only(wish, world(CAMERA), manager, PtzDevice).watchers == ("video",)
    after = granted(wish, world(HIDDEN, DEVICE, STATE, HELD, PATROL), manager)
    for kind in (PtzDevice, PtzState, PtzLease, PtzPatrol):
        row: PtzDevice | PtzState | PtzLease | PtzPatrol | None = after.get(kind, "c")
        assert row
        assert row.watchers == ("video:g",)
    assert "cameras" not in after[PtzLease, "c"].audiences()
    assert refused(wish, world(), manager) == "gone.camera"
    assert replace(HELD, watchers=()).audiences() == ("nobody",)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("rtsp://192.0.2.7/", "ptz.bad_address"),
        ("http://", "ptz.bad_address"),
        ("http://[::1", "ptz.bad_address"),
        ("http://192.0.2.7:0/", "ptz.bad_address"),
        ("http://192.0.2.7:99999/", "ptz.bad_address"),
        ("http://192.0.2.7/a b", "ptz.bad_address"),
        ("http://u:p@192.0.2.7/", "ptz.address_holds_password"),
        ("https://192.0.2.7/", ""),
    ],
)
def test_an_address_can_be_called_and_holds_no_password(address: str, code: str) -> None:
    assert refused(SavePtzDevice(camera="c", address=address), world(CAMERA), who("cameras.manage")) == code


def test_with_the_device_all_about_it_goes() -> None:
    before = world(DEVICE, STATE, HELD, PATROL)
    kinds = {kind for kind, _ in gone(RemovePtzDevice(camera="c"), before, who("cameras.manage"))}
    assert kinds == {"ptz_device", "ptz_state", "ptz_lease", "ptz_patrol"}
    assert len(gone(RemovePtzDevice(camera="c"), world(DEVICE), who("cameras.manage"))) == 1


def test_the_backend_keeps_what_the_device_tells() -> None:
    wish = KeepPtzState(camera="c", presets=STATE.presets, trouble="onvif.slow")
    state = only(wish, world(DEVICE), SYSTEM, PtzState)
    assert (state.presets, state.trouble, state.at) == (STATE.presets, "onvif.slow", NOW)


def test_a_round_leads_through_presets_that_there_are() -> None:
    keeper, wish = who("ptz.patrol"), SavePtzPatrol(camera="c", steps=PATROL.steps, on=False)
    assert only(wish, world(DEVICE, STATE), keeper, PtzPatrol) == replace(PATROL, on=False)
    assert refused(wish, world(DEVICE), keeper) == "ptz.no_such_preset"
    strange = replace(wish, steps=(PatrolStep(preset="1"), PatrolStep(preset="9")))
    assert facts_of(strange, world(DEVICE, STATE), keeper) == {"preset": "9"}
    assert gone(RemovePtzPatrol(camera="c"), world(PATROL), keeper) == {("ptz_patrol", "c")}
    short = encode(wish).replace(b'"dwell_s":10.0', b'"dwell_s":2.9')
    with pytest.raises(ValidationError):
        decode_command(short)


def test_movements_are_heard_by_the_backend_alone_and_are_never_too_fast() -> None:
    move, go = PtzMove(camera="c", token="t", pan=-1, zoom=1), PtzGo(camera="c", token="t")
    for signal in (move, go):
        assert (signal.key(), signal.audiences(), signal.right) == ("c", ("nobody",), "ptz.use")
        assert signal.author() is None
    assert move.speeds == (-1, 0, 1)
    with pytest.raises(ValidationError):
        decode_signal(encode(move).replace(b'"pan":-1', b'"pan":-1.1'))


def test_who_counts_more() -> None:
    before = world(*PEOPLE, Person(id="n", name="N", role=Role.WALL_NODE))
    ranks = [priority(before, id) for id in ("", "n", "admin", "duty_officer", "supervisor", "leader")]
    assert ranks == [0, 0, 1, 2, 3, 4]
    assert {role for role in Role if "ptz.use" in RIGHTS[role]} == {*(one.role for one in PEOPLE), Role.SERVICE}
