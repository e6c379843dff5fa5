"""Files: named by their content, told apart by their first bytes, whole or not there at all."""

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend import files
from backend.files import Files, type_of
from tests.backend.rig import Rig, doors

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


async def _auth(rig: Rig, user: str = "an") -> dict[str, str]:
    return {"Authorization": f"Bearer {await rig.token(user)}"}


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0 jpeg", "image/jpeg"),
        (PNG, "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n%      ", "application/pdf"),
        (b"\0\0\0\x18ftypmp42    ", "video/mp4"),
        (b"<html>", ""),
        (b"MZ\x90\0", ""),
        (b"RIFF\0\0\0\0WAVE", ""),
        (b"", ""),
    ],
)
def test_the_first_bytes_tell_the_type(head: bytes, kind: str) -> None:
    assert type_of(head) == kind


async def test_a_file_comes_back_as_it_was_sent(rig: Rig) -> None:
    auth = await _auth(rig)
    sent = await rig.http.post("/v1/files", content=PNG, headers=auth | {"Content-Type": "text/html"})
    digest = hashlib.sha256(PNG).hexdigest()
    assert (sent.status_code, sent.json()) == (201, {"sha256": digest, "size": len(PNG), "type": "image/png"})
    answer = await rig.http.get(f"/v1/files/{digest}", headers=auth)
    assert answer.content == PNG
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    part = await rig.http.get(f"/v1/files/{digest}", headers=auth | {"Range": "bytes=0-7"})
    assert (part.status_code, part.content) == (206, PNG[:8])


async def test_a_file_sent_twice_is_there_once(rig: Rig, tmp_path: Path) -> None:
    auth = await _auth(rig)
    for _ in range(2):
        assert (await rig.http.post("/v1/files", content=PNG, headers=auth)).status_code == 201
    assert sum(path.is_file() for path in (tmp_path / "files").rglob("*")) == 1


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"", b"\x7fELF" + b"\0" * 100])
async def test_what_is_of_no_known_kind_is_not_taken(rig: Rig, tmp_path: Path, content: bytes) -> None:
    answer = await rig.http.post("/v1/files", content=content, headers=await _auth(rig))
    assert (answer.status_code, answer.json()["code"]) == (415, "file.type")
    assert not list((tmp_path / "files").iterdir())


async def test_what_is_too_large_is_not_taken_whether_it_says_so_or_not(tmp_path: Path, key: str) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield PNG
        for _ in range(20):
            yield bytes(100_000)

    async with doors(tmp_path, file_mb=1) as rig:
        auth = await _auth(rig)
        said = await rig.http.post("/v1/files", content=PNG + bytes(2_000_000), headers=auth)
        unsaid = await rig.http.post("/v1/files", content=chunks(), headers=auth)
    assert [said.status_code, unsaid.status_code] == [413, 413]
    assert not list((tmp_path / "files").iterdir())


async def test_who_may_send_and_who_may_have(rig: Rig, key: str) -> None:
    assert (await rig.http.post("/v1/files", content=PNG)).status_code == 401
    assert (await rig.http.post("/v1/files", content=PNG, headers=await _auth(rig, "chi"))).status_code == 403
    sent = await rig.http.post("/v1/files", content=PNG, headers={"Authorization": f"Bearer {key}"})
    path = f"/v1/files/{sent.json()['sha256']}"
    assert (await rig.http.get(path)).status_code == 401
    assert (await rig.http.get(path, headers={"Authorization": "Bearer forged"})).status_code == 401
    assert (await rig.http.get(path, headers=await _auth(rig, "node-1"))).content == PNG


@pytest.mark.parametrize("name", ["0" * 64, "abc", "..%2f..%2fioc.sqlite3", "A" * 64, "%00" * 3])
async def test_what_is_not_there_is_not_there(rig: Rig, name: str) -> None:
    answer = await rig.http.get(f"/v1/files/{name}", headers=await _auth(rig))
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_full_disk_is_said(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SPARE", 1 << 60)
    answer = await rig.http.post("/v1/files", content=PNG, headers=await _auth(rig))
    assert (answer.status_code, answer.json()["code"]) == (507, "disk.full")


def test_what_a_crash_left_half_done_is_cleared_away(tmp_path: Path) -> None:
    upload = Files(tmp_path).take()
    upload.write(PNG)
    assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
    upload._file.close()
    Files(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_file_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[list[str]] = []
    fsync = os.fsync

    def watch(handle: int) -> None:
        synced.append(sorted(path.suffix for path in tmp_path.rglob("*") if path.is_file()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watch)
    upload = Files(tmp_path).take()
    upload.write(PNG)
    upload.finish()
    assert synced[0] == [".part"]
    assert synced[-1] == [""]
