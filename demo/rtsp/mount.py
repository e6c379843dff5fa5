"""One path of the server: one live timeline, one pacing task, any number of watchers."""

import asyncio
import random
import time
from collections.abc import Sequence

from demo.rtsp.auth import Gate
from demo.rtsp.clip import Clip, Picture
from demo.rtsp.faults import Fault, Faults
from demo.rtsp.rtp import CLOCK, Flight, Sender
from demo.rtsp.sinks import Sink
from demo.rtsp.substitute import black, halved
from demo.rtsp.timeline import Playhead

REPORT_EVERY = 5.0
"""Seconds between RTCP sender reports."""

HOPELESS = 2.0
"""Seconds behind its time after which the pacer gives up catching up and jumps to a keyframe."""

CATCH_UP = 0.002
"""Seconds between overdue pictures: a burst without a breath overflows the receive buffer of a UDP client."""


class Mount:
    """What is served under one path. Its clock is time.monotonic."""

    def __init__(self, path: str, clip: Clip, epoch: float, faults: Faults, gate: Gate | None, burst: bool) -> None:
        self.path = path
        self.clip = clip
        self.gate = gate
        self.faults = faults
        self.sinks: set[Sink] = set()
        self._burst = burst
        self._epoch = epoch
        self._head = Playhead(clip, epoch)
        self._sender = Sender(random.getrandbits(32), random.getrandbits(16), random.getrandbits(32))
        self._wanted = asyncio.Event()
        self._waiting: set[Sink] = set()
        self._halved: set[Sink] = set()
        self._creeps_from = epoch
        self._group: list[Flight] = []
        self._reel: Sequence[Picture] = ()
        self._reel_from = 0
        self._seen_faults = 0
        self._astray = True
        self._report_at = 0.0
        self._due, self._timestamp = 0.0, 0
        self._count = 0

    @property
    def packets(self) -> int:
        """RTP packets numbered so far, lost ones included."""
        return self._sender.packets

    def join(self, sink: Sink) -> None:
        """Let one watch: from the latest keyframe, or from the next one where there is to be no burst."""
        if not self.sinks:
            self._group.clear()
            self._head.forget()
            self._astray = True
        elif self._quiet or not self._burst or sum(flight.size for flight in self._group) > sink.burst_limit:
            self._waiting.add(sink)
        else:
            for flight in self._group:
                sink.send(flight)
        self.sinks.add(sink)
        self._report_at = 0.0
        self._creeps_from = time.monotonic()
        self._wanted.set()
        if Fault.FLAP in self.faults:
            asyncio.get_running_loop().call_later(self.faults.number(Fault.FLAP) / 1000, sink.reset)

    def leave(self, sink: Sink) -> None:
        self.sinks.discard(sink)
        self._waiting.discard(sink)
        self._halved.discard(sink)
        if not self.sinks:
            self._wanted.clear()

    def reset(self) -> None:
        """Reset the connection of each who watches."""
        for sink in list(self.sinks):
            sink.reset()

    async def run(self) -> None:
        """Send each picture when it is due, for ever."""
        clock = time.monotonic
        while True:
            await self._wanted.wait()
            await self._heed_faults(clock())
            if self._quiet:
                self._astray = True
                await asyncio.sleep(0.02)
                continue
            late = self._late(clock())
            if self._astray or clock() - self._head.due() - late > HOPELESS:
                self._jump(clock(), late)
            version = self._seen_faults
            await asyncio.sleep(max(CATCH_UP, self._head.due() + late - clock()))
            if version == self.faults.version and not self._astray:
                self._send_picture(clock())

    def _late(self, now: float) -> float:
        creeping = self.faults.number(Fault.CREEP) * (now - self._creeps_from)
        return (self.faults.number(Fault.LATE) + creeping) / 1000

    def _jump(self, now: float, late: float) -> None:
        """Go to a keyframe of the live timeline."""
        self._head.join(now - late, self._burst)
        self._reel_from = self._head.number
        self._astray = False
        self._slow(now)

    @property
    def _quiet(self) -> bool:
        return bool(self._halved) or Fault.STALL in self.faults or Fault.BLACK_HOLE in self.faults

    async def _heed_faults(self, now: float) -> None:
        """Change what is shown after faults were set or lifted."""
        if self._seen_faults == self.faults.version:
            return
        self._seen_faults = self.faults.version
        self._creeps_from = now
        if Fault.HALF not in self.faults:
            for sink in list(self._halved):
                sink.reset()
            self._halved.clear()
        reel = await self._make_reel()
        if self._reel and not reel:
            self._astray = True
        self._reel, self._reel_from = reel, self._head.number
        self._slow(now)

    def _slow(self, now: float) -> None:
        if Fault.SLOW in self.faults:
            self._head.slow_down(now, 0.5)
        elif self._head.slowed:
            self._astray = True

    async def _make_reel(self) -> Sequence[Picture]:
        if Fault.BLACK in self.faults:
            return await asyncio.to_thread(black, self.clip)
        if Fault.RESIZE in self.faults:
            return await asyncio.to_thread(halved, self.clip)
        if Fault.FREEZE in self.faults:
            keys = [key for key in self.clip.keys if key <= self._head.number % len(self.clip.pictures)]
            return (self.clip.pictures[keys[-1]],)
        return ()

    def _send_picture(self, now: float) -> None:
        number = self._head.number
        shots = self._reel or self.clip.pictures
        shot = shots[(number - self._reel_from) % len(shots) if self._reel else number % len(shots)]
        self._due = self._head.due()
        self._timestamp = self._sender.timestamp(self._due - self._epoch + self.faults.number(Fault.LEAP))
        flight = Flight(self._packets(shot))
        if shot.key:
            self._group.clear()
            self._waiting.clear()
        self._group.append(flight)
        self._head.advance()
        if Fault.HALF in self.faults:
            self._halve(flight)
            return
        for sink in self.sinks - self._waiting if self._waiting else list(self.sinks):
            sink.send(flight)
        if now >= self._report_at:
            self._send_report(now)

    def _halve(self, flight: Flight) -> None:
        self._halved = set(self.sinks)
        for sink in self._halved:
            sink.send_half(flight)

    def _packets(self, shot: Picture) -> list[bytes]:
        timestamp = (self._timestamp + round(shot.shown_after * CLOCK)) & 0xFFFFFFFF
        last = len(shot.payloads) - 1
        drop, garbage = self.faults.number(Fault.DROP), self.faults.number(Fault.GARBAGE)
        loss = self.faults.number(Fault.LOSS) / 100
        packets = []
        for index, payload in enumerate(shot.payloads):
            self._count += 1
            whole = payload if not garbage or self._count % garbage else spoil(payload)
            packet = self._sender.packet(whole, timestamp, marker=index == last)
            if (not drop or self._count % drop) and random.random() >= loss:
                packets.append(packet)
        return packets

    def _send_report(self, now: float) -> None:
        self._report_at = now + REPORT_EVERY
        sent_after = now - self._due
        report = self._sender.report(time.time() - sent_after, self._timestamp)
        for sink in self.sinks:
            sink.report(report)


def spoil(payload: bytes) -> bytes:
    """Noise for all but the NAL and FU headers."""
    return payload[:2] + random.randbytes(max(0, len(payload) - 2))
