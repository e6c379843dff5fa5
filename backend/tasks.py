"""Tasks that cannot vanish: each has a name, is held until it ends, and says so if it fails."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger()

_running: set[asyncio.Task[Any]] = set()


def spawn(name: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Run `work` beside everything else. asyncio keeps only a weak reference to a task, so we keep a strong one."""
    task = asyncio.get_running_loop().create_task(work, name=name)
    _running.add(task)
    task.add_done_callback(_ended)
    return task


def _ended(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled() and (error := task.exception()):
        log.error("task_failed", task=task.get_name(), error=repr(error), exc_info=error)
