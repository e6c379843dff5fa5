"""Why nothing of a moment can be shown again, in words; and why nothing was recorded."""

from datetime import UTC, datetime

from console.strings import _, clock, refusal_text
from console.video.playback import Lack

Words = tuple[str, str, tuple[str, ...]]
"""The short ones, the large ones, and lines below those."""


def lack_words(lack: Lack) -> Words:
    """A gap is called a gap, with its ends and its reason."""
    if lack.kind == "asking":
        said = _("Fetching the recording…")
        return said, said, ()
    if lack.kind == "before":
        said = _("Nothing is kept of that time")
        return said, said, ()
    if lack.kind == "failed":
        said = _("Recording not available")
        return said, said, (refusal_text(lack.why, {}),)
    until = clock(datetime.fromtimestamp(lack.until, UTC))
    since = clock(datetime.fromtimestamp(lack.since, UTC)) if lack.since else ""
    ends = _("{since} to {until}").format(since=since, until=until) if since else _("until {time}").format(time=until)
    return _("Gap {ends}").format(ends=ends), _("Gap: nothing recorded"), (ends, gap_words(lack.why))


def gap_words(code: str) -> str:
    """Why nothing is recorded, or was not, as far as that is the recorder's or the disk's own affair; or the code."""
    words = {
        "": _("reason not known"),
        "altered": _("the recording was changed afterwards and is not shown"),
        "bad_data": _("the data of the stream was damaged"),
        "camera_clock": _("the camera's clock jumped"),
        "clock": _("the backend's clock jumped"),
        "deleted": _("already deleted"),
        "disk": _("the disk could not be written"),
        "format": _("the camera changed its format"),
        "index_lost": _("the index was lost and built anew"),
        "internal": _("an error inside the recorder"),
        "lost": _("pictures were lost on the way"),
        "no_room": _("the disk was full"),
        "no_stream": _("the camera has no stream that can be recorded"),
        "not_allowed": _("the camera's address is outside the networks of cameras"),
        "off": _("recording was switched off"),
        "slow": _("the disk could not keep up"),
        "started": _("recording had not begun"),
        "stopped": _("the backend was stopped"),
        "unsupported": _("the stream's format cannot be recorded"),
    }
    return words.get(code, code)
