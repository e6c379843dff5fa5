"""What all tests share: no screen is needed, and nothing is kept outside of the test's own folder."""

import gc
import os

import pytest

# Before anybody imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("IOC_CONSOLE_KEYS", "file")


# As in the programs (console/app/garbage.py): a widget that a decoder's thread collects takes Qt down, tests later.
gc.disable()
_MANY = 100_000


def pytest_runtest_teardown() -> None:
    """Collect in the main thread, between two tests, now and then."""
    if gc.get_count()[0] > _MANY:
        gc.collect()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many tests wait for a process or a clock. What measures time is `alone`."""
    return min(os.cpu_count() or 1, 8) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: begun last, one of them would keep a single worker busy while the others have gone home."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
