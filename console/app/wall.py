"""A wall node, wired: signs in as a device, opens its screens, and keeps them whatever happens to the line."""

import asyncio
from pathlib import Path

import structlog
from PySide6.QtWidgets import QApplication

from backend_client.client import Client
from backend_client.errors import ClientError, SignInRefused
from console.accounts import Accounts
from console.app.seat import Taken, take_seat
from console.app.trial import Trial, first
from console.settings import Settings, data_folder
from console.wall.node import WallNode
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
    node = WallNode(taken.desk, taken.pool, settings.wall, settings.node, tiled=settings.tiled)
    node.start()
    try:
        await first(ending.wait(), trial.over(), client.run_for_ever())
        await _report(taken, node, trial)
    finally:
        node.close()
        await taken.leave()
    return 0


async def _signed_in(accounts: Accounts, settings: Settings, ending: asyncio.Event) -> Client | None:
    """Go on where the device was, or sign in, trying for as long as nobody answers."""
    if (client := accounts.resume()) and client.seat.user == settings.user:
        return client
    while not ending.is_set():
        try:
            return await accounts.sign_in(settings.server, settings.user, _password(settings))
        except SignInRefused as error:
            log.error("device_refused", user=settings.user, reason=error.detail)  # noqa: TRY400 - no trace is of use
            return None
        except ClientError as error:
            log.warning("waiting_for_the_backend", reason=type(error).__name__)
        await first(ending.wait(), asyncio.sleep(RETRY_S))
    return None


def _password(settings: Settings) -> str:
    return Path(settings.password_file).read_text("utf-8").strip() if settings.password_file else ""


async def _report(taken: Taken, node: WallNode, trial: Trial) -> None:
    for number, window in node.windows().items():
        await trial.shoot(f"wall-{number}", window)
    reports = node.tile_reports()
    trial.write(
        {
            "wall_screens": len(node.windows()),
            "screens_seen": len(QApplication.screens()),
            "cameras_live": len({report.ref for report in reports if report.kind == "camera" and report.status == "live"}),
            "cameras_total": sum(1 for _ in taken.desk.world.all(Camera)),
            "tile_frames_shown": node.frames_shown(),
        }
    )
