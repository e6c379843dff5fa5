"""How long an event must last and be gone, how often it is told, and what one camera can make of our memory."""

from collections.abc import Iterator

from msgspec.structs import replace

from backend.services.onvif.events.judge import ALONE, HOUR_S, MOST_STANDING, REPEAT_S, RETRY_S, Judge, Say
from backend.services.onvif.events.notices import Act, Notice, lasts, moment, notices
from backend.services.onvif.events.words import LONGEST_ID, alert_id
from backend.services.onvif.markup import parse
from contract.camera_events import Event, Wanted

YES = Notice(topic="t", event=Event.MOTION, act=Act.BECAME, source="s", value=True)
NO = replace(YES, value=False)
IS = replace(YES, act=Act.IS)


class Camera:
    """One judge, whose words are always granted unless somebody says otherwise."""

    def __init__(self, on_s: float = 0.0, off_s: float = 10.0, standing: tuple[str, ...] = ()) -> None:
        self.now, self.open, self.grants = 1000.0, set(standing), True
        self.wanted = {Event.MOTION: Wanted(event=Event.MOTION, on_s=on_s, off_s=off_s)}
        at = dict.fromkeys(standing, self.now)
        self.judge = Judge(lambda event, source: f"{event}:{source}", self.open.__contains__, at)

    def hears(self, *notices: Notice) -> None:
        for notice in notices:
            self.judge.take(notice, self.wanted, self.now)

    def says(self, seconds: float = 0.0) -> list[bool]:
        """What is told in this time: True for an alert, False for its end."""
        return [say.on for say in self._says(seconds)]

    def _says(self, seconds: float) -> Iterator[Say]:
        for _ in range(max(1, round(seconds))):
            self.now += 1 if seconds else 0
            for say in list(self.judge.look(self.wanted, self.now)):
                self.judge.settled(say, self.grants, self.now)
                if self.grants:
                    (self.open.add if say.on else str)(say.alert)
                yield say


def test_without_a_delay_even_the_shortest_is_told() -> None:
    camera = Camera()
    camera.hears(YES, NO)
    assert camera.says() == [True]
    assert camera.says(9) == []
    assert camera.says(2) == [False]


def test_with_a_delay_it_must_last() -> None:
    camera = Camera(on_s=5)
    camera.hears(YES)
    assert camera.says(4) == []
    camera.hears(NO)
    assert camera.says(20) == []
    camera.hears(YES)
    assert camera.says(6) == [True]


def test_what_flutters_is_told_ever_more_rarely() -> None:
    camera = Camera()
    told = []
    for _ in range(40):
        camera.hears(YES)
        told += camera.says(1)
        camera.hears(NO)
        told += camera.says(29)
    assert told.count(False) < 8
    assert told.count(True) < 30


def test_what_stands_and_comes_again_counts_up_but_not_at_once() -> None:
    camera = Camera(off_s=3600)
    camera.hears(YES)
    assert camera.says() == [True]
    camera.hears(NO, YES, NO, YES)
    assert camera.says(REPEAT_S - 2) == []
    assert camera.says(5) == [True]


def test_a_repeat_without_an_end_between_is_nothing_new() -> None:
    """Some cameras say every second that it is still so."""
    camera = Camera()
    camera.hears(YES)
    assert camera.says() == [True]
    for _ in range(100):
        camera.hears(YES)
        assert camera.says(1) == []


def test_a_state_is_no_alarm_but_keeps_one_standing() -> None:
    camera = Camera()
    camera.hears(IS)
    assert camera.says(100) == []
    before = Camera(standing=("motion:s",))
    before.hears(IS)
    before.judge.sure(before.now)
    assert before.says(100) == []
    before.hears(NO)
    assert before.says(11) == [False]


def test_what_was_told_before_and_is_not_named_any_more_is_over() -> None:
    camera = Camera(standing=("motion:s", "motion:gone"))
    assert camera.says(50) == []
    camera.hears(IS)
    camera.judge.sure(camera.now)
    assert camera.says(30) == [False]


def test_a_broken_line_takes_nothing_back() -> None:
    camera = Camera()
    camera.hears(YES)
    assert camera.says() == [True]
    camera.judge.broken()
    assert camera.says(500) == []
    camera.judge.sure(camera.now)
    assert camera.says(11) == [False]


def test_what_was_refused_is_tried_again_but_not_at_once() -> None:
    camera = Camera()
    camera.grants = False
    camera.hears(YES, NO)
    assert camera.says() == [True]
    assert camera.says(RETRY_S - 2) == []
    camera.grants = True
    # Told late, and at once taken back: it has been over all the while.
    assert camera.says(3) == [True, False]


def test_what_people_have_closed_comes_again_with_the_next_event_only() -> None:
    camera = Camera(off_s=600)
    camera.hears(YES)
    assert camera.says() == [True]
    camera.open.clear()
    camera.hears(YES)
    assert camera.says(10) == []
    camera.hears(NO, YES)
    assert camera.says() == [True]


def test_one_camera_tells_so_much_in_a_minute_and_fills_no_memory() -> None:
    camera = Camera()
    for at in range(500):
        camera.hears(replace(YES, source=str(at)))
    assert len(camera.judge._all) == MOST_STANDING
    assert len(camera.says()) == ALONE
    assert camera.says(58) == []
    assert camera.says(5).count(True) == ALONE
    for at in range(500):
        camera.hears(replace(YES, event=None, topic=str(at)))
    assert camera.judge.others >= 500
    assert len(camera.judge._names) <= 32
    assert len(camera.judge.others_named) == 8


def test_what_is_over_for_long_gives_way() -> None:
    camera = Camera()
    camera.hears(YES, NO)
    assert camera.says(30) == [True, False]
    camera.says(HOUR_S + 10)
    assert camera.judge._all == {}


def test_what_is_wanted_no_more_ends() -> None:
    camera = Camera()
    camera.hears(YES)
    assert camera.says() == [True]
    camera.wanted = {}
    assert camera.says(3) == [False]
    assert camera.judge._all == {}


def test_times_are_read_as_cameras_write_them() -> None:
    assert moment("2026-09-05T03:00:05Z") == moment("2026-09-05T03:00:05") == moment("2026-09-05T10:00:05+07:00")
    assert [moment(words) for words in ("", "now", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")] == [None] * 4
    span = lasts(parse(b"<a><CurrentTime>1970-01-01T00:00:05Z</CurrentTime>"
                       b"<TerminationTime>1970-01-01T00:01:05Z</TerminationTime></a>"))  # fmt: skip
    assert span
    assert span.total_seconds() == 60
    assert lasts(parse(b"<a/>")) is None


def test_every_event_and_source_has_one_id_however_long() -> None:
    assert alert_id("c1", Event.MOTION, "VS0") == "event:c1:motion:VS0"
    long = alert_id("c" * 90, Event.MOTION, "x" * 100)
    assert len(long) <= LONGEST_ID
    assert long != alert_id("c" * 90, Event.MOTION, "y" * 100) != alert_id("c" * 90, Event.LINE, "y" * 100)


def test_messages_within_messages_are_not_read_again_and_again() -> None:
    said = "<Topic>tns1:VideoSource/MotionAlarm</Topic><Message><Message/></Message>"
    nested = f"<NotificationMessage>{said}" * 30 + "</NotificationMessage>" * 30
    assert len(notices(parse(f"<r>{nested}<NotificationMessage>{said}</NotificationMessage></r>".encode()))) == 2
