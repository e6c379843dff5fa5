"""Makes the clips of many cameras, on all cores, and only those that are not there yet."""

import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np

from demo.scenes.encode import Writer
from demo.scenes.scene import Scene
from demo.scenes.spec import SceneSpec

VERSION = 2
"""To be raised with each change of what is drawn or encoded: clips of other versions are made anew."""

FPS = 15
SECONDS = 12
MAIN, SUB = (1280, 720), (640, 360)
RATES = {"main": (1400, 27), "sub": (420, 27)}
"""Highest rate in kbit/s and quality (crf) of each stream."""

Progress = Callable[[int, int], None]
"""Hears (done, total), counted in cameras, in the thread that called make_clips."""


@dataclass(frozen=True, slots=True)
class ClipPair:
    """The two clips of one camera: 1280x720 and 640x360, the same frames in both."""

    main: Path
    sub: Path


def clips_of(spec: SceneSpec, folder: Path) -> ClipPair:
    """Where a camera's clips are, or will be; the names change with all that decides their content."""
    deciding = [
        VERSION,
        FPS,
        SECONDS,
        MAIN,
        SUB,
        RATES,
        spec.name,
        spec.kind.value,
        spec.light.value,
        spec.rain,
        spec.seed,
    ]
    key = hashlib.sha256(json.dumps(deciding).encode()).hexdigest()[:12]
    return ClipPair(folder / f"{spec.id}-{key}-main.mp4", folder / f"{spec.id}-{key}-sub.mp4")


def make_clips(
    cameras: Sequence[SceneSpec], out_dir: Path, progress: Progress | None = None, workers: int | None = None
) -> dict[str, ClipPair]:
    """Make what is missing in out_dir, forget clips of these cameras that are out of date, and say where all are.

    Works in processes of its own, one per core unless told otherwise; an exception from `progress` stops it.
    Raises OSError, and ValueError for two cameras with one id.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    pairs = {spec.id: clips_of(spec, out_dir) for spec in cameras}
    if len(pairs) < len(cameras):
        raise ValueError("two cameras have the same id")
    missing = [spec for spec in cameras if not (pairs[spec.id].main.exists() and pairs[spec.id].sub.exists())]
    done, total = len(cameras) - len(missing), len(cameras)
    if progress:
        progress(done, total)
    if missing:
        _make_all(missing, pairs, lambda count: progress(done + count, total) if progress else None, workers)
        _forget_old(pairs, out_dir)
    _write_manifest(cameras, pairs, out_dir)
    return pairs


def make_pair(spec: SceneSpec, pair: ClipPair) -> str:
    """Make both clips of one camera in this process; gives its id back. Raises OSError."""
    scene = Scene(spec, FPS)
    with ExitStack() as stack:
        main = stack.enter_context(Writer(pair.main, MAIN, FPS, RATES["main"][0], crf=RATES["main"][1]))
        sub = stack.enter_context(Writer(pair.sub, SUB, FPS, RATES["sub"][0], crf=RATES["sub"][1]))
        for number in range(FPS * SECONDS):
            image = scene.frame(number)
            main.write(image)
            sub.write(np.asarray(cv2.resize(image, SUB, interpolation=cv2.INTER_AREA), np.uint8))
    return spec.id


def _make_all(
    specs: list[SceneSpec], pairs: dict[str, ClipPair], done: Callable[[int], object], workers: int | None
) -> None:
    count = max(1, min(workers or os.cpu_count() or 1, len(specs)))
    context = multiprocessing.get_context("spawn")  # never fork: the caller may have threads, a GUI, an event loop
    with ProcessPoolExecutor(count, context, initializer=_one_thread) as pool:
        futures = [pool.submit(make_pair, spec, pairs[spec.id]) for spec in specs]
        try:
            for number, future in enumerate(as_completed(futures), start=1):
                future.result()
                done(number)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _one_thread() -> None:
    cv2.setNumThreads(1)  # every core has a process already


def _forget_old(pairs: dict[str, ClipPair], folder: Path) -> None:
    wanted = {path for pair in pairs.values() for path in (pair.main, pair.sub)}
    for id in pairs:
        for path in folder.glob(f"{id}-????????????-*.mp4"):
            if path not in wanted:
                path.unlink(missing_ok=True)


def _write_manifest(cameras: Sequence[SceneSpec], pairs: dict[str, ClipPair], folder: Path) -> None:
    """For people who wonder what is in the folder; nothing reads it back."""
    rows = [
        {
            **asdict(spec),
            "kind": spec.kind.value,
            "light": spec.light.value,
            "main": pairs[spec.id].main.name,
            "sub": pairs[spec.id].sub.name,
        }
        for spec in cameras
    ]
    whole = {"version": VERSION, "fps": FPS, "seconds": SECONDS, "rates": RATES, "cameras": rows}
    part = folder / f"manifest.json.{os.getpid()}"
    part.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(folder / "manifest.json")
