"""A small city with a row of every kind, and one wish of every kind that it grants."""

from datetime import UTC, date, datetime

from contract.alerts import Acknowledge, Alert, Assign, Close, Disposition, Raise, Severity
from contract.analytics import (
    AnalyticsRule,
    AnalyticsState,
    FitAnalyticsRules,
    RemoveAnalyticsRule,
    ReportAnalytics,
    RuleKind,
    RuleSeen,
    SaveAnalyticsRule,
    TurnAnalyticsRule,
    Watching,
)
from contract.base import Actor, Command, Row, World
from contract.bookmarks import AddBookmark, Bookmark, ChangeBookmark, FitBookmarks, RemoveBookmark
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
from contract.cameras import (
    Camera,
    CameraGroup,
    CameraLogin,
    ImportCameras,
    Login,
    RemoveCamera,
    RemoveCameraGroup,
    SaveCamera,
    SaveCameraGroup,
    SetCameraLogin,
    SetCameraLogins,
    Stream,
)
from contract.health import BEAT, CameraBeat, CameraDay, KeepDays
from contract.people import RIGHTS, Person, Role, SavePerson, SaveUnit, Unit, UnitKind
from contract.ptz import (
    KeepPtzState,
    PatrolStep,
    Preset,
    PtzDevice,
    PtzLease,
    PtzPatrol,
    PtzState,
    ReleasePtz,
    RemovePtzDevice,
    RemovePtzPatrol,
    RenewPtz,
    SavePtzDevice,
    SavePtzPatrol,
    TakePtz,
)
from contract.recordings import (
    Act,
    CancelExport,
    Custody,
    EvidenceExport,
    EvidenceLock,
    ExportEvidence,
    KeepRecordingStates,
    LockEvidence,
    Making,
    NoteFetch,
    Recording,
    RecordingPlan,
    RecordingState,
    ReleaseEvidence,
    ReportExport,
    SaveRecordingPlan,
)
from contract.walls import (
    Cell,
    Clear,
    Content,
    Layer,
    LayerKind,
    Layout,
    Play,
    PopLayer,
    PushLayer,
    Rect,
    RemoveZone,
    SaveLayout,
    SaveScreen,
    SaveWall,
    SaveZone,
    Screen,
    SetCell,
    SetPlay,
    SetView,
    Showing,
    ShowInHotspot,
    View,
    Wall,
    Zone,
)

NOW = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
BEFORE = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
LANDSCAPE = Rect(0, 0, 1920, 1080)
CLOCK = Content(kind="clock")

WHO = Actor(id="an", now=NOW, rights=frozenset[str]().union(*RIGHTS.values()), audiences=frozenset({"all", "video"}))
"""Somebody who may do everything: what these wishes meet are the rules beyond the rights."""

_STREAM = Stream(profile="main", url="rtsp://192.0.2.1/main", width=1280, height=720)
_NEW = Alert(
    id="new", title="Ngập", severity=Severity.NOTICE, peak=Severity.NOTICE, source="s", first_at=BEFORE, last_at=BEFORE
)
_MINE = Alert(
    id="mine",
    title="Cháy rừng",
    severity=Severity.WARNING,
    peak=Severity.WARNING,
    source="s",
    first_at=BEFORE,
    last_at=BEFORE,
    acked_by="an",
    acked_at=BEFORE,
    owner="an",
)
_BASE = Layer(id="base", kind=LayerKind.BASE, layout="l", since=BEFORE)
_PICTURE, _HOT = Content(kind="camera", ref="c"), Content(kind="hotspot")
_ALARM = Layer(id="alarm", kind=LayerKind.ALARM, layout="l", cells={"A": _PICTURE, "H": _HOT}, since=BEFORE)

