"""The Transport header of SETUP: what a client offers, and what we take of it (RFC 2326 section 12.39)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """Interleaved channels, or the client's UDP ports: the first for RTP, the second for RTCP."""

    tcp: bool
    first: int
    second: int

    def describe(self, server_ports: tuple[int, int]) -> str:
        """The header of our reply."""
        pair = f"{self.first}-{self.second}"
        if self.tcp:
            return f"RTP/AVP/TCP;unicast;interleaved={pair}"
        return f"RTP/AVP;unicast;client_port={pair};server_port={server_ports[0]}-{server_ports[1]}"


def choose(header: str) -> Choice | None:
    """The first offer we can serve, or None."""
    return next((choice for offer in header.split(",") if (choice := _read(offer))), None)


def _read(offer: str) -> Choice | None:
    profile, *parts = (part.strip() for part in offer.split(";"))
    values = dict(part.split("=", 1) for part in parts if "=" in part)
    tcp = profile.upper() == "RTP/AVP/TCP"
    if profile.upper() not in ("RTP/AVP", "RTP/AVP/UDP", "RTP/AVP/TCP") or "multicast" in parts:
        return None
    pair = _pair(values.get("interleaved", "0-1") if tcp else values.get("client_port", ""))
    low, high = (0, 255) if tcp else (1, 65535)
    if pair is None or not (low <= pair[0] <= high and low <= pair[1] <= high):
        return None
    return Choice(tcp, *pair)


def _pair(text: str) -> tuple[int, int] | None:
    words = text.split("-")
    if len(words) > 2 or not all(word.isascii() and word.isdigit() and len(word) < 6 for word in words):
        return None
    return int(words[0]), int(words[1]) if len(words) == 2 else int(words[0]) + 1
