"""Exports: what was recorded comes out unchanged, and whatever is changed afterwards is found."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.evidence.asked import Asked, CameraAsked, Cancelled, NothingThere, Watch
from media.evidence.export import export
from media.evidence.letters import mask, plain
from media.evidence.signing import new_key, public_key
from media.segments.folder import Folder
from media.segments.model import SECOND
from tests.media.pictures import NOON, coded, numbers
from tests.media.test_segments import everything, later, record
from verify.__main__ import main
from verify.check import Verdict, verify
from verify.format import MANIFEST, SIGNATURE, fingerprint

KEY = new_key()
TRUSTED = fingerprint(public_key(KEY))
CAMERA = CameraAsked("c", 12, "Cầu Bãi Cháy", "Phường Bãi Cháy")
ASKED = Asked("e1", (CAMERA,), NOON + SECOND, NOON + 5 * SECOND, "binh", "Trần Văn Bình", "Va chạm giao thông",
              NOON + 60 * SECOND, "0.1", custody=({"what": "lock", "by": "an"},))  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    opened = Folder(tmp_path / "rec")
    record(opened, coded(count=90))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny export, as a ZIP and as a folder beside it."""
    home = tmp_path_factory.mktemp("small")
    folder = Folder(home / "rec")
    record(folder, coded(count=2))
    for packed, name in ((True, "small.zip"), (False, "small")):
        export(folder, replace(ASKED, start=NOON, packed=packed), KEY, home / name)
    folder.close()
    return home / "small.zip"


def judged(path: Path) -> Verdict:
    return verify(path, TRUSTED).verdict


@pytest.mark.parametrize("packed", [True, False])
def test_an_export_holds_every_picture_once_and_is_verified(folder: Folder, tmp_path: Path, packed: bool) -> None:
    target = tmp_path / ("out.zip" if packed else "out")
    manifest = export(folder, replace(ASKED, packed=packed), KEY, target)
    assert verify(target, TRUSTED).manifest == manifest
    assert judged(target) is Verdict.VERIFIED
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["rec", target.name])
    if packed:
        shutil.unpack_archive(target, tmp_path / "unpacked", "zip")
        target = tmp_path / "unpacked"
        assert judged(target) is Verdict.VERIFIED, "any program can unpack it"
    (camera,) = manifest["cameras"]
    (piece,) = camera["pieces"]
    assert numbers(target / piece["file"]) == list(range(15, 75))
    assert (piece["from"], piece["until"]) == ("2026-03-05T02:00:01.000Z", "2026-03-05T02:00:05.000Z")
    assert (camera["name"], camera["gaps"], manifest["custody"]) == ("Cầu Bãi Cháy", [], [{"what": "lock", "by": "an"}])
    assert datetime.fromisoformat(manifest["asked"]["from"]).timestamp() == NOON / SECOND + 1


@pytest.mark.parametrize(("codec", "bframes"), [("libx264", 2), ("libx265", 0), ("libx265", 2)])
def test_reordered_pictures_and_h265_come_out_in_order(tmp_path: Path, codec: str, bframes: int) -> None:
    folder = Folder(tmp_path / "rec")
    record(folder, coded(codec, 60, bframes), codec="hevc" if codec == "libx265" else "h264")
    manifest = export(folder, replace(ASKED, start=NOON - SECOND, packed=False), KEY, tmp_path / "out")
    folder.close()
    (piece,) = manifest["cameras"][0]["pieces"]
    path = tmp_path / "out" / piece["file"]
    assert numbers(path) == list(range(60))
    with av.open(str(path)) as file:
        steps = np.diff([frame.pts for frame in file.decode(video=0) if frame.pts is not None])
    assert set(steps) == {6000}, "as evenly as they were taken"


def test_a_gap_is_two_files_and_is_told(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "rec")
    record(folder, coded())
    record(folder, later(coded(), 10, 0), why="no_data")
    manifest = export(folder, replace(ASKED, start=NOON, end=NOON + 20 * SECOND, packed=False), KEY, tmp_path / "out")
    folder.close()
    (camera,) = manifest["cameras"]
    assert [one["before"] for one in camera["pieces"]] == ["started", "no_data"]
    assert [(gap["from"][17:], gap["until"][17:], gap["why"]) for gap in camera["gaps"]] == [
        ("04.000Z", "10.000Z", "no_data"), ("14.000Z", "20.000Z", "")]  # fmt: skip
    assert judged(tmp_path / "out") is Verdict.VERIFIED


