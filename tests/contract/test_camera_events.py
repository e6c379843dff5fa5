"""What cameras themselves tell: which of it becomes alerts is the list keeper's to say, how it stands the backend's."""

import pytest
from msgspec import ValidationError
from msgspec.structs import replace

from contract.base import Command
from contract.camera_events import (
    CameraEvents,
    CameraEventsState,
    Event,
    FitCameraEvents,
    Hearing,
    KeepCameraEventsState,
    RemoveCameraEvents,
    SaveCameraEvents,
    Wanted,
)
from contract.cameras import Camera
from contract.wire import decode_command, encode
from tests.contract.rules import BEFORE, LATER, NOW, gone, granted, only, refused, who, world

ADDRESS = "http://192.0.2.7:8000/onvif/device_service"
CAMERA = Camera(id="c", number=1, name="Cầu Bãi Cháy")
HIDDEN = replace(CAMERA, groups=("g",), restricted=True)
MOTION = Wanted(event=Event.MOTION)
EVENTS = CameraEvents(id="c", address=ADDRESS, wanted=(MOTION,))
STATE = CameraEventsState(id="c", hearing=Hearing.SUBSCRIBED, since=BEFORE)
SAVE = SaveCameraEvents(camera="c", address=ADDRESS, wanted=(MOTION,))
MANAGER = who("cameras.manage")
BACKEND = who("cameras.judge", id="system")


@pytest.mark.parametrize(
    ("wish", "right"),
    [
        (SAVE, "cameras.manage"),
        (RemoveCameraEvents(camera="c"), "cameras.manage"),
        (KeepCameraEventsState(camera="c", hearing=Hearing.OFF), "cameras.judge"),
        (FitCameraEvents(camera="c"), "cameras.judge"),
    ],
)
def test_each_wish_has_its_right(wish: Command, right: str) -> None:
    before = world(CAMERA, EVENTS, STATE)
    assert refused(wish, before, who()) == f"needs.{right}"
    assert refused(wish, before, who(right)) == ""


def test_what_is_wanted_is_something_and_nothing_twice() -> None:
    assert only(SAVE, world(CAMERA), MANAGER, CameraEvents) == EVENTS
    assert refused(replace(SAVE, wanted=()), world(CAMERA), MANAGER) == "camera_events.nothing_wanted"
    twice = replace(SAVE, wanted=(MOTION, replace(MOTION, severity=2)))
    assert refused(twice, world(CAMERA), MANAGER) == "camera_events.event_twice"
    assert refused(SAVE, world(), MANAGER) == "gone.camera"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("rtsp://192.0.2.7/", "camera_events.bad_address"),
        ("http://", "camera_events.bad_address"),
        ("http://[::1", "camera_events.bad_address"),
        ("http://192.0.2.7:0/", "camera_events.bad_address"),
        ("http://192.0.2.7/a b", "camera_events.bad_address"),
        ("http://u:p@192.0.2.7/", "camera_events.address_holds_password"),
        ("https://192.0.2.7/", ""),
    ],
)
def test_an_address_can_be_called_and_holds_no_password(address: str, code: str) -> None:
    assert refused(replace(SAVE, address=address), world(CAMERA), MANAGER) == code


def test_whoever_watches_the_camera_now_sees_everything_about_its_events() -> None:
    assert EVENTS.audiences() == STATE.audiences() == ("video", "cameras")
    after = granted(SAVE, world(HIDDEN, EVENTS, STATE), MANAGER)
    assert after[CameraEvents, "c"].audiences() == ("video:g", "cameras")
    assert after[CameraEventsState, "c"].audiences() == ("video:g", "cameras")
    assert len(list(SAVE.decide(world(CAMERA, EVENTS, STATE), MANAGER))) == 1


def test_fitting_brings_nothing_back() -> None:
    wish = FitCameraEvents(camera="c")
    after = granted(wish, world(HIDDEN, replace(EVENTS, on=False), STATE), BACKEND)
    assert after[CameraEvents, "c"] == replace(EVENTS, on=False, watchers=("video:g",))
    assert after[CameraEventsState, "c"] == replace(STATE, watchers=("video:g",))
    assert len(list(wish.decide(world(CAMERA, EVENTS), BACKEND))) == 1
    assert refused(wish, world(CAMERA), BACKEND) == "gone.camera_events"
    assert refused(wish, world(EVENTS), BACKEND) == "gone.camera"


def test_with_what_is_wanted_its_state_goes() -> None:
    wish = RemoveCameraEvents(camera="c")
    assert gone(wish, world(EVENTS, STATE), MANAGER) == {("camera_events", "c"), ("camera_events_state", "c")}
    assert gone(wish, world(EVENTS), MANAGER) == {("camera_events", "c")}
    assert refused(wish, world(), MANAGER) == "gone.camera_events"


def test_a_state_says_since_when_it_is_so() -> None:
    later = replace(BACKEND, now=LATER)
    still = KeepCameraEventsState(camera="c", hearing=Hearing.SUBSCRIBED, others=3, others_named=("x/Y",), held="h")
    kept = only(still, world(EVENTS, STATE), later, CameraEventsState)
    assert (kept.since, kept.others, kept.others_named, kept.held) == (BEFORE, 3, ("x/Y",), "h")
    cannot = KeepCameraEventsState(camera="c", hearing=Hearing.TROUBLE, reason="onvif.slow")
    assert only(cannot, world(EVENTS, STATE), later, CameraEventsState).since == LATER
    assert only(cannot, world(EVENTS), BACKEND, CameraEventsState).since == NOW
    assert refused(cannot, world(STATE), BACKEND) == "gone.camera_events"
    restricted = replace(EVENTS, watchers=("video:g",))
    assert only(cannot, world(restricted, STATE), later, CameraEventsState).watchers == ("video:g",)


def test_delays_and_severities_have_bounds() -> None:
    for wrong in (b'"severity":4', b'"off_s":0.5', b'"on_s":-1'):
        name = wrong.split(b":")[0]
        fine = encode(replace(SAVE, wanted=(Wanted(event=Event.LINE, severity=2, on_s=2.0, off_s=5.0),)))
        start = fine.index(name)
        end = min(at for at in (fine.find(b",", start), fine.find(b"}", start)) if at > 0)
        with pytest.raises(ValidationError):
            decode_command(fine[:start] + wrong + fine[end:])
