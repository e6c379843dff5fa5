"""`make demo` without a display: the whole city for some seconds, its report, its pictures, and a clean end."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from PySide6.QtGui import QImage

from demo.city import CAMERAS
from demo.city.cameras import CityCamera
from demo.run.options import ROOT
from demo.scenes.make import ClipPair, clips_of, make_pair
from demo.scenes.spec import Kind, SceneSpec
from tests.processes import wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def spec(camera: CityCamera) -> SceneSpec:
    return SceneSpec.of(camera.id, camera.name, Kind(camera.scene))


def scene(camera: CityCamera, folder: Path) -> ClipPair:
    return clips_of(spec(camera), folder)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scenes as left by an earlier start: one for all cameras but the first, whose own has yet to be made.

    All 28 would take a minute of every core; that they are made well is tested in tests/demo/test_scenes.py.
    """
    folder = tmp_path_factory.mktemp("clips")
    made = scene(CAMERAS[1], folder)
    make_pair(spec(CAMERAS[1]), made)
    for camera in CAMERAS[2:]:
        pair = scene(camera, folder)
        shutil.copy(made.main, pair.main)
        shutil.copy(made.sub, pair.sub)
    return folder


def start(folder: Path, clips: Path, *words: str) -> subprocess.Popen[str]:
    """The demonstration on free ports."""
    ports = ["--rtsp-port", "0", "--backend-port", "0"]
    return subprocess.Popen(
        [sys.executable, "-m", "demo", "--headless", "--folder", str(folder), "--clips", str(clips), *ports, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


@pytest.mark.alone
def test_it_reports_a_living_city(tmp_path: Path, clips: Path) -> None:
    report, shots = tmp_path / "out.json", tmp_path / "shots"
    demo = start(tmp_path / "city", clips, "--seconds", "10", "--report", str(report), "--shots", str(shots))
    said, _ = demo.communicate(timeout=400)
    assert demo.returncode == 0, said
    assert scene(CAMERAS[0], clips).sub.exists(), "the missing scene is made"
    seen = json.loads(report.read_text("utf-8"))
    assert seen["cameras_total"] == 28
    assert seen["cameras_live"] >= 24, said
    assert seen["tile_frames_shown"] > 1000
    assert seen["alerts_shown"] >= 12
    assert seen["wall_screens"] == 4
    names = {Path(path).stem for path in seen["screenshots"]}
    assert names >= {"desk", "queue", "cameras", "wall-1", "wall-2", "wall-3", "wall-4"}
    for path in seen["screenshots"]:
        picture = QImage(path)
        assert picture.width() >= 1900, path
        colours = {picture.pixel(x, y) for x in range(0, picture.width(), 37) for y in range(0, picture.height(), 29)}
        assert len(colours) > 20, f"{path} shows next to nothing"


def test_ctrl_c_ends_it_while_scenes_are_made(tmp_path: Path) -> None:
    demo = start(tmp_path / "city", tmp_path / "clips", "--seconds", "60")
    # Workers, and what multiprocessing starts beside them; a busy machine takes long to begin.
    wait_for(lambda: len(psutil.Process(demo.pid).children(recursive=True)) > 1, 60)
    time.sleep(2.0)
    family = psutil.Process(demo.pid).children(recursive=True)
    assert family, "workers make the scenes"
    demo.send_signal(signal.SIGINT)
    demo.communicate(timeout=15)
    assert not [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("words", [(), ("--seconds", "120")])
def test_ctrl_c_ends_everything_it_started(tmp_path: Path, clips: Path, words: tuple[str, ...]) -> None:
    demo = start(tmp_path / "city", clips, *words)
    deadline = time.monotonic() + 400
    family: list[psutil.Process] = []
    while len(family) < 5 and time.monotonic() < deadline and demo.poll() is None:
        time.sleep(0.2)
        family = [child for child in psutil.Process(demo.pid).children() if "-m" in child.cmdline()]
    assert len(family) == 5, "cameras, backend, wall, desk and the machine that watches"
    time.sleep(1.0)
    demo.send_signal(signal.SIGINT)
    demo.communicate(timeout=60)
    assert demo.returncode == 0
    assert not [child for child in family if child.is_running()]
