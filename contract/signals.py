"""Signals: high-rate and short-lived things, of which only the latest counts; never logged, never promised."""

from typing import ClassVar

from msgspec import Struct


class Signal(Struct, frozen=True, kw_only=True, tag_field="signal", forbid_unknown_fields=True):
    """One signal. A later one under the same key replaces an earlier one that has not been delivered yet."""

    right: ClassVar[str]
    """What the sender must be allowed to do."""

    def key(self) -> str:
        raise NotImplementedError

    def author(self) -> str | None:
        """Who alone may say this, None if anybody with the right may; the backend drops what others say."""
        return None

    def audiences(self) -> tuple[str, ...]:
        raise NotImplementedError
