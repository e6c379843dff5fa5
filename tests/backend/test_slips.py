"""What an administrator gets wrong on the command line: told in one line, exit code 2, and nothing written."""

import os
from pathlib import Path

import pytest

from backend.actors import SYSTEM
from backend.cli import main
from backend.offline import Offline
from backend.store import SqliteStore
from contract.people import SavePerson
from tests.backend.rig import PASSWORD, PEOPLE, populate, settings


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IOC_PASSWORD", PASSWORD)
    # It would hold on to this test's standard error, which is closed when the next one begins.
    monkeypatch.setattr("backend.cli.to_stderr", lambda _: None)


def _refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line that it is told with."""
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    return line


@pytest.mark.parametrize("words", [("set-password", "khong-co"), ("set-password", "system"), ("make-key", "system")])
def test_no_secret_is_made_for_nobody_nor_for_the_backend_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, str]
) -> None:
    populate(tmp_path, [SavePerson(person=SYSTEM)])
    assert _refused(capsys, *words, "--data", str(tmp_path)).startswith("id: ")
    with Offline(settings(tmp_path)) as offline:
        assert {id for id, _ in offline.store.secrets("account")} == set(PEOPLE)
        assert len(list(offline.store.secrets("key"))) == 1


@pytest.mark.parametrize(
    ("id", "name", "told"),
    [
        ("", "An", "id: expected at least one letter"),
        ("x" * 121, "An", "id: expected `str` of length <= 120"),
        ("a\nn", "An", "id: expected at least one letter, and nothing but printable characters"),
        ("an", " ", "name: expected at least one letter"),
        ("an", "x" * 201, "name: expected `str` of length <= 200"),
        ("an", "A\x1bn", "name: expected at least one letter, and nothing but printable characters"),
        ("system", "An", "id: system is the backend itself"),
    ],
)
def test_somebody_whose_row_could_not_be_read_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], id: str, name: str, told: str
) -> None:
    folder = tmp_path / "data"
    assert _refused(capsys, "add-person", id, name, "leader", "--data", str(folder)).startswith(told)
    assert not folder.exists()


def test_a_person_and_the_password_are_written_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["add-person", "an", "An", "leader", "--data", str(tmp_path)]
    assert main([*words, "--unit", "nowhere"]) == 1
    with Offline(settings(tmp_path)) as offline:
        assert not list(offline.store.secrets("account"))

    def second(self: SqliteStore, changes: object) -> None:
        raise AssertionError("the power may fail between two transactions")

    monkeypatch.setattr(SqliteStore, "keep_secrets", second)
    assert main(words) == 0
    with Offline(settings(tmp_path)) as offline:
        assert [id for id, _ in offline.store.secrets("account")] == ["an"]


@pytest.mark.parametrize("words", [["make-key", "an"], ["set-password", "an"], ["check"]])
def test_where_there_is_no_store_none_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert "there is no store" in _refused(capsys, *words, "--data", str(tmp_path / "slip"))
    assert not (tmp_path / "slip").exists()


@pytest.mark.parametrize("words", [["run", "--port", "0"], ["add-person", "an", "An", "leader"]])
@pytest.mark.parametrize("data", ["", "file", "file/below"])
def test_data_that_can_be_no_folder_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], data: str
) -> None:
    (tmp_path / "file").touch()
    assert "data: " in _refused(capsys, *words, "--data", str(tmp_path / data) if data else "")


@pytest.mark.skipif(os.name != "posix", reason="loops of symbolic links")
def test_a_lock_that_cannot_be_opened_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lock").symlink_to("lock")
    assert "data: " in _refused(capsys, "run", "--port", "0", "--data", str(tmp_path))


@pytest.mark.parametrize("ready", ["nowhere/ready", "."])
def test_a_ready_file_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ready: str
) -> None:
    words = ["run", "--port", "0", "--data", str(tmp_path / "data"), "--ready-file", str(tmp_path / ready)]
    assert _refused(capsys, *words).startswith("--ready-file: ")
