"""Makes an export: whole or not there at all."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from media.access import AccessUnit
from media.evidence import mp4, watermark
from media.evidence.asked import Asked, CameraAsked, CameraMade, NothingThere, Watch, iso
from media.evidence.packing import hashed, pack
from media.evidence.readme import README, readme
from media.evidence.signing import public_key, sign
from media.segments.model import SECOND, Altered, Gap, Piece, Playback
from verify.format import FORMAT, MANIFEST, SIGNATURE, fingerprint, key_text

PART = ".part"


def export(playback: Playback, asked: Asked, key: bytes, target: Path, watch: Watch | None = None) -> dict[str, Any]:
    """Make `target`, a ZIP or a folder; its manifest. Slow: to be run in a thread.

    Raises Cancelled, NothingThere, OSError, av.FFmpegError; then nothing is left.
    """
    watch = watch or Watch()
    work, packed = target.with_name(target.name + PART), target.with_name(target.name + ".zip" + PART)
    clean(target)
    work.mkdir(mode=0o700)
    try:
        manifest = _Making(playback, asked, key, work, watch).make()
        _sync(work)
        if asked.packed:
            first = [work / MANIFEST, work / SIGNATURE]
            pack([*first, *sorted(path for path in work.iterdir() if path not in first)], packed, watch)
            watch.look()
            packed.replace(target)
        else:
            watch.look()
            work.replace(target)
    finally:
        clean(target)
    watch.progress(1.0)
    return manifest


def clean(target: Path) -> None:
    """Take away what an export that was cut short has left."""
    shutil.rmtree(target.with_name(target.name + PART), ignore_errors=True)
    target.with_name(target.name + ".zip" + PART).unlink(missing_ok=True)


class _Making:
    """One export on its way."""

    def __init__(self, playback: Playback, asked: Asked, key: bytes, work: Path, watch: Watch) -> None:
        self._playback, self._asked, self._key, self._work, self._watch = playback, asked, key, work, watch
        self._count = 0
        self._done, self._whole = 0.0, max(1, (asked.end - asked.start) * len(asked.cameras))

    def make(self) -> dict[str, Any]:
        made = [self._camera(camera) for camera in self._asked.cameras]
        files = [file for one in made for file in one.files]
        if not files:
            raise NothingThere
        public = public_key(self._key)
        (self._work / README).write_text(readme(fingerprint(public)), encoding="utf-8")
        files.append(hashed(self._work / README, "about", self._watch))
        manifest = self._manifest(made, files) | {"key": key_text(public)}
        text = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
        (self._work / MANIFEST).write_bytes(text)
        (self._work / SIGNATURE).write_bytes(sign(self._key, text))
        return manifest

    def _manifest(self, made: list[CameraMade], files: list[dict[str, Any]]) -> dict[str, Any]:
        asked = self._asked
        return {
            "format": FORMAT,
            "id": asked.id,
            "software": {"name": "IOC Console", "version": asked.version},
            "made_at": iso(asked.made_at),
            "by": {"id": asked.by, "name": asked.by_name},
            "why": asked.why,
            "alert": asked.alert,
            "asked": {"from": iso(asked.start), "until": iso(asked.end)},
            "cameras": [
                self._told(camera, one) for camera, one in zip(asked.cameras, made, strict=True)
            ],
            "files": files,
            "custody": list(asked.custody),
        }  # fmt: skip

    def _told(self, camera: CameraAsked, made: CameraMade) -> dict[str, Any]:
        gaps = self._playback.gaps(camera.id, self._asked.start, self._asked.end)
        return {
            "id": camera.id,
            "number": camera.number,
            "name": camera.name,
            "place": camera.place,
            "pieces": made.pieces,
            "gaps": [_gap(gap) for gap in gaps],
            "notes": made.notes,
        }

    def _camera(self, camera: CameraAsked) -> CameraMade:
        made = CameraMade()
        for piece in self._playback.pieces(camera.id, self._asked.start, self._asked.end):
            reached, end = max(piece.start, self._asked.start), min(piece.end, self._asked.end)
            while reached < end:
                try:
                    self._piece(camera, piece, reached, made)
                    break
                except Altered as bad:
                    made.notes.append(f"altered since it was recorded, and left out: {bad}")
                    reached = max(bad.end, reached + 1)
        return made

    def _piece(self, camera: CameraAsked, piece: Piece, start: int, made: CameraMade) -> None:
        """One file; where the recording turns out to have been altered, up to there, and Altered is raised after it."""
        codec = self._playback.codec(piece)
        units = _UntilAltered(self._units(piece, start))
        path = self._work / _name(camera, start, self._count)
        written = mp4.write(path, codec, units)
        if written is not None:
            self._count += 1
            made.files.append(hashed(path, "original", self._watch))
            told = {"file": path.name, "from": iso(written.start), "until": iso(written.end), "codec": codec,
                    "pictures": written.pictures, "before": piece.why}  # fmt: skip
            if self._asked.watermark:
                copy = path.with_name(path.stem + "_copy.mp4")
                called = f"#{camera.number} {camera.name}".strip()
                watermark.copy(path, copy, written.start, self._asked.by_name, called, self._watch)
                made.files.append(hashed(copy, "copy", self._watch))
                told["copy"] = copy.name
            made.pieces.append(told)
        if units.altered is not None:
            raise units.altered

    def _units(self, piece: Piece, start: int) -> Iterator[AccessUnit]:
        before = start
        for unit in self._playback.pictures(piece, start, self._asked.end):
            self._watch.look()
            yield unit
            if unit.key:
                at = round(unit.stamp * SECOND)
                self._done, before = self._done + max(0, at - before), max(at, before)
                self._watch.progress(min(0.99, self._done / self._whole))


class _UntilAltered:
    """Pictures up to where the recording is not what was written; `altered` says so then."""

    def __init__(self, units: Iterator[AccessUnit]) -> None:
        self._units = units
        self.altered: Altered | None = None

    def __iter__(self) -> Iterator[AccessUnit]:
        try:
            yield from self._units
        except Altered as bad:
            self.altered = bad


def _name(camera: CameraAsked, start: int, index: int) -> str:
    at = datetime.fromtimestamp(start / SECOND, UTC)
    return f"cam{camera.number:04}_{at:%Y%m%dT%H%M%SZ}_{index + 1:03}.mp4"


def _gap(gap: Gap) -> dict[str, str]:
    return {"from": iso(gap.start), "until": iso(gap.end), "why": gap.why}


def _sync(folder: Path) -> None:
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
