"""The one thread that writes: pictures of all cameras in turn, so that a slow disk holds up no line."""

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable

import av.error

from media.access import AccessUnit
from media.segments.cutter import LENGTH_S, Append, Begin, Cutter, Step
from media.segments.folder import Folder
from media.segments.writing import Writing

log = logging.getLogger(__name__)

MOST = 32 * 1024 * 1024
"""Bytes of one camera that may wait for the disk; what comes then is a gap, and said to be one."""
COOL_S = 5.0
"""After the disk refused, this camera waits for so long."""

Failed = Callable[[str, str], None]
"""A camera, and `disk`, `slow` or `bad_data`; an empty word says that all is well again."""


class Pen:
    """Its methods may be called from any thread, those of one camera from one at a time."""

    def __init__(self, folder: Folder, failed: Failed, length_s: float = LENGTH_S) -> None:
        self._folder, self._failed, self._length = folder, failed, length_s
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._sheets: dict[str, _Sheet] = {}
        self._waiting: dict[str, int] = {}
        self._late: set[str] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="recording pen", daemon=True)
        self._thread.start()

    def open(self, camera: str, codec: str, why: str) -> None:
        """A line has opened; `why` there is a gap before it."""
        self._queue.put(lambda: self._open(camera, codec, why))

    def put(self, camera: str, unit: AccessUnit, wall: int) -> None:
        """A picture that came at this time of our clock."""
        size = len(unit.data)
        with self._lock:
            waiting = self._waiting.get(camera, 0)
            late = waiting + size > MOST
            if not late:
                self._waiting[camera] = waiting + size
        if late:
            self._late.add(camera)
            return
        if camera in self._late:
            self._late.discard(camera)
            unit = unit._replace(gap=True)
        self._queue.put(lambda: self._put(camera, unit, wall))

    def end(self, camera: str, why: str) -> None:
        """The line is gone."""
        self._queue.put(lambda: self._end(camera, why))

    def close(self, timeout: float = 10.0) -> bool:
        """Write what waits and finish all segments; False if the disk does not let it in time."""
        self._queue.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while work := self._queue.get():
            work()
        for camera in list(self._sheets):
            self._end(camera, "stopped")

    def _open(self, camera: str, codec: str, why: str) -> None:
        self._end(camera, why)
        self._sheets[camera] = _Sheet(self._folder, camera, codec, Cutter(codec, why, self._length))

    def _put(self, camera: str, unit: AccessUnit, wall: int) -> None:
        with self._lock:
            self._waiting[camera] -= len(unit.data)
        if (sheet := self._sheets.get(camera)) and sheet.ready(unit):
            self._guarded(sheet, lambda: sheet.put(unit, wall))

    def _end(self, camera: str, why: str) -> None:
        if sheet := self._sheets.pop(camera, None):
            # The last pictures of a line that is gone are no sign that all is well.
            self._guarded(sheet, lambda: sheet.end(why) and False)

    def _guarded(self, sheet: "_Sheet", work: Callable[[], bool]) -> None:
        try:
            if work():
                self._failed(sheet.camera, "")
        except av.error.FFmpegError:
            sheet.drop("bad_data")
            self._failed(sheet.camera, "bad_data")
        except OSError as error:
            log.warning("recording of %s stopped by the disk: %s", sheet.camera, error)
            sheet.drop("disk")
            self._failed(sheet.camera, "disk")
        except Exception:
            # One camera's trouble must not end the thread that writes them all.
            log.exception("recording of %s broke", sheet.camera)
            sheet.drop("internal")
            self._failed(sheet.camera, "internal")


class _Sheet:
    """One camera's cutter, and the segment that is being written."""

    def __init__(self, folder: Folder, camera: str, codec: str, cutter: Cutter) -> None:
        self.camera = camera
        self._folder, self._codec, self._cutter = folder, codec, cutter
        self._writing: Writing | None = None
        self._rest_until = 0.0

    def ready(self, unit: AccessUnit) -> bool:
        return unit.arrived >= self._rest_until

    def put(self, unit: AccessUnit, wall: int) -> bool:
        return self._write(self._cutter.put(unit, wall))

    def end(self, why: str) -> bool:
        return self._write(self._cutter.end(why))

    def drop(self, why: str) -> None:
        """Save what can be saved, and begin anew later."""
        writing, self._writing = self._writing, None
        if writing is not None:
            # Where that fails, its line in the index stays open, and it is mended at the next start.
            with contextlib.suppress(OSError):
                writing.finish()
        self._cutter = Cutter(self._codec, why, self._cutter.length_s)
        self._rest_until = time.monotonic() + COOL_S

    def _write(self, steps: Iterable[Step]) -> bool:
        """Whether something has reached the disk."""
        wrote = False
        for step in steps:
            if isinstance(step, Begin):
                self._writing = self._folder.begin(self.camera, self._codec, step)
            elif self._writing is not None and isinstance(step, Append):
                self._writing.append(step.samples)
                wrote = True
            elif self._writing is not None:
                writing, self._writing = self._writing, None
                writing.finish()
        return wrote
