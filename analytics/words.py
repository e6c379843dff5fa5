"""What the alerts say: they are read by the city's own people, and so are written in Vietnamese."""

from datetime import datetime

from contract.alerts import Raise, Severity
from contract.analytics import CITY_TIME, AnalyticsRule, Direction, RuleKind
from contract.cameras import Camera
from contract.ids import id_of

LONGEST_ID = 100
_WHAT = {
    RuleKind.MOTION: "có chuyển động",
    RuleKind.CROSSING: "vượt vạch",
    RuleKind.LOITERING: "lưu lại quá lâu",
    RuleKind.OBJECTS: "phát hiện đối tượng",
}
_TO = {Direction.LEFT: " sang trái", Direction.RIGHT: " sang phải", Direction.ANY: ""}


def alert_id(rule: str) -> str:
    """The one id of this rule's alert, however long the rule's own id is."""
    id = f"analytics:{rule}"
    return id if len(id) <= LONGEST_ID else f"analytics:{id_of('analytics', rule)}"


def raising(rule: AnalyticsRule, camera: Camera, kinds: list[str], at: datetime) -> Raise:
    """The alert of what was seen at this moment."""
    # Everybody who sees alerts reads this; a restricted camera and its rules have no name there.
    hidden = camera.restricted
    name = f"Camera {camera.number}" if hidden else f"Camera {camera.number} · {camera.name}"
    where = "" if hidden else f" ({rule.name})"
    return Raise(
        id=alert_id(rule.id),
        title=f"{name}: {_what(rule, kinds)}{where}"[:200],
        severity=Severity(rule.severity),
        source="analytics",
        place="" if hidden else camera.place,
        point=None if hidden else camera.point,
        camera=camera.id,
        detail=f"{_detail(rule)} Ghi nhận lúc {at.astimezone(CITY_TIME).strftime('%H:%M:%S ngày %d/%m/%Y')}.",
    )


def _what(rule: AnalyticsRule, kinds: list[str]) -> str:
    if rule.kind is RuleKind.OBJECTS and kinds:
        return f"{_WHAT[rule.kind]} {', '.join(kinds[:4])}"
    return _WHAT[rule.kind] + (_TO[rule.direction] if rule.kind is RuleKind.CROSSING else "")


def _detail(rule: AnalyticsRule) -> str:
    if rule.kind is RuleKind.LOITERING:
        return f"Máy phân tích hình ảnh thấy đối tượng ở trong vùng quá {rule.dwell_s:g} giây."
    return "Máy phân tích hình ảnh phát hiện; đề nghị xem camera để kiểm tra."
