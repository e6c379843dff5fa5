"""Scenes and test clips: readable frame numbers, seamless loops, a cache that is instant."""

import json
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from demo.rtsp.clip import Clip
from demo.scenes import make
from demo.scenes.barcode import MODULUS, draw_frame_number, read_frame_number
from demo.scenes.lettering import text
from demo.scenes.make import clips_of, make_clips
from demo.scenes.scene import Scene
from demo.scenes.spec import Kind, Light, SceneSpec, read
from demo.scenes.testclip import make_test_clip


def numbers(path: Path, width: int | None = None) -> list[int | None]:
    found = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            image = frame.to_ndarray(format="bgr24")
            size = (width, width * 9 // 16) if width else (frame.width, frame.height)
            found.append(read_frame_number(cv2.resize(image, size, interpolation=cv2.INTER_AREA)))
    return found


@pytest.mark.parametrize("number", [0, 1, 179, 1365, MODULUS - 1])
@pytest.mark.parametrize("width", [1280, 640, 427, 213])
def test_a_frame_number_survives_scaling(number: int, width: int) -> None:
    image = np.full((720, 1280, 3), 120, np.uint8)
    draw_frame_number(image, number)
    assert read_frame_number(cv2.resize(image, (width, width * 9 // 16), interpolation=cv2.INTER_AREA)) == number


def test_no_number_is_read_where_there_is_none() -> None:
    rng = np.random.default_rng(3)
    assert read_frame_number(np.zeros((360, 640, 3), np.uint8)) is None
    noise = [read_frame_number(rng.integers(0, 255, (360, 640, 3), np.uint8)) for _ in range(50)]
    assert noise == [None] * 50


def test_a_test_clip_has_every_number_and_the_rate_of_a_camera(tmp_path: Path) -> None:
    path = make_test_clip(tmp_path / "clip.mp4", seconds=4, seed=5)
    assert numbers(path) == list(range(60))
    assert numbers(path, 213) == list(range(60))
    assert 250 < path.stat().st_size * 8 / 4 / 1000 < 800
    clip = Clip.load(path)
    assert clip.keys == (0, 15, 30, 45)
    assert (clip.width, clip.height, clip.fps) == (640, 360, 15)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_scene_moves_and_its_loop_has_no_seam(kind: Kind) -> None:
    scene = Scene(SceneSpec.of("cam", "Ngã tư Trần Phú", kind, Light.DAY, rain=False, seed=7), 15)
    first, next_one = scene.frame(0).copy(), scene.frame(1).copy()
    last = scene.frame(179).copy()
    seam = np.abs(first.astype(int) - last.astype(int))[60:660].mean()
    step = np.abs(first.astype(int) - next_one.astype(int))[60:660].mean()
    assert step > 0.05
    assert seam < step * 1.6 + 0.3
    assert read_frame_number(last) == 179


def test_cameras_differ_by_seed_and_light() -> None:
    specs = [SceneSpec.of("cam", "x", Kind.HARBOUR, light, False, seed) for light in Light for seed in (1, 2)]
    frames = [Scene(spec, 15).frame(0).copy().astype(int) for spec in specs]
    for index, one in enumerate(frames):
        for other in frames[index + 1 :]:
            assert np.abs(one - other).mean() > 4


def test_vietnamese_names_have_their_diacritics() -> None:
    plain, marked = text("Nga tu Tran Phu", 36), text("Ngã tư Trần Phú", 36)
    assert marked[..., :3].any()
    if hasattr(cv2, "FontFace"):
        assert not np.array_equal(plain[:, : marked.shape[1]], marked[:, : plain.shape[1]])


def test_clips_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "SECONDS", 1)
    file = tmp_path / "cameras.json"
    file.write_text(json.dumps([{"id": "c1", "name": "Cầu Bãi Cháy", "kind": "bridge", "ward": "ignored"}]))
    [spec] = read(file)
    pair = clips_of(spec, tmp_path)
    make.make_pair(spec, pair)
    steps: list[tuple[int, int]] = []
    assert make_clips([spec], tmp_path, lambda done, total: steps.append((done, total))) == {"c1": pair}
    assert steps == [(1, 1)]
    assert numbers(pair.main) == numbers(pair.sub) == list(range(15))
    assert clips_of(replace(spec, name="other"), tmp_path) != pair
    assert json.loads((tmp_path / "manifest.json").read_text())["version"] == make.VERSION


def test_missing_clips_are_made_in_processes_and_old_ones_go(tmp_path: Path) -> None:
    spec = SceneSpec.of("c1", "Đèo Mẫu Sơn", Kind.MOUNTAIN, Light.DAY, False)
    old = tmp_path / "c1-000000000000-main.mp4"
    old.write_bytes(b"")
    steps: list[tuple[int, int]] = []
    pairs = make_clips([spec], tmp_path, lambda done, total: steps.append((done, total)))
    assert steps == [(0, 1), (1, 1)]
    assert Clip.load(pairs["c1"].sub).duration == pytest.approx(12, abs=0.01)
    assert not old.exists()
    assert not list(tmp_path.glob("*.part"))


def test_a_bad_camera_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cameras.json"
    for row in ({"id": "a/b", "name": "x"}, {"id": "a"}, {"id": "a", "name": "x", "kind": "moon"}):
        file.write_text(json.dumps([row]))
        with pytest.raises(ValueError, match="camera"):
            read(file)
