"""A make-believe camera's answers to a WS-Discovery probe."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from demo.onvif.camera import SimCamera

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
    ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">'
)


def answer_search(camera: SimCamera, probe: str, url: str) -> Iterator[bytes]:
    """One match to whoever looks for video transmitters; nothing to others."""
    message = re.search(r"MessageID>([^<]+)<", probe)
    if message is None or "NetworkVideoTransmitter" not in probe:
        return
    scopes = (
        "onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/Profile/Streaming onvif://www.onvif.org/Profile/T"
        f" onvif://www.onvif.org/name/{quote(camera.name)} onvif://www.onvif.org/hardware/SIM-1"
        " onvif://www.onvif.org/location/country/vietnam"
    )
    yield (
        f"{_HEAD}<s:Header><a:RelatesTo>{message[1]}</a:RelatesTo></s:Header><s:Body><d:ProbeMatches><d:ProbeMatch>"
        f"<a:EndpointReference><a:Address>urn:uuid:sim-{quote(camera.name)}</a:Address></a:EndpointReference>"
        f"<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>{scopes}</d:Scopes><d:XAddrs>{url}</d:XAddrs>"
        "<d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"
    ).encode()
