"""From a judged list to what is asked: one wish for all that is new or changed, and what the rules say to it."""

from collections.abc import Mapping

from console.desk import Desk
from console.strings import refusal_text
from console.views.cameras.lists.cells import Problem
from console.views.cameras.lists.reading import Line, Listed
from contract.base import Refused
from contract.cameras import ImportCameras, items_of
from contract.cameras.found import TakeIn
from contract.ids import new_id
from contract.wire import WISH_OUT, encode


def due(listed: Listed) -> list[Line]:
    """The lines that would change anything."""
    return [line for line in listed.lines if line.status in ("new", "changed")]


def taking(listed: Listed) -> TakeIn:
    """What is sent, once: under its id a repeat changes nothing."""
    lines = due(listed)
    cameras = tuple(line.camera for line in lines if line.camera is not None and line.camera != line.before)
    named = {group for camera in cameras for group in camera.groups}
    groups = tuple(group for group in listed.groups.values() if group.id in named)
    logins = tuple(line.login for line in lines if line.login is not None and line.new_login)
    return TakeIn(id=new_id(), wish=ImportCameras(cameras=cameras, groups=groups), logins=logins)


def too_large(listed: Listed) -> bool:
    """Whether the rows that would become true are more than one wish may make so."""
    return sum(len(encode(line.camera)) for line in due(listed) if line.camera != line.before) > WISH_OUT


def judge(desk: Desk, listed: Listed) -> Refused | None:
    """Ask the rules; what they have against single cameras goes to their lines, the rest comes back.

    Repeated until nothing more is found: the rules tell of so many items at once, and each round takes those away.
    """
    while True:
        no = desk.refusal(taking(listed).wish)
        if no is None or no.code != "camera.import_refused":
            return no
        if not note(listed, no.facts):
            return no


def note(listed: Listed, facts: Mapping[str, str]) -> int:
    """Write a refused import's reasons to the lines they are about; to how many."""
    lines = [line for line in due(listed) if line.camera is not None and line.camera != line.before]
    items = [item for item in items_of(facts) if item.at < len(lines)]
    for item in items:
        column = {"camera.number_taken": "number", "unit.unknown": "unit"}.get(item.code, "")
        lines[item.at].problems.append(Problem(column, "", refusal_text(item.code, item.facts)))
    return len(items)
