"""The demonstration from curtain to curtain: clips, cameras, city, backend, desk, wall, alerts; then the report."""

import asyncio
import json
import shutil
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from backend.lock import Busy
from backend.settings import PRIVATE, Settings
from backend.store import StoreBroken
from demo.city import CAMERAS, PASSWORD
from demo.city.people import ANALYTICS_NODE, WALL_NODE
from demo.city.wall import WALL
from demo.rtsp.manifest import MountSpec, write
from demo.run.children import Children, Failed
from demo.run.options import Options
from demo.run.screens import drawn_desk, drawn_wall
from demo.run.seed import LOGIN, seed
from demo.run.source import send_alerts
from demo.run.turning import Turning, turning
from demo.scenes.make import make_clips
from demo.scenes.spec import Kind, SceneSpec

DESK_USER = "minh"
GRACE_S = 60.0
"""How long the programs may take, past their time, to take pictures and end."""


class Play:
    """One performance; `run` returns the exit code."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._folder = options.folder
        self._steps = 0
        self._children = Children(options.folder / "logs")

    async def run(self) -> int:
        options = self._options
        if options.fresh:
            for name in ("backend", "desk", "wall", "analytics", "recordings"):
                shutil.rmtree(self._folder / name, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        told = asyncio.Event()
        for sign in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(sign, told.set)
        performing = asyncio.get_running_loop().create_task(self._perform())
        waiting = asyncio.get_running_loop().create_task(told.wait())
        try:
            await asyncio.wait({performing, waiting}, return_when=asyncio.FIRST_COMPLETED)
            return performing.result() if performing.done() else 0
        except Failed as error:
            print(f"✕ {error}", flush=True)
            return 1
        finally:
            self._say("ending everything that was started")
            for task in (performing, waiting):
                task.cancel()
            await asyncio.gather(performing, waiting, return_exceptions=True)
            await self._children.stop()

    async def _perform(self) -> int:
        clips = await self._clips()
        rtsp = await self._cameras(clips)
        with turning(rtsp, self._options.onvif_port, LOGIN) as called:
            server, key = await self._backend(rtsp, called)
            await self._consoles(server)
            sending = asyncio.get_running_loop().create_task(self._send(server, key))
            try:
                return await self._watch()
            finally:
                sending.cancel()

    async def _send(self, server: str, key: str) -> None:
        if self._options.alerts_every > 0:
            await send_alerts(server, key, self._options.alerts_every)

    async def _clips(self) -> dict[str, tuple[Path, Path]]:
        """The street scenes; made once (about a minute), found again afterwards."""
        self._say(f"street scenes for {len(CAMERAS)} cameras (the first time takes about a minute)")
        specs = [SceneSpec.of(c.id, c.name, Kind(c.scene)) for c in CAMERAS]

        def progress(done: int, total: int) -> None:
            print(f"\r      {done}/{total} ", end="" if done < total else "\n", flush=True)

        try:
            pairs = await asyncio.to_thread(make_clips, specs, self._options.clips, progress)
        except asyncio.CancelledError:
            # The thread waits for its workers, and nobody may wait for a clip that nobody will see.
            for worker in psutil.Process().children(recursive=True):
                worker.kill()
            raise
        return {id: (pair.main, pair.sub) for id, pair in pairs.items()}

    async def _cameras(self, clips: dict[str, tuple[Path, Path]]) -> int:
        """The RTSP server, one main and one sub stream per camera."""
        self._say("cameras: a real RTSP server with their streams")
        user, password = LOGIN
        mounts = []
        for camera in CAMERAS:
            for profile, clip in zip(("main", "sub"), clips[camera.id], strict=True):
                mounts.append(MountSpec(camera.path(profile), str(clip.resolve()), user, password))
        manifest = self._folder / "cameras.json"
        manifest.touch(0o600)
        write(manifest, mounts)
        port = _free(self._options.rtsp_port)
        ready = await self._children.start_and_hear(
            "cameras", "demo.rtsp", "--listen", f"127.0.0.1:{port}", "--manifest", str(manifest)
        )
        return int(ready["rtsp"])

    async def _backend(self, rtsp: int, called: Turning) -> tuple[str, str]:
        self._say("backend: the city's people, cameras, wall and log; what is recorded lies beside them")
        settings = self._settings()
        try:
            key = await asyncio.to_thread(seed, settings, rtsp, called)
        except (Busy, StoreBroken) as error:
            raise Failed(f"{error} (another demonstration may be running; --fresh begins anew)") from error
        file = self._folder / "backend.toml"
        told = ("data", "port", "recordings", "recordings_spare_gib", "camera_networks")
        file.write_text("".join(f"{name} = {json.dumps(getattr(settings, name))}\n" for name in told), "utf-8")
        ready = await self._children.start_and_hear("backend", "backend", "run", "--settings", str(file))
        server = f"http://127.0.0.1:{ready['port']}"
        print(f"      {server}  (webhook key in {self._keep_key(key)})", flush=True)
        return server, key

    def _settings(self) -> Settings:
        return Settings(
            data=str(self._folder / "backend"),
            port=_free(self._options.backend_port),
            recordings=str(self._folder / "recordings"),
            recordings_spare_gib=2,
            # The make-believe cameras are on this machine, where no real one is looked for.
            camera_networks=f"127.0.0.0/8,{PRIVATE}",
        )

    def _keep_key(self, key: str) -> Path:
        file = self._folder / "webhook.key"
        file.touch(0o600)
        file.write_text(key + "\n")
        return file

    async def _consoles(self, server: str) -> None:
        options, folder = self._options, self._folder
        self._say("duty desk and wall" + (" (off screen)" if options.headless else ""))
        secret = folder / "demo.password"
        secret.touch(0o600)
        secret.write_text(PASSWORD)
        common = ["--server", server, "--language", options.language]
        environment = {"IOC_CONSOLE_KEYS": "file", "IOC_CONSOLE_PASSWORD_FILE": str(secret)}
        wall = ["--wall", WALL, "--node", WALL_NODE, *([] if options.headless else ["--tiled"])]
        programs: list[tuple[str, list[str], dict[str, str]]] = [
            ("wall", wall, drawn_wall(folder) if options.headless else {}),
            ("desk", ["--user", DESK_USER], drawn_desk(folder) if options.headless else {}),
        ]
        for name, words, screens in programs:
            every = [*words, *common, "--data-dir", str(folder / name), *self._trial(name)]
            await self._children.start(name, "console", name, *every, environment={**environment, **screens})
        await self._analytics(server, secret)
        print(f"      sign in as {DESK_USER!r} or anybody of demo/city/people.py, password {PASSWORD!r}", flush=True)

    async def _analytics(self, server: str, secret: Path) -> None:
        """The machine that watches three cameras by rules; few pictures, so that the demonstration stays light."""
        words = ["--server", server, "--user", ANALYTICS_NODE, "--password-file", str(secret)]
        few = {"IOC_ANALYTICS_PICTURES_PER_S": "3", "IOC_ANALYTICS_THREADS": "1"}
        folder = str(self._folder / "analytics")
        await self._children.start("analytics", "analytics", *words, "--data-dir", folder, environment=few)

    def _trial(self, name: str) -> list[str]:
        options = self._options
        if options.seconds is None:
            return []
        report = self._folder / f"{name}-report.json"
        report.unlink(missing_ok=True)
        return ["--exit-after", str(options.seconds), "--shots", str(options.shots), "--report", str(report)]

    async def _watch(self) -> int:
        if self._options.seconds is None:
            self._say("running; Ctrl-C ends it all")
            return await self._ended(await self._children.first_to_end())
        self._say(f"running for {self._options.seconds:g} s")
        for name in ("desk", "wall"):
            code = await self._children.wait(name, self._options.seconds + GRACE_S)
            if code != 0:
                raise Failed(f"{name} ended with {code}; see {self._children.log(name)}")
        return self._report()

    async def _ended(self, name: str) -> int:
        """The desk's window was closed: that is the end. Anything else should not have ended."""
        if name == "desk" and await self._children.wait(name, 0.1) == 0:
            return 0
        raise Failed(f"{name} ended by itself; see {self._children.log(name)}")

    def _report(self) -> int:
        desk, wall = (_read(self._folder / f"{name}-report.json") for name in ("desk", "wall"))
        seen = {
            "cameras_live": wall["cameras_live"],
            "cameras_total": wall["cameras_total"],
            "tile_frames_shown": wall["tile_frames_shown"] + desk["tile_frames_shown"],
            "alerts_shown": desk["alerts_shown"],
            "wall_screens": wall["wall_screens"],
            "screenshots": [*desk["screenshots"], *wall["screenshots"]],
        }
        text = json.dumps(seen, ensure_ascii=False, indent=2)
        if self._options.report:
            self._options.report.parent.mkdir(parents=True, exist_ok=True)
            self._options.report.write_text(text + "\n", "utf-8")
        print(text, flush=True)
        return 0

    def _say(self, what: str) -> None:
        self._steps += 1
        print(f"[{self._steps}] {what}", flush=True)


def _free(port: int) -> int:
    """The port if nobody has it, else 0: any free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


def _read(report: Path) -> dict[str, Any]:
    try:
        seen: dict[str, Any] = json.loads(report.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Failed(f"no report in {report}") from error
    return seen