_TOLD = (Wanted(event=Event.MOTION),)
_ROUND = (PatrolStep(preset="1"),)
_ZONE = ((0.1, 0.1), (0.9, 0.1), (0.5, 0.9))
_RULE = AnalyticsRule(id="rule", camera="c", name="Lòng đường", kind=RuleKind.MOTION, shape=_ZONE)
_RANGE = {"cameras": ("removed",), "start": BEFORE, "end": NOW, "why": "Va chạm"}
_READY = EvidenceExport(id="ready", by="an", at=NOW, state=Making.READY, **_RANGE)  # type: ignore[arg-type]

ROWS: tuple[Row, ...] = (
    Unit(id="u", name="Phường Bãi Cháy", kind=UnitKind.WARD, valid_from=date(2025, 7, 1)),
    Person(id="an", name="An", role=Role.DUTY_OFFICER),
    Person(id="admin", name="Dung", role=Role.ADMIN),
    Camera(id="c", number=1, name="Cầu Bãi Cháy", unit="u", streams=(_STREAM,)),
    CameraGroup(id="g", name="Cầu"),
    Bookmark(id="mark", cameras=("c",), start=BEFORE, why="Xe dừng lâu", by="an", at=BEFORE),
    CameraLogin(id="c", user="xem", password="mau"),
    CameraDay(id="c/0", camera="c", day=NOW.date(), since=BEFORE),
    CameraBeat(id=BEAT, at=BEFORE),
    CameraEvents(id="c", address="http://192.0.2.1/onvif/device_service", wanted=_TOLD),
    CameraEventsState(id="c", hearing=Hearing.SUBSCRIBED, since=BEFORE),
    PtzDevice(id="c", address="http://192.0.2.1/onvif/device_service"),
    PtzDevice(id="free", address="http://192.0.2.2/onvif/device_service", watchers=("all",)),
    PtzState(id="c", presets=(Preset(token="1", name="Cổng"),), at=BEFORE),
    PtzLease(id="c", holder="an", rank=2, token="t", since=BEFORE, until=NOW),
    PtzPatrol(id="c", steps=_ROUND),
    RecordingPlan(id="c"),
    RecordingState(id="c", status=Recording.RECORDING, since=BEFORE),
    EvidenceLock(id="lock", by="an", at=NOW, **_RANGE),  # type: ignore[arg-type]
    EvidenceExport(id="export", by="an", at=NOW, **_RANGE),  # type: ignore[arg-type]
    _READY,
    Custody(id="lock/lock", act=Act.LOCK, by="an", at=NOW, about="lock", **_RANGE),  # type: ignore[arg-type]
    _RULE,
    AnalyticsState(id="rule", status=Watching.WATCHING, since=BEFORE),
    _NEW,
    _MINE,
    Wall(id="w", name="Màn hình ghép"),
    Screen(id="s", wall="w", number=1, node="n", output="DP-1", rect=LANDSCAPE),
    Zone(id="z", wall="w", number=1, name="Vùng 1", rect=LANDSCAPE, alarms_from=2),
    Layout(id="l", name="Một ô", columns=1, rows=1, cells=(Cell(id="A", column=0, row=0),)),
    Showing(id="z", layers=(_BASE, _ALARM)),
)

