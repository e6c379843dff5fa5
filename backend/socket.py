"""The door at /v1/sync: who comes in, in which words, and what each frame leads to."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import structlog
from msgspec import DecodeError, Raw, Struct
from starlette.types import Receive, Scope, Send

from backend.actors import may_sign_in, names_service
from backend.counts import Counts
from backend.engine import Engine
from backend.feed import Pages
from backend.hub import Hub
from backend.line import Line
from backend.seat import Seat
from backend.session import Session
from backend.throttle import Bucket
from backend.tokens import Holder, TokenRefused, Tokens
from backend.writer import Stopped, Writer
from contract.base import Command
from contract.people import Person
from contract.signals import Signal
from contract.wire import (
    PROTO,
    Ask,
    Bye,
    FromClient,
    Hello,
    Ping,
    Renew,
    Tell,
    decode_command,
    decode_from_client,
    decode_signal,
    encode,
)

log = structlog.get_logger()

SUBPROTOCOL = f"ioc.v{PROTO}"
HELLO_S = 5.0
LONGEST_ID = 120
FRAMES_PER_S = 200.0
"""Frames of any kind that a session may keep up; past that, and past the pace of wishes, it is read more slowly."""

# A frame of thousands of opening brackets ends in RecursionError, not in DecodeError.
_NOT_READ = (DecodeError, RecursionError, UnicodeDecodeError)


class Turned(Exception):
    """This client is not to be talked to, or not any more."""

    def __init__(self, code: str, close: int, detail: str = "", retry_ms: int | None = None) -> None:
        super().__init__(code)
        self.code, self.close = code, close
        self.bye = Bye(code=code, detail=detail, retry_ms=retry_ms)


class Pace(Struct, frozen=True, kw_only=True):
    """How much one session may ask, and how much one person may hold."""

    asks_per_s: float
    asks_burst: int
    in_flight: int
    sessions_per_person: int


class Socket:
    """The ASGI application of one path: each call is one client's whole visit."""

    def __init__(self, writer: Writer, hub: Hub, tokens: Tokens, pages: Pages, counts: Counts, pace: Pace) -> None:
        self._writer, self._hub, self._tokens, self._pages = writer, hub, tokens, pages
        self._counts, self._pace = counts, pace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        line: Line = scope["state"]["line"]
        await receive()
        speaks = SUBPROTOCOL in scope["subprotocols"]
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if speaks else None})
        try:
            await self._visit(line, receive, speaks)
        except Turned as turned:
            log.info("turned_away", code=turned.code, detail=turned.bye.detail)
            line.close(encode(turned.bye), turned.close, turned.code)
        except Exception:
            log.exception("session_broke")
            line.close(encode(Bye(code="internal", retry_ms=1000)), 1011, "internal")

    async def _visit(self, line: Line, receive: Receive, speaks: bool) -> None:
        if not speaks:
            raise Turned("proto", 4426, f"speaks {PROTO}")
        try:
            async with asyncio.timeout(HELLO_S):
                hello = await self._frame(receive)
        except TimeoutError:
            raise Turned("hello", 4408, f"no hello in {HELLO_S:g} s", 1000) from None
        if hello is None:
            return
        if not isinstance(hello, Hello):
            raise Turned("bad_frame", 4400, "the first frame must be hello")
        session = self._admit(line, hello)
        talk = _Talk(session, self._writer, self._hub, self._tokens, self._counts, self._pace)
        try:
            while (frame := await self._frame(receive)) is not None:
                await talk.heard(frame)
        except Stopped:
            raise Turned("draining", 4503, "going down", 1000) from None
        finally:
            self._hub.part(session)

    def _admit(self, line: Line, hello: Hello) -> Session:
        if self._hub.draining:
            raise Turned("draining", 4503, "going down", 1000)
        if hello.proto != PROTO:
            raise Turned("proto", 4426, f"speaks {PROTO}")
        holder = _holder(self._tokens, hello.token)
        if holder.client != hello.client:
            raise Turned("token", 4401, "another device's")
        if names_service(hello.client):
            raise Turned("bad_frame", 4400, "this client id is the backend's own")
        engine, now = self._writer.engine, datetime.now(UTC)
        person = may_sign_in(engine.world, holder.person)
        if person is None:
            raise Turned("token", 4401, "nobody active")
        held = self._hub.held_by(person.id) - (self._hub.seated(person.id, hello.client) is not None)
        if held >= self._pace.sessions_per_person:
            raise Turned("sessions", 4429, f"{held} sessions are open", 30_000)
        return self._seat(engine, line, hello, person, holder, now)

    def _seat(self, engine: Engine, line: Line, hello: Hello, person: Person, holder: Holder, now: datetime) -> Session:
        seat = Seat(self._pages, hello, engine.actor(person.id, now))
        session = Session(line, seat, holder, self._pace.in_flight, self._counts)
        if hello.mark is not None and seat.feed.fresh:
            self._counts.resets += 1
        expires = datetime.fromtimestamp(holder.expires, UTC)
        line.push(encode(seat.welcome(person.name, person.role, now, expires)))
        log.info("session", person=person.id, client=hello.client, app=hello.app, fresh=seat.feed.fresh)
        self._hub.join(session)
        return session

    async def _frame(self, receive: Receive) -> FromClient | None:
        """The next frame, None once the line is closed."""
        message: dict[str, Any] = dict(await receive())
        if message["type"] == "websocket.disconnect":
            return None
        text = message.get("text")
        if text is None:
            raise self._bad("frames are text")
        try:
            frame: FromClient = decode_from_client(text)
        except _NOT_READ as error:
            raise self._bad(str(error)) from None
        return frame

    def _bad(self, detail: str) -> Turned:
        self._counts.bad_frames += 1
        return Turned("bad_frame", 4400, detail[:200])