def test_what_was_altered_on_our_own_disk_is_left_out_and_said(folder: Folder, tmp_path: Path) -> None:
    segment = everything(folder)[0].segments[1]
    data = bytearray(segment.path.read_bytes())
    data[-100] ^= 4
    segment.path.write_bytes(data)
    manifest = export(folder, replace(ASKED, start=NOON, end=NOON + 6 * SECOND, packed=False), KEY, tmp_path / "out")
    (camera,) = manifest["cameras"]
    assert segment.path.name in camera["notes"][0]
    shown = [number for piece in camera["pieces"] for number in numbers(tmp_path / "out" / piece["file"])]
    assert shown == [*range(30), *range(60, 90)]


def test_a_copy_is_marked_as_a_copy_and_in_every_picture(folder: Folder, tmp_path: Path) -> None:
    manifest = export(folder, replace(ASKED, packed=False, watermark=True), KEY, tmp_path / "out")
    (piece,) = manifest["cameras"][0]["pieces"]
    kinds = {one["name"]: one["kind"] for one in manifest["files"]}
    assert (kinds[piece["file"]], kinds[piece["copy"]]) == ("original", "copy")
    images = []
    for name in (piece["file"], piece["copy"]):
        with av.open(str(tmp_path / "out" / name)) as file:
            images.append([frame.to_ndarray(format="gray") for frame in file.decode(video=0)])
    original, copy = images
    assert len(original) == len(copy) == 60
    for before, after in zip(original, copy, strict=True):
        assert abs(after[:20].astype(int) - before[:20]).mean() > 20, "the band"
        assert (after[88:100].astype(int) - before[88:100]).max() > 20, "the middle"


def test_letters_say_vietnamese_without_its_marks() -> None:
    assert plain("Đặng Thị Nga – cầu #3") == "DANG THI NGA ? CAU #3"
    assert mask("A", 2).shape == (14, 12)
    shapes = {mask(letter, 1).tobytes() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}
    assert len(shapes) == 36


def test_a_cancelled_export_leaves_nothing(folder: Folder, tmp_path: Path) -> None:
    seen: list[float] = []
    with pytest.raises(Cancelled):
        export(folder, ASKED, KEY, tmp_path / "out.zip", Watch(seen.append, lambda: len(seen) > 2))
    assert [path.name for path in tmp_path.iterdir()] == ["rec"]
    assert all(0 <= step < 1 for step in seen)
    assert seen == sorted(seen)


