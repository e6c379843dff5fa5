"""What a make-believe camera does instead of answering."""

import gzip
from typing import TYPE_CHECKING, Any

from demo.onvif.answers import Asked, clock, fault
from demo.onvif.camera import Trick

if TYPE_CHECKING:
    from demo.onvif.server import Simulator

_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>&j;</s:Body></s:Envelope>"
)
_EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>&e;</s:Body></s:Envelope>"
)
_BODIES: dict[Trick, tuple[bytes, int]] = {
    Trick.MALFORMED: (b"<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><a></s:Body>", 200),
    Trick.BOMB: (_BOMB.encode(), 200),
    Trick.EXTERNAL: (_EXTERNAL.encode(), 200),
    Trick.DEEP: (b"<a>" * 5000 + b"</a>" * 5000, 200),
    Trick.HUGE: (b"<a>" + b"x" * 2_000_000 + b"</a>", 200),
    Trick.HTML: (b"<!DOCTYPE html><title>Router</title><p>Sign in<br>please", 200),
    Trick.EMPTY: (b"", 200),
    Trick.STRANGE_ENCODING: (b"<?xml version='1.0' encoding='klingon'?><a/>", 200),
}


def trick(handler: Any, simulator: "Simulator", name: str) -> bool:
    """Play it; whether that was all that whoever asked gets."""
    camera = simulator.camera
    played = camera.trick
    if played in _BODIES:
        handler.send(*_BODIES[played])
    elif played is Trick.SLOW:
        simulator.ended.wait(20)
        handler.close_connection = True
    elif played is Trick.DRIP:
        _drip(handler, simulator)
    elif played is Trick.REDIRECT:
        handler.send(b"", 302, Location="http://192.0.2.1/elsewhere")
    elif played is Trick.GZIP:
        handler.send(gzip.compress(b" " * 1_000_000), 200, Content_Encoding="gzip")
    elif played is Trick.WRONG_NAMESPACE:
        told = clock(Asked(camera, simulator.base, "")).replace("www.onvif.org", "example.net")
        handler.send(told.encode())
    elif played is Trick.NO_CLOCK and name == "GetSystemDateAndTime":
        handler.send(fault("NotAuthorized", "who are you").encode(), 400)
    else:
        return False
    return True


def _drip(handler: Any, simulator: "Simulator") -> None:
    """One letter at a time, so that no single wait is long."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        while not simulator.ended.wait(0.2):
            handler.wfile.write(b" ")
            handler.wfile.flush()
    except OSError:
        handler.close_connection = True
