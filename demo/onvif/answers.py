"""What a make-believe camera says: SOAP envelopes, one function per operation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

from demo.onvif.camera import SimCamera, SimProfile, Trick

NAMESPACES = (
    'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tt="http://www.onvif.org/ver10/schema"'
    ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl"'
    ' xmlns:tr2="http://www.onvif.org/ver20/media/wsdl" xmlns:ter="http://www.onvif.org/ver10/error"'
    ' xmlns:tptz="http://www.onvif.org/ver20/ptz/wsdl" xmlns:tev="http://www.onvif.org/ver10/events/wsdl"'
    ' xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2" xmlns:wsa5="http://www.w3.org/2005/08/addressing"'
    ' xmlns:tns1="http://www.onvif.org/ver10/topics"'
)
MEDIA2 = "http://www.onvif.org/ver20/media/wsdl"
EVENTS = "http://www.onvif.org/ver10/events/wsdl"
PTZ = "http://www.onvif.org/ver20/ptz/wsdl"


@dataclass(frozen=True)
class Asked:
    """Whom, at which address, and the whole request."""

    camera: SimCamera
    base: str
    request: str
    path: str = ""


def envelope(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope {NAMESPACES}><s:Body>{body}</s:Body></s:Envelope>'


def fault(subcode: str, reason: str) -> str:
    return envelope(
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:" + subcode + "</s:Value></s:Subcode>"
        f'</s:Code><s:Reason><s:Text xml:lang="en">{escape(reason)}</s:Text></s:Reason></s:Fault>'
    )


def clock(ask: Asked) -> str:
    now = datetime.now(UTC) + timedelta(seconds=ask.camera.ahead_s)
    return envelope(
        "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>"
        "<tt:DaylightSavings>false</tt:DaylightSavings><tt:UTCDateTime>"
        f"<tt:Time><tt:Hour>{now.hour}</tt:Hour><tt:Minute>{now.minute}</tt:Minute><tt:Second>{now.second}</tt:Second>"
        f"</tt:Time><tt:Date><tt:Year>{now.year}</tt:Year><tt:Month>{now.month}</tt:Month><tt:Day>{now.day}</tt:Day>"
        "</tt:Date></tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
    )


def services(ask: Asked) -> str:
    base = "http://192.0.2.77:9" if ask.camera.trick is Trick.ELSEWHERE else ask.base
    known = {
        "http://www.onvif.org/ver10/device/wsdl": "device_service",
        "http://www.onvif.org/ver10/media/wsdl": "media",
    }
    if ask.camera.media2:
        known[MEDIA2] = "media2"
    if ask.camera.head is not None:
        known[PTZ] = "ptz"
    if ask.camera.events is not None:
        known[EVENTS] = "events"
    told = "".join(
        f"<tds:Service><tds:Namespace>{space}</tds:Namespace><tds:XAddr>{base}/onvif/{path}</tds:XAddr>"
        "<tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>"
        for space, path in known.items()
    )
    return envelope(f"<tds:GetServicesResponse>{told}</tds:GetServicesResponse>")


def capabilities(ask: Asked) -> str:
    turns = f"<tt:PTZ><tt:XAddr>{ask.base}/onvif/ptz</tt:XAddr></tt:PTZ>" if ask.camera.head else ""
    tells = f"<tt:Events><tt:XAddr>{ask.base}/onvif/events</tt:XAddr></tt:Events>" if ask.camera.events else ""
    return envelope(
        f"<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Device><tt:XAddr>{ask.base}/onvif/device_service</tt:XAddr>"
        f"</tt:Device><tt:Media><tt:XAddr>{ask.base}/onvif/media</tt:XAddr></tt:Media>{turns}{tells}</tds:Capabilities>"
        "</tds:GetCapabilitiesResponse>"
    )


def information(ask: Asked) -> str:
    return envelope(
        "<tds:GetDeviceInformationResponse><tds:Manufacturer>IOC</tds:Manufacturer><tds:Model>SIM-1</tds:Model>"
        "<tds:FirmwareVersion>1.0</tds:FirmwareVersion>"
        f"<tds:SerialNumber>{ask.camera.serial}</tds:SerialNumber>"
        "<tds:HardwareId>sim</tds:HardwareId></tds:GetDeviceInformationResponse>"
    )


def profiles(ask: Asked) -> str:
    offered = () if ask.camera.trick is Trick.NO_PROFILES else ask.camera.profiles
    turns = ask.camera.head is not None
    if MEDIA2 in ask.request:
        told = "".join(_profile2(one, turns) for one in offered)
        return envelope(f"<tr2:GetProfilesResponse>{told}</tr2:GetProfilesResponse>")
    told = "".join(_profile(one, turns) for one in offered)
    return envelope(f"<trt:GetProfilesResponse>{told}</trt:GetProfilesResponse>")


def stream_uri(ask: Asked) -> str:
    profile = next((one for one in ask.camera.profiles if f">{one.token}<" in ask.request), None)
    if profile is None:
        return fault("NoProfile", "no such profile")
    url = profile.url
    if ask.camera.trick is Trick.LEAKS_LOGIN:
        url = (
            url.replace("rtsp://", f"rtsp://{ask.camera.user}:{ask.camera.password}@")
            + f"?channel=1&pwd={ask.camera.password}"
        )
    if ask.camera.trick is Trick.NOWHERE:
        url = "rtsp://0.0.0.0:554/live"
    if MEDIA2 in ask.request:
        return envelope(f"<tr2:GetStreamUriResponse><tr2:Uri>{escape(url)}</tr2:Uri></tr2:GetStreamUriResponse>")
    return envelope(
        f"<trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>{escape(url)}</tt:Uri><tt:Timeout>PT0S</tt:Timeout>"
        "</trt:MediaUri></trt:GetStreamUriResponse>"
    )


ANSWERS: dict[str, Callable[[Asked], str]] = {
    "GetSystemDateAndTime": clock,
    "GetServices": services,
    "GetCapabilities": capabilities,
    "GetDeviceInformation": information,
    "GetProfiles": profiles,
    "GetStreamUri": stream_uri,
}
OPEN = {"GetSystemDateAndTime", "GetServices", "GetCapabilities"}
"""What a device tells strangers."""


def _profile(one: SimProfile, turns: bool) -> str:
    head = '<tt:PTZConfiguration token="ptz"><tt:Name>head</tt:Name></tt:PTZConfiguration>' if turns else ""
    return (
        f'<trt:Profiles token="{one.token}" fixed="true"><tt:Name>{escape(one.name)}</tt:Name>'
        '<tt:VideoSourceConfiguration token="v"><tt:Name>source</tt:Name></tt:VideoSourceConfiguration>'
        f'<tt:VideoEncoderConfiguration token="e"><tt:Name>enc</tt:Name><tt:Encoding>{one.codec}</tt:Encoding>'
        f"<tt:Resolution><tt:Width>{one.width}</tt:Width><tt:Height>{one.height}</tt:Height></tt:Resolution>"
        f"<tt:RateControl><tt:FrameRateLimit>{one.fps:g}</tt:FrameRateLimit></tt:RateControl>"
        f"</tt:VideoEncoderConfiguration>{head}</trt:Profiles>"
    )


def _profile2(one: SimProfile, turns: bool) -> str:
    head = '<tr2:PTZ token="ptz"><tt:Name>head</tt:Name></tr2:PTZ>' if turns else ""
    return (
        f'<tr2:Profiles token="{one.token}" fixed="true"><tr2:Name>{escape(one.name)}</tr2:Name><tr2:Configurations>'
        f'<tr2:VideoEncoder token="e"><tt:Name>enc</tt:Name><tt:Encoding>{one.codec}</tt:Encoding>'
        f"<tt:Resolution><tt:Width>{one.width}</tt:Width><tt:Height>{one.height}</tt:Height></tt:Resolution>"
        f'<tt:RateControl ConstantBitRate="false"><tt:FrameRateLimit>{one.fps:g}</tt:FrameRateLimit></tt:RateControl>'
        f"</tr2:VideoEncoder>{head}</tr2:Configurations></tr2:Profiles>"
    )
