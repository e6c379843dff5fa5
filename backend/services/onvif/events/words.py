"""What the alerts of cameras' own events say: they are read by the city's people, and so are written in Vietnamese."""

from datetime import datetime, timedelta, timezone

from backend.services.onvif.events.judge import Say
from backend.services.onvif.events.notices import Notice
from contract.alerts import Alert, Raise, Severity
from contract.camera_events import Event, Wanted
from contract.cameras import Camera
from contract.ids import id_of

SOURCE = "camera_events"
LONGEST_ID = 100
CITY_TIME = timezone(timedelta(hours=7), "ICT")
SKEW = timedelta(seconds=5)
"""A camera's clock that is wrong by less is not worth a word."""

_EVENTS = {
    Event.MOTION: "phát hiện chuyển động",
    Event.MOTION_ALARM: "camera báo chuyển động",
    Event.LINE: "vượt vạch cảnh giới",
    Event.INSIDE: "có đối tượng trong vùng cảnh giới",
    Event.SCENE: "khung cảnh thay đổi đột ngột",
    Event.INPUT: "ngõ vào báo động được kích hoạt",
    Event.TAMPER: "camera báo bị che, tác động",
    Event.SIGNAL_LOSS: "camera báo mất tín hiệu hình",
}


def alert_id(camera: str, event: Event, source: str) -> str:
    """The one id of this event of this camera and source, however long and strange the camera's own words are."""
    id = f"event:{camera}:{event.value}" + (f":{source}" if source else "")
    plain = len(id) <= LONGEST_ID and id.isprintable()
    return id if plain else f"event:{id_of('camera', camera)}:{id_of(event.value, source)}"


def beginning(camera: Camera, choice: Wanted, say: Say, now: datetime) -> Raise:
    """The alert, as it is to stand now."""
    notice = say.notice
    assert notice is not None
    assert notice.event is not None
    # Everybody who sees alerts reads this; a restricted camera has no name there.
    name = f"Camera {camera.number}" if camera.restricted else f"Camera {camera.number} · {camera.name}"
    return Raise(
        id=say.alert,
        title=f"{name}: {_EVENTS[notice.event]}"[:200],
        severity=Severity(choice.severity),
        source=SOURCE,
        place="" if camera.restricted else camera.place,
        point=None if camera.restricted else camera.point,
        camera=camera.id,
        detail=_detail(notice, now),
    )


def ending(alert: Alert, now: datetime, heard: bool) -> Raise:
    """It is over, or nobody will hear whether it is; people close it."""
    at = _clock(now)
    said = f"Camera báo đã hết lúc {at}." if heard else f"Không còn nhận sự kiện này từ camera kể từ {at}."
    return Raise(
        id=alert.id, title=alert.title, severity=Severity.INFO, source=alert.source, camera=alert.camera,
        detail=f"{said} Cảnh báo chờ người trực đóng.",
    )  # fmt: skip


def _detail(notice: Notice, now: datetime) -> str:
    source = f" Nguồn: {notice.source}." if notice.source else ""
    clock = ""
    if notice.at is not None and abs(notice.at - now) > SKEW:
        # Both times: who looks for it in the camera's own record needs the camera's.
        clock = f" Theo đồng hồ camera (lệch giờ): {notice.at.astimezone(CITY_TIME):%d/%m/%Y %H:%M:%S}."
    return f"Camera tự báo qua ONVIF ({notice.topic}).{source} Ghi nhận lúc {_clock(now)}.{clock}"


def _clock(now: datetime) -> str:
    return now.astimezone(CITY_TIME).strftime("%H:%M:%S")
