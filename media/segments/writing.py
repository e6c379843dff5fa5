"""One segment on its way to the disk."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace

from media.segments.fragments import RATE, Sample, beginning, fragment
from media.segments.index import Index
from media.segments.model import SECOND, Segment


class Writing:
    """Each `append` leaves a file that is whole up to there; `finish` makes it durable."""

    def __init__(self, index: Index, segment: Segment, codec: str, key: bytes) -> None:
        self._index, self.segment = index, segment
        self._number = 0
        self._hash = hashlib.sha256()
        head = beginning(codec, key)
        index.open(segment)
        self._file = segment.path.open("xb", buffering=0)
        self._good = 0
        try:
            self._write(head)
        except OSError:
            self._file.close()
            segment.path.unlink(missing_ok=True)
            index.forget(segment)
            raise

    def append(self, samples: Sequence[Sample]) -> None:
        """Raises OSError; what was half written is cut away then."""
        self._number += 1
        self._write(fragment(self._number, samples))
        ticks = samples[-1].dts + samples[-1].duration
        # So that whoever looks finds the present too, and a crash loses no more than its last second.
        self.segment = replace(self.segment, end=self.segment.start + ticks * SECOND // RATE, size=self._good)
        self._index.open(self.segment)

    def finish(self) -> Segment | None:
        """None if nothing has come to be in it. Raises OSError."""
        try:
            if self._number == 0:
                self.segment.path.unlink()
                self._index.forget(self.segment)
                return None
            os.fsync(self._file.fileno())
        finally:
            self._file.close()
        self.segment = replace(self.segment, sha256=self._hash.hexdigest())
        self._index.whole(self.segment)
        return self.segment

    def _write(self, data: bytes) -> None:
        written = 0
        try:
            while written < len(data):
                written += self._file.write(data[written:])
        except OSError:
            self._file.truncate(self._good)
            self._file.seek(self._good)
            raise
        self._hash.update(data)
        self._good += written
