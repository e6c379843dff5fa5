"""Damaged files: what is beside them is still played, taken out and recorded; no damage keeps the folder shut."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from media.evidence.asked import Asked, CameraAsked
from media.evidence.export import export
from media.evidence.signing import new_key
from media.segments import boxes
from media.segments.cutter import Begin, Cutter
from media.segments.folder import ABOUT, ADOPTING, Folder
from media.segments.index import Index
from media.segments.model import SECOND, Altered, Lock, Missing, Segment
from tests.media.pictures import NOON, coded, numbers_of
from tests.media.test_segments import everything, record

RANDOM = random.Random(1)


def recorded(root: Path, leave_open: bool = False) -> list[Segment]:
    """Five segments of two seconds."""
    folder = Folder(root)
    record(folder, coded(count=150), leave_open=leave_open)
    (piece,) = everything(folder)
    folder.close()
    return list(piece.segments)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _noise(path: Path) -> None:
    path.write_bytes(RANDOM.randbytes(5000))


def _another_codec(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"avcC", b"xxxx"))


def _unreadable(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("hurt", [_empty, _noise, _another_codec, _unreadable, Path.unlink])
@pytest.mark.parametrize("which", [0, 2])
def test_one_damaged_segment_does_not_take_the_others_along(
    tmp_path: Path, hurt: Callable[[Path], None], which: int
) -> None:
    segments = recorded(tmp_path / "rec")
    hurt(segments[which].path)
    folder = Folder(tmp_path / "rec")
    asked = Asked("x", (CameraAsked("c"),), NOON, NOON + 10 * SECOND, "an", "An", "Va chạm", NOON, "1")
    made = export(folder, asked, new_key(), tmp_path / "out.zip")["cameras"][0]
    assert sum(piece["pictures"] for piece in made["pieces"]) == 120
    assert segments[which].path.name in made["notes"][0]
    (piece,) = everything(folder)
    assert folder.codec(piece) == "h264"
    with pytest.raises(Altered):
        list(folder.pictures(piece, segments[which].start, segments[which].end))
    folder.close()


def test_a_piece_of_which_nothing_is_left_says_so(tmp_path: Path) -> None:
    segments = recorded(tmp_path)
    folder = Folder(tmp_path)
    (piece,) = everything(folder)
    for segment in segments:
        segment.path.write_bytes(b"")
    with pytest.raises(Altered) as bad:
        folder.codec(piece)
    assert not isinstance(bad.value, Missing)
    assert bad.value.end == piece.end
    for segment in segments:
        segment.path.unlink()
    with pytest.raises(Missing):
        folder.codec(piece)
    folder.close()


@pytest.mark.parametrize("box", [b"tfdt", b"trun", b"mfhd"])
def test_noughts_in_the_table_of_a_torn_segment_do_not_keep_the_folder_shut(tmp_path: Path, box: bytes) -> None:
    folder = Folder(tmp_path)
    record(folder, coded(count=60), length_s=30, leave_open=True)
    (one,) = folder.index.unsettled("open")
    folder.close()
    data = bytearray(one.path.read_bytes())
    at = data.rindex(box)
    data[at - 4 : at + 40] = bytes(44)
    one.path.write_bytes(data)
    again = Folder(tmp_path)
    (piece,) = everything(again)
    shown = numbers_of(again.pictures(piece, NOON, NOON + 9 * SECOND))
    assert shown == list(range(len(shown)))
    assert 15 <= len(shown) < 60
    again.close()


def test_no_noise_breaks_the_reading_of_boxes(tmp_path: Path) -> None:
    data = recorded(tmp_path)[0].path.read_bytes()
    places = [data.index(box) for box in (b"moof", b"tfdt", b"trun", b"mdat")]
    for _ in range(500):
        hurt = bytearray(data)
        for _ in range(RANDOM.randint(1, 20)):
            at = RANDOM.choice(places)
            hurt[at + RANDOM.randrange(16)] = RANDOM.randrange(256)
        whole = boxes.whole(bytes(hurt))
        assert whole.size <= len(hurt)
        assert whole.ticks < 2**62, "the index can note it"
        list(boxes.samples(bytes(hurt)))


def _cut(index: Path) -> None:
    os.truncate(index, 5000)


def _scratched(index: Path) -> None:
    data = bytearray(index.read_bytes())
    data[4096:] = RANDOM.randbytes(len(data) - 4096)
    index.write_bytes(data)


@pytest.mark.parametrize("hurt", [_empty, _noise, _cut, _scratched])
def test_a_damaged_index_is_set_aside_and_built_anew(tmp_path: Path, hurt: Callable[[Path], None]) -> None:
    before = recorded(tmp_path)
    hurt(tmp_path / "index.sqlite3")
    again = Folder(tmp_path)
    (piece,) = everything(again)
    assert [(one.start, one.sha256) for one in piece.segments] == [(one.start, one.sha256) for one in before]
    assert (tmp_path / "index.sqlite3.damaged").exists() == (hurt is not _empty)
    again.lock(Lock("a", ("c",), NOON, NOON + SECOND))
    again.close()


def test_an_index_on_a_full_disk_is_not_taken_for_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(tmp_path)
    tries: list[None] = []
    real = Index.unsettled

    def full(index: Index, state: str) -> list[Segment]:
        tries.append(None)
        if len(tries) == 1:
            raise OSError("index: database or disk is full")
        return real(index, state)

    monkeypatch.setattr(Index, "unsettled", full)
    again = Folder(tmp_path)
    assert len(everything(again)[0].segments) == 5
    assert not (tmp_path / "index.sqlite3.damaged").exists()
    again.close()


def test_adopting_goes_on_where_it_was_cut_short_and_changes_nothing_that_is_known(tmp_path: Path) -> None:
    segments = recorded(tmp_path)
    folder = Folder(tmp_path)
    folder.index.forget(segments[3])
    folder.close()
    segments[1].path.write_bytes(b"changed since")
    (tmp_path / ADOPTING).touch()
    again = Folder(tmp_path)
    found = {one.path: one.sha256 for piece in everything(again) for one in piece.segments}
    assert found == {one.path: one.sha256 for one in segments}
    assert not (tmp_path / ADOPTING).exists()
    again.close()


@pytest.mark.parametrize("about", ["", "[]", "{}", "\udcff"])
def test_what_cannot_be_adopted_is_left_out_and_said(tmp_path: Path, about: str) -> None:
    segments = recorded(tmp_path)
    for path in tmp_path.glob("index*"):
        path.unlink()
    home = segments[0].path.parent.parent
    (segments[0].path.parent / "99999999T999999.000000Z_00000000_00001.mp4").write_bytes(b"")
    if about:
        other = tmp_path / "other"
        other.mkdir()
        (other / ABOUT).write_text(about, encoding="utf-8", errors="surrogateescape")
    else:
        (home / ABOUT).write_text("")
    again = Folder(tmp_path)
    assert any("left out" in word for word in again.words)
    assert len(everything(again)) == (1 if about else 0)
    again.close()


def test_who_a_folder_belongs_to_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path)

    def half(path: Path, *_: object, **__: object) -> None:
        path.touch()
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_text", half)
    cutter = Cutter("h264", "started", 30)
    (begin, *_rest) = (step for unit in coded() for step in cutter.put(unit, NOON))
    assert isinstance(begin, Begin)
    with pytest.raises(OSError, match="No space"):
        folder.begin("c", "h264", begin)
    assert not list(tmp_path.glob(f"*/{ABOUT}"))
    folder.close()
