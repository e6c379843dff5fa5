"""Many cameras at once: the batch is judged as a whole, and every item that is wrong is told."""

import pytest
from msgspec.structs import replace

from contract.base import Refused
from contract.cameras import (
    Camera,
    CameraGroup,
    CameraLogin,
    ImportCameras,
    Login,
    SetCameraLogins,
    Stream,
    items_of,
)
from contract.people import Unit, UnitKind
from tests.contract.rules import NOW, codes, facts_of, gone, granted, refused, who, world

MANAGER = who("cameras.manage")
ONE, TWO = Camera(id="a", number=1, name="Cầu"), Camera(id="b", number=2, name="Chợ")
GROUP = CameraGroup(id="g", name="Biên giới")


def _import(*cameras: Camera, groups: tuple[CameraGroup, ...] = ()) -> ImportCameras:
    return ImportCameras(cameras=cameras, groups=groups)


def test_only_whoever_manages_cameras_imports_them() -> None:
    commands = [_import(ONE), SetCameraLogins(logins=(Login(camera="a", user="u", password="p"),))]
    assert codes(commands, world(ONE), who("cameras.see")) == ["needs.cameras.manage"] * 2
    assert codes(commands, world(ONE), MANAGER) == ["", ""]


def test_a_batch_adds_and_replaces_with_the_groups_it_brings() -> None:
    new = replace(ONE, name="Cầu Bãi Cháy", groups=("g",), restricted=True)
    login = CameraLogin(id="a", user="u", password="p")
    after = granted(_import(new, TWO, groups=(GROUP,)), world(ONE, login), MANAGER)
    assert after[Camera, "a"] == new
    assert after[Camera, "b"] == TWO
    assert after[CameraGroup, "g"] == GROUP
    assert after[CameraLogin, "a"].only == ("g",)


def test_two_cameras_may_exchange_their_numbers() -> None:
    after = granted(_import(replace(ONE, number=2), replace(TWO, number=1)), world(ONE, TWO), MANAGER)
    assert (after[Camera, "a"].number, after[Camera, "b"].number) == (2, 1)


def test_one_wrong_item_refuses_all_and_every_wrong_item_is_told() -> None:
    bad = Camera(id="c", number=3, name="X", streams=(Stream(profile="main", url="ftp://h/x", width=640, height=360),))
    wish = _import(Camera(id="z", number=9, name="Tốt"), replace(TWO, number=1), bad)
    assert refused(wish, world(ONE), MANAGER) == "camera.import_refused"
    facts = facts_of(wish, world(ONE), MANAGER)
    assert (facts["count"], facts["name"]) == ("2", "Chợ")
    items = items_of(facts)
    assert [(item.at, item.code) for item in items] == [(1, "camera.number_taken"), (2, "camera.bad_address")]
    assert items[0].facts == {"number": "1", "name": "Cầu"}


def test_both_of_two_items_that_collide_are_told() -> None:
    items = items_of(facts_of(_import(ONE, replace(TWO, number=1)), world(), MANAGER))
    assert [item.at for item in items] == [0, 1]
    items = items_of(facts_of(_import(ONE, replace(TWO, id="a")), world(), MANAGER))
    assert [item.code for item in items] == ["camera.twice", "camera.twice"]


@pytest.mark.parametrize(
    ("camera", "code"),
    [
        (replace(ONE, name=" "), "camera.no_name"),
        (replace(ONE, unit="u"), "unit.unknown"),
        (replace(ONE, groups=("g",)), "camera.group_unknown"),
        (
            replace(
                ONE,
                streams=tuple(Stream(profile=f"p{n}", url="rtsp://h/x", width=64, height=64) for n in range(9)),
            ),
            "camera.too_many_streams",
        ),
    ],
)
def test_each_item_is_checked_as_one_that_is_saved(camera: Camera, code: str) -> None:
    (item,) = items_of(facts_of(_import(camera), world(), MANAGER))
    assert item.code == code


def test_a_unit_that_is_gone_since_does_not_hold_up_other_changes() -> None:
    unit = Unit(id="u", name="Phường", kind=UnitKind.WARD, valid_from=NOW.date())
    assert refused(_import(replace(ONE, unit="u")), world(unit), MANAGER) == ""
    standing = world(replace(ONE, unit="u"))
    assert refused(_import(replace(ONE, unit="u", name="Cầu mới")), standing, MANAGER) == ""


def test_groups_of_a_batch_are_checked_too() -> None:
    assert refused(_import(groups=(GROUP, GROUP)), world(), MANAGER) == "camera_group.twice"
    same = CameraGroup(id="h", name="biên giới")
    assert refused(_import(groups=(same,)), world(GROUP), MANAGER) == "camera_group.name_taken"
    assert refused(_import(groups=(GROUP, same)), world(), MANAGER) == "camera_group.name_taken"


def test_logins_come_as_a_whole_too() -> None:
    known, lost = Login(camera="a", user="u", password="p"), Login(camera="b", user="u", password="p")
    assert refused(SetCameraLogins(logins=(known, lost)), world(ONE), MANAGER) == "gone.camera"
    assert refused(SetCameraLogins(logins=(known, known)), world(ONE), MANAGER) == "camera.twice"
    shut = replace(ONE, groups=("g",), restricted=True)
    after = granted(SetCameraLogins(logins=(known,)), world(shut), MANAGER)
    assert after[CameraLogin, "a"] == CameraLogin(id="a", user="u", password="p", only=("g",))
    none = SetCameraLogins(logins=(Login(camera="a", user="", password=""),))
    assert gone(none, after, MANAGER) == {("camera_login", "a")}


def test_a_thousand_cameras_are_told_of_within_limits() -> None:
    many = [Camera(id=f"c{n}", number=1, name=f"C{n}") for n in range(1000)]
    facts = facts_of(_import(*many), world(), MANAGER)
    assert facts["count"] == "1000"
    assert len(items_of(facts)) == 100


def test_facts_of_other_refusals_tell_of_no_items() -> None:
    assert items_of({}) == []
    assert items_of(Refused("x", items="not json").facts) == []


def test_no_password_is_printed() -> None:
    wish = SetCameraLogins(logins=(Login(camera="a", user="u", password="bi-mat"),))
    assert "bi-mat" not in repr(wish)
    assert wish.sealed
