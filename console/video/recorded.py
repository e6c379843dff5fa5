"""The backend's recorder behind the small interface of playback: pictures over HTTP, a few questions at a time."""

import asyncio
import struct
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from backend_client.errors import ClientError
from console.desk import Desk
from console.video.playback import Chunk, NoChunk
from contract.base import Refused
from contract.recordings import RecordingState
from media.access import AccessUnit, Format

AT_ONCE = 3
"""Questions on their way for all tiles together: the others wait, the newest are not the first."""
KEY, END = 1, 128
HEAD = struct.Struct(">I")
UNIT = struct.Struct(">BdI")
SEE = "recordings.see"


class Told(Struct):
    """What stands before the pictures (docs/integrators/playback.md)."""

    start: float
    codec: str = ""
    run: float = 0.0
    gap_until: float = 0.0
    why: str = ""


class DeskRecorder:
    """One seat's: it sees what the seat may see."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._places = asyncio.Semaphore(AT_ONCE)

    def now(self) -> float:
        return self._desk.now().timestamp()

    def oldest(self, camera: str) -> float | None:
        state = self._desk.world.get(RecordingState, camera) if SEE in self._desk.who().rights else None
        return state.oldest.timestamp() if state and state.oldest else None

    async def chunk(self, camera: str, start: float, seconds: float) -> Chunk:
        at = datetime.fromtimestamp(start, UTC).isoformat()
        params = {"camera": camera, "at": at, "seconds": f"{seconds:g}"}
        try:
            async with self._places:
                body = await self._desk.content("/v1/recordings/pictures", params)
            return read(body, start)
        except Refused as no:
            raise NoChunk(no.code) from None
        except (struct.error, msgspec.MsgspecError, ValueError):
            raise NoChunk("line.lost") from None
        except ClientError:
            raise NoChunk("line.lost") from None


def read(body: bytes, asked: float) -> Chunk:
    """An answer of the backend. Raises struct.error, msgspec.MsgspecError, ValueError."""
    (length,) = HEAD.unpack_from(body)
    at = HEAD.size + length
    told = msgspec.json.decode(body[HEAD.size : at], type=Told)
    if not told.codec:
        return Chunk(told.start or asked, told.gap_until, why=told.why, since=told.start)
    units: list[AccessUnit] = []
    while True:
        flags, stamp, size = UNIT.unpack_from(body, at)
        at += UNIT.size
        if flags & END:
            return Chunk(told.start, stamp, tuple(units), Format(told.codec), told.run)
        if at + size > len(body):
            raise ValueError("cut short")
        units.append(AccessUnit(body[at : at + size], bool(flags & KEY), stamp, stamp))
        at += size
