"""Opaque tokens, stored hashed: short ones to act with, rotating ones to get the next with, for one shift."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence

import msgspec
from msgspec import Struct

from backend.store import Store

KIND = "family"
GRACE_S = 30.0
"""For so long the refresh token before the last still works: its answer may have been lost on the way."""

Change = tuple[str, str, bytes | None]
KeepSecrets = Callable[[Sequence[Change]], Awaitable[None]]


class TokenRefused(Exception):
    """The token is unknown, run out, revoked or another device's."""


class Family(Struct, kw_only=True):
    """All tokens that follow from one sign-in on one device."""

    person: str
    client: str
    refresh: str
    before: str = ""
    rotated_at: float = 0.0
    expires: float
    access: dict[str, float] = {}


class Holder(Struct, frozen=True):
    """Whom an access token speaks for."""

    family: str
    person: str
    client: str
    expires: float


class Issued(Struct, frozen=True, kw_only=True):
    """What a client gets; times are seconds since the epoch."""

    person: str
    access: str
    access_expires: float
    refresh: str
    refresh_expires: float


class Tokens:
    """Every live family by id. Changes are on the disk before the tokens are handed out."""

    def __init__(
        self,
        store: Store,
        keep: KeepSecrets,
        token_s: float = 900.0,
        shift_s: float = 43_200.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keep, self._clock = keep, clock
        self._token_s, self._shift_s = token_s, shift_s
        self._families: dict[str, Family] = {}
        self._access: dict[str, str] = {}
        self.on_revoked: list[Callable[[str], None]] = []
        for id, body in store.secrets(KIND):
            family = msgspec.json.decode(body, type=Family)
            self._families[id] = family
            self._access |= dict.fromkeys(family.access, id)

    def holder(self, access: str) -> Holder:
        """Whom this access token speaks for. Raises TokenRefused."""
        hashed = _hash(access)
        id = self._access.get(hashed, "")
        family = self._families.get(id)
        if family is None or family.access.get(hashed, 0.0) <= self._clock():
            raise TokenRefused("unknown or run out")
        return Holder(id, family.person, family.client, family.access[hashed])

    async def issue(self, person: str, client: str) -> Issued:
        """A new family for whoever has just signed in; the one that this device had before ends."""
        old = [id for id, f in self._families.items() if (f.person, f.client) == (person, client) or self._over(f)]
        id = secrets.token_hex(16)
        self._families[id] = Family(person=person, client=client, refresh="", expires=self._clock() + self._shift_s)
        issued = self._turn(id)
        await self._write([*self._drop(old), self._change(id)])
        return issued

    async def rotate(self, refresh: str, client: str) -> Issued:
        """The next tokens for these. A refresh token that was used before betrays a copy: the family ends."""
        id, _, secret = refresh.partition(".")
        family = self._families.get(id)
        if family is None or family.client != client or self._over(family):
            raise TokenRefused("unknown, run out or another device's")
        if not self._current(family, _hash(secret)):
            await self._write(self._drop([id]))
            raise TokenRefused("used before: everything that follows from this sign-in has ended")
        issued = self._turn(id)
        await self._write([self._change(id)])
        return issued

    async def revoke(self, family: str) -> None:
        await self._write(self._drop([family]))

    async def revoke_person(self, person: str) -> None:
        await self._write(self._drop([id for id, family in self._families.items() if family.person == person]))

    def _current(self, family: Family, hashed: str) -> bool:
        if hmac.compare_digest(family.refresh, hashed):
            family.before, family.rotated_at = hashed, self._clock()
            return True
        late = self._clock() - family.rotated_at
        return hmac.compare_digest(family.before, hashed) and late <= GRACE_S

    def _turn(self, id: str) -> Issued:
        family, now = self._families[id], self._clock()
        for hashed in [hashed for hashed, expires in family.access.items() if expires <= now]:
            del family.access[hashed], self._access[hashed]
        access, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        expires = min(now + self._token_s, family.expires)
        family.refresh = _hash(secret)
        family.access[_hash(access)] = expires
        self._access[_hash(access)] = id
        return Issued(
            person=family.person,
            access=access,
            access_expires=expires,
            refresh=f"{id}.{secret}",
            refresh_expires=family.expires,
        )

    def _over(self, family: Family) -> bool:
        return family.expires <= self._clock()

    def _change(self, id: str) -> Change:
        return KIND, id, msgspec.json.encode(self._families[id])

    def _drop(self, ids: Sequence[str]) -> list[Change]:
        for id in ids:
            if family := self._families.pop(id, None):
                for hashed in family.access:
                    self._access.pop(hashed, None)
        return [(KIND, id, None) for id in ids]

    async def _write(self, changes: Sequence[Change]) -> None:
        for _, id, body in changes:
            if body is None:
                for hear in self.on_revoked:
                    hear(id)
        if changes:
            await self._keep(changes)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
