"""The command line, as an administrator meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from backend.offline import STORE, Offline
from contract.people import Person
from tests.backend.rig import PASSWORD, ROOT, Process, populate, settings


def _run(folder: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "backend", *words, "--data", str(folder)]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=30, check=False
    )


def test_help_names_every_command_and_every_setting() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "backend", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for word in ("run", "add-person", "set-password", "make-key", "check", "tick_ms", "IOC_BACKEND_", "insecure"):
        assert word in done.stdout


def test_the_first_administrator_is_added_and_can_sign_in(tmp_path: Path) -> None:
    done = _run(tmp_path, "add-person", "dung", "Phạm Dung", "admin", IOC_PASSWORD=PASSWORD)
    assert done.returncode == 0, done.stderr
    with Offline(settings(tmp_path)) as offline:
        assert offline.engine.world[Person, "dung"].name == "Phạm Dung"
    process = Process(tmp_path)
    try:
        process.start()
        url = f"http://127.0.0.1:{process.port}/v1/sign-in"
        body = {"user": "dung", "password": PASSWORD, "client": "pc"}
        assert httpx.post(url, json=body).status_code == 200
        assert _run(tmp_path, "set-password", "dung", IOC_PASSWORD="mat-khau-khac").returncode == 0
        assert httpx.post(url, json=body).status_code == 401
        assert httpx.post(url, json=body | {"password": "mat-khau-khac"}).status_code == 200
        busy = _run(tmp_path, "add-person", "an", "An", "leader", IOC_PASSWORD=PASSWORD)
        assert (busy.returncode, "in use by another process" in busy.stderr) == (1, True)
        assert process.end(2) == 0
    finally:
        process.close()


def test_what_the_rules_refuse_is_refused_here_too(tmp_path: Path) -> None:
    done = _run(tmp_path, "add-person", "an", "An", "leader", "--unit", "nowhere", "--no-password")
    assert (done.returncode, "unit.unknown" in done.stderr) == (1, True)
    weak = _run(tmp_path, "add-person", "an", "An", "leader", IOC_PASSWORD="ngan")
    assert (weak.returncode, "8 to 200 characters" in weak.stderr) == (1, True)
    with Offline(settings(tmp_path)) as offline:
        assert offline.engine.head == 0


def test_a_key_is_printed_once_and_made_for_somebody_who_is_there(tmp_path: Path) -> None:
    populate(tmp_path)
    done = _run(tmp_path, "make-key", "cam-bien", "--label", "trạm 1")
    assert done.stdout.startswith("ioc_")
    assert done.stdout.strip() not in (tmp_path / STORE).read_bytes().decode("latin-1")
    for whom, told in (("khong-co", "there is no person"), ("an", "is no source")):
        refused = _run(tmp_path, "make-key", whom)
        assert (refused.returncode, refused.stdout, told in refused.stderr) == (2, "", True)


def test_ready_is_told_on_standard_output_and_in_a_file(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    command = [sys.executable, "-m", "backend", "--data", str(tmp_path), "--port", "0", "--ready-file", str(ready)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert running.stdout
        told = json.loads(running.stdout.readline())
        assert told == json.loads(ready.read_text()) == {"port": told["port"], "pid": running.pid}
        assert httpx.get(f"http://127.0.0.1:{told['port']}/v1/health").json()["status"] == "ok"
    finally:
        running.terminate()
        assert running.wait(20) == 0
        assert running.stdout
        running.stdout.close()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--settings", "/nowhere.toml"], "/nowhere.toml: cannot be read"),
        (["--host", "0.0.0.0"], "insecure = true"),
        (["--port", "70000"], "port"),
        (["dance"], "invalid choice"),
    ],
)
def test_a_mistake_ends_with_two_and_says_what_it_was(tmp_path: Path, words: list[str], told: str) -> None:
    done = _run(tmp_path, *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_said_to_be(tmp_path: Path) -> None:
    populate(tmp_path)
    process = Process(tmp_path)
    try:
        process.start()
        done = _run(tmp_path / "other", "--port", str(process.port))
        assert (done.returncode, "cannot listen" in done.stderr) == (2, True)
        second = _run(tmp_path, "--port", "0")
        assert (second.returncode, "in use by another process" in second.stderr) == (1, True)
    finally:
        process.close()


@pytest.mark.parametrize("at", [0, 30, 5000])
def test_a_corrupted_store_is_not_served(tmp_path: Path, at: int) -> None:
    populate(tmp_path)
    file = tmp_path / STORE
    body = bytearray(file.read_bytes())
    body[at : at + 4096] = b"\xde\xad\xbe\xef" * 1024
    file.write_bytes(bytes(body))
    for wal in tmp_path.glob("*-wal"):
        wal.unlink()
    done = _run(tmp_path, "run", "--port", "0")
    assert done.returncode == 1
    assert str(file) in done.stderr
    assert "Traceback" not in done.stderr
    assert file.read_bytes() == bytes(body), "a damaged file is left as it is found"


def test_a_store_is_not_read_with_the_wrong_key(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("ab" * 32)
    with Offline(settings(tmp_path, store_key_file=str(key))):
        pass
    assert b"SQLite format" not in (tmp_path / STORE).read_bytes()
    key.write_text("cd" * 32)
    done = _run(tmp_path, "check", IOC_BACKEND_STORE_KEY_FILE=str(key))
    assert (done.returncode, str(tmp_path / STORE) in done.stderr) == (1, True)
    key.write_text("ab" * 32)
    assert _run(tmp_path, "check", IOC_BACKEND_STORE_KEY_FILE=str(key)).returncode == 0
