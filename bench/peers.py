"""Other programs that can show sixteen cameras in one window, each started in the way that suits it best."""

import shutil
import subprocess
from dataclasses import dataclass

SIDE, WIDE, HIGH = 4, 480, 270


@dataclass(frozen=True)
class Peer:
    """A program; `command` is what shows the cameras at these addresses."""

    name: str
    needs: str
    environment: dict[str, str]

    @property
    def here(self) -> bool:
        """Say whether it is installed, with all that it needs."""
        return shutil.which(self.needs) is not None and (self.name != "gstreamer" or _has_gstreamer_parts())

    def command(self, urls: list[str]) -> list[str]:
        """Return its command line."""
        return {"gstreamer": _gstreamer, "mpv": _mpv, "ffmpeg": _ffmpeg}[self.name](urls)


PEERS = (
    Peer("gstreamer", "gst-launch-1.0", {}),
    Peer("mpv", "mpv", {}),
    Peer("ffmpeg", "ffmpeg", {"SDL_VIDEODRIVER": "x11"}),
)


def _has_gstreamer_parts() -> bool:
    parts = ("rtspsrc", "rtph264depay", "h264parse", "avdec_h264", "compositor", "ximagesink")
    return all(
        subprocess.run(["gst-inspect-1.0", "--exists", part], capture_output=True, check=False).returncode == 0
        for part in parts
    )


def _places() -> list[tuple[int, int]]:
    return [(at % SIDE * WIDE, at // SIDE * HIGH) for at in range(SIDE * SIDE)]


def _gstreamer(urls: list[str]) -> list[str]:
    pads = [f"sink_{at}::{axis}pos={spot[axis == 'y']}" for at, spot in enumerate(_places()) for axis in "xy"]
    words = ["gst-launch-1.0", "-q", "compositor", "name=wall", "background=black", *pads, "!"]
    words += [f"video/x-raw,width={SIDE * WIDE},height={SIDE * HIGH},framerate=30/1", "!", "videoconvert", "!"]
    words += ["ximagesink", "sync=false"]
    for at, url in enumerate(urls):
        words += [
            "rtspsrc",
            f"location={url}",
            "protocols=tcp",
            "latency=0",
            "!",
            "rtph264depay",
            "!",
            "h264parse",
            "!",
        ]
        words += ["avdec_h264", "max-threads=1", "!", "videoscale", "!", f"video/x-raw,width={WIDE},height={HIGH}", "!"]
        words += ["queue", "max-size-buffers=1", "leaky=downstream", "!", f"wall.sink_{at}"]
    return words


def _stack(names: list[str]) -> str:
    scaled = "".join(f"[{name}]scale={WIDE}:{HIGH}:flags=area[s{at}];" for at, name in enumerate(names))
    layout = "|".join(f"{x}_{y}" for x, y in _places())
    return scaled + "".join(f"[s{at}]" for at in range(len(names))) + f"xstack=inputs={len(names)}:layout={layout}"


def _mpv(urls: list[str]) -> list[str]:
    words = ["mpv", "--no-config", "--profile=low-latency", "--untimed", "--vo=x11", "--no-audio", "--no-border"]
    words += [f"--geometry={SIDE * WIDE}x{SIDE * HIGH}+0+0", "--no-osc", "--osd-level=0", "--rtsp-transport=tcp"]
    words += ["--vd-lavc-threads=1", "--demuxer-lavf-probesize=32", "--demuxer-lavf-analyzeduration=0"]
    words += [f"--lavfi-complex={_stack([f'vid{at + 1}' for at in range(len(urls))])}[vo]", "--really-quiet", urls[0]]
    return words + [f"--external-file={url}" for url in urls[1:]]


def _ffmpeg(urls: list[str]) -> list[str]:
    words = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin"]
    for url in urls:
        words += ["-rtsp_transport", "tcp", "-fflags", "nobuffer", "-flags", "low_delay", "-threads", "1"]
        words += ["-probesize", "32", "-analyzeduration", "0", "-i", url]
    words += ["-filter_complex", f"{_stack([f'{at}:v' for at in range(len(urls))])}[out]", "-map", "[out]", "-an"]
    return [*words, "-f", "sdl2", "-window_x", "0", "-window_y", "0", "wall"]
