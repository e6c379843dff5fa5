"""What only a server can do: each service watches what becomes true, and asks like anybody else."""

import asyncio
from collections.abc import Callable

import structlog

from backend.engine import Engine
from backend.services.bookmarks import Bookmarks
from backend.services.expiry import Expiry
from backend.services.popups import Popups
from backend.services.watch import Service
from backend.tasks import spawn
from backend.writer import Stopped, Writer

log = structlog.get_logger()

SERVICES: dict[str, Callable[[Writer, Engine], Service]] = {"popups": Popups, "expiry": Expiry, "bookmarks": Bookmarks}

_PATIENCE_S = (0.1, 1.0, 5.0, 30.0)


def start(writer: Writer, engine: Engine) -> list[asyncio.Task[None]]:
    """Every service in a task of its own."""
    return [spawn(name, keep_running(name, make, writer, engine)) for name, make in SERVICES.items()]


async def keep_running(name: str, make: Callable[[Writer, Engine], Service], writer: Writer, engine: Engine) -> None:
    """A service that breaks is made anew, after a while that grows; nothing else notices."""
    broken = 0
    while True:
        service = make(writer, engine)
        try:
            await service.run()
        except Stopped:
            return
        except Exception:
            log.exception("service_broke", service=name)
        finally:
            service.close()
        await asyncio.sleep(_PATIENCE_S[min(broken, len(_PATIENCE_S) - 1)])
        broken += 1
