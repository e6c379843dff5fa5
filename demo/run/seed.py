"""Writes the make-believe city into the backend's store before the backend starts, and only what is not there yet."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from backend.accounts import KIND as ACCOUNT
from backend.accounts import account
from backend.actors import SYSTEM, actor_of
from backend.engine import Asked, Engine
from backend.keys import make
from backend.store import SqliteStore
from contract.base import Command, Row, Sheet, key_of
from contract.ids import new_id
from contract.people import SavePerson
from contract.walls import PushLayer, Showing
from demo.city import accounts, commands
from demo.city.people import SOURCE

LOGIN = ("giamsat", secrets.token_urlsafe(12))
"""User and password of every camera of this run: new each time, so that logins are seen to travel."""


class Seeded:
    """What the rest of the demonstration needs to know: the key with which alerts may be sent in."""

    def __init__(self, api_key: str) -> None:
        self.api_key = api_key


def seed(store_file: Path, rtsp_port: int) -> Seeded:
    """Bring the store to the city as it is today. Raises backend.store.StoreBroken."""
    store = SqliteStore(store_file)
    try:
        engine = Engine(store, actor_of)
        wanted = [SavePerson(person=SYSTEM), *commands("127.0.0.1", rtsp_port, LOGIN)]
        asks = [_asked(command) for command in _missing(engine, wanted)]
        verdicts = engine.decide(asks)
        refused = [(v.settled.code, ask.command) for v, ask in zip(verdicts, asks, strict=True) if v.settled.code]
        if refused:
            raise RuntimeError(f"the city cannot be built: {refused[0]}")
        store.append([verdict.entry for verdict in verdicts if verdict.entry is not None])
        key, secret = make(SOURCE, "demo")
        known = {id for id, _ in store.secrets(ACCOUNT)}
        store.keep_secrets([secret, *(account(*who) for who in accounts() if who[0] not in known)])
    finally:
        store.close()
    return Seeded(key)


def _missing(engine: Engine, wanted: Iterable[Command]) -> Iterable[Command]:
    """Those that would change anything: a second start must not fill the log with repeats."""
    sheet = Sheet(engine.world)
    for command in wanted:
        if isinstance(command, PushLayer) and engine.world.get(Showing, command.zone):
            continue  # what an operator has put on the wall since stays there
        facts = list(command.decide(sheet, SYSTEM.actor(datetime.now(UTC))))
        if any(not isinstance(fact, Row) or sheet.look(key_of(fact)) != fact for fact in facts):
            yield command
        for fact in facts:
            sheet.put(fact)


def _asked(command: Command) -> Asked:
    return Asked("demo", new_id(), SYSTEM.id, command, datetime.now(UTC))
