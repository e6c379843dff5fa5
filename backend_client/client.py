"""The client: one seat's replica, outbox and line, kept alive by one task."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import structlog
from msgspec import Struct
from msgspec.structs import replace

from backend_client.download import Progress, Wanted
from backend_client.errors import BadFrame, ClientError, LineError, SignInExpired, TurnedAway
from backend_client.http import Http, Tokens
from backend_client.keep import NotApplied
from backend_client.keeper import Keeper
from backend_client.line import LineState
from backend_client.link import Clock, Link
from backend_client.replica import Replica, Wish
from backend_client.seat import Seat
from backend_client.session import Line, Session
from backend_client.store import ClientStore
from contract.base import Actor, Command
from contract.ids import new_id
from contract.signals import Signal
from contract.wire import FromServer, Pong, Welcome

log = structlog.get_logger()

T = TypeVar("T")

FIRST_WAIT_S = 0.25
LONGEST_WAIT_S = 10.0
STABLE_S = 60.0
APP = "ioc-console/0.1"


def _deaf(by: str, signal: Signal) -> None:
    pass


class Client:
    """What the console holds in its hands. Starts from its file with no backend at all; `run` does the rest.

    All of it lives on one event loop; only the keeper has a thread. Subscribe with `on_state`, `on_refused` and
    `on_signal` before `run`.
    """

    def __init__(self, seat: Seat, store: ClientStore, ca_file: str = "") -> None:
        self.seat = seat
        self._clock = Clock()
        self.keeper = Keeper(store, self._broken)
        self.replica = Replica(self.who, store.rows(), store.wishes())
        self._refusals = {refused.id: refused for refused in store.refusals()}
        self._session = Session(self.replica, self.keeper, seat.client, store.mark())
        self._session.on_line, self._session.on_refused = self._moved, self._refused
        self._session.on_signal = self._heard
        self._link = Link(seat.server, ca_file)
        self._http = Http(seat.server, ca_file)
        self._tokens: Tokens | None = None
        self._tries = 0
        self._state = LineState(line=Line.DOWN, since=self.now(), waiting=len(self.replica.wishes))
        self.on_state: Callable[[LineState], None] = lambda _: None
        self.on_refused: Callable[[NotApplied], None] = lambda _: None
        self.on_signal: Callable[[str, Signal], None] = _deaf

    @property
    def name(self) -> str:
        return self.seat.name or self.seat.user

    @property
    def role(self) -> str:
        return self.seat.role

    def who(self) -> Actor:
        seat = self.seat
        return Actor(id=seat.person, now=self.now(), rights=frozenset(seat.rights), audiences=frozenset(seat.audiences))

    def now(self) -> datetime:
        """The backend's time, as well as this machine knows it."""
        return datetime.now(UTC) + timedelta(seconds=self._clock.offset_s or 0.0)

    def line(self) -> LineState:
        return self._state

    def ask(self, command: Command) -> str:
        """Ask; the wish's id. It is played at once, kept, and sent when the line is up. Raises Refused."""
        wish = Wish(new_id(), command, self.now())
        self._link.send(self._session.ask(wish))
        self._say()
        return wish.id

    def tell(self, signal: Signal) -> None:
        self._link.signal(signal.key(), self._session.tell(signal))

    def refusals(self) -> list[NotApplied]:
        return list(self._refusals.values())

    def note(self, id: str) -> None:
        """Somebody has taken note of a wish that came to nothing."""
        self._refusals.pop(id, None)
        self._session.note(id)

    def signed_in(self, tokens: Tokens) -> None:
        """Take up the tokens of a sign-in, so that the first connection need not renew them."""
        self._tokens = tokens
        self._keep_seat(self.seat.with_tokens(tokens))

    async def run(self) -> None:
        """Keep the line up until cancelled; returns only where trying again would change nothing."""
        while True:
            began = time.monotonic()
            try:
                await self._talk()
            except TurnedAway as error:
                self._lost(error)
                if not isinstance(error, SignInExpired) or self._tokens is None:
                    return
                self._tokens = None  # the access token may be refused while the shift's session still lasts
            except (LineError, BadFrame) as error:
                self._lost(error)
            except Exception as error:
                # Whatever breaks in here, the console goes on without a line and tries again.
                log.exception("talk_broke")
                self._lost(BadFrame(repr(error)))
            await self._pause(time.monotonic() - began)

    async def file(self, digest: str) -> bytes:
        """The bytes of a file, checked against its digest. Raises ClientError."""
        body = await self._http.file(digest, (await self._fresh()).access)
        if sha256(body).hexdigest() != digest:
            raise BadFrame("a file with another content than its name")
        return body

    async def call(self, path: str, body: Struct, kind: type[T]) -> T:
        """Ask something over HTTP that is no wish. Raises Refused or ClientError."""
        return await self._http.call(path, body, kind, (await self._fresh()).access)

    async def get(self, path: str, params: Mapping[str, str], kind: type[T]) -> T:
        """Read something over HTTP. Raises Refused or ClientError."""
        return await self._http.get(path, params, kind, (await self._fresh()).access)

    async def content(self, path: str, params: Mapping[str, str]) -> bytes:
        """The same for what is no JSON."""
        return await self._http.content(path, params, (await self._fresh()).access)

    async def download(self, wanted: Wanted, target: Path, told: Progress) -> None:
        """Fetch a large file to the disk; the target is there only when it is whole. Raises Refused or ClientError."""
        await self._http.download(wanted, target, told, (await self._fresh()).access)

    async def sign_out(self) -> None:
        """Forget this session here, and tell the backend if it can be told."""
        refresh, self._tokens = self.seat.refresh, None
        self._keep_seat(replace(self.seat, refresh="", refresh_expires=None))
        try:
            await self._http.sign_out(refresh, self.seat.client)
        except ClientError as error:
            log.info("sign_out_not_told", reason=type(error).__name__)

    async def close(self) -> None:
        """Let go of the line and write what is left."""
        await self._http.close()
        await asyncio.get_running_loop().run_in_executor(None, self.keeper.close)

    async def _talk(self) -> None:
        tokens = await self._fresh()
        renewing = asyncio.get_running_loop().create_task(self._renew(), name="renew")
        try:
            await self._link.run(self._session.connected(tokens.access, APP), self._on_frame)
        finally:
            renewing.cancel()

    async def _fresh(self) -> Tokens:
        """Tokens that are good for a while yet. Raises SignInExpired, NoAnswer, TurnedAway or BadFrame."""
        tokens = self._tokens
        if tokens is None or tokens.access_expires - self.now() < timedelta(seconds=30):
            if not self.seat.refresh:
                raise SignInExpired("signed out")
            tokens = await self._http.refresh(self.seat.refresh, self.seat.client)
            self.signed_in(tokens)
        return tokens

    async def _renew(self) -> None:
        """Renew in band, well before the access token runs out."""
        while True:
            expires = self._tokens.access_expires if self._tokens else self.now()
            await asyncio.sleep(max(10.0, (expires - self.now()).total_seconds() * 2 / 3))
            try:
                self.signed_in(await self._http.refresh(self.seat.refresh, self.seat.client))
            except ClientError as error:
                log.warning("renewal_failed", reason=type(error).__name__)
                continue
            if self._tokens:
                self._link.send(self._session.renew(self._tokens.access))

    def _on_frame(self, frame: FromServer) -> None:
        if isinstance(frame, Pong):
            self._clock.heard(frame)
            self._say()
            return
        if isinstance(frame, Welcome):
            self._keep_seat(self.seat.with_welcome(frame))
        waiting = len(self.replica.wishes)
        self._link.send(self._session.received(frame, self.now()))
        if len(self.replica.wishes) != waiting:
            self._say()

    def _moved(self, line: Line) -> None:
        old = self._state
        self._state = LineState(line=line, since=self.now(), told_at=old.told_at, error=old.error, detail=old.detail)
        self._say()

    def _refused(self, refused: NotApplied) -> None:
        self._refusals[refused.id] = refused
        self.on_refused(refused)

    def _heard(self, by: str, signal: Signal) -> None:
        self.on_signal(by, signal)

    def _lost(self, error: ClientError) -> None:
        log.info("line_lost", reason=type(error).__name__, detail=error.detail[:200])
        self._session.lost()
        self._say(error=type(error).__name__, detail=error.detail)

    def _broken(self, detail: str) -> None:
        """Called from the keeper's thread: only leave a note for the next state."""
        log.error("not_keeping", detail=detail)

    async def _pause(self, lasted_s: float) -> None:
        """Full jitter: a backend that comes back must not be met by everybody at once."""
        self._tries = 0 if lasted_s > STABLE_S else self._tries + 1
        wait = random.uniform(0.05, min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**self._tries))
        self._wait_until(self.now() + timedelta(seconds=wait))
        await asyncio.sleep(wait)

    def _wait_until(self, at: datetime | None) -> None:
        self._say(retry_at=at)

    def _keep_seat(self, seat: Seat) -> None:
        if seat != self.seat:
            self.seat = seat
            self.keeper.put("seat", seat)

    def _say(self, error: str | None = None, detail: str | None = None, retry_at: datetime | None = None) -> None:
        """Make the state known, if it has changed by more than the time of the last word."""
        old, line = self._state, self._session.line
        live = line is Line.LIVE
        offset = self._clock.offset_s
        self._state = LineState(
            line=line,
            since=old.since,
            told_at=self.now() if line is not Line.DOWN else old.told_at,
            waiting=len(self.replica.wishes),
            error="StoreError" if self.keeper.broken else "" if live else old.error if error is None else error,
            detail=self.keeper.broken or ("" if live else old.detail if detail is None else detail),
            retry_at=None if line is not Line.DOWN else retry_at,
            skew_s=None if offset is None else -offset,
            round_trip_ms=self._clock.round_trip_ms,
        )
        self.on_state(self._state)
