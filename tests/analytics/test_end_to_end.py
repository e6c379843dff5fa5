"""A thing that moves before a camera becomes an alert: real backend, real RTSP server, the machine as a process."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from analytics.words import alert_id
from backend_client.client import Client
from backend_client.http import Http
from backend_client.keys import KeyPlace
from backend_client.seat import Seat, open_store, seat_file
from contract.alerts import Alert, Severity
from contract.analytics import (
    AnalyticsRule,
    AnalyticsSight,
    AnalyticsState,
    RuleKind,
    SaveAnalyticsRule,
    SightsWanted,
    TurnAnalyticsRule,
    Watching,
)
from contract.ids import new_id
from contract.signals import Signal
from demo.city import CAMERAS, PASSWORD
from demo.city.people import ANALYTICS_NODE
from demo.rtsp.manifest import MountSpec, write
from demo.run.seed import LOGIN
from tests.analytics.pictures import make_clip
from tests.processes import ROOT, BackendProcess

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
WHOLE = ((0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98))


@contextmanager
def cameras(folder: Path) -> Iterator[int]:
    """The first camera's streams: a block that crosses the picture; all other cameras are not there."""
    make_clip(folder / "sub.mp4")
    mounts = [MountSpec(CAMERAS[0].path(profile), "sub.mp4", *LOGIN) for profile in ("main", "sub")]
    write(folder / "cameras.json", mounts)
    command = [sys.executable, "-m", "demo.rtsp", "--manifest", str(folder / "cameras.json")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(json.loads(process.stdout.readline())["rtsp"])
    finally:
        process.terminate()
        process.communicate(timeout=10)


@contextmanager
def machine(folder: Path, server: str) -> Iterator["subprocess.Popen[bytes]"]:
    secret = folder / "password"
    secret.write_text(PASSWORD)
    words = ["--server", server, "--user", ANALYTICS_NODE, "--password-file", str(secret)]
    with (folder / "analytics.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "analytics", *words, "--data-dir", str(folder / "machine")], cwd=ROOT, stderr=log
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


@asynccontextmanager
async def somebody(folder: Path, server: str, user: str) -> AsyncIterator[Client]:
    http = Http(server)
    client_id = new_id()
    tokens = await http.sign_in(user, PASSWORD, client_id)
    await http.close()
    store, _ = open_store(seat_file(folder / user, server, user), KeyPlace.FILE)
    seat = Seat(server=server, user=user, client=client_id, person=tokens.person.id).with_tokens(tokens)
    client = Client(seat, store)
    client.signed_in(tokens)
    running = asyncio.get_running_loop().create_task(client.run())
    try:
        await until(lambda: client.line().live)
        yield client
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await client.close()


async def until(what: Callable[[], object], within_s: float = 30.0) -> None:
    async with asyncio.timeout(within_s):
        while not what():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.05)


def rule(id: str, kind: RuleKind, camera: str = CAMERAS[0].id, **more: object) -> AnalyticsRule:
    shape = ((0.5, 0.0), (0.5, 1.0)) if kind is RuleKind.CROSSING else WHOLE
    return AnalyticsRule(id=id, camera=camera, name="Thử", kind=kind, shape=shape, **more)  # type: ignore[arg-type]


async def test_a_moving_thing_becomes_an_alert_and_who_does_not_watch_says_so(tmp_path: Path) -> None:
    with cameras(tmp_path) as rtsp, BackendProcess(tmp_path, rtsp) as backend:
        async with somebody(tmp_path, backend.url, "lan") as lan:
            world = lambda: lan.replica.world  # noqa: E731
            state = lambda id: world().get(AnalyticsState, id)  # noqa: E731
            heard: list[AnalyticsSight] = []

            def hear(_: str, signal: Signal) -> None:
                if isinstance(signal, AnalyticsSight):
                    heard.append(signal)

            lan.on_signal = hear
            lan.ask(SaveAnalyticsRule(rule=rule("cross", RuleKind.CROSSING, rearm_s=5.0, severity=3)))
            lan.ask(SaveAnalyticsRule(rule=rule("dead", RuleKind.MOTION, camera=CAMERAS[1].id)))
            lan.ask(SaveAnalyticsRule(rule=rule("model", RuleKind.OBJECTS)))
            await until(lambda: not lan.replica.wishes)
            assert state("cross").reason == "not_taken_up"
            with machine(tmp_path, backend.url) as process:
                await until(lambda: state("cross").status is Watching.WATCHING)
                await until(lambda: state("dead").reason == "not_found")
                await until(lambda: (state("model").status, state("model").reason) == (Watching.FAULTY, "no_model"))
                await until(lambda: world().get(Alert, alert_id("cross")))
                alert = world()[Alert, alert_id("cross")]
                assert (alert.camera, alert.severity, alert.source) == (
                    CAMERAS[0].id, Severity.EMERGENCY, "analytics")  # fmt: skip
                assert not heard, "nobody has asked for boxes"
                lan.tell(SightsWanted(by="lan", machine=lan.seat.client, cameras=(CAMERAS[0].id,)))
                await until(lambda: any(sight.things for sight in heard))
                thing = next(sight for sight in heard if sight.things).things[0]
                assert 0 <= thing.x <= 1
                assert 0 < thing.w < 0.5
                lan.ask(TurnAnalyticsRule(rule="dead", on=False))
                await until(lambda: state("dead").status is Watching.OFF)
                process.kill()
                await until(lambda: state("cross").reason == "node_gone", 40.0)
                assert state("cross").status is Watching.BLIND
                assert state("dead").status is Watching.OFF


async def test_a_machine_watches_on_without_its_backend_and_tells_what_it_saw(tmp_path: Path) -> None:
    with cameras(tmp_path) as rtsp, BackendProcess(tmp_path, rtsp) as backend:
        async with somebody(tmp_path, backend.url, "lan") as lan:
            state = lambda: lan.replica.world.get(AnalyticsState, "cross")  # noqa: E731
            lan.ask(SaveAnalyticsRule(rule=rule("cross", RuleKind.CROSSING, rearm_s=5.0)))
            with machine(tmp_path, backend.url) as process:
                await until(lambda: state() and state().status is Watching.WATCHING)
                await until(lambda: lan.replica.world.get(Alert, alert_id("cross")))
                backend.kill()
                log = tmp_path / "analytics.log"
                before = log.read_text().count('"live": false')
                await until(lambda: log.read_text().count('"live": false') > before, 40.0)
                count = lan.replica.world[Alert, alert_id("cross")].count
                backend.start()
                await until(lambda: lan.line().live)
                await until(lambda: lan.replica.world[Alert, alert_id("cross")].count > count)
                await until(lambda: state().status is Watching.WATCHING)
                assert process.poll() is None


def test_the_machine_says_what_is_wrong_with_its_settings(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "analytics"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IOC_")}
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, env=environment)
    assert told.returncode == 2
    assert "IOC_ANALYTICS_USER" in told.stderr
    helped = subprocess.run([*words, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert helped.returncode == 0
    assert "--try-models" in helped.stdout
