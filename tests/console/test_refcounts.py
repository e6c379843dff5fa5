"""PySide6 must give back what it borrows: 6.12.0 on Python 3.11 loses a reference to None or True at every call."""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel

WHY = "this PySide6 aborts within seconds on this Python: see pyproject.toml"
CALLS = 2_000
SLACK = 200


class _Bell(QObject):
    rung = Signal(int)


def test_void_calls_do_not_eat_none(qapp: QApplication) -> None:
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.setText("x")
    assert sys.getrefcount(None) > before - SLACK, WHY


def test_emitting_does_not_eat_true(qapp: QApplication) -> None:
    bell = _Bell()
    before = sys.getrefcount(True)
    for number in range(CALLS):
        bell.rung.emit(number)
    assert sys.getrefcount(True) > before - SLACK, WHY
