"""Writes the make-believe city into the backend's store before the backend starts, and only what is not there yet."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from backend.accounts import KIND as ACCOUNT
from backend.actors import SYSTEM
from backend.offline import Offline
from backend.settings import Settings
from contract.analytics import AnalyticsRule, SaveAnalyticsRule
from contract.base import Command, Sheet, World, key_of
from contract.people import SavePerson
from contract.recordings import RecordingPlan, SaveRecordingPlan
from contract.walls import PushLayer, Showing
from demo.city import accounts, commands
from demo.city.kept import kept
from demo.city.people import SOURCE
from demo.city.watched import watched

LOGIN = ("giamsat", secrets.token_urlsafe(12))
"""User and password of every camera of this run: new each time, so that logins are seen to travel."""


def seed(settings: Settings, rtsp_port: int, turning: Mapping[str, str]) -> str:
    """Bring the store to the city as it is today; the key with which alerts may be sent in.

    `turning` tells where each camera that turns is called.

    Raises backend.lock.Busy, backend.store.StoreBroken, or Refused if the city itself is wrong.
    """
    with Offline(settings) as backend:
        wanted = [SavePerson(person=SYSTEM), *commands("127.0.0.1", rtsp_port, LOGIN), *kept(turning), *watched()]
        backend.ask(list(_missing(backend.engine.world, wanted)))
        known = {id for id, _ in backend.store.secrets(ACCOUNT)}
        for person, password in accounts():
            if person not in known:
                backend.set_password(person, password)
        return backend.make_key(SOURCE, "demo")


def _missing(world: World, wanted: Sequence[Command]) -> Iterator[Command]:
    """Those that would change anything: a second start must not fill the log with repeats."""
    sheet = Sheet(world)
    for command in wanted:
        if isinstance(command, PushLayer) and world.get(Showing, command.zone):
            continue  # what an operator has put on the wall since stays there
        if isinstance(command, SaveRecordingPlan) and world.get(RecordingPlan, command.plan.id):
            continue  # and so does what somebody has planned since
        if isinstance(command, SaveAnalyticsRule) and world.get(AnalyticsRule, command.rule.id):
            continue
        facts = list(command.decide(sheet, SYSTEM.actor(datetime.now(UTC))))
        if any(sheet.look(key_of(fact)) != fact for fact in facts):
            yield command
        for fact in facts:
            sheet.put(fact)
