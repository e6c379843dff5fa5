"""Pictures come out of their packets whole or not at all, as soon as may be, and decode to what was coded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.access import AccessUnit, Codec
from media.rtsp.pictures import LIMIT, Pictures, pictures
from media.rtsp.rtp import Packet, Receiver
from tests.media.packets import (
    CUTS,
    TICK,
    Cut,
    Cutter,
    annexb,
    coded,
    decoded,
    fragmented,
    is_set,
    is_slice,
    marked,
    packets,
    single,  # fmt: skip
)

CODECS = pytest.mark.parametrize("codec", ["libx264", "libx265"])
SLICES = pytest.mark.parametrize("slices", [1, 4])
CUTTING = pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS.keys())


def builder(codec: str, sets: bytes = b"") -> Pictures:
    return pictures(Codec.H264 if "264" in codec else Codec.HEVC, 90_000, sets)


def receive(codec: str, data: list[bytes], sets: bytes = b"") -> list[list[AccessUnit]]:
    """Push all packets, the last of them followed by another picture's; return what each gave."""
    receiver, made = Receiver(96), builder(codec, sets)
    found = []
    for number, packet in enumerate(data):
        read = receiver.read(packet)
        found.append(made.push(read, float(number)) if read else [])
    return found


def flat(found: list[list[AccessUnit]]) -> list[AccessUnit]:
    return [unit for each in found for unit in each]


def cuts(codec: str, cut: Cutter, slices: int = 1, count: int = 24) -> list[Cut]:
    return [marked(cut(codec, nals)) for nals in coded(codec, count, slices)]


@CODECS
@SLICES
@CUTTING
def test_every_picture_decodes_to_what_was_coded(codec: str, slices: int, cut: Cutter) -> None:
    source = coded(codec, slices=slices)
    found = flat(receive(codec, packets(cuts(codec, cut, slices))))
    assert [unit.data for unit in found] == [annexb(nals) for nals in source]
    assert decoded(codec, [unit.data for unit in found]) == decoded(codec, [annexb(nals) for nals in source])
    assert len(decoded(codec, [unit.data for unit in found])) == 24
    assert [index for index, unit in enumerate(found) if unit.key] == [0, 8, 16]
    assert not any(unit.gap for unit in found)
    assert [unit.stamp for unit in found] == pytest.approx([n * TICK / 90_000 for n in range(24)])


@CODECS
@SLICES
def test_a_picture_comes_with_its_last_packet_once_markers_are_trusted(codec: str, slices: int) -> None:
    made = cuts(codec, fragmented, slices)
    found = receive(codec, packets(made))
    ends = [sum(map(len, made[: n + 1])) - 1 for n in range(24)]
    # The first key picture and the first other one wait for their followers: their marker might end but a slice.
    came = [index for index, units in enumerate(found) for _ in units]
    assert came == [ends[0] + 1, ends[1] + 1, *ends[2:]]


@CODECS
@pytest.mark.parametrize("how", ["missing", "each slice", "each packet"])
def test_markers_that_lie_cost_time_but_no_picture(codec: str, how: str) -> None:
    source, made = coded(codec, slices=4), []
    for nals in source:
        payloads = [(piece, nal) for nal in nals for piece in fragmented(codec, [nal])]
        last = [
            index == len(payloads) - 1 or payloads[index + 1][1] is not nal for index, (_, nal) in enumerate(payloads)
        ]
        marks = {"missing": [False] * len(last), "each slice": last, "each packet": [True] * len(last)}[how]
        made.append([(piece, mark) for (piece, _), mark in zip(payloads, marks, strict=True)])
    found = flat(receive(codec, packets(made)))
    # The last one waits for ever: nothing follows it.
    assert [unit.data for unit in found] == [annexb(nals) for nals in source[:-1]]
    assert not any(unit.gap for unit in found)


@CODECS
@SLICES
@CUTTING
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_whatever_is_lost_no_torn_picture_passes_for_a_whole_one(
    codec: str, slices: int, cut: Cutter, data: st.DataObject
) -> None:
    made = cuts(codec, cut, slices)
    marks = data.draw(st.sampled_from(["true", "missing", "each packet"]))
    made = [[(p, {"true": m, "missing": False, "each packet": True}[marks]) for p, m in one] for one in made]
    sent = packets(made)
    gone = data.draw(st.sets(st.integers(0, len(sent) - 1), max_size=12))
    found = flat(receive(codec, [packet for index, packet in enumerate(sent) if index not in gone]))
    whole = {annexb(nals): number for number, nals in enumerate(coded(codec, slices=slices))}
    sets = annexb(nal for nal in coded(codec, slices=slices)[0] if is_set(codec, nal))
    numbers = []
    for unit in found:
        # The sets of a key picture may be those known before, if their own packet was lost; SEI is no loss.
        number = whole.get(unit.data)
        if number is None:
            number = next((n for n, nals in enumerate(coded(codec, slices=slices)) if slices_of(codec, nals) ==
                           slices_of(codec, split(unit.data))), None)  # fmt: skip
            assert number is not None, "torn"
            assert sets in unit.data or not unit.key
        numbers.append(number)
    assert numbers == sorted(set(numbers))
    for before, (number, unit) in zip([-1, *numbers], zip(numbers, found, strict=True), strict=False):
        assert unit.gap or number == before + 1 or before == -1, "a gap without a word"


def split(data: bytes) -> list[bytes]:
    return data.split(b"\0\0\0\1")[1:]


def slices_of(codec: str, nals: list[bytes]) -> list[bytes]:
    return [nal for nal in nals if is_slice(codec, nal)]


