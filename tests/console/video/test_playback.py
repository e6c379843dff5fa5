"""A reel joins tape and recorder: chunks whose ends meet within microseconds do not push each other out."""

import asyncio
import time

from console.video.playback import Chunk, Reel
from media.access import AccessUnit, Format
from media.tape import Tape

FORMAT = Format("h264")


class Recorded:
    """Ten seconds of pictures, a gap of four, pictures again; its clock trembles as clocks over a line do."""

    def __init__(self) -> None:
        self.base = time.time() - 1000
        self.asked: list[float] = []

    def now(self) -> float:
        return time.time() + 0.0004 * (len(self.asked) % 3 - 1)

    def oldest(self, camera: str) -> float | None:
        return self.base

    async def chunk(self, camera: str, start: float, seconds: float) -> Chunk:
        self.asked.append(start)
        at = start - self.base
        if 10 - 0.005 <= at < 14 - 0.005:
            return Chunk(self.base + 10, self.base + 14, why="timeout", since=self.base + 10)
        end = min(start + seconds, self.base + 10) if at < 10 else start + seconds
        stamps = [start + n / 10 for n in range(int((end - start) * 10))]
        return Chunk(
            start, end, tuple(AccessUnit(b"x", n % 10 == 0, at, at) for n, at in enumerate(stamps)), FORMAT, 1.0
        )


async def settled(reel: Reel, moment: float, rounds: int = 40) -> None:
    for _ in range(rounds):
        reel.need(moment)
        await asyncio.sleep(0.01)


async def test_a_gap_and_what_comes_after_it_are_kept_side_by_side() -> None:
    recorder = Recorded()
    reel = Reel("c", Tape(), recorder)
    moment = recorder.base + 12 - (time.time() - time.monotonic())
    await settled(reel, moment)
    lack = reel.lack(moment)
    assert lack is not None
    assert lack.kind == "gap"
    asked = len(recorder.asked)
    await settled(reel, moment)
    assert len(recorder.asked) == asked <= 3, "nothing is asked again and again"
    after = reel.beside(moment, forward=True)
    assert after is not None
    assert abs(after - moment - 2) < 0.05, "out of the gap, not to the tape"
    assert reel.lack(after + 0.01) is None
    reel.rest()


async def test_pictures_begin_with_a_key_picture_and_go_when_nobody_looks() -> None:
    recorder = Recorded()
    reel = Reel("c", Tape(), recorder)
    moment = recorder.base + 2 - (time.time() - time.monotonic())
    await settled(reel, moment, 20)
    assert reel.lack(moment) is None
    assert reel.reach(moment).units[0].key
    reel.rest()
    assert not reel.reach(moment).units, "nothing is kept of what nobody looks at"
