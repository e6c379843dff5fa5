"""Who may see a mount: Basic and Digest as cameras ask for them (RFC 2617, RFC 7616 with MD5)."""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import Enum

from demo.rtsp.wire import Request

REALM = "IP Camera"
PAIR = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


class Auth(Enum):
    """What a mount with a user asks for."""

    DIGEST = "digest"
    BASIC = "basic"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Gate:
    """The user and password of a mount, and how they are asked for."""

    user: str
    password: str
    auth: Auth = Auth.DIGEST

    def challenges(self, nonce: str) -> tuple[str, ...]:
        """The WWW-Authenticate headers of a 401."""
        digest = f'Digest realm="{REALM}", nonce="{nonce}"'
        basic = f'Basic realm="{REALM}"'
        return {Auth.DIGEST: (digest,), Auth.BASIC: (basic,), Auth.BOTH: (digest, basic)}[self.auth]

    def admits(self, request: Request, nonce: str) -> bool:
        """Whether the request carries the right answer to our challenge."""
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic" and self.auth is not Auth.DIGEST:
            return self._basic(rest)
        if scheme.lower() == "digest" and self.auth is not Auth.BASIC:
            return self._digest(request.method, _pairs(rest), nonce)
        return False

    def _basic(self, text: str) -> bool:
        try:
            given = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return False
        return hmac.compare_digest(given, f"{self.user}:{self.password}".encode())

    def _digest(self, method: str, given: dict[str, str], nonce: str) -> bool:
        if given.get("username") != self.user or given.get("nonce") != nonce or given.get("realm") != REALM:
            return False
        secret = _md5(f"{self.user}:{REALM}:{self.password}")
        middle = nonce
        if "qop" in given:
            middle = ":".join([nonce, given.get("nc", ""), given.get("cnonce", ""), given["qop"]])
        expected = _md5(f"{secret}:{middle}:{_md5(method + ':' + given.get('uri', ''))}")
        return hmac.compare_digest(expected.encode(), given.get("response", "").encode())


def _pairs(text: str) -> dict[str, str]:
    return {name.lower(): quoted or plain for name, quoted, plain in PAIR.findall(text)}


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
