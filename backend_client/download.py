"""A large file taken from the backend to the disk: in pieces, going on after a break, and under its name only whole."""

import asyncio
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import httpx
from msgspec import Struct

from backend_client.errors import BadFrame, ClientError, NoAnswer

CHUNK = 256 * 1024
TRIES = 5
WAIT_S = 1.0
PART = ".part"

Progress = Callable[[int], None]


class Wanted(Struct, frozen=True, kw_only=True):
    """What is to be fetched from `path`, and how it is known to be whole: its size and its SHA-256."""

    path: str
    size: int
    sha256: str


class NoRoomHere(ClientError):
    """This machine's disk takes no more, or the folder may not be written."""


def part_of(target: Path, wanted: Wanted) -> Path:
    """Where it lies until it is whole; named after its content, so that nothing goes on with another file's half."""
    return target.with_name(f"{target.name}.{wanted.sha256[:12]}{PART}")


async def download(http: httpx.AsyncClient, headers: dict[str, str], wanted: Wanted, target: Path, told: Progress,
                   wait_s: float = WAIT_S) -> None:  # fmt: skip
    """Fetch it; what an earlier try has left is gone on with. `told` hears of bytes.

    Raises NoAnswer where the line breaks again and again (what has come stays for the next try), BadFrame where what
    came is not what was meant, NoRoomHere, or httpx.HTTPStatusError.
    """
    part = part_of(target, wanted)
    for left in reversed(range(TRIES)):
        try:
            await _fetch(http, headers, wanted, part, told)
            break
        except httpx.TransportError as error:
            if not left:
                raise NoAnswer(type(error).__name__) from error
            await asyncio.sleep(wait_s)
        except OSError as error:
            raise NoRoomHere(error.strerror or type(error).__name__) from error
    await asyncio.to_thread(_finish, part, wanted, target)


async def _fetch(http: httpx.AsyncClient, headers: dict[str, str], wanted: Wanted, part: Path, told: Progress) -> None:
    there = await asyncio.to_thread(_size, part)
    if there >= wanted.size:
        return
    more = {"Range": f"bytes={there}-"} if there else {}
    async with http.stream("GET", wanted.path, headers=headers | more) as answer:
        if answer.is_error:
            await answer.aread()
        answer.raise_for_status()
        goes_on = answer.status_code == httpx.codes.PARTIAL_CONTENT
        with await asyncio.to_thread(part.open, "ab" if goes_on else "wb") as file:
            had = there if goes_on else 0
            async for chunk in answer.aiter_bytes(CHUNK):
                had += len(chunk)
                if had > wanted.size:
                    raise BadFrame("longer than it was said to be")
                # In a thread, and waited for: a slow disk slows the line down, and not the window.
                await asyncio.to_thread(file.write, chunk)
                told(had)
            await asyncio.to_thread(_flush, file)
    if had < wanted.size:
        raise httpx.ReadError("it ended too early")


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _finish(part: Path, wanted: Wanted, target: Path) -> None:
    try:
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != wanted.sha256:
            part.unlink()
            raise BadFrame("not what was meant")
        part.replace(target)
    except OSError as error:
        raise NoRoomHere(error.strerror or type(error).__name__) from error
