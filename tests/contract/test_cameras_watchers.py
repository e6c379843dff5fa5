"""Who may watch which camera: groups, restricted cameras, and the logins that nobody else ever receives."""

import msgspec

from contract.cameras import (
    Camera,
    CameraGroup,
    CameraLogin,
    RemoveCameraGroup,
    SaveCamera,
    SaveCameraGroup,
    SetCameraLogin,
    TargetClass,
)
from contract.people import Person, Role
from contract.wire import decode_row
from tests.contract.rules import NOW, codes, facts_of, granted, only, refused, who, world

MANAGER = who("cameras.manage")
BORDER, CELLS = CameraGroup(id="b", name="Biên giới"), CameraGroup(id="g", name="Nhà tạm giữ")
OPEN = Camera(id="c", number=1, name="Cầu Bãi Cháy", groups=("b",))
SHUT = Camera(id="s", number=2, name="Hành lang", groups=("g",), restricted=True)
LOGIN = CameraLogin(id="s", user="xem", password="p", only=("g",))


def _person(role: Role, *watches: str, active: bool = True) -> Person:
    return Person(id="an", name="An", role=role, watches=watches, active=active)


def test_a_restricted_camera_is_seen_by_its_watchers_and_by_whoever_manages_cameras() -> None:
    watcher = _person(Role.DUTY_OFFICER, "g").actor(NOW)
    other = _person(Role.DUTY_OFFICER, "b").actor(NOW)
    admin = _person(Role.ADMIN).actor(NOW)
    assert [actor.sees(SHUT) for actor in (watcher, other, admin)] == [True, False, True]
    assert all(actor.sees(OPEN) for actor in (watcher, other, admin))


def test_the_login_of_a_restricted_camera_is_held_by_its_watchers_alone() -> None:
    assert _person(Role.DUTY_OFFICER, "g").actor(NOW).sees(LOGIN)
    assert not _person(Role.DUTY_OFFICER).actor(NOW).sees(LOGIN)
    assert not _person(Role.ADMIN).actor(NOW).sees(LOGIN), "keeping the list is no reason to watch"
    assert _person(Role.ADMIN, "g").actor(NOW).sees(LOGIN)


def test_a_group_gives_nothing_to_a_role_that_watches_no_cameras_nor_to_a_closed_account() -> None:
    for person in (_person(Role.DELEGATE, "g"), _person(Role.SOURCE, "g"), _person(Role.ADMIN, "g", active=False)):
        assert not person.actor(NOW).sees(SHUT)
        assert not person.actor(NOW).sees(LOGIN)


def test_a_login_follows_its_camera_when_watching_is_restricted_and_freed() -> None:
    free = msgspec.structs.replace(SHUT, restricted=False)
    before = world(CELLS, free, msgspec.structs.replace(LOGIN, only=()))
    shut = granted(SaveCamera(camera=SHUT), before, MANAGER)
    assert shut[CameraLogin, "s"] == LOGIN
    assert granted(SaveCamera(camera=free), shut, MANAGER)[CameraLogin, "s"].only == ()
    assert granted(SetCameraLogin(camera="s", user="u", password="q"), shut, MANAGER)[CameraLogin, "s"].only == ("g",)


def test_a_login_is_left_alone_when_its_watchers_stay_the_same() -> None:
    named = msgspec.structs.replace(SHUT, name="Hành lang 2")
    assert only(SaveCamera(camera=named), world(CELLS, SHUT, LOGIN), MANAGER, Camera) == named


def test_a_camera_names_groups_that_exist_each_once() -> None:
    assert refused(SaveCamera(camera=SHUT), world(), MANAGER) == "camera.group_unknown"
    twice = msgspec.structs.replace(SHUT, groups=("g", "g"))
    assert refused(SaveCamera(camera=twice), world(CELLS), MANAGER) == "camera.group_twice"
    nobody = msgspec.structs.replace(SHUT, groups=())
    assert refused(SaveCamera(camera=nobody), world(), MANAGER) == "camera.restricted_to_nobody"
    assert refused(SaveCamera(camera=SHUT), world(CELLS), MANAGER) == ""


def test_only_whoever_manages_cameras_changes_groups() -> None:
    commands = [SaveCameraGroup(group=BORDER), RemoveCameraGroup(group="b")]
    assert codes(commands, world(BORDER), who("cameras.see")) == ["needs.cameras.manage"] * 2
    assert codes(commands, world(BORDER), MANAGER) == ["", ""]


def test_a_group_has_a_name_of_its_own() -> None:
    same = SaveCameraGroup(group=CameraGroup(id="x", name=" BIÊN GIỚI "))
    assert refused(same, world(BORDER), MANAGER) == "camera_group.name_taken"
    assert facts_of(same, world(BORDER), MANAGER) == {"name": "Biên giới"}
    assert refused(SaveCameraGroup(group=CameraGroup(id="x", name="  ")), world(), MANAGER) == "camera_group.no_name"
    assert refused(SaveCameraGroup(group=CameraGroup(id="b", name="BIÊN GIỚI")), world(BORDER), MANAGER) == ""


def test_a_group_that_is_dissolved_leaves_its_cameras() -> None:
    both = msgspec.structs.replace(SHUT, groups=("g", "b"))
    before = world(BORDER, CELLS, OPEN, both, msgspec.structs.replace(LOGIN, only=("g", "b")))
    after = granted(RemoveCameraGroup(group="b"), before, MANAGER)
    assert after.get(CameraGroup, "b") is None
    assert after[Camera, "c"].groups == ()
    assert after[Camera, "s"].groups == after[CameraLogin, "s"].only == ("g",)
    assert refused(RemoveCameraGroup(group="b"), after, MANAGER) == "gone.camera_group"


def test_a_group_that_alone_guards_a_camera_stays() -> None:
    """Dissolving it would open the camera to everybody or close it to all."""
    assert refused(RemoveCameraGroup(group="g"), world(CELLS, SHUT), MANAGER) == "camera_group.guards"
    assert facts_of(RemoveCameraGroup(group="g"), world(CELLS, SHUT), MANAGER) == {"name": "Hành lang"}


def test_rows_of_before_there_were_groups_are_still_read() -> None:
    old = decode_row(b'{"row":"camera","id":"c","number":1,"name":"C\xe1\xba\xa7u"}')
    assert (old.target_class, old.groups, old.restricted) == (None, (), False)
    assert decode_row(b'{"row":"camera_login","id":"c","user":"u","password":"p"}').audiences() == ("video",)
    assert decode_row(b'{"row":"person","id":"an","name":"An","role":"admin"}').watches == ()


def test_a_class_is_one_of_the_five_of_the_standard() -> None:
    assert [kind.value for kind in TargetClass] == ["monitor", "detect", "observe", "recognise", "identify"]
