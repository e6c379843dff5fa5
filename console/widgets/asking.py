"""Something asked of the backend from a widget: it ends with the widget, and its no is a sentence."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from backend_client.errors import ClientError
from console.strings import refusal_text
from console.tasks import spawn
from contract.base import Refused

T = TypeVar("T")


def ask_for(
    owner: QObject, asked: Awaitable[T], done: Callable[[T], None], failed: Callable[[str], None]
) -> asyncio.Task[None]:
    """Await it; then `done` with the answer or `failed` with a sentence, unless `owner` has gone meanwhile."""
    task = spawn(_wait(asked, done, failed), "ask for")
    # What is still awaited must not wake in a widget that has been deleted.
    owner.destroyed.connect(lambda _gone=None: task.cancel())
    return task


async def _wait(asked: Awaitable[T], done: Callable[[T], None], failed: Callable[[str], None]) -> None:
    try:
        answer = await asked
    except Refused as no:
        failed(refusal_text(no.code, no.facts))
    except ClientError:
        failed(refusal_text("line.lost", {}))
    else:
        done(answer)
