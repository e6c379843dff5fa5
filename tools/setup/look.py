"""Starts Qt once without a display: a missing library is found here, with its name, and not in the first window."""

from __future__ import annotations

import os
import subprocess

from tools.setup.stamp import PYTHON
from tools.setup.steps import LOG, ROOT, Steps, Stop

_TRY = """
import av, cv2, msgspec, numpy, sqlcipher3
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.show()
app.processEvents()
print(window.grab().width())
"""


def at_qt(steps: Steps) -> None:
    steps.next("A first look: Qt, video and the store start")
    done = subprocess.run(
        [str(PYTHON), "-c", _TRY],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        LOG.write_text(LOG.read_text(encoding="utf-8") + done.stderr, encoding="utf-8")
        last = done.stderr.strip().splitlines()[-1:] or [f"it ended with {done.returncode}"]
        raise Stop(
            f"The packages are there but do not start: {last[0]}\n"
            f"Its whole answer: {LOG}\n"
            "If a library (lib….so) is named, install the package that holds it; packaging/apt.txt has Debian's names."
        )
    steps.note("they do")
