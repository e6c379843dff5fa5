"""The console's file: encrypted, one program at a time, never silently replaced, and true after any kill."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from msgspec import Raw

from backend_client.errors import Corrupt, InUse, StoreError, WrongKey
from backend_client.keep import NotApplied, Step
from backend_client.keeper import Keeper
from backend_client.keys import KeyPlace, store_key
from backend_client.replica import Wish
from backend_client.seat import Seat, open_store, seat_file
from backend_client.store import ClientStore
from contract.alerts import Acknowledge
from contract.base import Gone
from contract.people import Person, Role
from contract.wire import Mark, encode

KEY = "0f" * 32
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
PERSON = Person(id="an", name="An", role=Role.DUTY_OFFICER)


def step(seq: int, *, settled: tuple[str, ...] = (), gone: tuple[Gone, ...] = (), fresh: bool = False) -> Step:
    mark = Mark(epoch="e", seq=seq, chain=f"c{seq}", scope="s")
    return Step(mark, [Raw(encode(PERSON))], gone, settled, fresh)


def wish(id: str) -> Wish:
    return Wish(id, Acknowledge(alert="a", seen=1), NOON)


def test_what_was_kept_is_there_after_closing(tmp_path: Path) -> None:
    store = ClientStore(tmp_path / "a.db", KEY)
    store.wish(wish("w1"))
    store.wish(wish("w2"))
    store.step(step(7, settled=("w1",)))
    store.close()
    store = ClientStore(tmp_path / "a.db", KEY)
    assert list(store.rows()) == [PERSON]
    assert list(store.wishes()) == [wish("w2")]
    assert store.mark() == Mark(epoch="e", seq=7, chain="c7", scope="s")
    store.step(step(8, gone=(Gone("person", "nobody"),)))
    store.step(Step(step(9).mark, [], [Gone("person", "an")], (), False))
    assert list(store.rows()) == []


def test_nothing_of_it_can_be_read_without_the_key(tmp_path: Path) -> None:
    store = ClientStore(tmp_path / "a.db", KEY)
    store.put("seat", Seat(server="http://x", user="an", client="c", person="an", refresh="geheim-token"))
    store.step(step(1))
    store.close()
    lying = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"geheim-token" not in lying
    assert b"person" not in lying
    with pytest.raises(WrongKey):
        ClientStore(tmp_path / "a.db", "1" * 64)


@pytest.mark.parametrize("key", ["", "xyz", "0F" * 32, "0" * 63])
def test_a_key_that_is_none_is_refused_before_anything_is_touched(tmp_path: Path, key: str) -> None:
    with pytest.raises(WrongKey):
        ClientStore(tmp_path / "a.db", key)


def test_a_second_program_on_the_same_file_is_turned_away(tmp_path: Path) -> None:
    first = ClientStore(tmp_path / "a.db", KEY)
    first.put("x", 1)
    with pytest.raises(InUse):
        ClientStore(tmp_path / "a.db", KEY)
    first.close()
    ClientStore(tmp_path / "a.db", KEY).close()


def test_a_damaged_file_is_set_aside_and_a_fresh_one_begun(tmp_path: Path) -> None:
    path = seat_file(tmp_path, "http://x", "an")
    store, aside = open_store(path, KeyPlace.FILE)
    assert aside is None
    for n in range(200):
        store.wish(wish(f"w{n}"))
    store.close()
    body = bytearray(path.read_bytes())
    body[5000:6000] = b"\0" * 1000
    path.write_bytes(body)
    store, aside = open_store(path, KeyPlace.FILE)
    assert aside is not None
    assert aside.read_bytes() == bytes(body)
    assert list(store.wishes()) == []
    store.close()


def test_a_file_of_another_schema_is_an_error_and_stays_untouched(tmp_path: Path) -> None:
    store = ClientStore(tmp_path / "a.db", KEY)
    store.put("schema", 99)
    store.close()
    with pytest.raises(StoreError, match="schema 99"):
        ClientStore(tmp_path / "a.db", KEY)


def test_a_refusal_stays_until_somebody_takes_note_of_it() -> None:
    store = ClientStore(None, KEY)
    store.wish(wish("w"))
    refused = NotApplied(id="w", command=Raw(encode(wish("w").command)), code="alert.changed", at=NOON)
    store.refused(refused)
    assert list(store.wishes()) == []
    assert [r.code for r in store.refusals()] == ["alert.changed"]
    store.noted("w")
    assert list(store.refusals()) == []


def test_the_key_file_is_for_its_owner_alone_and_stays_the_same(tmp_path: Path) -> None:
    key = store_key("a", tmp_path, KeyPlace.FILE)
    assert store_key("a", tmp_path, KeyPlace.FILE) == key
    assert len(key) == 64
    if sys.platform != "win32":
        assert (tmp_path / "a.key").stat().st_mode & 0o077 == 0


def test_without_a_keyring_a_machine_that_insists_on_one_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    script = (
        "import sys; from pathlib import Path; from backend_client.keys import *;"
        "print(len(store_key('a', Path(sys.argv[1]), KeyPlace(sys.argv[2]))))"
    )
    auto = subprocess.run([sys.executable, "-c", script, tmp_path, "auto"], capture_output=True, text=True, check=True)
    assert auto.stdout.endswith("64\n")
    (tmp_path / "a.key").unlink()
    strict = subprocess.run(
        [sys.executable, "-c", script, tmp_path, "keyring"], capture_output=True, text=True, check=False
    )
    assert "StoreError" in strict.stderr


def test_after_the_disk_fails_the_mark_never_passes_what_was_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    store = ClientStore(None, KEY)
    broken: list[str] = []
    keeper = Keeper(store, broken.append)
    keeper.step(step(1))
    real = store.step

    def full(_: Step) -> None:
        raise sqlite.OperationalError("database or disk is full")

    keeper.flush()
    monkeypatch.setattr(store, "step", full)
    keeper.step(step(2))
    keeper.flush()
    monkeypatch.setattr(store, "step", real)
    keeper.step(step(3))
    keeper.wish(wish("w"))
    keeper.flush()
    assert broken == ["database or disk is full"]
    mark = store.mark()
    assert mark is not None
    assert mark.seq == 1
    assert list(store.wishes()) == [wish("w")]
    keeper.close()


def test_a_wish_is_there_after_the_program_was_killed_in_the_same_instant(tmp_path: Path) -> None:
    script = """
import os, signal, sys
from pathlib import Path
from tests.client.test_store import KEY, wish
from backend_client.store import ClientStore
store = ClientStore(Path(sys.argv[1]), KEY)
for n in range(50):
    store.wish(wish(f"w{n:02}"))
    print(n, flush=True)
    if n == 30:
        os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "a.db"], capture_output=True, text=True, check=False
    )
    said = len(done.stdout.split())
    kept = [w.id for w in ClientStore(tmp_path / "a.db", KEY).wishes()]
    assert said == 31, done.stderr
    assert kept[:said] == [f"w{n:02}" for n in range(said)]


def test_corrupt_is_told_apart_from_a_wrong_key(tmp_path: Path) -> None:
    store = ClientStore(tmp_path / "a.db", KEY)
    for n in range(100):
        store.wish(wish(f"w{n}"))
    store.close()
    body = bytearray((tmp_path / "a.db").read_bytes())
    body[9000:9400] = b"x" * 400
    (tmp_path / "a.db").write_bytes(body)
    with pytest.raises(Corrupt):
        ClientStore(tmp_path / "a.db", KEY)
