"""Who may sit down here: signing in with the backend, going on after a kill, and working without a line."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backend_client.client import Client
from backend_client.errors import LineError, NoAnswer, SignInRefused
from backend_client.http import Http, Tokens
from backend_client.keys import KeyPlace
from backend_client.seat import Seat, open_store, seat_file
from contract.ids import new_id


class Last(Struct):
    """Who sat here last; nothing secret."""

    server: str
    user: str


class Choices(Struct, frozen=True):
    """What was chosen at this desk, whoever sits there."""

    language: str = ""
    theme: str = ""
    others: Mapping[str, str] = {}
    """What views keep, by names of their own."""


class Accounts:
    """The seats of this machine, one encrypted file each."""

    def __init__(self, folder: Path, keys: KeyPlace, ca_file: str = "") -> None:
        self._folder = folder
        self._keys = keys
        self._ca_file = ca_file
        self.set_aside: Path | None = None
        """Where a damaged store was put, if one was found: to be told to whoever sits here."""

    def last(self) -> Last | None:
        try:
            return msgspec.json.decode((self._folder / "last.json").read_bytes(), type=Last)
        except (OSError, msgspec.DecodeError):
            return None

    def choices(self) -> Choices:
        try:
            return msgspec.json.decode((self._folder / "choices.json").read_bytes(), type=Choices)
        except (OSError, msgspec.DecodeError):
            return Choices()

    def remember_choice(self, **choice: str) -> None:
        """Keep a choice; a disk that does not take it is no reason to refuse it."""
        with suppress(OSError):
            self._write("choices.json", replace(self.choices(), **choice))

    def remember_other(self, name: str, value: str) -> None:
        """Keep what a view has been told."""
        with suppress(OSError):
            self._write("choices.json", replace(self.choices(), others={**self.choices().others, name: value}))

    def resume(self, server: str = "") -> Client | None:
        """Go on with the last seat if its shift still lasts and it did not sign out. Raises StoreError.

        Where the settings name a `server`, a seat at another one is not gone on with.
        """
        last = self.last()
        if last is None or (server and server.rstrip("/") != last.server):
            return None
        if not seat_file(self._folder, last.server, last.user).exists():
            return None
        store, self.set_aside = open_store(seat_file(self._folder, last.server, last.user), self._keys)
        seat = store.get("seat", Seat)
        if seat is not None and seat.lasts(datetime.now(UTC)):
            return Client(seat, store, self._ca_file)
        store.close()
        return None

    async def sign_in(self, server: str, user: str, password: str) -> Client:
        """Sign in, with the backend if it answers, else against what this machine remembers.

        Raises SignInRefused, NoAnswer (and nobody has signed in here before), TurnedAway or StoreError.
        """
        server, user = server.rstrip("/"), user.strip()
        path = seat_file(self._folder, server, user)
        kept = self._kept(path)
        client = kept.client if kept else new_id()
        try:
            tokens = await self._ask(server, user, password, client)
        except LineError as error:
            return self._offline(path, kept, password, error)
        store, self.set_aside = open_store(path, self._keys)
        kept = kept or Seat(server=server, user=user, client=client, person=tokens.person.id)
        seat = kept.with_tokens(tokens).with_password(password)
        store.put("seat", seat)
        self._remember(server, user)
        signed_in = Client(seat, store, self._ca_file)
        signed_in.signed_in(tokens)
        return signed_in

    async def sign_in_again(self, client: Client, password: str) -> None:
        """A new session for a seat that is taken already. Raises ClientError."""
        seat = client.seat
        client.signed_in(await self._ask(seat.server, seat.user, password, seat.client))

    def _kept(self, path: Path) -> Seat | None:
        if not path.exists():
            return None
        store, self.set_aside = open_store(path, self._keys)
        seat = store.get("seat", Seat)
        store.close()
        return seat

    def _offline(self, path: Path, kept: Seat | None, password: str, error: LineError) -> Client:
        if kept is None or not kept.verifier:
            raise NoAnswer(error.detail) from error
        kept.check_password(password)
        if not kept.rights and not kept.audiences:
            raise SignInRefused("offline") from error
        store, self.set_aside = open_store(path, self._keys)
        self._remember(kept.server, kept.user)
        return Client(kept, store, self._ca_file)

    async def _ask(self, server: str, user: str, password: str, client: str) -> Tokens:
        http = Http(server, self._ca_file)
        try:
            return await http.sign_in(user, password, client)
        finally:
            await http.close()

    def _remember(self, server: str, user: str) -> None:
        self._write("last.json", Last(server, user))

    def _write(self, name: str, value: Struct) -> None:
        """Whole, or as it was."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"{name}.new"
        fresh.write_bytes(msgspec.json.encode(value))
        fresh.replace(self._folder / name)
