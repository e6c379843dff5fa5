"""However the wires are cut and whoever is killed, once all is mended everybody believes the same world."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from backend import feed
from backend_client.replica import Change
from contract.alerts import Acknowledge, Alert, Assign, Close, Disposition, Raise, Severity
from contract.base import Command, Row, key_of
from contract.people import Person, Role, SavePerson
from contract.walls import Content, Layout, PopLayer, PushLayer, SaveLayout, SaveWall, SaveZone, Wall, Zone
from contract.walls.rows import Cell, LayerKind, Rect
from contract.wire import ROWS
from tests.city import Console, by_key, populated

NAMES = ("an", "binh", "chi")
who = st.integers(0, len(NAMES) - 1)
pick = st.integers(0, 9)


class Convergence(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.city = populated()
        self.city.ask(SaveWall(wall=Wall(id="w", name="Wall")))
        self.city.ask(
            SaveLayout(layout=Layout(id="l", name="One", columns=1, rows=1, cells=(Cell(id="A", column=0, row=0),)))
        )
        self.city.ask(SaveZone(zone=Zone(id="z", wall="w", number=1, name="Z", rect=Rect(0, 0, 9, 9), alarms_from=0)))
        self.consoles = [Console(self.city, name) for name in NAMES]
        self.heard: list[dict[Any, Row]] = [{} for _ in self.consoles]
        self._listen_all()
        self.promised: dict[str, Console] = {}

    def _listen_all(self) -> None:
        for n in range(len(self.consoles)):
            self._listen(n)

    def _listen(self, n: int) -> None:
        """A view that starts reads the world once, and from then on only hears changes."""
        console = self.consoles[n]
        self.heard[n] = by_key(console.replica.world.everything())
        for kind in ROWS:
            console.replica.subscribe(kind, _follow(self.heard[n]))

    def _ask(self, n: int, command: Command) -> None:
        if (id := self.consoles[n].ask(command)) and command.waits:
            self.promised[id] = self.consoles[n]

    def _alert(self, n: int, at: int) -> Alert | None:
        alerts = sorted(self.consoles[n].replica.world.all(Alert), key=lambda alert: alert.id)
        return alerts[at % len(alerts)] if alerts else None

    @rule(n=who, key=st.sampled_from("abc"), severity=st.sampled_from(Severity))
    def raise_alert(self, n: int, key: str, severity: Severity) -> None:
        self._ask(n, Raise(id=key, title="Ngập", severity=severity))

    @rule(n=who, at=pick)
    def acknowledge(self, n: int, at: int) -> None:
        if alert := self._alert(n, at):
            self._ask(n, Acknowledge(alert=alert.id, seen=alert.seq))

    @rule(n=who, at=pick, to=st.sampled_from(NAMES))
    def assign(self, n: int, at: int, to: str) -> None:
        if alert := self._alert(n, at):
            self._ask(n, Assign(alert=alert.id, to=to))

    @rule(n=who, at=pick)
    def close(self, n: int, at: int) -> None:
        if alert := self._alert(n, at):
            self._ask(n, Close(alert=alert.id, seen=alert.seq, disposition=Disposition.HANDLED))

    @rule(n=who, layer=st.sampled_from(["x", "y"]))
    def push(self, n: int, layer: str) -> None:
        cells = {"A": Content(kind="clock")}
        self._ask(n, PushLayer(zone="z", layer=layer, kind=LayerKind.ALARM, layout="l", cells=cells))

    @rule(n=who, layer=st.sampled_from(["x", "y"]))
    def pop(self, n: int, layer: str) -> None:
        self._ask(n, PopLayer(zone="z", layer=layer))

    @rule(role=st.sampled_from([Role.DUTY_OFFICER, Role.DELEGATE, Role.LEADER]))
    def change_rights(self, role: Role) -> None:
        """Somebody gains or loses the sight of alerts; their line is cut so that they are told anew."""
        self.city.ask(SavePerson(person=Person(id="chi", name="Chi", role=role)))
        self.consoles[2].cut()

    @rule(n=who)
    def connect(self, n: int) -> None:
        self.consoles[n].connect()

    @rule(n=who)
    def come_live(self, n: int) -> None:
        """Without this few runs reach what only a live line may ask."""
        self.consoles[n].connect()
        for _ in range(8):
            self.up(n, 4)
            self.down(n, 4)

    @rule(n=who)
    def cut(self, n: int) -> None:
        self.consoles[n].cut()

    @rule(n=who)
    def kill(self, n: int) -> None:
        self.consoles[n].kill()
        self._listen(n)

    @rule()
    def restart(self) -> None:
        self.city.restart()

    @rule(n=who)
    def pump(self, n: int) -> None:
        self.city.pump(self.consoles[n])

    @rule(n=who, times=st.integers(1, 4))
    def up(self, n: int, times: int) -> None:
        for _ in range(times):
            self.consoles[n].deliver_up()

    @rule(n=who, times=st.integers(1, 4))
    def down(self, n: int, times: int) -> None:
        for _ in range(times):
            self.consoles[n].deliver_down()

    @invariant()
    def subscribers_heard_everything(self) -> None:
        for console, heard in zip(self.consoles, self.heard, strict=True):
            assert heard == by_key(console.replica.world.everything())

    @invariant()
    def the_file_can_replace_the_memory(self) -> None:
        for console in self.consoles:
            kept = {wish.id for wish in console.file.wishes()}
            assert kept == {wish.id for wish in console.replica.wishes.values() if wish.command.waits}
            assert by_key(console.file.rows()) == by_key(console.replica._confirmed.everything())

    def teardown(self) -> None:
        for console in self.consoles:
            console.connect()
        for _ in range(200):
            for console in self.consoles:
                console.deliver_up()
                console.deliver_down()
        for console, name in zip(self.consoles, NAMES, strict=True):
            assert not console.replica.wishes
            assert by_key(console.replica.world.everything()) == self.city.rows_for(name)
        self._every_wish_was_settled_once()

    def _every_wish_was_settled_once(self) -> None:
        assert all(times <= 1 for times in self.city.effects.values())
        for id, console in self.promised.items():
            settled = self.city.store.settled(console.client, id)
            assert settled is not None, "an acknowledged wish was lost"
            assert (settled.code is None) == (self.city.effects[id] == 1)
            assert (settled.code is not None) == (id in {refused.id for refused in console.file.refusals()})


def _follow(heard: dict[Any, Row]) -> Callable[[list[Change]], None]:
    def follow(changes: list[Change]) -> None:
        for old, new in changes:
            row = new if new is not None else old
            assert row is not None
            assert heard.get(key_of(row)) == old, "a change must start from what was last told"
            if new is None:
                heard.pop(key_of(row))
            else:
                heard[key_of(row)] = new

    return follow


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a few rows, so that every catching up is torn into several frames."""
    monkeypatch.setattr(feed, "FRAME_OUT", 300)


Convergence.TestCase.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)
TestConvergence = pytest.mark.slow(Convergence.TestCase)


def test_a_row_that_leaves_ones_sight_is_gone_also_after_a_restart() -> None:
    city = populated()
    city.ask(Raise(id="a", title="Cháy", severity=Severity.WARNING))
    an = Console(city, "an")
    an.connect()
    for _ in range(5):
        an.deliver_up()
        an.deliver_down()
    assert an.replica.world.get(Alert, "a")
    city.ask(SavePerson(person=Person(id="an", name="An", role=Role.DELEGATE)))
    city.restart()
    an.connect()
    for _ in range(5):
        an.deliver_up()
        an.deliver_down()
    assert an.replica.world.get(Alert, "a") is None
    assert not list(an.file.rows()) or all(not isinstance(row, Alert) for row in an.file.rows())


def test_a_wish_that_may_not_wait_is_refused_without_a_line() -> None:
    city = populated()
    an = Console(city, "an")
    command = PushLayer(zone="z", layer="x", kind=LayerKind.ALARM, layout="l", cells={})
    assert an.ask(command) is None
    assert list(an.file.wishes()) == []
