"""What all tests share: no screen is needed, and nothing is kept outside of the test's own folder."""

import os

# Before anybody imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("IOC_CONSOLE_KEYS", "file")
