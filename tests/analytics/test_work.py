"""The machine's own work: which cameras and streams it takes, what it tells and when, and what it never floods."""

import re
import time
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.blobs import Blob, Box
from analytics.decoding import Decoding
from analytics.roster import NO_STREAM, RESTING, TOO_MANY, Share, roster, smallest
from analytics.scene import Look, Scene, Seen
from analytics.settings import BadSettings, Layout, ModelFile, Settings, load, password_of
from analytics.shelf import Shelf
from analytics.telling import KEEP_FOR, Pending, Sights, States
from analytics.tracks import Tracker
from analytics.watching import Event
from analytics.words import alert_id, raising
from contract.analytics import (
    MANAGERS,
    AnalyticsRule,
    AnalyticsState,
    Direction,
    Hours,
    RuleKind,
    SightsWanted,
    Watching,
)
from contract.base import Row, World
from contract.cameras import Camera, CameraLogin, Stream
from media.access import AccessUnit, Format
from tests.contract.rules import NOW

ZONE = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9))


def stream(profile: str, height: int) -> Stream:
    return Stream(profile=profile, url=f"rtsp://192.0.2.1/{profile}", width=height * 16 // 9, height=height)


def camera(id: str = "c", **more: object) -> Camera:
    streams = (stream("main", 1080), stream("sub", 360), stream("tiny", 90))
    return Camera(**{"id": id, "number": 7, "name": "Cầu", "place": "Phường", "streams": streams} | more)  # type: ignore[arg-type]


def rule(id: str = "r", **more: object) -> AnalyticsRule:
    return AnalyticsRule(**{"id": id, "camera": "c", "name": "Vạch", "kind": RuleKind.MOTION, "shape": ZONE} | more)  # type: ignore[arg-type]


def at_work(*rows: Row, most: int = 9, already: tuple[str, ...] = ()) -> tuple[dict[str, str], dict[str, str]]:
    """The profile of each camera that is watched, and why rules rest."""
    work = roster(World(rows), Share("me", True, most), NOW, already)
    return {id: post.address.url.rsplit("/", 1)[1] for id, post in work.posts.items()}, dict(work.idle)


def test_the_smallest_sufficient_stream_is_taken_and_a_larger_one_for_a_model() -> None:
    assert at_work(camera(), rule())[0] == {"c": "sub"}
    assert at_work(camera(), rule(), rule("o", kind=RuleKind.OBJECTS))[0] == {"c": "main"}
    assert at_work(camera(streams=(stream("tiny", 90),)), rule())[0] == {"c": "tiny"}, "better than nothing"
    assert smallest((), 180) is None


def test_a_rule_that_cannot_be_watched_says_why() -> None:
    assert at_work(rule()) == ({}, {"r": NO_STREAM})
    assert at_work(camera(streams=()), rule()) == ({}, {"r": NO_STREAM})
    many = [camera(id=f"c{n}") for n in range(3)], [rule(f"r{n}", camera=f"c{n}") for n in range(3)]
    assert at_work(*many[0], *many[1], most=2) == ({"c0": "sub", "c1": "sub"}, {"r2": TOO_MANY})
    assert set(at_work(*many[0], *many[1], most=2, already=("c2",))[0]) == {"c0", "c2"}, "who is watched stays watched"


def test_a_rule_rests_outside_its_hours_and_its_camera_is_learned_a_minute_before() -> None:
    # It is 15:00 in the city.
    assert at_work(camera(), rule(hours=Hours(start=16 * 60, end=17 * 60))) == ({}, {"r": RESTING})
    assert at_work(camera(), rule(hours=Hours(start=15 * 60 + 1, end=17 * 60))) == ({"c": "sub"}, {"r": RESTING})
    assert at_work(camera(), rule(hours=Hours(start=14 * 60, end=17 * 60))) == ({"c": "sub"}, {})


def test_only_this_machines_rules_are_its_work_and_the_login_travels() -> None:
    assert at_work(camera(), rule(node="other"), rule("off", on=False)) == ({}, {})
    world = World([camera(), rule(node="me"), CameraLogin(id="c", user="xem", password="mau")])
    [post] = roster(world, Share("me", False), NOW).posts.values()
    assert post.address.login is not None
    assert (post.address.login.user, post.address.login.password) == ("xem", "mau")
    assert "mau" not in repr(post)
    assert not roster(World([camera(), rule()]), Share("me", False), NOW).mine, "one that takes no unassigned rules"


def test_machines_share_what_names_none_and_take_over_what_another_leaves() -> None:
    def mine(state: AnalyticsState | None, others: frozenset[str], most: int = 9) -> bool:
        rows = [camera(), rule(), *([state] if state else [])]
        return "r" in roster(World(rows), Share("me", True, most, others), NOW).mine

    def by(node: str, reason: str = "") -> AnalyticsState:
        status = Watching.BLIND if reason else Watching.WATCHING
        return AnalyticsState(id="r", status=status, reason=reason, since=NOW, node=node)

    other = frozenset({"other"})
    assert not mine(by("other"), other), "it is watched already"
    assert mine(by("other"), frozenset()), "by one that is gone"
    assert mine(by("system", "node_gone"), other)
    assert mine(None, other)
    assert mine(by("me"), other)
    assert mine(by("other", TOO_MANY), other), "the other has no room"
    assert not mine(None, other, most=0), "nor has this one: it does not seem to hold what another may take"
    assert mine(None, frozenset(), most=0), "alone, it says that it is too much"


def test_alerts_wait_for_the_line_the_latest_of_each_rule_and_only_while_they_are_news() -> None:
    pending = Pending()
    for n in range(5000):
        pending.put(raising(rule(f"r{n % 3}"), camera(), [], NOW), NOW + timedelta(seconds=n))
    assert len(pending) == 3
    pending.put(raising(rule("old"), camera(), [], NOW), NOW - KEEP_FOR)
    taken = pending.take(NOW + timedelta(seconds=1))
    assert [wish.id for wish in taken] == [alert_id(f"r{n % 3}") for n in range(4997, 5000)]
    assert not pending.take(NOW)


def test_an_alert_says_what_where_and_when_but_never_names_a_restricted_camera() -> None:
    wish = raising(rule(kind=RuleKind.CROSSING, direction=Direction.LEFT, severity=3), camera(), [], NOW)
    assert wish.title == "Camera 7 · Cầu: vượt vạch sang trái (Vạch)"
    assert "15:00:00 ngày 05/03/2026" in wish.detail
    assert (wish.camera, wish.place, int(wish.severity)) == ("c", "Phường", 3)
    hidden = raising(rule(), camera(restricted=True, groups=("g",)), [], NOW)
    assert hidden.title == "Camera 7: có chuyển động"
    assert hidden.place == ""
    assert "tàu" in raising(rule(kind=RuleKind.OBJECTS), camera(), ["tàu"], NOW).title
    assert len(alert_id("x" * 120)) <= 100


def test_states_are_told_when_they_differ_from_the_rows_and_have_lasted() -> None:
    states, blind = States(), {"r": (Watching.BLIND, "timeout")}
    row = AnalyticsState(id="r", status=Watching.WATCHING, since=NOW, node="me")
    world = World([rule(), row])
    assert not states.look(world, "me", blind, 0.0, NOW), "a stutter is no news"
    [told] = states.look(world, "me", blind, 2.0, NOW + timedelta(seconds=2))
    assert (told.rules[0].rule, told.rules[0].reason, told.rules[0].since) == ("r", "timeout", NOW)
    assert not states.look(world, "me", blind, 3.0, NOW), "it is on its way"
    assert states.look(world, "me", blind, 6.0, NOW), "it was refused: again"
    assert not states.look(world, "me", {"r": (Watching.WATCHING, "")}, 60.0, NOW)
    assert not states.look(world, "me", {"r": (Watching.WATCHING, "")}, 62.0, NOW), "the row says so already"
    other = World([rule(), AnalyticsState(id="r", status=Watching.BLIND, reason="node_gone", since=NOW, node="system")])
    assert states.look(other, "me", {"r": (Watching.WATCHING, "")}, 64.0, NOW), "the backend took us for dead"


def look(*boxes: Box) -> Look:
    return Look(0.0, {}, tuple(Seen(n, box, "motion", 1.0, "r", n == 0) for n, box in enumerate(boxes)))


def test_boxes_are_told_only_while_somebody_wants_them_and_five_times_a_second_at_most() -> None:
    sights, box, hidden = Sights("me"), Box(0.1, 0.1, 0.2, 0.2), camera(restricted=True, groups=("g",))
    assert sights.of(hidden, look(box), NOW, 0.0, MANAGERS, sights.wanted(0.0, {"c"})) is None
    sights.hear("an", SightsWanted(by="an", machine="m", cameras=("c",)), 0.0)
    told = [sights.of(hidden, look(box), NOW, n / 30, MANAGERS, sights.wanted(n / 30, {"c"})) for n in range(30)]
    assert 4 <= sum(one is not None for one in told) <= 6
    first = next(one for one in told if one)
    assert first.seen_by == ("video:g",)
    assert (first.things[0].x, first.things[0].alarm, first.node) == (0.1, True, "me")
    empty = [sights.of(hidden, look(), NOW, 2 + n, MANAGERS, {"c"}) for n in range(3)]
    assert [one is not None for one in empty] == [True, False, False], "that it has gone is told once"
    assert sights.wanted(11.9, {"c"}) == {"c"}
    assert not sights.wanted(12.1, {"c"})


def test_so_many_boxes_as_a_signal_holds_and_those_that_alarm_first() -> None:
    sights = Sights("me")
    many = Look(0.0, {}, tuple(Seen(n, Box(0.1, 0.1, 0.1, 0.1), "motion", 1.0, "r", n == 99) for n in range(100)))
    told = sights.of(camera(), many, NOW, 1.0, MANAGERS, {"c"})
    assert told is not None
    assert len(told.things) == 64
    assert told.things[0].track == 99


def test_things_keep_their_numbers_past_each_other_and_through_a_short_loss() -> None:
    def at(t: float) -> list[Blob]:
        there, back = Box(0.1 + 0.05 * t, 0.3, 0.06, 0.1), Box(0.8 - 0.05 * t, 0.6, 0.06, 0.1)
        return [Blob(there)] if 3 < t < 4.5 else [Blob(there), Blob(back)]

    tracker = Tracker()
    for n in range(40):
        tracks = tracker.look(at(n / 4), n / 4)
    assert [(one.id, round(one.box.x, 1)) for one in tracks] == [(1, 0.6), (2, 0.3)]
    tracker.look([], 30.0)
    assert not tracker.tracks


def test_an_event_is_told_as_it_begins_and_one_that_came_too_soon_once_it_may_be() -> None:
    event = Event(60.0)
    assert [event.look(fires, at) for at, fires in ((0, True), (1, True), (5, False))] == [True, False, False]
    assert not event.on
    assert not any(event.look(True, float(at)) for at in range(30, 60)), "not again within a minute"
    assert event.look(True, 60.0), "but it still lasts when the minute is over"
    assert not event.look(True, 200.0), "and is the same event then"


def test_settings_come_from_a_file_and_the_environment_and_say_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IOC_ANALYTICS_PICTURES_PER_S", "2")
    path = tmp_path / "a.toml"
    path.write_text('user = "may"\n[[models]]\nname = "a"\nfile = "a.onnx"\nclasses = ["người"]\n', "utf-8")
    settings = load(path, {"user": None, "server": "https://ioc.example"})
    assert (settings.user, settings.server, settings.pictures_per_s) == ("may", "https://ioc.example", 2.0)
    assert settings.models[0].file == str(tmp_path / "a.onnx"), "told from where the file lies"
    for text, wrong in (
        ("colour = 1", "colour"),
        ("pictures_per_s = 99", "pictures_per_s"),
        ('[[models]]\nname = "a"\nfile = "a"\n[[models]]\nname = "a"\nfile = "b"\n', "same name"),
        ("server = ", "Invalid value"),
    ):
        monkeypatch.delenv("IOC_ANALYTICS_PICTURES_PER_S", raising=False)
        path.write_text(text, "utf-8")
        with pytest.raises(BadSettings, match=wrong):
            load(path)
    with pytest.raises(BadSettings, match="FileNotFoundError"):
        password_of(load(None, {"password_file": str(tmp_path / "none")}))


def test_every_setting_and_reason_is_told_to_administrators() -> None:
    told = (Path(__file__).parents[2] / "docs" / "administrators" / "analytics.md").read_text("utf-8")
    wanted = {*Settings.__struct_fields__, *ModelFile.__struct_fields__, *Layout, NO_STREAM, TOO_MANY, "node_gone"}
    assert not [name for name in wanted - {Layout.AUTO} if not re.search(rf"\b{name}\b", told)]


class _Nobody:
    """Hands that never come."""

    def ready(self, one: object) -> None:
        pass


def test_what_nobody_comes_to_look_at_is_bounded_and_begins_again_at_a_key_picture() -> None:
    looks: list[Look] = []
    scene = Scene(Shelf(()).of)
    decoding = Decoding("c", scene, _Nobody(), 0.25, looks.append)  # type: ignore[arg-type]
    decoding.open(Format("h264"))
    for n in range(1000):
        decoding.push(AccessUnit(b"", n % 50 == 0, n / 25, time.monotonic()))
        assert len(decoding._waiting) <= 200
    assert decoding.behind
    assert decoding._waiting[0].key
    assert decoding.dropped >= 800
    while decoding.turn():
        pass
    assert not looks, "what cannot be decoded is no picture"
    assert not decoding.behind
