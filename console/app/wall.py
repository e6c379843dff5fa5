"""A wall node, wired: signs in as a device, opens its screens, and keeps them whatever happens to the line."""

import asyncio

import structlog
from PySide6.QtWidgets import QApplication

from backend_client.client import Client
from backend_client.errors import ClientError, SignInRefused
from console.accounts import Accounts
from console.app.seat import Taken, take_seat, talking
from console.app.trial import Trial, first
from console.settings import LOCAL, Settings, data_folder, password_of
from console.wall.node import WallNode
from console.wall.outputs import Outputs, PluggedIn, Tiled
from contract.cameras import Camera

log = structlog.get_logger()

RETRY_S = 5.0


async def wall(settings: Settings, trial: Trial, ending: asyncio.Event) -> int:
    """Run until told to end. 1 if the device was refused: only an administrator can help."""
    accounts = Accounts(data_folder(settings), settings.keys, settings.ca_file)
    client = await _signed_in(accounts, settings, ending)
    if client is None:
        return 0 if ending.is_set() else 1
    taken = take_seat(client)
    node = WallNode(taken.desk, taken.pool, settings.wall, settings.node, _outputs(settings))
    node.closed.connect(ending.set)
    # The line first: whatever cannot be shown, what heals it comes from there.
    async with talking(_talk(client, accounts, settings)):
        node.start()
        trial.usable()
        try:
            await first(ending.wait(), trial.over())
            await _report(taken, node, trial)
        finally:
            node.stop()
    await taken.leave()
    return 0


def _outputs(settings: Settings) -> Outputs:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    if settings.tiled:
        return Tiled(application.screens()[-1].availableGeometry())
    return PluggedIn(application)


async def _talk(client: Client, accounts: Accounts, settings: Settings) -> None:
    """Keep the line up for ever; a device whose session has run out signs in again by itself."""
    while True:
        await client.run()
        await asyncio.sleep(RETRY_S)
        try:
            await accounts.sign_in_again(client, password_of(settings))
        except (ClientError, OSError) as error:
            log.warning("cannot_sign_in_again", reason=type(error).__name__)


async def _signed_in(accounts: Accounts, settings: Settings, ending: asyncio.Event) -> Client | None:
    """Go on where the device was, or sign in, trying for as long as nobody answers."""
    if client := accounts.resume(settings.server):
        if client.seat.user == settings.user:
            return client
        await client.close()
    while not ending.is_set():
        try:
            return await accounts.sign_in(settings.server or LOCAL, settings.user, password_of(settings))
        except SignInRefused as error:
            log.error("device_refused", user=settings.user, reason=error.detail)  # noqa: TRY400 - no trace is of use
            return None
        except ClientError as error:
            log.warning("waiting_for_the_backend", reason=type(error).__name__)
        await first(ending.wait(), asyncio.sleep(RETRY_S))
    return None


async def _report(taken: Taken, node: WallNode, trial: Trial) -> None:
    """Seen first, pictures afterwards: writing one holds up everything else for a moment."""
    windows = sorted(node.windows.values(), key=lambda window: window.plan.screen.number)
    tiles = [report for window in windows for report in window.reports().values()]
    live = {cell.ref for cell in node.report().cells if cell.kind == "camera" and cell.status == "live"}
    seen: dict[str, object] = {
        "wall_screens": len(windows),
        "cameras_live": len(live),
        "cameras_total": sum(1 for _ in taken.desk.world.all(Camera)),
        "tile_frames_shown": sum(tile.frames_shown for tile in tiles),
    }
    for window in windows:
        await trial.shoot(f"wall-{window.plan.screen.number}", window)
    trial.write(seen)
