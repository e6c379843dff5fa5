"""When a camera becomes restricted its bookmarks do too, without anybody asking."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.base import Command
from contract.bookmarks import AddBookmark, Bookmark
from contract.cameras import Camera, CameraGroup, SaveCamera, SaveCameraGroup
from contract.ids import new_id
from tests.backend.rig import Rig, eventually, populate

CAMERA = Camera(id="c", number=1, name="Cầu Bãi Cháy")
CITY: list[Command] = [SaveCameraGroup(group=CameraGroup(id="g", name="Cầu")), SaveCamera(camera=CAMERA)]


@pytest.fixture
def key(tmp_path: Path) -> str:
    return populate(tmp_path, CITY)


async def ask(rig: Rig, command: Command, by: str) -> None:
    settled = await rig.backend.writer.ask("test", new_id(), by, command)
    assert settled.code is None, settled


def viewers(rig: Rig) -> tuple[str, ...]:
    row = rig.backend.engine.world[Bookmark, "b"]
    assert isinstance(row, Bookmark)
    return row.viewers


async def test_bookmarks_follow_who_may_watch_their_camera(rig: Rig) -> None:
    await ask(rig, AddBookmark(id="b", cameras=("c",), start=datetime.now(UTC), why="Xe hỏng"), "an")
    assert viewers(rig) == ("video",)
    await ask(rig, SaveCamera(camera=replace(CAMERA, groups=("g",), restricted=True)), "system")
    await eventually(lambda: viewers(rig) == ("video:g",))
    await ask(rig, SaveCamera(camera=CAMERA), "system")
    await eventually(lambda: viewers(rig) == ("video",))
