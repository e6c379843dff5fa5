"""SOAP as ONVIF speaks it: envelopes with a WS-UsernameToken digest, and what comes back. Pure."""

import base64
import hashlib
from datetime import datetime
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from backend.services.onvif.errors import BROKEN, FAULT, LOGIN, NOT_ONVIF, DeviceError
from backend.services.onvif.markup import every, first, local, namespace, parse, text

DEVICE = "http://www.onvif.org/ver10/device/wsdl"
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
MEDIA2 = "http://www.onvif.org/ver20/media/wsdl"
EVENTS = "http://www.onvif.org/ver10/events/wsdl"
NOTIFY = "http://docs.oasis-open.org/wsn/b-2"
PTZ = "http://www.onvif.org/ver20/ptz/wsdl"
SCHEMA = "http://www.onvif.org/ver10/schema"
ENVELOPE = "http://www.w3.org/2003/05/soap-envelope"
_OURS = ("http://www.onvif.org/", NOTIFY)
_ENVELOPES = {ENVELOPE, "http://schemas.xmlsoap.org/soap/envelope/"}
_WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
_DIGEST = _WSS + "username-token-profile-1.0#PasswordDigest"
_BASE64 = _WSS + "soap-message-security-1.0#Base64Binary"
_DENIED = {"notauthorized", "notauthorised", "failedauthentication", "sendernotauthorized", "invalidsecurity"}
"""Subcodes by which devices say that user or password is wrong; compared without upper case and dashes."""


class Login(Struct, frozen=True):
    """A user and password; nothing prints the password."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"Login({self.user!r}, …)"


def envelope(body: str, login: Login | None, now: datetime, nonce: bytes, more: str = "") -> bytes:
    """The request: `now` is the time by the device's clock, `nonce` sixteen fresh random bytes, `more` goes before."""
    inside = more + (_security(login, now, nonce) if login else "")
    head = f"<s:Header>{inside}</s:Header>" if inside else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{ENVELOPE}">{head}'
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def call(name: str, of: str, inside: str = "") -> str:
    """One operation of one service."""
    return f"<{name} xmlns={quoteattr(of)}>{inside}</{name}>"


def value(name: str, words: str) -> str:
    return f"<{name}>{escape(words)}</{name}>"


def password_digest(password: str, created: str, nonce: bytes) -> str:
    """Base64 of SHA-1 over nonce, time and password (WS-Security UsernameToken Profile 1.0, §3.1)."""
    digest = hashlib.sha1(nonce + created.encode() + password.encode(), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def answer(body: bytes, wanted: str) -> Element:
    """The `wanted` element of the answer's body. Raises DeviceError, for a fault too."""
    root = parse(body)
    if local(root) != "Envelope" or namespace(root) not in _ENVELOPES:
        raise DeviceError(NOT_ONVIF, "no SOAP envelope")
    inside = next((one for one in root if local(one) == "Body"), None)
    if inside is None:
        raise DeviceError(BROKEN, "an envelope without a body")
    if (fault := first(inside, "Fault")) is not None:
        raise _fault(fault)
    found = next((one for one in inside if local(one) == wanted), None)
    if found is None or not namespace(found).startswith(_OURS):
        raise DeviceError(NOT_ONVIF, f"no {wanted} of ONVIF in the answer")
    return found


def _security(login: Login, now: datetime, nonce: bytes) -> str:
    created = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03}Z"
    digest = password_digest(login.password, created, nonce)
    return (
        f'<w:Security xmlns:w="{_WSS}wssecurity-secext-1.0.xsd" s:mustUnderstand="1"><w:UsernameToken>'
        f"<w:Username>{escape(login.user)}</w:Username>"
        f'<w:Password Type="{_DIGEST}">{digest}</w:Password>'
        f'<w:Nonce EncodingType="{_BASE64}">{base64.b64encode(nonce).decode()}</w:Nonce>'
        f'<u:Created xmlns:u="{_WSS}wssecurity-utility-1.0.xsd">{created}</u:Created>'
        "</w:UsernameToken></w:Security>"
    )


def _fault(fault: Element) -> DeviceError:
    """Devices put the reason at different depths of subcodes: one that speaks of rights is about the login."""
    codes = [text(one).rpartition(":")[2] for one in every(fault, "Value")] + [text(fault, "faultcode")]
    if any(code.replace("-", "").lower() in _DENIED for code in codes):
        return DeviceError(LOGIN)
    return DeviceError(FAULT, " ".join(code for code in codes if code.isalnum())[:100])
