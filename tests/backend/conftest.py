"""What the tests of the backend share: a folder with people in it, and a backend that listens on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.backend.rig import Rig, doors, populate


@pytest.fixture
def key(tmp_path: Path) -> str:
    """The folder is populated; the API key of the source in it."""
    return populate(tmp_path)


@pytest.fixture
async def rig(tmp_path: Path, key: str) -> AsyncIterator[Rig]:
    async with doors(tmp_path) as opened:
        yield opened
