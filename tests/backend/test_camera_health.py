"""What machines see of cameras becomes one alert per camera and fault, however they flap and restart."""

from pathlib import Path

from msgspec import Raw

from backend.services.camera_health.board import MACHINES_EACH
from backend.services.camera_health.judge import REPEAT_S, RETRY_S
from backend.services.camera_health.keeping import SOON_S
from backend.services.camera_health.pacing import ALONE
from contract.alerts import Alert, Raise, Severity
from contract.base import Actor
from contract.cameras import Camera, SaveCamera
from contract.health import (
    SAVE_S,
    CameraReport,
    CameraSeen,
    Measured,
    Status,
)
from contract.people import Person, Role
from contract.wire import Tell, encode
from tests.backend.camera_city import BLACK, CAMERA, DAWN, LIVE, LOST, City, seen
from tests.backend.rig import doors, eventually, populate


def test_a_lost_camera_raises_one_alert_after_it_has_lasted() -> None:
    city = City()
    assert city.see(60, a=LIVE) == []
    assert city.see(14, a=LOST) == []
    raised = city.see(3600, a=LOST)
    assert [wish.id for wish in raised] == ["camera:c:lost"]
    alert = city.alert("lost")
    assert alert
    assert (alert.severity, alert.count, alert.camera) == (Severity.WARNING, 1, "c")
    assert alert.title == "Camera 7 · Cầu Bãi Cháy: mất hình"
    assert "không trả lời" in alert.detail


def test_a_camera_lost_on_one_machine_only_is_that_machines_line() -> None:
    city = City()
    (wish,) = city.see(60, a=LOST, b=LIVE, d=LIVE)
    assert wish.severity is Severity.NOTICE
    assert wish.title.endswith("mất hình tại 1 trong 3 tài khoản")
    assert "Chỉ thấy tại: a." in wish.detail
    assert "đường truyền của máy này" in wish.detail


def test_when_the_others_lose_it_too_it_becomes_worse_under_the_same_id() -> None:
    city = City()
    city.see(60, a=LOST, b=LIVE)
    (worse,) = city.see(60, a=LOST, b=LOST)
    alert = city.alert("lost")
    assert worse.id == "camera:c:lost"
    assert alert
    assert (alert.severity, alert.count, alert.title) == (Severity.WARNING, 2, "Camera 7 · Cầu Bãi Cháy: mất hình")


def test_a_return_is_said_on_the_open_alert_and_closing_is_left_to_people() -> None:
    city = City()
    city.see(60, a=LOST)
    assert city.see(59, a=LIVE) == []
    (back,) = city.see(60, a=LIVE)
    alert = city.alert("lost")
    assert alert
    assert (back.severity, alert.state.value, alert.episode) == (Severity.INFO, "new", 1)
    assert "trở lại bình thường lúc 08:" in alert.detail


def test_a_return_does_not_open_an_alert_that_people_have_closed() -> None:
    city = City()
    city.see(60, a=LOST)
    city.close("lost")
    assert city.see(600, a=LOST) == []
    assert city.see(600, a=LIVE) == []
    (again,) = city.see(60, a=LOST)
    assert again.severity is Severity.WARNING
    assert city.world[Alert, "camera:c:lost"].episode == 2


def test_each_finding_in_the_picture_has_an_alert_of_its_own() -> None:
    city = City()
    raised = city.see(30, a=seen(Status.LIVE, "moved", "frozen"))
    assert {wish.id for wish in raised} == {"camera:c:moved", "camera:c:frozen"}


def test_a_machine_that_still_learns_the_view_neither_sees_a_fault_nor_denies_it() -> None:
    city = City()
    learning = seen(measured=Measured(light=90, contrast=40))
    (wish,) = city.see(30, a=BLACK, b=learning)
    assert wish.severity is Severity.WARNING
    assert "trong" not in wish.title


def test_a_machine_that_only_connects_does_not_deny_that_the_camera_is_lost() -> None:
    city = City()
    (wish,) = city.see(30, a=LOST, b=seen(Status.CONNECTING, measured=None))
    assert wish.severity is Severity.WARNING


def test_a_refused_password_is_a_fault_of_its_own() -> None:
    city = City()
    (wish,) = city.see(60, a=seen(Status.DENIED, reason="unauthorized", measured=None))
    assert wish.id == "camera:c:denied"


def test_fast_flapping_raises_once() -> None:
    city = City()
    for _ in range(60):
        city.see(20, a=LOST)
        city.see(20, a=LIVE)
    alert = city.alert("lost")
    assert alert
    assert alert.count == 1


def test_slow_flapping_is_told_ever_more_seldom() -> None:
    city = City()
    for _ in range(20):
        city.see(90, a=LOST)
        city.see(90, a=LIVE)
    alert = city.alert("lost")
    assert alert
    assert 2 <= alert.count <= 4, "an hour of coming and going"


def test_one_machine_that_flaps_beside_a_healthy_one_does_not_flood() -> None:
    city = City()
    told = 0
    for _ in range(20):
        told += len(city.see(40, a=LOST, b=LOST))
        told += len(city.see(40, a=LOST, b=LIVE))
    assert told <= 2 + 2 * 20 * 80 / REPEAT_S


