"""The table follows the world: whatever happens, it shows exactly the rows that pass, in order, and keeps its place."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from backend_client.replica import Replica
from console.strings import _
from console.widgets.rows_model import BATCH_MS, ROW, SLICE_S, Column, RowsModel
from console.widgets.rows_table import RowsTable
from console.widgets.stock import Rules
from contract.alerts import Alert, Severity
from contract.base import Actor, Fact, Gone

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
TITLES = ("Ngập cục bộ tại Móng Cái", "Cháy rừng ở Đông Triều", "Ùn tắc Bãi Cháy", "Mất tín hiệu Cửa Ông")
RULES: Rules[Alert] = Rules(
    lambda alert: (-alert.severity, -alert.first_at.timestamp()),
    lambda alert: int(alert.severity),
    lambda alert: alert.title,
)
COLUMNS: tuple[Column[Alert], ...] = (Column("Title", lambda alert: alert.title), Column("Id", lambda alert: alert.id))


def alert(id: str, severity: int = 1, age: float = 0, title: int = 0, count: int = 1) -> Alert:
    at = NOW - timedelta(seconds=age)
    level = Severity(severity)
    return Alert(
        id=id, title=TITLES[title], severity=level, peak=level, source="x", first_at=at, last_at=at, count=count
    )  # fmt: skip


class Side:
    """A replica and its model; every change goes through `settle`, as from the wire."""

    def __init__(self, *rows: Alert) -> None:
        self.replica = Replica(lambda: Actor(id="an", now=NOW), rows)
        self.model: RowsModel[Alert] = RowsModel(self.replica, Alert, COLUMNS, RULES)

    def settle(self, *facts: Fact) -> None:
        self.replica.settle(facts)

    def shown(self) -> list[str]:
        return [self.model.index(at, 1).data() for at in range(self.model.rowCount())]

    def due(self, wanted: Callable[[Alert], bool] = lambda _: True) -> list[str]:
        rows = [row for row in self.replica.world.all(Alert) if wanted(row)]
        return [row.id for row in sorted(rows, key=lambda row: (*RULES.order(row), row.id))]

    def calm(self, bot: QtBot) -> None:
        """Wait until nothing is on its way."""
        bot.waitUntil(lambda: not self.model._pending and not self.model.searching, timeout=3000)


ids = st.sampled_from([f"a{n}" for n in range(12)])
rows = st.builds(alert, ids, st.integers(0, 3), st.integers(0, 5), st.integers(0, 3), st.integers(1, 3))
facts = st.lists(st.one_of(rows, ids.map(lambda id: Gone("alert", id))), max_size=30)
steps = st.lists(
    st.one_of(
        facts,
        st.sets(st.integers(0, 3)).map(lambda wanted: ("narrow", wanted)),
        st.sampled_from(["", "mong cai", "dong", "ch", "không có"]).map(lambda text: ("search", text)),
        st.just(("wait", "")),
        st.sampled_from([("rest", ""), ("wake", "")]),
    ),
    max_size=12,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.lists(rows, max_size=15), steps=steps)
def test_the_table_follows_the_world(qtbot: QtBot, start: list[Alert], steps: list[object]) -> None:
    side = Side(*{row.id: row for row in start}.values())
    tester = QAbstractItemModelTester(side.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    wanted, needle = set(range(4)), ""
    for step in steps:
        match step:
            case ("narrow", set() as chosen):
                wanted = chosen or set(range(4))
                side.model.narrow(wanted.__contains__ if chosen else None)
            case ("search", str() as needle):
                side.model.search(needle)
            case ("wait", _):
                qtbot.wait(1)
            case ("rest", _):
                side.model.rest()
            case ("wake", _):
                side.model.wake()
            case list():
                side.settle(*step)
    side.model.wake()
    side.calm(qtbot)
    text = side.model.stock.text
    assert side.shown() == side.due(lambda row: row.severity in wanted and _fold(needle) in text(row))
    assert sum(side.model.stock.counts.values()) == len(side.due())
    del tester


def _fold(text: str) -> str:
    return {"không có": "khong co"}.get(text, text)


@pytest.mark.alone
def test_the_first_change_shows_at_once_and_the_next_wait_for_the_batch(qtbot: QtBot) -> None:
    side = Side()
    side.settle(alert("a"))
    assert side.shown() == ["a"]
    side.settle(alert("b"))
    side.settle(alert("c"))
    assert side.shown() == ["a"]
    begun = time.monotonic()
    qtbot.waitUntil(lambda: len(side.shown()) == 3, timeout=1000)
    assert time.monotonic() - begun < BATCH_MS / 1000 + 0.2


def test_nothing_runs_once_everything_is_shown(qtbot: QtBot) -> None:
    side = Side()
    side.settle(alert("a"))
    qtbot.wait(3 * BATCH_MS)
    assert not side.model._batch.isActive()
    assert not side.model._sweep.isActive()


def test_new_rows_at_one_place_are_told_as_one_insertion(qtbot: QtBot) -> None:
    side = Side(*(alert(f"old{n}", age=n) for n in range(50)))
    told: list[tuple[int, int]] = []
    side.model.rowsInserted.connect(lambda _parent, first, last: told.append((first, last)))
    side.settle(*(alert(f"new{n}", age=-n - 1) for n in range(40)))
    assert told == [(0, 39)]


def test_changes_all_over_the_list_are_told_as_one_reset(qtbot: QtBot) -> None:
    side = Side(*(alert(f"a{n}", age=2 * n) for n in range(200)))
    resets: list[int] = []
    side.model.modelReset.connect(lambda: resets.append(1))
    side.settle(*(alert(f"b{n}", age=2 * n + 1) for n in range(200)))
    assert resets == [1]
    assert side.shown() == side.due()


class Nothing:
    """Paints nothing."""

    def begin(self, painter: QPainter, scale: float) -> None: ...
    def paint(self, painter: QPainter, column: int, box: QRect, row: Alert) -> None: ...
    def cut(self, column: int, width: int, row: Alert) -> bool:
        return False


@pytest.fixture
def tabled(qtbot: QtBot) -> tuple[Side, RowsTable[Alert]]:
    side = Side(*(alert(f"a{n:03}", age=n) for n in range(300)))
    table: RowsTable[Alert] = RowsTable(side.model, Nothing())
    qtbot.addWidget(table)
    table.resize(600, 400)
    table.show()
    return side, table


def _pick(table: RowsTable[Alert], *ids: str) -> None:
    table.clearSelection()
    for id in ids:
        at = table._rows.find(id)
        assert at is not None
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        table.selectionModel().setCurrentIndex(table._rows.index(at, 0), flags)


def test_a_selection_survives_rows_that_come_above_it(tabled: tuple[Side, RowsTable[Alert]]) -> None:
    side, table = tabled
    _pick(table, "a005", "a007")
    side.settle(*(alert(f"new{n}", age=-n - 1) for n in range(5)))
    assert [row.id for row in table.chosen()] == ["a005", "a007"]
    current = table.current()
    assert current is not None
    assert current.id == "a007"


def test_a_selection_goes_with_a_row_that_moves(tabled: tuple[Side, RowsTable[Alert]]) -> None:
    side, table = tabled
    _pick(table, "a005", "a007")
    side.settle(alert("a007", severity=0, age=7))
    assert {row.id for row in table.chosen()} == {"a005", "a007"}
    assert table.current() == side.model.row(299)


def test_a_selection_survives_a_reset(tabled: tuple[Side, RowsTable[Alert]]) -> None:
    side, table = tabled
    _pick(table, "a005", "a007")
    side.settle(*(alert(f"b{n}", age=n + 0.5) for n in range(200)))
    assert [row.id for row in table.chosen()] == ["a005", "a007"]
    side.model.narrow(lambda facet: facet == 1)
    assert [row.id for row in table.chosen()] == ["a005", "a007"]


def test_whoever_has_scrolled_down_reads_on(qtbot: QtBot, tabled: tuple[Side, RowsTable[Alert]]) -> None:
    side, table = tabled
    table.verticalScrollBar().setValue(40 * table.rowHeight(0))
    qtbot.wait(20)
    before = side.model.row(table.rowAt(0)).id
    side.settle(*(alert(f"new{n}", age=-n - 1) for n in range(5)))
    qtbot.wait(20)
    assert side.model.row(table.rowAt(0)).id == before


def test_a_row_hands_itself_over(qtbot: QtBot) -> None:
    side = Side(alert("a"))
    assert side.model.index(0, 0).data(ROW) == alert("a")
    assert side.model.headerData(0, Qt.Orientation.Horizontal) == _("Title")


@pytest.mark.alone
def test_a_hundred_thousand_rows_are_narrowed_within_a_frame_and_searched_without_blocking(qtbot: QtBot) -> None:
    side = Side(*(alert(f"a{n:06}", n % 4, n, n % 4) for n in range(100_000)))
    best = min(_timed(lambda wanted=wanted: side.model.narrow(wanted)) for wanted in [(1).__eq__, (2).__eq__] * 3)
    assert best < 0.020, f"{best * 1000:.1f} ms"
    side.model.narrow(None)
    held = _timed(lambda: side.model.search("cua ong"))
    assert held < 6 * SLICE_S, f"{held * 1000:.1f} ms"
    assert side.model.rowCount() > 0, "the first finds are there with the first slice"
    side.calm(qtbot)
    assert side.model.rowCount() == 25_000


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