class _Talk:
    """One session's frames, one after the other: a client that asks too much is read more slowly."""

    def __init__(self, session: Session, writer: Writer, hub: Hub, tokens: Tokens, counts: Counts, pace: Pace) -> None:
        self._session, self._writer, self._hub, self._tokens, self._counts = session, writer, hub, tokens, counts
        self._asks = Bucket(pace.asks_per_s, pace.asks_burst)
        self._frames = Bucket(max(FRAMES_PER_S, 2 * pace.asks_per_s), max(2 * FRAMES_PER_S, 2 * pace.asks_burst))

    async def heard(self, frame: FromClient) -> None:
        if wait := self._frames.take():
            await asyncio.sleep(wait)
        match frame:
            case Ask():
                await self._ask(frame)
            case Tell(signal=body):
                self._tell(body)
            case Ping(c=c):
                self._session.ping(c)
            case Renew(token=token):
                self._renew(token)
            case Hello():
                raise Turned("bad_frame", 4400, "hello twice")

    async def _ask(self, ask: Ask) -> None:
        if not 0 < len(ask.id) <= LONGEST_ID:
            raise Turned("bad_frame", 4400, f"a wish's id has 1 to {LONGEST_ID} characters")
        if wait := self._asks.take():
            await asyncio.sleep(wait)
        await self._session.room.wait()
        # Whoever reads no answers is not read either.
        await self._session.line.writable.wait()
        if not self._session.line.open:
            return
        try:
            command: Command = decode_command(ask.command)
        except _NOT_READ as error:
            self._counts.bad_frames += 1
            self._session.refuse(ask.id, "bad.command", {"detail": str(error)[:200]})
            return
        self._session.ask(self._writer.submit, ask.id, command)

    def _tell(self, body: Raw) -> None:
        who = self._session.seat.who
        try:
            signal: Signal = decode_signal(body)
        except _NOT_READ:
            self._counts.signals_dropped += 1
            return
        allowed = signal.right in who.rights and signal.author() in (None, who.id)
        if not allowed or not self._hub.relay.take(who.id, signal):
            self._counts.signals_dropped += 1
            return
        self._counts.signals += 1
        self._hub.told()

    def _renew(self, token: str) -> None:
        holder, old = _holder(self._tokens, token), self._session.holder
        if (holder.person, holder.client) != (old.person, old.client):
            raise Turned("token", 4401, "another's")
        self._session.holder = holder


def _holder(tokens: Tokens, token: str) -> Holder:
    try:
        return tokens.holder(token)
    except TokenRefused as no:
        raise Turned("token", 4401, str(no)) from None
