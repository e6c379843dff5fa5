"""What a mount says of itself before it is played (RFC 4566; H.264 in RFC 6184 section 8.2)."""

from demo.rtsp.clip import Clip
from demo.rtsp.rtp import CLOCK, PAYLOAD_TYPE

TRACK = "trackID=0"


def describe(clip: Clip, name: str, host: str) -> bytes:
    """The SDP of one live H.264 track."""
    family = "IP6" if ":" in host else "IP4"
    lines = [
        "v=0",
        f"o=- 1 1 IN {family} {host}",
        f"s={name}",
        f"c=IN {family} {'::' if family == 'IP6' else '0.0.0.0'}",
        "t=0 0",
        "a=control:*",
        "a=range:npt=now-",
        f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
        f"a=rtpmap:{PAYLOAD_TYPE} H264/{CLOCK}",
        f"a=fmtp:{PAYLOAD_TYPE} packetization-mode=1;profile-level-id={clip.profile_level_id};"
        f"sprop-parameter-sets={clip.sprop}",
        f"a=framesize:{PAYLOAD_TYPE} {clip.width}-{clip.height}",
        f"a=framerate:{clip.fps:g}",
        f"a=control:{TRACK}",
    ]
    return "\r\n".join([*lines, ""]).encode()