def test_a_silent_machine_has_no_word() -> None:
    city = City()
    city.see(4, a=LOST)
    assert city.see(120) == [], "nobody looks: nobody knows"
    city.see(60, a=LOST)
    assert city.alert("lost")
    assert city.see(600) == [], "it has not come back because nobody looks any more"


def test_a_machine_is_not_heard_about_a_camera_that_its_person_may_not_watch() -> None:
    hidden = Camera(id="c", number=7, name="Kho tang vật", groups=("tram",), restricted=True)
    city = City(hidden)
    assert city.see(60, a=LOST) == []
    (wish,) = city.see(60, ("video:tram",), a=LOST)
    assert "Kho" not in wish.title + wish.detail + wish.place, "everybody who sees alerts reads this"
    city.see(SAVE_S, ("video:tram",), a=LOST)
    assert "video" not in city.today().audiences()


def test_a_camera_that_nobody_knows_is_not_judged() -> None:
    city = City()
    assert city.see(60, a=CameraSeen(camera="ghost", status=Status.LOST)) == []


def test_a_restart_does_not_tell_again_what_stands() -> None:
    city = City()
    city.see(60, a=LOST, b=LOST)
    city.start()
    assert city.see(600, a=LOST, b=LOST) == []
    assert city.world[Alert, "camera:c:lost"].count == 1


def test_a_restart_does_not_open_again_what_people_closed_while_it_stands() -> None:
    city = City()
    city.see(60, a=LOST)
    city.close("lost")
    city.see(SOON_S, a=LOST)
    city.start()
    assert city.see(600, a=LOST) == []
    city.see(600, a=LIVE)
    city.start()
    assert len(city.see(60, a=LOST)) == 1, "it had gone, and so is told anew"


def test_an_alert_that_was_refused_is_raised_later() -> None:
    city = City()
    city.refuses = lambda wish: isinstance(wish, Raise)
    assert city.see(60, a=LOST) == []
    city.refuses = lambda _wish: False
    assert [wish.id for wish in city.see(RETRY_S + 1, a=LOST)] == ["camera:c:lost"]
    assert city.see(600, a=LOST) == []


def _lie(city: City, seconds: int, machines: int = 12) -> list[str]:
    """One person invents machines that stand at the wall and have lost every camera; the alerts raised."""
    before = len(city.asked)
    cameras = tuple(CameraSeen(camera=row.id, status=Status.LOST) for row in city.world.all(Camera))
    for second in range(seconds):
        for machine in range(machines if second % 5 == 0 else 0):
            who = Actor(id="an", now=city.now, audiences=frozenset({"video"}))
            said = CameraReport(by="an", machine=f"pc{machine}", place=f"Tường {machine}", cameras=cameras, at=city.now)
            city.keeping.take(who, said)
        city.pass_by(1)
    return [wish.detail for wish in city.asked[before:] if isinstance(wish, Raise)]


def test_names_of_machines_bear_no_witness_and_stand_behind_their_accounts_name() -> None:
    city = City()
    city.world.put(Person(id="an", name="Nguyễn An", role=Role.DUTY_OFFICER))
    (detail,) = _lie(city, 60)
    assert detail.startswith("Máy báo: Nguyễn An · Tường 0, Nguyễn An · Tường 1,")
    assert "tài khoản" not in detail
    assert len(city.keeping._board.cameras()["c"]) == MACHINES_EACH


def test_one_account_alone_raises_a_few_alerts_a_minute_and_the_others_wait() -> None:
    cameras = [Camera(id=f"c{number}", number=number, name="x") for number in range(1, 3 * ALONE + 1)]
    city = City(*cameras)
    assert len(_lie(city, 60)) == ALONE
    assert len(_lie(city, 60)) == ALONE
    assert len(_lie(city, 60)) == ALONE
    assert _lie(city, 60) == []


def test_a_wall_machine_says_where_it_stands_and_does_not_wait() -> None:
    city = City(*[Camera(id=f"c{number}", number=number, name="x") for number in range(1, 3 * ALONE + 1)])
    city.world.put(Person(id="an", name="Máy tường", role=Role.WALL_NODE))
    told = _lie(city, 60, 1)
    assert len(told) == 3 * ALONE
    assert told[0].startswith("Máy báo: Tường 0.")


def test_a_long_name_of_a_camera_still_makes_an_alert() -> None:
    camera = Camera(id="c" * 120, number=1, name="x" * 200)
    city = City(camera)
    (wish,) = city.see(30, a=CameraSeen(camera=camera.id, status=Status.LOST))
    assert len(wish.id) <= 100
    assert len(wish.title) <= 200


async def test_what_a_console_reports_over_the_line_becomes_an_alert(tmp_path: Path) -> None:
    populate(tmp_path, [SaveCamera(camera=CAMERA)])
    async with doors(tmp_path, camera_lost_s=1) as rig:
        desk = await rig.seat("an")
        delegate = await rig.seat("chi")
        report = CameraReport(by="an", machine="pc", place="Bàn trực 1", cameras=(LOST,), at=DAWN)
        await delegate.send(Tell(signal=Raw(encode(report))))
        await desk.send(Tell(signal=Raw(encode(report))))
        world = rig.backend.engine.world
        await eventually(lambda: world.get(Alert, "camera:c:lost"))
        assert world[Alert, "camera:c:lost"].detail.startswith(f"Máy báo: {world[Person, 'an'].name} · Bàn trực 1.")
