"""The whole client against a real backend process: it starts without one, survives its death, and loses nothing."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from backend_client.client import Client
from backend_client.errors import NoAnswer, SignInRefused
from backend_client.keys import KeyPlace
from backend_client.seat import seat_file
from console.accounts import Accounts
from contract.alerts import Acknowledge, Alert, Raise, Severity
from contract.cameras import Camera
from contract.people import Person
from demo.city import PASSWORD
from tests.processes import ROOT, BackendProcess


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BackendProcess]:
    with BackendProcess(tmp_path_factory.mktemp("backend")) as running:
        yield running


@asynccontextmanager
async def running(client: Client) -> AsyncIterator[Client]:
    task = asyncio.get_running_loop().create_task(client.run())
    try:
        yield client
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await client.close()


async def until(what: Callable[[], object], within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while not what():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)


def accounts(folder: Path) -> Accounts:
    return Accounts(folder, KeyPlace.FILE)


async def test_somebody_signs_in_and_knows_the_city(backend: BackendProcess, tmp_path: Path) -> None:
    client = await accounts(tmp_path).sign_in(backend.url, "minh", PASSWORD)
    async with running(client):
        await until(lambda: client.line().live)
        assert len(list(client.replica.world.all(Camera))) == 28
        assert client.replica.world[Person, "minh"].name == client.name
        assert "alerts.acknowledge" in client.who().rights
        await until(lambda: client.line().skew_s is not None)
        assert abs(client.line().skew_s or 9) < 1


async def test_a_wrong_password_is_refused_and_leaves_no_file(backend: BackendProcess, tmp_path: Path) -> None:
    with pytest.raises(SignInRefused):
        await accounts(tmp_path).sign_in(backend.url, "hai", "wrong-password")
    assert not seat_file(tmp_path, backend.url, "hai").exists()
    assert accounts(tmp_path).last() is None


async def test_nobody_answers_a_stranger_without_a_backend(tmp_path: Path) -> None:
    with pytest.raises(NoAnswer):
        await accounts(tmp_path).sign_in("http://127.0.0.1:9", "minh", PASSWORD)


@pytest.mark.alone
async def test_work_without_a_backend_is_settled_once_after_it_returns(tmp_path: Path) -> None:
    folder = tmp_path / "console"
    backend = BackendProcess(tmp_path)
    with backend:
        client = await accounts(folder).sign_in(backend.url, "minh", PASSWORD)
        async with running(client):
            await until(lambda: client.line().live)
            client.ask(Raise(id="flood", title="Ngập", severity=Severity.WARNING))
            await until(lambda: not client.replica.wishes)
            backend.kill()
            await until(lambda: not client.line().live, 2.0)
            client.ask(Acknowledge(alert="flood", seen=1))
            assert client.replica.world[Alert, "flood"].acked_by == "minh"
            assert not client.replica.confirmed(("alert", "flood"))
            client.keeper.flush()
        # The console itself is gone now; the backend is too. Both come back, the console first.
        again = accounts(folder).resume()
        assert again is not None
        assert again.replica.world[Alert, "flood"].acked_by == "minh"
        async with running(again):
            await asyncio.sleep(0.3)
            assert not again.line().live
            backend.start()
            await until(lambda: again.line().live and not again.replica.wishes, 15.0)
            alert = again.replica.world[Alert, "flood"]
            assert (alert.acked_by, alert.seq) == ("minh", 2)
            assert not again.refusals()


KILLED = """
import os, signal, sys
from pathlib import Path
from backend_client.keys import KeyPlace
from console.accounts import Accounts
from contract.alerts import Acknowledge
client = Accounts(Path(sys.argv[1]), KeyPlace.FILE).resume()
client.ask(Acknowledge(alert="flood", seen=1))
assert client.keeper.flush()
print("asked", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


async def test_an_acknowledgement_outlives_the_kill_of_backend_and_console(tmp_path: Path) -> None:
    folder, backend = tmp_path / "console", BackendProcess(tmp_path)
    backend.start()
    client = await accounts(folder).sign_in(backend.url, "minh", PASSWORD)
    async with running(client):
        await until(lambda: client.line().live)
        client.ask(Raise(id="flood", title="Ngập", severity=Severity.WARNING))
        await until(lambda: not client.replica.wishes)
    backend.kill()
    words = [sys.executable, "-c", KILLED, str(folder)]
    console = await asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (console.stdout, console.returncode) == ("asked\n", -signal.SIGKILL), console.stderr
    with backend:
        again = accounts(folder).resume()
        assert again is not None
        async with running(again):
            await until(lambda: again.line().live and not again.replica.wishes, 15.0)
            alert = again.replica.world[Alert, "flood"]
            assert (alert.acked_by, alert.seq) == ("minh", 2), "settled, and once"
            assert not again.refusals()


@pytest.mark.alone
async def test_a_silent_backend_is_noticed(tmp_path: Path) -> None:
    with BackendProcess(tmp_path) as backend:
        client = await accounts(tmp_path / "c").sign_in(backend.url, "minh", PASSWORD)
        async with running(client):
            await until(lambda: client.line().live)
            backend.freeze()
            try:
                await until(lambda: not client.line().live, 9.0)
            finally:
                backend.thaw()
            await until(lambda: client.line().live, 15.0)


async def test_somebody_known_here_can_sign_in_without_a_backend(tmp_path: Path) -> None:
    with BackendProcess(tmp_path) as backend:
        client = await accounts(tmp_path / "c").sign_in(backend.url, "minh", PASSWORD)
        async with running(client):
            await until(lambda: client.line().live)
    with pytest.raises(SignInRefused):
        await accounts(tmp_path / "c").sign_in(backend.url, "minh", "wrong-password")
    client = await accounts(tmp_path / "c").sign_in(backend.url, "minh", PASSWORD)
    assert len(list(client.replica.world.all(Camera))) == 28
    assert "alerts.acknowledge" in client.who().rights
    await client.close()


async def test_signing_out_ends_the_shift_on_this_machine(backend: BackendProcess, tmp_path: Path) -> None:
    client = await accounts(tmp_path).sign_in(backend.url, "huong", PASSWORD)
    async with running(client):
        await until(lambda: client.line().live)
        await client.sign_out()
    assert accounts(tmp_path).resume() is None


async def test_a_colleague_was_first(backend: BackendProcess, tmp_path: Path) -> None:
    one = await accounts(tmp_path / "1").sign_in(backend.url, "minh", PASSWORD)
    two = await accounts(tmp_path / "2").sign_in(backend.url, "huong", PASSWORD)
    async with running(one), running(two):
        await until(lambda: one.line().live and two.line().live)
        one.ask(Raise(id="race", title="Cháy", severity=Severity.EMERGENCY))
        await until(lambda: two.replica.world.get(Alert, "race"))
        one.ask(Acknowledge(alert="race", seen=1))
        two.ask(Acknowledge(alert="race", seen=1))
        await until(lambda: not one.replica.wishes and not two.replica.wishes)
        await until(lambda: bool(one.refusals()) != bool(two.refusals()))
        winner = one if two.refusals() else two
        for client in (one, two):
            await until(lambda client=client: client.replica.world[Alert, "race"].acked_by == winner.seat.person)
        refused = (one.refusals() or two.refusals())[0]
        assert refused.code == "alert.already_acknowledged"
        assert refused.facts["name"] == winner.name
