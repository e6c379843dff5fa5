"""A folder of segments: written, found again, mended after a crash, and read."""

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from media.access import AccessUnit
from media.segments import boxes
from media.segments.cutter import Begin
from media.segments.fragments import RATE
from media.segments.index import NAME, Damaged, Index, set_aside
from media.segments.model import SECOND, Altered, Gap, Lock, Missing, Piece, Segment, gaps_between
from media.segments.writing import Writing

_NAME = re.compile(r"(\d{8}T\d{6}\.\d{6})Z_([0-9a-f]{8})_(\d{5,})\.mp4")
ABOUT = "camera.json"
BALLAST, BALLAST_BYTES = "ballast", 4 * 1024 * 1024
"""Thrown overboard when the disk is so full that not even the index can note what is being deleted."""
TORN = ".torn"
ADOPTING = "adopting"
"""Lies there until all segments are in a new index: adopting takes long, and may be cut short."""


class Folder:
    """`segments/<camera>/<day>/<start>Z_<run>_<number>.mp4`; names are UTC, and the file of a name never changes."""

    def __init__(self, root: Path) -> None:
        """Mend what a crash left; `words` tells what was found."""
        self.root = root
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.words: list[str] = []
        index = root / NAME
        if not index.exists() or not index.stat().st_size:
            (root / ADOPTING).touch()
        try:
            self._open()
        except Damaged as error:
            # Built anew from the segments; whoever locked them tells us again before anything is deleted.
            (root / ADOPTING).touch()
            set_aside(root)
            self.words.append(f"damaged, set aside: {error}")
            self._open()
        except OSError:
            self.lighten()
            self.index = Index(root)
            self._recover_what_goes()
        if (root / ADOPTING).exists():
            self._adopt()
            (root / ADOPTING).unlink()
        self.weigh()

    def begin(self, camera: str, codec: str, step: Begin) -> Writing:
        """Begin a segment. Raises OSError, av.FFmpegError."""
        at = datetime.fromtimestamp(step.start / SECOND, UTC)
        home = self.root / folder_of(camera) / f"{at:%Y-%m-%d}"
        home.mkdir(parents=True, exist_ok=True)
        about = home.parent / ABOUT
        if not about.exists():
            # Whole or not there: a full disk leaves half of what is written.
            part = about.with_suffix(".part")
            part.write_text(json.dumps({"camera": camera}, ensure_ascii=False) + "\n", encoding="utf-8")
            part.replace(about)
        path = home / f"{at:%Y%m%dT%H%M%S.%f}Z_{step.run}_{step.number:05}.mp4"
        segment = Segment(path, camera, step.run, step.number, step.start, step.start, 0, step.why)
        return Writing(self.index, segment, codec, step.key)

    def pieces(self, camera: str, start: int, end: int) -> list[Piece]:
        found: list[list[Segment]] = []
        last: dict[str, list[Segment]] = {}
        for segment in sorted(self.index.find(camera, start, end), key=lambda one: (one.start, one.number)):
            before = last.get(segment.run)
            if before and before[-1].number + 1 == segment.number:
                before.append(segment)
            else:
                found.append([segment])
                last[segment.run] = found[-1]
        return [Piece(camera, each[0].start, each[-1].end, each[0].why, tuple(each)) for each in found]

    def gaps(self, camera: str, start: int, end: int) -> list[Gap]:
        return gaps_between(self.pieces(camera, start, end), start, end)

    def codec(self, piece: Piece) -> str:
        """All of a piece have the same: a damaged beginning does not hide what follows it."""
        for segment in piece.segments:
            with contextlib.suppress(Altered, ValueError):
                return boxes.codec_of(_read(segment, 64 * 1024))
        if not any(segment.path.exists() for segment in piece.segments):
            raise Missing(f"{piece.segments[0].path.name} is missing", piece.end)
        raise Altered(f"{piece.segments[0].path.name} is not what was recorded", piece.end)

    def pictures(self, piece: Piece, start: int, end: int) -> Iterator[AccessUnit]:
        waiting: list[AccessUnit] = []
        begun = False
        for segment in piece.segments:
            if segment.end <= start or segment.start >= end:
                continue
            for unit in self._units(segment, end):
                if begun:
                    yield unit
                elif unit.stamp * SECOND < start:
                    waiting = [unit] if unit.key else [*waiting, unit]
                else:
                    begun = True
                    # Decoding begins at the last key picture before.
                    yield from () if unit.key else waiting
                    yield unit

    def lock(self, lock: Lock) -> None:
        self.index.lock(lock)

    def release(self, id: str) -> None:
        self.index.release(id)

    def remove(self, segment: Segment) -> bool:
        """Delete it unless it is locked at this very moment."""
        if not self.index.claim(segment):
            return False
        segment.path.unlink(missing_ok=True)
        self.index.forget(segment)
        return True

    def weigh(self) -> None:
        """Take ballast aboard where there is room for it."""
        path = self.root / BALLAST
        if not path.exists():
            try:
                path.write_bytes(bytes(BALLAST_BYTES))
            except OSError:
                path.unlink(missing_ok=True)

    def lighten(self) -> None:
        """Make the little room that deleting needs."""
        (self.root / BALLAST).unlink(missing_ok=True)

    def close(self) -> None:
        self.index.close()

    def _units(self, segment: Segment, end: int) -> Iterator[AccessUnit]:
        """Up to where both decoding and showing have come to the end: pictures are not stored as they are shown."""
        data = _read(segment)
        if segment.sha256 and hashlib.sha256(data).hexdigest() != segment.sha256:
            raise Altered(f"{segment.path.name} is not what was recorded", segment.end)
        if not segment.sha256:
            data = data[: boxes.whole(data).size]
        for sample in boxes.samples(data):
            if segment.start + (sample.dts + min(0, sample.shown_after)) * SECOND // RATE >= end:
                return
            at = segment.start / SECOND + (sample.dts + sample.shown_after) / RATE
            yield AccessUnit(sample.data, sample.key, at, at)

    def _open(self) -> None:
        self.index = Index(self.root)
        try:
            self._recover()
        except OSError:
            self.index.close()
            raise

    def _recover(self) -> None:
        for segment in self.index.unsettled("going"):
            segment.path.unlink(missing_ok=True)
            self.index.forget(segment)
        for segment in self.index.unsettled("open"):
            self._mend(segment)

    def _recover_what_goes(self) -> None:
        """On a full disk what is torn stays so until the next start; it can be played up to its tear."""
        try:
            self._recover()
        except OSError as error:
            self.words.append(f"not everything could be mended: {error}")

    def _mend(self, segment: Segment) -> None:
        """Cut a torn file after its last whole fragment; one without any is set aside."""
        if not segment.path.exists():
            self.index.forget(segment)
            return
        data = segment.path.read_bytes()
        found = boxes.whole(data)
        if not found.fragments:
            aside = segment.path.with_suffix(TORN)
            segment.path.replace(aside)
            self.index.forget(segment)
            self.words.append(f"{aside.name}: nothing whole in it, set aside")
            return
        cut = len(data) - found.size
        if cut:
            os.truncate(segment.path, found.size)
            self.words.append(f"{segment.path.name}: torn, {cut} bytes cut away")
        digest = hashlib.sha256(data[: found.size]).hexdigest()
        end = segment.start + found.ticks * SECOND // RATE
        self.index.whole(replace(segment, end=end, size=found.size, sha256=digest, cut=segment.cut + cut))

    def _adopt(self) -> None:
        """Without an index, believe the names and what is in the files."""
        for about in self.root.glob(f"*/{ABOUT}"):
            try:
                camera = str(json.loads(about.read_text(encoding="utf-8"))["camera"])
            except (OSError, ValueError, TypeError, KeyError):
                self.words.append(f"{about.parent.name}: nothing tells which camera's it is, left out")
                continue
            for path in sorted(about.parent.glob("*/*.mp4")):
                self._adopt_one(path, camera)

    def _adopt_one(self, path: Path, camera: str) -> None:
        name = _NAME.fullmatch(path.name)
        if name is None or any(self.index.known([path])):
            return
        try:
            at = datetime.strptime(name[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
            start = round(at.timestamp() * SECOND)
            self._mend(Segment(path, camera, name[2], int(name[3]), start, start, 0, "index_lost"))
        except (OSError, ValueError) as error:
            self.words.append(f"{path.name}: left out: {error}")
        else:
            self.words.append(f"{path.name}: taken into a new index")


def _read(segment: Segment, most: int = -1) -> bytes:
    """Its bytes. Raises Altered: one bad sector must not take what is recorded beside it along."""
    try:
        with segment.path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise Missing(f"{segment.path.name} is missing", segment.end) from None
    except OSError as error:
        raise Altered(f"{segment.path.name} cannot be read: {error.strerror}", segment.end) from None


def folder_of(camera: str) -> str:
    """A folder's name for an id that may hold anything: some of its letters, and enough of its digest."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", camera).strip("-")[:40]
    return f"{plain}-{hashlib.sha256(camera.encode()).hexdigest()[:16]}".lstrip("-")
