"""`check` sees what somebody changed behind the backend's back."""

from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite

from backend.check import check
from backend.cli import main
from backend.offline import STORE, Offline
from backend.settings import Settings
from contract.alerts import Raise, Severity
from contract.cameras import Camera, RemoveCamera, SaveCamera, SetCameraLogin

CAMERA = SaveCamera(camera=Camera(id="c", number=1, name="Cầu"))
WISHES = [
    CAMERA,
    SetCameraLogin(camera="c", user="u", password="p"),
    *(Raise(id=f"a{n % 3}", title="Ngập", severity=Severity.NOTICE) for n in range(9)),
    RemoveCamera(camera="c"),
    CAMERA,
    SetCameraLogin(camera="c", user="u2", password="p"),
]


def _settings(folder: Path) -> Settings:
    return Settings(data=str(folder))


def _look(folder: Path) -> list[str]:
    with Offline(_settings(folder)) as offline:
        return check(offline.store).wrong


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Offline(_settings(tmp_path)) as offline:
        offline.ask(WISHES)
        found = check(offline.store)
        assert (found.whole, found.wishes, found.sealed) == (True, len(WISHES), 2)
    return tmp_path


def test_every_row_that_cannot_be_read_is_named_and_the_chain_looked_at_all_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.cli.to_stderr", lambda _: None)
    db = sqlite.connect(str(folder / STORE))
    db.execute("UPDATE rows SET body = x'ff7b' WHERE id = 'a0'")
    db.execute("UPDATE rows SET body = ? WHERE id = 'a1'", ('{"row":"alert","id":"a1"}',))
    db.execute("UPDATE rows SET body = (SELECT body FROM rows WHERE id = 'a2') WHERE kind = 'camera'")
    db.execute("UPDATE log SET rows = x'00' WHERE seq = 8")
    db.commit()
    db.close()
    assert main(["check", "--data", str(folder)]) == 1
    told = sorted(line.partition(" cannot be read")[0] for line in capsys.readouterr().out.splitlines()[1:])
    assert told == ["8", "alert a0", "alert a1", "camera c"]


def test_a_row_whose_columns_are_of_the_wrong_type_is_told_and_no_traceback(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.cli.to_stderr", lambda _: None)
    db = sqlite.connect(str(folder / STORE))
    db.execute("UPDATE rows SET ever = NULL WHERE id = 'a0'")
    db.commit()
    db.close()
    assert main(["check", "--data", str(folder)]) == 1
    assert "alert a0 cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("UPDATE log SET rows = replace(rows, 'Ngập', 'Khô') WHERE seq = 5", "the chain breaks at 5"),
        ("UPDATE log SET chain = 'x' WHERE seq = 4", "the chain breaks at 4"),
        ("DELETE FROM log WHERE seq = 6", "7 follows 5"),
        ("DELETE FROM log WHERE seq = 14", "granted wishes missing in the log"),
        ("DELETE FROM settled WHERE seq = 3", "wishes in the log that were never settled"),
        ("UPDATE rows SET body = replace(body, 'Ngập', 'Khô') WHERE id = 'a1'", "alert a1 is not as the log left it"),
        ("UPDATE rows SET seq = 99 WHERE id = 'a1'", "rows newer than the log"),
    ],
)
def test_what_was_changed_is_found(folder: Path, tampering: str, told: str) -> None:
    db = sqlite.connect(str(folder / STORE))
    db.execute(tampering)
    db.commit()
    db.close()
    assert any(told in line for line in _look(folder)), _look(folder)
