"""A small clip and a running server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.rtsp.thread import ServerThread
from demo.scenes.testclip import make_test_clip
from tests.demo.watching import FPS, FRAMES


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_test_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", 320, 180, FPS, FRAMES / FPS, seed=1)


@pytest.fixture
def server(clip: Path) -> Iterator[ServerThread]:
    with ServerThread() as running:
        running.add("cam/sub", clip)
        yield running
