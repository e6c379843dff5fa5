"""A viewer's talk with a camera, from DESCRIBE to the pictures, without I/O (RFC 2326)."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from media.access import AccessUnit, Format
from media.fault import Broken, NotForUs
from media.login import Login
from media.rtsp import auth, rtp, sdp
from media.rtsp.pictures import Pictures, pictures
from media.rtsp.wire import Message, Reader, request

AGENT = "IOC-Console"
_DEFAULT_TIMEOUT = 60.0
_FORGET = 16
"""Requests after which an answer is no longer waited for: some cameras never answer what keeps them alive."""
_TALKATIVE = 100
"""Messages that we did not ask for, between two pictures: more would cost the other cameras their time."""
_STATUS = {401: "unauthorized", 403: "unauthorized", 404: "not_found", 410: "not_found", 454: "ended"}


@dataclass(slots=True)
class _Asked:
    method: str
    url: str
    headers: dict[str, str]
    then: Callable[[Message], bytes]
    shown: str = ""
    """The nonce that was answered."""
    fresh: bool = False
    """Whether it has already answered the camera's newest challenge."""
    tries: int = 0


class Talk:
    """Bytes in, bytes and pictures out; `playing` once pictures may come."""

    def __init__(self, url: str, login: Login | None) -> None:
        """`url` must hold no user and no password."""
        self._url, self._login = url.replace(" ", "%20"), login
        self._reader = Reader()
        self._asked: dict[int, _Asked] = {}
        self._number = self._unasked = 0
        self._auth: auth.Digest | auth.Basic | None = None
        self._session = ""
        self._track: sdp.Track | None = None
        self._channel = 0
        self._receiver: rtp.Receiver | None = None
        self._pictures: Pictures | None = None
        self.format: Format | None = None
        self.playing = False
        self.keep_alive = _DEFAULT_TIMEOUT / 2

    @property
    def lost(self) -> int:
        """Count the packets that never came."""
        return self._receiver.lost if self._receiver else 0

    def begin(self) -> bytes:
        """Ask what the camera offers."""
        return self._ask("DESCRIBE", self._url, {"Accept": "application/sdp"}, self._described)

    def received(self, data: bytes, now: float) -> tuple[list[AccessUnit], bytes]:
        """Take what came; return the pictures and what to send. Raises Broken or NotForUs."""
        try:
            return self._received(data, now)
        except ValueError as error:
            # An address that is none, wherever the camera sent it.
            raise Broken("bad_data", type(error).__name__) from None

    def _received(self, data: bytes, now: float) -> tuple[list[AccessUnit], bytes]:
        units: list[AccessUnit] = []
        reply = b""
        for thing in self._reader.feed(data):
            if isinstance(thing, Message):
                reply += self._message(thing)
            elif thing[0] == self._channel and self._receiver is not None and self._pictures is not None:
                packet = self._receiver.read(thing[1])
                if packet is not None:
                    units += self._pictures.push(packet, now)
        if units:
            self._unasked = 0
        return units, reply

    def stay(self) -> bytes:
        """Tell the camera that we still look: without a request it ends the session after its time-out."""
        return self._ask("OPTIONS", self._url, {}, _nothing)

    def leave(self) -> bytes:
        """Say goodbye, if there is somebody to say it to."""
        return self._ask("TEARDOWN", self._url, {}, _nothing) if self._session else b""

    def _ask(self, method: str, url: str, headers: dict[str, str], then: Callable[[Message], bytes]) -> bytes:
        return self._send(_Asked(method, url, headers, then))

    def _send(self, asked: _Asked) -> bytes:
        self._number += 1
        self._asked[self._number] = asked
        self._asked.pop(self._number - _FORGET, None)
        headers = {"CSeq": str(self._number), "User-Agent": AGENT, **asked.headers}
        if self._session:
            headers["Session"] = self._session
        if self._auth is not None:
            headers["Authorization"] = self._auth.header(asked.method, asked.url)
            asked.shown = self._auth.nonce
        asked.tries += 1
        return request(asked.method, asked.url, headers)

    def _message(self, message: Message) -> bytes:
        number = sdp.number(message.get("cseq"), self._number)
        if not message.status:
            # The camera asks us something (RFC 2326 allows it): any answer will do.
            self._heard_unasked()
            return f"RTSP/1.0 200 OK\r\nCSeq: {message.get('cseq')[:20]}\r\n\r\n".encode()
        asked = self._asked.pop(number, None) if number is not None else None
        if asked is None:
            self._heard_unasked()
            return b""
        if message.status == 401 and (again := self._authorise(message, asked)):
            return again
        if message.status in (301, 302, 303, 307):
            return self._moved(message, asked)
        if asked.then is not _nothing:
            _check(message, asked.method)
        return asked.then(message)

    def _heard_unasked(self) -> None:
        self._unasked += 1
        if self._unasked > _TALKATIVE:
            raise Broken("bad_data", "talks without end")

    def _authorise(self, message: Message, asked: _Asked) -> bytes:
        if self._login is None or asked.tries > 4:
            return b""
        challenges = message.all("www-authenticate")
        met = auth.answer(challenges, self._login.user, self._login.password)
        # What has just been answered and is asked again means a wrong password: cameras lock accounts after a few.
        if met is None or (asked.fresh and not (auth.stale(challenges) and asked.shown != met.nonce)):
            return b""
        self._auth, asked.fresh = met, True
        return self._send(asked)

    def _moved(self, message: Message, asked: _Asked) -> bytes:
        """Follow a camera that sends us elsewhere on the same line; another host would need another line."""
        there, here = urlsplit(message.get("location")), urlsplit(self._url)
        if there.hostname != here.hostname or (there.port or 554) != (here.port or 554) or asked.tries > 3:
            raise Broken("not_found", f"moved to {there.hostname}")
        netloc = there.netloc.rpartition("@")[2]
        self._url = asked.url = urlunsplit(there._replace(netloc=netloc))
        return self._send(asked)

    def _described(self, message: Message) -> bytes:
        base = message.get("content-base") or message.get("content-location") or self._url
        track = self._track = sdp.video(message.body.decode("utf-8", "replace"), base)
        self.format = Format(track.codec, track.sets)
        transport = {"Transport": "RTP/AVP/TCP;unicast;interleaved=0-1"}
        return self._ask("SETUP", track.control, transport, self._set_up)

    def _set_up(self, message: Message) -> bytes:
        track = self._track
        assert track is not None
        self._session, _, rest = message.get("session").partition(";")
        self._session = self._session.strip()
        self.keep_alive = _timeout(rest) / 2
        self._channel = _interleaved(message.get("transport"))
        self._receiver = rtp.Receiver(track.payload)
        self._pictures = pictures(track.codec, track.clock, track.sets)
        return self._ask("PLAY", self._url, {"Range": "npt=0.000-"}, self._plays)

    def _plays(self, message: Message) -> bytes:
        self.playing = True
        return b""


def _nothing(_: Message) -> bytes:
    return b""


def _check(message: Message, method: str) -> None:
    status = message.status
    if 200 <= status < 300:
        return
    if status == 461:
        raise NotForUs("transport")
    reason = _STATUS.get(status) or ("unavailable" if status >= 500 or status == 453 else "not_found")
    raise Broken(reason, f"{method} {status}")


def _timeout(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name.strip().lower() == "timeout" and value.strip().isascii() and value.strip().isdigit():
        return min(3600.0, max(4.0, float(value.strip()[:6])))
    return _DEFAULT_TIMEOUT


def _interleaved(transport: str) -> int:
    """The camera may choose other channels than we proposed."""
    for part in transport.split(";"):
        name, _, value = part.strip().partition("=")
        if name.lower() == "interleaved" and (first := sdp.number(value.split("-")[0], 255)) is not None:
            return first
    return 0
