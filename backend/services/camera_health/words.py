"""What the alerts about cameras say: they are read by the city's own people, and so are written in Vietnamese."""

from datetime import datetime

from backend.services.camera_health.days import CITY_TIME
from backend.services.camera_health.judge import Extent, Say
from contract.alerts import Raise, Severity
from contract.cameras import Camera
from contract.ids import id_of

LONGEST_ID = 100

_FAULTS = {
    "lost": ("mất hình", Severity.WARNING),
    "denied": ("từ chối đăng nhập", Severity.WARNING),
    "black": ("hình tối đen", Severity.WARNING),
    "covered": ("ống kính bị che hoặc bị phun sơn", Severity.WARNING),
    "frozen": ("hình bị đứng", Severity.WARNING),
    "moved": ("hướng nhìn đã thay đổi", Severity.WARNING),
    "blurred": ("hình bị mờ", Severity.NOTICE),
    "glare": ("hình bị chói", Severity.NOTICE),
}
_REASONS = {
    "refused": "camera từ chối kết nối",
    "unauthorized": "sai tên đăng nhập hoặc mật khẩu",
    "not_found": "camera không có luồng hình này",
    "unavailable": "camera đang bận (503)",
    "unreachable": "không có đường mạng tới camera",
    "timeout": "camera không trả lời",
    "no_data": "camera ngừng gửi hình",
    "bad_data": "dữ liệu hình bị hỏng",
    "reset": "kết nối bị ngắt",
    "ended": "camera kết thúc luồng hình",
    "bad_address": "địa chỉ camera không đúng",
}


def alert_id(camera: str, fault: str) -> str:
    """The one id of this fault of this camera, however long the camera's own id is."""
    id = f"camera:{camera}:{fault}"
    return id if len(id) <= LONGEST_ID else f"camera:{id_of('camera', camera)}:{fault}"


def raising(camera: Camera, say: Say, now: datetime) -> Raise:
    """The alert, as it is to stand now."""
    words, severity = _FAULTS[say.fault]
    # Everybody who sees alerts reads this; a restricted camera has no name there.
    name = f"Camera {camera.number}" if camera.restricted else f"Camera {camera.number} · {camera.name}"
    title = f"{name}: {words}"
    if say.extent is Extent.SOME:
        severity = Severity.NOTICE
        count = f"{len(say.by)} trong {say.watching} tài khoản" if len(say.by) < say.watching else "một phần số máy"
        title = f"{name}: {words} tại {count}"
    if say.extent is Extent.GONE:
        severity = Severity.INFO
    return Raise(
        id=alert_id(camera.id, say.fault),
        title=title[:200],
        severity=severity,
        source="camera_health",
        place="" if camera.restricted else camera.place,
        point=None if camera.restricted else camera.point,
        camera=camera.id,
        detail=_detail(say, now),
    )


def _detail(say: Say, now: datetime) -> str:
    at = now.astimezone(CITY_TIME).strftime("%H:%M:%S")
    if say.extent is Extent.GONE:
        return f"Đã trở lại bình thường lúc {at}. Cảnh báo chờ người trực đóng."
    places = ", ".join(say.places[:6]) + (" …" if len(say.places) > 6 else "")
    reason = f" Lý do: {_REASONS.get(say.reason, say.reason)}." if say.reason else ""
    if say.extent is Extent.ALL:
        seen = (
            f"Cả {say.watching} tài khoản đang xem đều thấy: {places}." if say.watching > 1 else f"Máy báo: {places}."
        )
        return f"{seen}{reason} Ghi nhận lúc {at}."
    line = " Camera vẫn có hình ở máy khác: hãy kiểm tra đường truyền của máy này." if say.fault == "lost" else ""
    return f"Chỉ thấy tại: {places}.{line}{reason} Ghi nhận lúc {at}."
