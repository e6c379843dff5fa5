"""WS-Discovery in datagrams: the question, and what may come back. Pure."""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from backend.services.onvif.errors import DeviceError
from backend.services.onvif.markup import every, local, parse, text
from backend.services.onvif.places import Places
from contract.cameras.found import Found

GROUP = "239.255.255.250"
PORT = 3702
_SOAP = "http://www.w3.org/2003/05/soap-envelope"
_ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
_DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
_NETWORK = "http://www.onvif.org/ver10/network/wsdl"
_SCOPE = "onvif://www.onvif.org/"
_TO_ALL = "urn:schemas-xmlsoap-org:ws:2005:04:discovery"


def probe(message: str) -> bytes:
    """Is there a network video transmitter? `message` is a fresh UUID."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{_SOAP}" xmlns:a="{_ADDRESSING}"><s:Header>'
        f"<a:Action>{_DISCOVERY}/Probe</a:Action><a:MessageID>urn:uuid:{message}</a:MessageID>"
        f'<a:To>{_TO_ALL}</a:To></s:Header><s:Body><Probe xmlns="{_DISCOVERY}">'
        f'<Types xmlns:n="{_NETWORK}">n:NetworkVideoTransmitter</Types></Probe></s:Body></s:Envelope>'
    ).encode()


def matches(datagram: bytes, messages: frozenset[str], places: Places) -> list[Found]:
    """The devices in one answer to one of our questions, as far as they are where cameras may be; never an error."""
    try:
        root = parse(datagram)
    except DeviceError:
        return []
    if local(root) != "Envelope" or text(root, "RelatesTo").rpartition(":")[2] not in messages:
        return []
    return list(_matches(root, places))


def _matches(root: Element, places: Places) -> Iterator[Found]:
    for match in every(root, "ProbeMatch"):
        address = next((one for one in text(match, "XAddrs").split() if _fine(one, places)), "")
        endpoint = text(match, "EndpointReference", "Address")
        if not address:
            continue
        scopes = _scopes(text(match, "Scopes"))
        yield Found(
            endpoint=endpoint[:200] or address,
            address=address[:500],
            name=" ".join(scopes.get("name", ()))[:100],
            hardware=" ".join(scopes.get("hardware", ()))[:100],
            location=", ".join(scopes.get("location", ()))[:100],
            profiles=tuple(scopes.get("Profile", ()))[:10],
        )


def _fine(address: str, places: Places) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and places.holds(host)


def _scopes(told: str) -> dict[str, list[str]]:
    """What devices say of themselves in addresses like onvif://www.onvif.org/name/Front%20gate."""
    scopes: dict[str, list[str]] = {}
    for scope in told.split():
        kind, _, words = scope.removeprefix(_SCOPE).partition("/")
        if scope.startswith(_SCOPE) and words:
            said = "".join(letter for letter in unquote(words.rpartition("/")[2]) if letter.isprintable())
            scopes.setdefault(kind, []).append(said)
    return scopes
