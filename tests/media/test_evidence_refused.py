"""What the verifier does not look into: bombs, names that lead elsewhere, links, what is no export."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from media.evidence.signing import new_key, public_key, sign
from verify.__main__ import BAD_USAGE, main
from verify.check import Verdict, verify
from verify.container import Entry, directory, local_head
from verify.format import FORMAT, MANIFEST, SIGNATURE, key_text

ROOT = Path(__file__).parents[2]
KEY = new_key()
FILE: dict[str, object] = {"name": "a", "size": 1, "sha256": hashlib.sha256(b"x").hexdigest(),
                           "blocks": [hashlib.sha256(b"x").hexdigest()], "kind": "about"}  # fmt: skip


def signed(files: object, **more: object) -> dict[str, bytes]:
    """A manifest that says anything at all, rightly signed."""
    shape = {"format": FORMAT, "key": key_text(public_key(KEY)), "files": files, "asked": {}, "by": {}} | more
    text = json.dumps(shape).encode()
    return {MANIFEST: text, SIGNATURE: sign(KEY, text)}


def packed(path: Path, files: dict[str, bytes]) -> Path:
    """In the container's own shape, whatever the names."""
    entries, out = [], b""
    for name, body in files.items():
        crc = zlib.crc32(body)
        head = local_head(name, len(body), crc)
        entries.append(Entry(name, len(body), crc, len(out), len(out) + len(head)))
        out += head + body
    path.write_bytes(out + directory(entries, len(out)))
    return path


def test_a_rightly_packed_export_of_nothing_is_whole(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", signed([]))
    assert verify(path).verdict is Verdict.WHOLE
    assert zipfile.ZipFile(path).testzip() is None, "others can read it too"


@pytest.mark.parametrize(
    "name", ["../x", "/x", "a/b", "..", ".hidden", "a\\b", "C:x", "a..b", "x" * 200, "a\nb", "é", "x."]
)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    if name.isascii():
        assert verify(packed(tmp_path / "a.zip", signed([]) | {name: b"x"})).verdict is Verdict.REFUSED
    listed = [{"name": name, "size": 1, "sha256": "", "blocks": []}]
    assert verify(packed(tmp_path / "b.zip", signed(listed))).verdict is Verdict.REFUSED


def test_a_compressed_bomb_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr(MANIFEST, bytes(50_000_000))
    assert verify(path).verdict is Verdict.REFUSED


def test_overlapping_doubled_or_overlong_files_are_refused_or_bent(tmp_path: Path) -> None:
    body = packed(tmp_path / "a.zip", signed([])).read_bytes()
    doubled = packed(tmp_path / "b.zip", signed([]))
    text = signed([])
    entries, out = [], b""
    for _ in range(2):
        for name, content in text.items():
            crc = zlib.crc32(content)
            head = local_head(name, len(content), crc)
            entries.append(Entry(name, len(content), crc, len(out), len(out) + len(head)))
            out += head + content
    doubled.write_bytes(out + directory(entries, len(out)))
    assert verify(doubled).verdict is Verdict.REFUSED
    long = tmp_path / "c.zip"
    long.write_bytes(local_head(MANIFEST, 2**60, 0) + body)
    assert verify(long).verdict is Verdict.ALTERED


@pytest.mark.parametrize(
    "manifest", [b"", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000, b'{"key": 1}', b'{"format": "x", "files": 3}']
)
def test_a_manifest_that_is_none_is_altered_and_breaks_nothing(tmp_path: Path, manifest: bytes) -> None:
    path = packed(tmp_path / "a.zip", {MANIFEST: manifest, SIGNATURE: bytes(64)})
    assert verify(path).verdict is Verdict.ALTERED


@pytest.mark.parametrize(
    "files",
    [[1], [{}], [{"name": "a"}], "x", {"a": 1}, {}, [None], *([FILE | bad] for bad in (
        {"sha256": None}, {"size": -1}, {"size": 1.0}, {"size": True}, {"blocks": "x"}, {"name": 1}, {"kind": []}))],
)  # fmt: skip
def test_a_manifest_of_a_wrong_shape_that_a_stranger_signed_is_refused(tmp_path: Path, files: object) -> None:
    assert main([str(packed(tmp_path / "a.zip", signed(files) | {"a": b"x"}))]) == Verdict.REFUSED


@pytest.mark.parametrize(
    "bad", [{"by": []}, {"by": {"name": []}}, {"asked": None}, {"asked": {"from": 1}}, {"why": [[]]}, {"format": "x"}]
)
def test_what_is_shown_of_a_strangers_manifest_must_be_text(tmp_path: Path, bad: dict[str, object]) -> None:
    assert main([str(packed(tmp_path / "a.zip", signed([]) | signed([], **bad)))]) == Verdict.REFUSED


def test_a_file_without_a_digest_is_refused(tmp_path: Path) -> None:
    bare = {key: told for key, told in FILE.items() if key != "sha256"}
    assert main([str(packed(tmp_path / "a.zip", signed([FILE]) | {"a": b"x"}))]) == Verdict.WHOLE
    assert main([str(packed(tmp_path / "b.zip", signed([bare]) | {"a": b"x"}))]) == Verdict.REFUSED


def test_a_tail_of_many_gigabytes_is_not_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", signed([]))
    size = path.stat().st_size
    os.truncate(path, size + 20 * 1024**3)
    report = verify(path)
    assert (report.verdict, report.findings[0].start) == (Verdict.ALTERED, size)
    os.truncate(path, size - 1)
    assert verify(path).verdict is Verdict.ALTERED


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX alone has these")
def test_pipes_and_devices_are_no_exports_and_no_keys(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    good = packed(tmp_path / "a.zip", signed([]))
    for strange in (str(tmp_path / "pipe"), "/dev/zero"):
        assert ended(strange) == Verdict.REFUSED
        assert ended(str(good), "--key", strange) == BAD_USAGE
    assert ended(str(tmp_path / "nothing")) == BAD_USAGE


def ended(*arguments: str) -> int:
    """In a process of its own, that cannot keep us waiting."""
    command = [sys.executable, "-m", "verify", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=30).returncode


def test_a_signature_of_any_other_length_is_none(tmp_path: Path) -> None:
    for length in (0, 63, 65, 1024):
        path = packed(tmp_path / "a.zip", signed([]) | {SIGNATURE: bytes(length)})
        assert verify(path).verdict is Verdict.ALTERED
    assert verify(packed(tmp_path / "b.zip", signed([]) | {SIGNATURE: bytes(1025)})).verdict is Verdict.REFUSED


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX alone has these")
def test_links_and_pipes_in_a_folder_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    for name, body in signed([]).items():
        (folder / name).write_bytes(body)
    assert verify(folder).verdict is Verdict.WHOLE
    os.mkfifo(folder / "pipe")
    assert verify(folder).verdict is Verdict.REFUSED
    (folder / "pipe").unlink()
    (folder / "link").symlink_to("/etc/passwd")
    assert verify(folder).verdict is Verdict.REFUSED


def test_it_needs_nothing_of_ours_and_no_network(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", signed([]))
    code = (
        "import sys\nfrom verify.__main__ import main\ncode = main(sys.argv[1:])\n"
        "bad = {'av', 'numpy', 'msgspec', 'PySide6', 'media', 'backend', 'contract', 'console', 'socket', 'asyncio'}\n"
        "print(sorted(bad & set(sys.modules)))\nsys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), "--lang", "en"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (4, "[]"), done.stdout + done.stderr
