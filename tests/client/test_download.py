"""A download against a real server on a line that breaks: it goes on, ends whole, or leaves no file under its name."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from backend_client.download import NoRoomHere, Wanted, download, part_of
from backend_client.errors import BadFrame, NoAnswer

DATA = os.urandom(3_000_000)


@dataclass
class Store:
    """Serves one file with ranges, and cuts the line after so many bytes of the first answers."""

    data: bytes = DATA
    cuts: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        wanted = lines.get("range", "")
        self.asked.append(wanted)
        self.seen.append(head)
        start = int(wanted.removeprefix("bytes=").rstrip("-") or 0)
        body = self.data[start:]
        status = "206 Partial Content" if start else "200 OK"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode())
        writer.write(body[: self.cuts.pop(0)] if self.cuts else body)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def served(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    server = await asyncio.start_server(store.answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        yield http


def wanted(data: bytes = DATA) -> Wanted:
    return Wanted(path="/file", size=len(data), sha256=hashlib.sha256(data).hexdigest())


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


async def fetch(store: Store, target: Path, what: Wanted | None = None) -> list[int]:
    told: list[int] = []
    async with served(store) as http:
        await download(http, {"Authorization": "Bearer x"}, what or wanted(), target, told.append, wait_s=0.0)
    return told


async def test_it_goes_on_where_the_line_broke(tmp_path: Path) -> None:
    store = Store(cuts=[1_000_000, 500_000])
    told = await fetch(store, tmp_path / "x.zip")
    assert (tmp_path / "x.zip").read_bytes() == DATA
    assert store.asked[0] == ""
    assert len(store.asked) == 3
    starts = [int(one.removeprefix("bytes=").rstrip("-")) for one in store.asked[1:]]
    assert 0 < starts[0] <= 1_000_000 < starts[1] <= 1_500_000
    assert told == sorted(told)
    assert told[-1] == len(DATA)
    assert names(tmp_path) == ["x.zip"], "no half file is left"
    assert all(line.startswith("GET /file HTTP") for line in store.seen), "the token stands in no address"


async def test_a_line_that_breaks_for_good_leaves_no_file_under_the_name_and_the_next_try_goes_on(
    tmp_path: Path,
) -> None:
    store, target = Store(cuts=[600_000] + [0] * 10), tmp_path / "x.zip"
    with pytest.raises(NoAnswer):
        await fetch(store, target)
    assert not target.exists()
    assert part_of(target, wanted()).exists()
    again = Store()
    await fetch(again, target)
    assert again.asked[0].startswith("bytes=")
    assert target.read_bytes() == DATA


async def test_another_content_than_announced_is_deleted(tmp_path: Path) -> None:
    with pytest.raises(BadFrame):
        await fetch(Store(data=DATA[::-1]), tmp_path / "x.zip")
    assert names(tmp_path) == []


async def test_more_than_announced_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(BadFrame):
        await fetch(Store(data=DATA * 2), tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


async def test_the_half_of_another_export_is_not_gone_on_with(tmp_path: Path) -> None:
    target, other = tmp_path / "x.zip", os.urandom(1000)
    part_of(target, wanted(other)).write_bytes(other[:500])
    await fetch(Store(), target)
    assert target.read_bytes() == DATA


async def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoRoomHere):
        await fetch(Store(), tmp_path / "nowhere" / "x.zip")
