"""How the machine signs in: as itself, again and again, and goes on with what it knows where nobody answers."""

import asyncio

import structlog

from analytics.settings import Settings, data_folder, password_of
from backend_client.client import Client
from backend_client.errors import ClientError, SignInRefused
from backend_client.http import Http, Tokens
from backend_client.seat import Seat, open_store, seat_file
from contract.ids import new_id

log = structlog.get_logger()

RETRY_S = 5.0


async def take_seat(settings: Settings, ending: asyncio.Event) -> Client | None:
    """A client for the machine's account; None if it was refused or told to end. Raises StoreError or BadSettings.

    Who has signed in here before needs no backend to begin: rules and cameras are in the store.
    """
    server = settings.server.rstrip("/")
    store, _ = open_store(seat_file(data_folder(settings), server, settings.user), settings.keys)
    seat = store.get("seat", Seat)
    if seat is not None and seat.user == settings.user:
        return Client(seat, store, settings.ca_file)
    client = new_id()
    while not ending.is_set():
        try:
            tokens = await _ask(settings, client)
        except SignInRefused as error:
            log.error("machine_refused", user=settings.user, reason=error.detail)  # noqa: TRY400 - no trace is of use
            break
        except ClientError as error:
            log.warning("waiting_for_the_backend", reason=type(error).__name__)
            await _until(ending, RETRY_S)
            continue
        seat = Seat(server=server, user=settings.user, client=client, person=tokens.person.id).with_tokens(tokens)
        store.put("seat", seat)
        taken = Client(seat, store, settings.ca_file)
        taken.signed_in(tokens)
        return taken
    store.close()
    return None


async def talk(client: Client, settings: Settings) -> None:
    """Keep the line up for ever; a session that has run out is begun anew."""
    while True:
        await client.run()
        # Where trying again changes nothing, it must at least not be tried without end.
        await asyncio.sleep(RETRY_S)
        try:
            client.signed_in(await _ask(settings, client.seat.client))
        except (ClientError, OSError) as error:
            log.warning("cannot_sign_in_again", reason=type(error).__name__)


async def _ask(settings: Settings, client: str) -> Tokens:
    http = Http(settings.server.rstrip("/"), settings.ca_file)
    try:
        return await http.sign_in(settings.user, password_of(settings), client)
    finally:
        await http.close()


async def _until(ending: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(ending.wait(), seconds)
    except TimeoutError:
        return
