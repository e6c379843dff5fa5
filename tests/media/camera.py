"""A camera whose every word can be scripted, for what the demo's honest one would never say."""

import asyncio
import base64
import contextlib
import re
import ssl
import struct
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import count

import av
import numpy as np

from media.loop import LoopThread
from tests.media.packets import CUTS, TICK, coded, is_set, marked, packets

Answer = tuple[int, dict[str, str], bytes]
Say = Callable[[str, str, dict[str, str]], Answer | bytes | None]
"""Takes method, URL and headers; None is silence, bytes are sent as they are."""


class Camera:
    """Listens at once; `asked` holds every request."""

    def __init__(self, sdp: str = "", pictures: Sequence[list[bytes]] = (), *, fps: int = 15, say: Say | None = None,
                 greeting: bytes = b"", tls: ssl.SSLContext | None = None) -> None:  # fmt: skip
        self.sdp, self.pictures, self.fps, self.greeting = sdp, pictures, fps, greeting
        self.say = say
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self._lines: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = LoopThread("scripted camera")
        starting = asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        self._server = self._thread.run(starting).result(5)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"rtsp{'s' if tls else ''}://127.0.0.1:{self.port}/cam"

    def __enter__(self) -> "Camera":
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.run(self._close()).result(5)
        assert self._thread.close()

    @property
    def lines(self) -> int:
        return len(self._lines)

    def reset(self) -> None:
        """Cut all lines."""
        self._thread.loop.call_soon_threadsafe(lambda: [line.transport.abort() for line in self._lines])

    async def _close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._lines.add(writer)
        playing: asyncio.Task[None] | None = None
        try:
            writer.write(self.greeting)
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if self._answer(re.sub(rb"^(\$...)+", b"", head).decode(), writer) == "PLAY" and playing is None:
                    playing = asyncio.get_running_loop().create_task(self._play(writer))
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            if playing is not None:
                playing.cancel()
            writer.transport.abort()
            self._lines.discard(writer)
            self._tasks.discard(task)

    def _answer(self, head: str, writer: asyncio.StreamWriter) -> str:
        first, *lines = head.strip().split("\r\n")
        method, url, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.asked.append((method, url, headers))
        answer = self.say(method, url, headers) if self.say else self.honest(method, url, headers)
        if isinstance(answer, tuple):
            status, more, body = answer
            more = {"CSeq": headers.get("cseq", ""), "Content-Length": str(len(body)), **more}
            text = "".join(f"{name}: {value}\r\n" for name, value in more.items())
            answer = f"RTSP/1.0 {status} So\r\n{text}\r\n".encode() + body
        writer.write(answer or b"")
        return method if answer else ""

    def honest(self, method: str, url: str, headers: dict[str, str]) -> Answer:
        """Answer as one should."""
        if method == "DESCRIBE":
            return 200, {"Content-Type": "application/sdp"}, self.sdp.encode()
        if method == "SETUP":
            return 200, {"Transport": headers["transport"], "Session": "5;timeout=60"}, b""
        return 200, {"Session": "5"}, b""

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        with contextlib.suppress(OSError):
            for number in count() if self.pictures else ():
                loops, index = divmod(number, len(self.pictures))
                for packet in self.pictures[index]:
                    whole = renumbered(packet, loops, self.pictures)
                    writer.write(struct.pack(">BBH", 0x24, 0, len(whole)) + whole)
                await writer.drain()
                await asyncio.sleep(max(0.0, begun + (number + 1) / self.fps - loop.time()) if self.fps else 0)


def renumbered(packet: bytes, loops: int, pictures: Sequence[list[bytes]]) -> bytes:
    """Let clock and count go on where the clip begins anew."""
    sequence = int.from_bytes(packet[2:4]) + loops * sum(map(len, pictures))
    stamp = int.from_bytes(packet[4:8]) + loops * len(pictures) * TICK
    return packet[:2] + struct.pack(">HI", sequence & 0xFFFF, stamp & 0xFFFFFFFF) + packet[8:]


def sdp(codec: str, sets: Sequence[bytes] = (), number: int = 96) -> str:
    """Describe one track."""
    more = ""
    if sets:
        words = [base64.b64encode(each).decode() for each in sets]
        names = ["sprop-vps", "sprop-sps", "sprop-pps"]
        given = [f"sprop-parameter-sets={','.join(words)}"] if len(words) == 2 else map("{}={}".format, names, words)
        more = f"a=fmtp:{number} {';'.join(given)}\r\n"
    rtpmap = f"a=rtpmap:{number} {codec}/90000\r\n"
    return (
        f"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP {number}\r\n{rtpmap}{more}a=control:t\r\n"
    )


def h26x(codec: str, **shape: int) -> tuple[str, list[list[bytes]]]:
    """Return an SDP and the packets of a clip's pictures."""
    nals = coded(codec, **shape)
    sets = [nal for nal in nals[0] if is_set(codec, nal)]
    made = [marked(CUTS["fragmented"](codec, each)) for each in nals]
    sent, cut = iter(packets(made, 0, 0)), []
    for picture in made:
        cut.append([next(sent) for _ in picture])
    return sdp("H264" if "264" in codec else "H265", sets), cut


def mjpeg(width: int = 160, height: int = 96, count: int = 15) -> tuple[str, list[list[bytes]]]:
    """Return an SDP and the packets of grey pictures in RTP/JPEG (RFC 2435), quantisation tables in band."""
    made = av.CodecContext.create("mjpeg", "w")
    made.width, made.height, made.pix_fmt, made.time_base = width, height, "yuvj420p", Fraction(1, 15)
    # One slice: restart markers would need a header of their own.
    made.thread_count, made.options = 1, {"huffman": "default", "force_duplicated_matrix": "1", "slices": "1"}
    pictures = []
    for number in range(count):
        frame = av.VideoFrame.from_ndarray(
            np.full((height * 3 // 2, width), 60 + number * 8, np.uint8), format="yuv420p"
        )
        frame.pts = number
        frame = frame.reformat(format="yuvj420p")
        pictures.append([_jpeg(data, width, height, number) for data in map(bytes, made.encode(frame))])
    return sdp("JPEG", number=26), [packets for packets in pictures if packets]


def _jpeg(data: bytes, width: int, height: int, number: int) -> bytes:
    tables = [data[at + 5 : at + 69] for at in [match.start() for match in re.finditer(rb"\xff\xdb\0\x43", data)]]
    if not tables:  # Several in one segment.
        at = data.index(b"\xff\xdb") + 4
        tables = [data[at + 1 : at + 65], data[at + 66 : at + 130]]
    scan = data.index(b"\xff\xda")
    body = data[scan + 2 + int.from_bytes(data[scan + 2 : scan + 4]) :].removesuffix(b"\xff\xd9")
    quant = b"".join((tables * 2)[:2])
    head = struct.pack(">IBBBB", 0, 1, 255, width // 8, height // 8) + struct.pack(">BBH", 0, 0, len(quant)) + quant
    return struct.pack(">BBHII", 0x80, 26 | 0x80, number, number * TICK, 7) + head + body
