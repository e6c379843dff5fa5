"""What all tests share: no screen is needed, and nothing is kept outside of the test's own folder."""

import os

import pytest

# Before anybody imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("IOC_CONSOLE_KEYS", "file")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many tests wait for a process or a clock. What measures time is `alone`."""
    return min(os.cpu_count() or 1, 8) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: begun last, one of them would keep a single worker busy while the others have gone home."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
