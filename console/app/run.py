"""Runs a program of the console: one Qt application, one event loop, a clean end however it comes."""

import asyncio
import signal
import sys
from contextlib import suppress

import qasync
from PySide6.QtWidgets import QApplication

from console.app.desk import desk
from console.app.garbage import Garbage
from console.app.trial import Trial
from console.app.wall import wall
from console.settings import Settings
from console.strings import set_language
from console.theme import wear

PROGRAMS = {"desk": desk, "wall": wall}


def run(program: str, settings: Settings, trial: Trial) -> int:
    """The exit code, once the program has ended."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("IOC Console")
    # The end comes from our own event: Qt quitting by itself would leave the loop with unfinished work.
    app.setQuitOnLastWindowClosed(False)
    Garbage(app)
    set_language(settings.language)
    wear(app, settings.theme)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        return int(loop.run_until_complete(_until_told(program, settings, trial)))


async def _until_told(program: str, settings: Settings, trial: Trial) -> int:
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGINT, signal.SIGTERM):
        # Windows has no signal handlers on its loop; there Ctrl-C raises KeyboardInterrupt by itself.
        with suppress(NotImplementedError):
            loop.add_signal_handler(told, ending.set)
    return await PROGRAMS[program](settings, trial, ending)
