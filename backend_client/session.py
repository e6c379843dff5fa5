"""Our side of the talk with the backend: frames in, frames out. No sockets, no clocks, no threads."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

import structlog
from msgspec import DecodeError, Raw, Struct

from backend_client.errors import BadFrame, LineLost, SignInExpired, TurnedAway, WrongVersion
from backend_client.keep import Keep, NotApplied, Step
from backend_client.replica import Replica, Wish
from contract.base import Fact, Refused
from contract.signals import Signal
from contract.wire import (
    PROTO,
    Ask,
    Bye,
    Facts,
    FromClient,
    FromServer,
    Heard,
    Hello,
    Mark,
    No,
    Pong,
    Renew,
    Tell,
    Welcome,
    decode_command,
    decode_signal,
    encode,
    read_row,
)

log = structlog.get_logger()

WINDOW = 32
"""Wishes that may be on their way at once."""


class Line(StrEnum):
    """Where the talk stands."""

    DOWN = "down"
    GREETING = "greeting"
    SYNCING = "syncing"
    LIVE = "live"


def _ignore(*_: object) -> None:
    pass


class Session(Struct):
    """One seat's talk with its backend, across any number of cut lines."""

    replica: Replica
    keep: Keep
    client: str
    mark: Mark | None = None
    line: Line = Line.DOWN
    welcome: Welcome | None = None
    on_line: Callable[[Line], None] = _ignore
    on_refused: Callable[[NotApplied], None] = _ignore
    on_signal: Callable[[str, Signal], None] = _ignore
    sent: dict[str, None] = {}
    page: list[Facts] = []

    def connected(self, token: str, app: str = "") -> list[FromClient]:
        """The line is up: say who we are and what we know."""
        self._to(Line.GREETING)
        self.sent, self.page = {}, []
        return [Hello(proto=PROTO, client=self.client, token=token, mark=self.mark, app=app)]

    def lost(self) -> None:
        """The line is down. Wishes that must not be sent later are given up: nobody knows whether they arrived."""
        self._to(Line.DOWN)
        self.sent, self.page = {}, []
        for wish in [wish for wish in self.replica.wishes.values() if not wish.command.waits]:
            self._refuse(wish, "line.lost", {})

    def ask(self, wish: Wish) -> list[FromClient]:
        """Play a wish at once, keep it, and send it if the line is up. Raises Refused, and then nothing happened."""
        if not wish.command.waits and self.line is not Line.LIVE:
            raise Refused("line.down")
        _must_be_readable(wish)
        self.replica.wish(wish)
        if wish.command.waits:
            self.keep.wish(wish)
        return self._send()

    def renew(self, token: str) -> list[FromClient]:
        return [Renew(token=token)] if self.line in (Line.SYNCING, Line.LIVE) else []

    def tell(self, signal: Signal) -> list[FromClient]:
        """Send a signal, if there is anybody to hear it."""
        return [Tell(signal=Raw(encode(signal)))] if self.line is Line.LIVE else []

    def received(self, frame: FromServer, now: datetime) -> list[FromClient]:
        """Take a frame in; hand back what to send. Raises BadFrame, or TurnedAway if the backend will not have us."""
        match frame:
            case Welcome():
                return self._welcomed(frame)
            case Facts():
                return self._told(frame)
            case No():
                self._no(frame, now)
                return self._send()
            case Heard(by=by, signal=body):
                self._heard(by, body)
            case Bye():
                raise _farewell(frame)
            case Pong():
                pass
        return []

    def note(self, id: str) -> None:
        """Somebody has taken note of a wish that came to nothing."""
        self.keep.noted(id)

    def _welcomed(self, frame: Welcome) -> list[FromClient]:
        if self.line is not Line.GREETING:
            raise BadFrame("welcome twice")
        self.welcome = frame
        self._to(Line.SYNCING)
        self._caught_up()
        return self._send()

    def _told(self, frame: Facts) -> list[FromClient]:
        """Pages of a fresh start are gathered and shown as one: a queue must not flicker empty on a reconnect."""
        if self.welcome is None or self.line not in (Line.SYNCING, Line.LIVE):
            raise BadFrame("facts before welcome")
        known = self.page[-1].upto if self.page else 0 if frame.fresh else self.mark.seq if self.mark else 0
        if frame.after != known or frame.upto < frame.after:
            raise BadFrame(f"facts from {frame.after} to {frame.upto}, but we are at {known}")
        self.page.append(frame)
        if self.page[0].fresh and frame.upto < self.welcome.head:
            return []
        self._take(self.page)
        self.page = []
        self._caught_up()
        return self._send()

    def _take(self, page: list[Facts]) -> None:
        welcome, last = self.welcome, page[-1]
        assert welcome is not None
        settled = [id for frame in page for id in frame.settled]
        facts: list[Fact] = []
        try:
            for frame in page:
                facts.extend(frame.gone)
                facts.extend(row for body in frame.rows if (row := read_row(body)) is not None)
        except DecodeError as error:
            raise BadFrame(str(error)) from error
        self.mark = Mark(epoch=welcome.epoch, seq=last.upto, chain=last.chain, scope=welcome.scope)
        for id in settled:
            self.sent.pop(id, None)
        rows = [body for frame in page for body in frame.rows]
        gone = [gone for frame in page for gone in frame.gone]
        self.keep.step(Step(self.mark, rows, gone, settled, page[0].fresh))
        self.replica.settle(facts, settled, page[0].fresh)

    def _caught_up(self) -> None:
        """Live once everything up to the head at the time of the welcome has been told."""
        if self.line is Line.SYNCING and self.welcome and self.mark and self._current(self.mark, self.welcome):
            self._to(Line.LIVE)

    def _current(self, mark: Mark, welcome: Welcome) -> bool:
        same = (mark.epoch, mark.scope) == (welcome.epoch, welcome.scope)
        return same and mark.seq >= welcome.head

    def _send(self) -> list[FromClient]:
        """Every unsettled wish goes out in the order of asking, a window at a time, once per line."""
        if self.line not in (Line.SYNCING, Line.LIVE):
            return []
        frames: list[FromClient] = []
        for wish in self.replica.wishes.values():
            if len(self.sent) >= WINDOW:
                break
            if wish.id not in self.sent:
                self.sent[wish.id] = None
                frames.append(Ask(id=wish.id, command=Raw(encode(wish.command))))
        return frames

    def _no(self, frame: No, now: datetime) -> None:
        self.sent.pop(frame.id, None)
        if wish := self.replica.wishes.get(frame.id):
            self._refuse(wish, frame.code, frame.facts)

    def _refuse(self, wish: Wish, code: str, facts: dict[str, str]) -> None:
        refused = NotApplied(id=wish.id, command=Raw(encode(wish.command)), code=code, facts=facts, at=wish.at)
        self.keep.refused(refused)
        self.replica.settle([], [wish.id])
        self.on_refused(refused)

    def _heard(self, by: str, body: Raw) -> None:
        try:
            signal = decode_signal(body)
        except DecodeError:
            log.info("unknown_signal", by=by)  # a newer peer may send kinds that we do not know yet
            return
        self.on_signal(by, signal)

    def _to(self, line: Line) -> None:
        if line is not self.line:
            log.info("line", was=self.line.value, now=line.value)
            self.line = line
            self.on_line(line)


def _farewell(bye: Bye) -> Exception:
    if bye.retry_ms is not None:
        return LineLost(f"{bye.code}: {bye.detail}")
    if bye.code == "proto":
        return WrongVersion(bye.detail)
    return SignInExpired(bye.detail) if bye.code == "token" else TurnedAway(f"{bye.code}: {bye.detail}")


def _must_be_readable(wish: Wish) -> None:
    """Types are not checked where a wish is made: one that no backend reads would be lost after it was shown as done.

    A tab or a line break pasted into a reason is enough. Raises Refused.
    """
    try:
        decode_command(encode(wish.command))
    except DecodeError:
        raise Refused("wish.unreadable") from None