WISHES: tuple[Command, ...] = (
    SaveUnit(unit=Unit(id="v", name="Xã mới", kind=UnitKind.COMMUNE, parent="u", valid_from=date(2025, 7, 1))),
    SavePerson(person=Person(id="binh", name="Bình", role=Role.LEADER, unit="u")),
    SaveCamera(camera=Camera(id="d", number=2, name="Chợ Hạ Long I", streams=(_STREAM,))),
    SetCameraLogin(camera="c", user="khac", password="mau"),
    RemoveCamera(camera="c"),
    KeepDays(days=(CameraDay(id="c/1", camera="c", day=NOW.date(), since=NOW),), forget=("c/0",)),
    AddBookmark(id="another", cameras=("c",), start=BEFORE, end=NOW, why="Va chạm"),
    ChangeBookmark(bookmark="mark", why="Xe hỏng"),
    RemoveBookmark(bookmark="mark"),
    FitBookmarks(bookmarks=("mark",)),
    SaveCameraGroup(group=CameraGroup(id="h", name="Chợ")),
    RemoveCameraGroup(group="g"),
    ImportCameras(
        groups=(CameraGroup(id="h", name="Chợ"),),
        cameras=(Camera(id="d", number=2, name="Chợ Hạ Long I", groups=("h",), streams=(_STREAM,)),),
    ),
    SetCameraLogins(logins=(Login(camera="c", user="khac", password="mau"),)),
    SaveCameraEvents(camera="c", address="http://192.0.2.3/onvif/device_service", wanted=_TOLD),
    FitCameraEvents(camera="c"),
    KeepCameraEventsState(camera="c", hearing=Hearing.TROUBLE, reason="onvif.slow"),
    RemoveCameraEvents(camera="c"),
    SavePtzDevice(camera="c", address="http://192.0.2.3/onvif/device_service"),
    RemovePtzDevice(camera="c"),
    TakePtz(camera="free", token="u", seat="Bàn 3"),
    RenewPtz(camera="c", token="t"),
    ReleasePtz(camera="c", token="t"),
    KeepPtzState(camera="c", trouble="onvif.slow"),
    SavePtzPatrol(camera="c", steps=_ROUND, on=False),
    RemovePtzPatrol(camera="c"),
    SaveRecordingPlan(plan=RecordingPlan(id="c", days=7)),
    KeepRecordingStates(states=(RecordingState(id="c", status=Recording.OFF, since=NOW),)),
    LockEvidence(id="more", **_RANGE),  # type: ignore[arg-type]
    ReleaseEvidence(lock="lock", why="Đã bàn giao"),
    ExportEvidence(id="more", **_RANGE),  # type: ignore[arg-type]
    CancelExport(export="export"),
    NoteFetch(id="f", export="ready"),
    ReportExport(export="export", state=Making.RUNNING, done=10),
    SaveAnalyticsRule(rule=AnalyticsRule(id="more", camera="c", name="Vạch", kind=RuleKind.CROSSING, shape=_ZONE[:2])),
    TurnAnalyticsRule(rule="rule", on=False),
    RemoveAnalyticsRule(rule="rule"),
    FitAnalyticsRules(rules=("rule",)),
    ReportAnalytics(rules=(RuleSeen(rule="rule", status=Watching.BLIND, reason="timeout", since=NOW),)),
    Raise(id="new", title="Ngập sâu", severity=Severity.WARNING),
    Acknowledge(alert="new", seen=1),
    Assign(alert="new", to="an"),
    Close(alert="mine", seen=1, disposition=Disposition.HANDLED),
    SaveWall(wall=Wall(id="w", name="Màn hình ghép lớn")),
    SaveScreen(screen=Screen(id="t", wall="w", number=2, node="n", output="DP-2", rect=Rect(1920, 0, 1920, 1080))),
    SaveZone(zone=Zone(id="y", wall="w", number=2, name="Vùng 2", rect=LANDSCAPE)),
    SaveLayout(layout=Layout(id="k", name="Một ô", columns=2, rows=2, cells=(Cell(id="A", column=1, row=1),))),
    PushLayer(zone="z", layer="more", kind=LayerKind.ALARM, layout="l", cells={"A": CLOCK}),
    PopLayer(zone="z", layer="alarm"),
    SetCell(zone="z", cell="A", content=CLOCK),
    SetPlay(zone="z", layer="alarm", play=Play(at=BEFORE, since=NOW)),
    ShowInHotspot(zone="z", layer="alarm", cell="A"),
    SetView(zone="z", layer="alarm", cell="A", view=View(size=0.5)),
    Clear(zone="z", kind=LayerKind.ALARM),
    RemoveZone(zone="z"),
)


def city() -> World:
    return World(ROWS)