@CODECS
@pytest.mark.parametrize("which", ["first", "middle", "last"])
def test_a_lost_packet_costs_its_picture_and_marks_the_next(codec: str, which: str) -> None:
    made = cuts(codec, fragmented, 4)
    begins = [sum(map(len, made[:n])) for n in range(25)]
    first_slice = next(n for n, (payload, _) in enumerate(made[10]) if len(payload) > 80)
    lost = {"first": begins[10] + first_slice, "middle": begins[10] + len(made[10]) // 2 + 1, "last": begins[11] - 1}[
        which
    ]
    found = flat(receive(codec, [packet for n, packet in enumerate(packets(made)) if n != lost]))
    source = coded(codec, slices=4)
    assert [unit.data for unit in found] == [annexb(nals) for n, nals in enumerate(source) if n != 10]
    assert [n for n, unit in enumerate(found) if unit.gap] == [10]


@CODECS
def test_sets_from_the_sdp_stand_before_key_pictures_that_have_none(codec: str) -> None:
    source = coded(codec)
    sets = annexb(nal for nal in source[0] if is_set(codec, nal))
    bare = [[nal for nal in nals if not is_set(codec, nal)] for nals in source]
    found = flat(receive(codec, packets([marked(fragmented(codec, nals)) for nals in bare]), sets))
    assert all(unit.data.startswith(sets) == unit.key for unit in found)
    assert decoded(codec, [unit.data for unit in found]) == decoded(codec, [annexb(nals) for nals in source])


@CODECS
def test_where_only_one_kind_is_in_the_stream_the_others_are_added(codec: str) -> None:
    """Some cameras send their picture parameters with each key picture and the rest once, in the SDP."""
    source = coded(codec)
    kinds = [nal for nal in source[0] if is_set(codec, nal)]
    some = [[nal for nal in nals if nal not in kinds[:-1]] for nals in source]
    found = flat(receive(codec, packets([marked(single(codec, nals)) for nals in some]), annexb(kinds)))
    assert all(unit.data.startswith(annexb(kinds)) == unit.key for unit in found)
    assert decoded(codec, [found[8].data]) == decoded(codec, [annexb(nals) for nals in source[8:9]])


@CODECS
def test_sets_that_change_in_mid_stream_replace_the_old(codec: str) -> None:
    small, large = coded(codec), coded(codec, width=256, height=144)
    bare = [[nal for nal in nals if not is_set(codec, nal)] for nals in large[8:]]
    made = [marked(fragmented(codec, nals)) for nals in [*small[:8], *large[:8], *bare]]
    found = flat(receive(codec, packets(made)))
    expected = decoded(codec, map(annexb, small[:8])) + decoded(codec, map(annexb, large))
    assert decoded(codec, [unit.data for unit in found]) == expected
    assert {len(pixels) for pixels in expected} == {192 * 112 * 3 // 2, 256 * 144 * 3 // 2}
    for unit in [unit for unit in found if unit.key][1:]:
        assert annexb(nal for nal in large[0] if is_set(codec, nal)) in unit.data


def test_units_that_are_no_image_do_not_make_a_picture() -> None:
    made = builder("libx264")
    assert made.push(Packet(b"\x67abc", True, 1, 0), 0) == []
    assert made.push(Packet(b"\x09\xf0", True, 2, 0), 0) == []
    assert made.push(Packet(b"\x0cfiller", True, 3, 0), 0) == []


@CODECS
def test_no_picture_is_longer_than_the_limit(codec: str) -> None:
    made, nals = builder(codec), coded(codec)[0]
    head = fragmented(codec, [nals[-1]])[0][: 2 if "264" in codec else 3]
    begin, middle = head, head[:-1] + bytes((head[-1] & 0x3F,))
    push = lambda payload, stamp, marker=False: made.push(Packet(payload, marker, stamp, 0), 0.0)  # noqa: E731
    push(begin + b"\x80" * 60_000, 1)
    for _ in range(3 * LIMIT // 60_000):
        assert push(middle + b"\x80" * 60_000, 1) == []
        assert sum(map(len, made._parts)) <= LIMIT
    assert push(middle[:-1] + bytes((middle[-1] | 0x40,)) + b"end", 1, True) == []
    found = [unit for nal in nals for unit in push(nal, 2)] + push(nals[-1], 3)
    assert [(unit.data, unit.gap) for unit in found] == [(annexb(nals), True)]


@pytest.mark.parametrize("unit", [b"\x67" + b"s" * 500, b"\x06\1", b"\x41\x80"], ids=["sets", "SEI", "slices"])
def test_a_picture_without_end_takes_no_memory_without_end(unit: bytes) -> None:
    made = builder("libx264")
    for _ in range(80_000):
        made.push(Packet(unit, False, 1, 0), 0.0)
    kept = sum(map(len, made._parts)) + 64 * len(made._parts) + sum(len(s) for all in made._sets.values() for s in all)
    assert kept <= 1.2 * LIMIT


PAYLOADS = st.binary(min_size=1, max_size=40) | st.builds(
    lambda head, rest: bytes(head) + rest,
    st.sampled_from([b"\x18", b"\x1c\x85", b"\x1c\x05", b"\x1c\x45", b"\x65\x80", b"\x60\1", b"\x62\1\x93", b"\x67"]),
    st.binary(max_size=40),
)


@CODECS
@given(st.lists(st.tuples(PAYLOADS, st.booleans(), st.integers(0, 3), st.sampled_from([0, 0, 0, 1]))))
@settings(deadline=None)
def test_no_junk_breaks_it(codec: str, junk: list[tuple[bytes, bool, int, int]]) -> None:
    made = builder(codec, b"\0\0\0\1\0\0\0\1\x67")
    for payload, marker, stamp, lost in junk:
        for unit in made.push(Packet(payload, marker, stamp, lost), 0.0):
            assert unit.data.startswith(b"\0\0\0\1")
