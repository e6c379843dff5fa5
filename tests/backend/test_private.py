"""Nobody else on the machine reads what lies in the data folder, whatever the umask and whoever made it."""

import os
import stat
from pathlib import Path

import pytest

from backend.files import Files
from backend.offline import STORE, Offline
from backend.private import private_folder
from backend.settings import BadSettings
from tests.backend.rig import populate, settings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows keeps a folder's rights by inheritance")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _modes(folder: Path) -> dict[str, int]:
    return {path.name: _mode(path) for path in folder.iterdir()}


def _with_a_file(folder: Path) -> Path:
    upload = Files(folder / "files").take()
    upload.write(b"x")
    digest = upload.finish()
    found = Files(folder / "files").path(digest)
    assert found
    return found


@pytest.fixture(autouse=True)
def _open_handed() -> object:
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_new_folder_is_ones_own(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    populate(folder)
    with Offline(settings(folder)) as offline:
        offline.set_password("an", "mat-khau-moi")
        modes = _modes(folder)
        assert {STORE, f"{STORE}-wal", f"{STORE}-shm", "lock"} <= set(modes)
        assert set(modes.values()) == {0o600}
    sent = _with_a_file(folder)
    assert [_mode(path) for path in (folder, folder / "files", sent.parent, sent)] == [0o700, 0o700, 0o700, 0o600]


def test_a_folder_from_before_is_closed(tmp_path: Path) -> None:
    populate(tmp_path)
    tmp_path.chmod(0o755)
    for name in (STORE, f"{STORE}-wal", f"{STORE}-shm", "lock"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    with Offline(settings(tmp_path)):
        assert _mode(tmp_path) == 0o700
        assert set(_modes(tmp_path).values()) == {0o600}


def test_a_folder_that_all_share_is_not_taken_from_them(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(BadSettings, match="shared with others"):
        private_folder(tmp_path)
    assert _mode(tmp_path) == 0o1777
