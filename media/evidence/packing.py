"""Files hashed, and packed into the one shape of a ZIP that the verifier takes."""

import hashlib
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from media.evidence.asked import Watch
from verify.container import CHUNK, Entry, directory, local_head
from verify.format import BLOCK


def hashed(path: Path, kind: str, watch: Watch) -> dict[str, Any]:
    """How a file stands in the manifest."""
    whole, blocks = hashlib.sha256(), []
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            watch.look()
            whole.update(block)
            blocks.append(hashlib.sha256(block).hexdigest())
    return {"name": path.name, "kind": kind, "size": path.stat().st_size, "sha256": whole.hexdigest(), "blocks": blocks}


def pack(files: Sequence[Path], target: Path, watch: Watch) -> None:
    """Write them into a ZIP, in this order. Raises Cancelled, OSError."""
    entries = []
    with target.open("xb") as out:
        for path in files:
            size, crc, head = path.stat().st_size, _crc(path, watch), out.tell()
            out.write(local_head(path.name, size, crc))
            entries.append(Entry(path.name, size, crc, head, out.tell()))
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    watch.look()
                    out.write(chunk)
        out.write(directory(entries, out.tell()))
        out.flush()
        os.fsync(out.fileno())


def _crc(path: Path, watch: Watch) -> int:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            watch.look()
            crc = zlib.crc32(chunk, crc)
    return crc
