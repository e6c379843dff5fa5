"""Ids that sort by the time they were made, so that an asker can name a row before the backend has heard of it."""

import secrets
import time
import uuid


def new_id() -> str:
    """A UUIDv7 (RFC 9562 §5.7) in its canonical text form."""
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))


def uuid7(at_ms: int, noise: bytes) -> str:
    """The UUIDv7 of a Unix time in milliseconds and ten random bytes."""
    value = (at_ms & 0xFFFF_FFFF_FFFF) << 80 | int.from_bytes(noise, "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return str(uuid.UUID(int=value))


def id_of(namespace: str, key: str) -> str:
    """The one id that this key has in this namespace: asking again under it is a repeat, not a new thing."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"ioc:{namespace}:{key}"))