def test_an_export_of_nothing_leaves_nothing(folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(NothingThere):
        export(folder, replace(ASKED, cameras=(CameraAsked("d"),)), KEY, tmp_path / "out.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["rec"]


def test_an_export_that_fails_at_its_last_step_does_not_look_whole(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, _target: Path) -> Path:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        export(folder, ASKED, KEY, tmp_path / "out.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["rec"]


@pytest.mark.slow
def test_a_byte_changed_anywhere_in_the_zip_is_found(small: Path) -> None:
    """Each byte of it, in one of its bits."""
    assert judged(small) is Verdict.VERIFIED
    whole = small.read_bytes()
    changed = small.with_name("changed.zip")
    missed = []
    for at in range(len(whole)):
        data = bytearray(whole)
        data[at] ^= 1 << at % 8
        changed.write_bytes(data)
        if judged(changed) not in (Verdict.ALTERED, Verdict.REFUSED):
            missed.append(at)
    assert not missed


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_byte_changed_to_anything_in_any_file_is_found_and_the_file_is_named(
    small: Path, data: st.DataObject
) -> None:
    folder = small.with_name("flipped")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(small.with_suffix(""), folder)
    path = data.draw(st.sampled_from(sorted(folder.iterdir())))
    was = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(was) - 1))
    was[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(was)
    report = verify(folder, TRUSTED)
    assert report.verdict is Verdict.ALTERED
    assert any(path.name in finding.file for finding in report.findings)
    (finding,) = report.findings
    assert finding.start is None or finding.end is None or finding.start <= at < finding.end


@settings(max_examples=100, deadline=None)
@given(cut=st.integers(0, 400), more=st.binary(min_size=1, max_size=40))
def test_a_zip_that_was_cut_or_lengthened_is_found(small: Path, cut: int, more: bytes) -> None:
    whole = small.read_bytes()
    changed = small.with_name("cut.zip")
    for data in (whole[: len(whole) - 1 - cut], whole + more, more + whole):
        changed.write_bytes(data)
        assert judged(changed) in (Verdict.ALTERED, Verdict.REFUSED)


def test_where_a_long_file_was_changed_is_told(tmp_path: Path, small: Path) -> None:
    assert verify(small.with_suffix(""), TRUSTED).verdict is Verdict.VERIFIED
    folder = tmp_path / "f"
    shutil.copytree(small.with_suffix(""), folder)
    path = next(folder.glob("cam*.mp4"))
    path.write_bytes(path.read_bytes() + b"x")
    (finding,) = verify(folder, TRUSTED).findings
    assert (finding.what, finding.file) == ("changed", path.name)


def test_files_that_are_missing_or_extra_are_named(tmp_path: Path, small: Path) -> None:
    for name, what in (("README.txt", "missing"), (SIGNATURE, "missing"), ("more.txt", "extra"), ("sub", "extra")):
        folder = tmp_path / what / name
        shutil.copytree(small.with_suffix(""), folder)
        if what == "missing":
            (folder / name).unlink()
        elif name == "sub":
            (folder / name).mkdir()
        else:
            (folder / name).touch()
        report = verify(folder, TRUSTED)
        assert (report.verdict, [finding.what for finding in report.findings]) == (Verdict.ALTERED, [what])
        assert report.findings[0].file.rstrip("/") == name


def test_another_key_is_told_apart_from_no_key(small: Path, tmp_path: Path, folder: Folder) -> None:
    assert verify(small).verdict is Verdict.WHOLE
    other = new_key()
    export(folder, ASKED, other, tmp_path / "other.zip")
    report = verify(tmp_path / "other.zip", TRUSTED)
    assert (report.verdict, report.fingerprint) == (Verdict.OTHER_KEY, fingerprint(public_key(other)))


def test_a_manifest_signed_anew_by_somebody_else_is_another_key(small: Path, tmp_path: Path, folder: Folder) -> None:
    """Who changes everything and signs it himself gets as far as that."""
    forged = tmp_path / "forged"
    export(folder, replace(ASKED, packed=False, why="khác"), new_key(), forged)
    assert judged(forged) is Verdict.OTHER_KEY
    shutil.copy(small.with_suffix("") / SIGNATURE, forged / SIGNATURE)
    assert judged(forged) is Verdict.ALTERED
    shutil.copy(small.with_suffix("") / MANIFEST, forged / MANIFEST)
    assert judged(forged) is Verdict.ALTERED


def test_the_program_says_it_in_words_and_codes(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "key.txt"
    key.write_text(verify(small).manifest["key"] + "\n")
    assert main([str(small), "--key", TRUSTED.replace(" ", ":")]) == 0
    assert main([str(small), "--key", str(key)]) == 0
    assert "NGUYÊN VẸN" in capsys.readouterr().out
    assert main([str(small)]) == 4
    assert TRUSTED in capsys.readouterr().out
    assert main([str(small), "--key", "0" * 64]) == 5
    bad = tmp_path / "bad.zip"
    bad.write_bytes(small.read_bytes()[:-1])
    assert main([str(bad), "--lang", "en"]) == 1
    assert "ALTERED" in capsys.readouterr().out
    bad.write_bytes(b"MZ")
    assert main([str(bad)]) == 3
    assert main([str(tmp_path / "nowhere.zip")]) == 2
    assert main([str(small), "--key", "what?"]) == 2
    assert "{" not in capsys.readouterr().out
