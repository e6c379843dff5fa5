"""What a make-believe camera says and does when it is steered: the PTZ service of ONVIF, as far as we ask it."""

import re
from collections.abc import Callable
from xml.sax.saxutils import escape

from demo.onvif.answers import Asked, envelope, fault
from demo.onvif.head import Head


def _steered(name: str, act: Callable[[Head, str], str | None]) -> Callable[[Asked], str]:
    """The answer to one operation; `act` gives what stands in it, or None where the device has to refuse."""

    def answer(ask: Asked) -> str:
        head = ask.camera.head
        if head is None:
            return fault("ActionNotSupported", "this camera does not move")
        token = _inside(ask.request, "ProfileToken")
        if all(profile.token != token for profile in ask.camera.profiles):
            return fault("NoProfile", "no such profile")
        inside = act(head, ask.request)
        if inside is None:
            return fault("NoEntity", "no such place")
        return envelope(f"<tptz:{name}Response>{inside}</tptz:{name}Response>")

    return answer


def _turn(head: Head, request: str) -> str:
    pan, tilt, zoom = _vector(request)
    told = re.search(r"<(?:\w+:)?Timeout[^>]*>PT([\d.]+)S<", request)
    head.turn(pan, tilt, zoom, float(told[1]) if told else None)
    return ""


def _stop(head: Head, _request: str) -> str:
    head.stop()
    return ""


def _absolute(head: Head, request: str) -> str:
    head.go(_vector(request), "absolute")
    return ""


def _preset(head: Head, request: str) -> str | None:
    known = head.presets.get(_inside(request, "PresetToken"))
    if known is None:
        return None
    head.go(known[1], f"preset {_inside(request, 'PresetToken')}")
    return ""


def _home(head: Head, _request: str) -> str | None:
    if head.home is None:
        return None
    head.go(head.home, "home")
    return ""


def _presets(head: Head, _request: str) -> str:
    return "".join(
        f'<tptz:Preset token="{token}"><tt:Name>{escape(name)}</tt:Name></tptz:Preset>'
        for token, (name, _where) in head.presets.items()
    )


def _vector(request: str) -> tuple[float, float, float]:
    turn = re.search(r"<(?:\w+:)?PanTilt\b[^>]*>", request)
    zoom = re.search(r"<(?:\w+:)?Zoom\b[^>]*>", request)
    return _number(turn, "x"), _number(turn, "y"), _number(zoom, "x")


def _number(element: re.Match[str] | None, name: str) -> float:
    found = re.search(rf'\b{name}="([^"]+)"', element[0]) if element else None
    return float(found[1]) if found else 0.0


def _inside(request: str, name: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}(?: [^>]*)?>([^<]*)<", request)
    return found[1] if found else ""


STEERED: dict[str, Callable[[Asked], str]] = {
    "ContinuousMove": _steered("ContinuousMove", _turn),
    "Stop": _steered("Stop", _stop),
    "AbsoluteMove": _steered("AbsoluteMove", _absolute),
    "GotoPreset": _steered("GotoPreset", _preset),
    "GotoHomePosition": _steered("GotoHomePosition", _home),
    "GetPresets": _steered("GetPresets", _presets),
}
