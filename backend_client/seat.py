"""Who sits at this machine: kept in the local store, so that a killed console goes on where it was."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from msgspec import Struct
from msgspec.structs import replace

from backend_client.errors import Corrupt, SignInRefused, WrongKey
from backend_client.http import Tokens
from backend_client.keys import KeyPlace, store_key
from backend_client.store import ClientStore
from contract.wire import Welcome

log = structlog.get_logger()

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class Seat(Struct, frozen=True, kw_only=True):
    """One person's session on this machine, and what the backend last said they may do."""

    server: str
    user: str
    client: str
    person: str
    name: str = ""
    role: str = ""
    rights: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    refresh: str = ""
    refresh_expires: datetime | None = None
    verifier: str = ""

    def __repr__(self) -> str:
        return f"Seat(user={self.user!r}, person={self.person!r})"

    def with_tokens(self, tokens: Tokens) -> "Seat":
        who = tokens.person
        return replace(
            self,
            person=who.id,
            name=who.name,
            role=who.role,
            refresh=tokens.refresh,
            refresh_expires=tokens.refresh_expires,
        )

    def with_welcome(self, welcome: Welcome) -> "Seat":
        return replace(
            self,
            person=welcome.person,
            name=welcome.name,
            role=welcome.role,
            rights=welcome.rights,
            audiences=welcome.audiences,
        )

    def with_password(self, password: str) -> "Seat":
        """Remember how to check the password when the backend is away; slow on purpose (about 20 ms of CPU)."""
        return replace(self, verifier=_hasher.hash(password))

    def check_password(self, password: str) -> None:
        """Raises SignInRefused. Only for work without a line: the backend checks for itself."""
        try:
            _hasher.verify(self.verifier, password)
        except Argon2Error as error:
            raise SignInRefused("offline") from error

    def lasts(self, now: datetime) -> bool:
        """Whether the shift's session may go on without a password."""
        return bool(self.refresh) and self.refresh_expires is not None and now < self.refresh_expires


def seat_file(folder: Path, server: str, user: str) -> Path:
    """Where this user's file for this backend lies; the name gives neither away."""
    return folder / (sha256(f"{server}\n{user}".encode()).hexdigest()[:24] + ".db")


def open_store(path: Path, keys: KeyPlace) -> tuple[ClientStore, Path | None]:
    """Open or begin a file. One that is damaged, or not ours to read, is set aside, never deleted.

    Returns the store, and where the damaged file now lies, if there was one. Raises StoreError or InUse.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    key = store_key(path.stem, path.parent, keys)
    try:
        return ClientStore(path, key), None
    except (Corrupt, WrongKey):
        aside = _set_aside(path)
        log.exception("store_set_aside", kept_as=aside.name)
        return ClientStore(path, key), aside


def _set_aside(path: Path) -> Path:
    n = 1
    while (aside := path.with_suffix(f".damaged-{n}")).exists():
        n += 1
    path.rename(aside)
    for ending in ("-wal", "-shm"):
        rest = path.with_name(path.name + ending)
        if rest.exists():
            rest.rename(aside.with_name(aside.name + ending))
    return aside
