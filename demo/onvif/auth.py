"""Whether a make-believe camera knows who asks: by WS-UsernameToken and its own clock, or by HTTP digest."""

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta

from demo.onvif.camera import SimCamera

REALM, NONCE = "sim", "0123456789abcdef"
CHALLENGE = f'Digest realm="{REALM}", qop="auth", nonce="{NONCE}", algorithm=MD5'
WINDOW_S = 5.0
"""So much older or newer than the camera's clock a token may be."""


def knows_token(camera: SimCamera, request: str) -> bool:
    """A token's digest is over nonce, time and password; each nonce is good once."""
    found = {name: _inside(request, name) for name in ("Username", "Password", "Nonce", "Created")}
    if not all(found.values()) or found["Username"] != camera.user or found["Nonce"] in camera.nonces:
        return False
    created = datetime.fromisoformat(found["Created"].replace("Z", "+00:00"))
    now = datetime.now(UTC) + timedelta(seconds=camera.ahead_s)
    if abs((now - created).total_seconds()) > WINDOW_S:
        return False
    camera.nonces.add(found["Nonce"])
    bare = base64.b64decode(found["Nonce"]) + found["Created"].encode() + camera.password.encode()
    return base64.b64encode(hashlib.sha1(bare, usedforsecurity=False).digest()).decode() == found["Password"]


def knows_digest(camera: SimCamera, header: str, path: str) -> bool:
    """RFC 7616 with MD5 and qop=auth, as most cameras have it."""
    if not header.startswith("Digest "):
        return False
    told = {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', header)}
    first = _md5(f"{camera.user}:{REALM}:{camera.password}")
    second = _md5(f"POST:{path}")
    wanted = _md5(f"{first}:{NONCE}:{told.get('nc')}:{told.get('cnonce')}:auth:{second}")
    return told.get("username") == camera.user and told.get("nonce") == NONCE and told.get("response") == wanted


def _inside(request: str, name: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}(?: [^>]*)?>([^<]*)<", request)
    return found[1] if found else ""


def _md5(words: str) -> str:
    return hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()
