"""What our own reader does not speak, FFmpeg's reads: other codecs, UDP, HTTP; in a thread, under a leash."""

import time
from collections.abc import Callable

import av
import av.error
from av.container import InputContainer
from av.video.stream import VideoStream

from media import leash as leashes
from media.access import AccessUnit, Format
from media.fault import Broken, Fault
from media.ffmpeg_faults import fault_of
from media.leash import Leash
from media.login import Login, with_login

OPTIONS = {
    "allowed_media_types": "video",
    "probesize": "32",
    "analyzeduration": "0",
    "fpsprobesize": "0",
}
# Never fflags=nobuffer: it throws the probed packets away, and the first picture waits for the next key frame.
OPEN_PATIENCE = 5.0
SILENCE = 5.0


class Reading:
    """One container, opened and read by the thread that calls `run`."""

    def __init__(
        self,
        url: str,
        login: Login | None,
        opened: Callable[[Format], None],
        picture: Callable[[AccessUnit], None],
        transport: str = "tcp",
    ) -> None:
        self._url, self._login = url, login
        self._opened, self._picture = opened, picture
        self._transport = transport
        self._leash = Leash()

    def stop(self) -> None:
        """End it, whatever the network does (from any thread)."""
        self._leash.cut()

    def run(self) -> None:
        """Read until the end. Raises Broken."""
        container: InputContainer | None = None
        with self._leash:
            try:
                container = self._open()
                if not container.streams.video:
                    raise Broken("bad_data", "no video")
                self._play(container, container.streams.video[0])
            except (av.error.FFmpegError, OSError, RuntimeError) as error:
                raise _broken(fault_of(error, self._login, self._leash.ended, container is not None)) from None
            finally:
                if container is not None:
                    self._leash.give(1.0)
                    container.close()

    def _open(self) -> InputContainer:
        # Where the leash holds, PyAV's own limits only stand in the way: at their end a held-back frame comes
        # out of the parser and looks like news.
        limits = (60.0, 60.0) if leashes.proven() else (OPEN_PATIENCE, 3.0)
        self._leash.give(OPEN_PATIENCE)
        options = OPTIONS | {"rtsp_transport": self._transport}
        return av.open(with_login(self._url, self._login), timeout=limits, options=options)

    def _play(self, container: InputContainer, video: VideoStream) -> None:
        context = video.codec_context
        aspect = float(video.sample_aspect_ratio or 1)
        if self._leash.ended:
            raise Broken("no_data")
        self._opened(Format(context.codec.name, context.extradata or b"", aspect))
        for packet in container.demux(video):
            now = time.monotonic()
            if self._leash.ended:
                raise Broken("no_data")
            if packet.size:
                self._leash.give(SILENCE)
                stamp = float(packet.dts * packet.time_base) if packet.dts is not None else now
                self._picture(AccessUnit(bytes(packet), packet.is_keyframe, stamp, now))
        raise Broken("ended")


def _broken(fault: Fault) -> Broken:
    return Broken(fault.reason, fault.detail)
