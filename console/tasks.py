"""Coroutines that run beside the window: kept until they end, and heard of when they fail."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger()

Failed = Callable[[str, BaseException], None]
# asyncio itself keeps only weak references: a task that nobody holds may vanish in the middle of its work.
_running: set[asyncio.Task[Any]] = set()


def spawn(work: Coroutine[Any, Any, Any], name: str, failed: Failed | None = None) -> asyncio.Task[Any]:
    """Run a coroutine on the running loop; `failed` hears of an error besides the log, to show it to somebody."""
    task = asyncio.get_running_loop().create_task(work, name=name)
    _running.add(task)
    task.add_done_callback(lambda done: _ended(done, failed))
    return task


def running() -> frozenset[asyncio.Task[Any]]:
    """What has not ended yet."""
    return frozenset(_running)


def _ended(task: asyncio.Task[Any], failed: Failed | None) -> None:
    _running.discard(task)
    if task.cancelled():
        return
    error = task.exception()
    if error is not None:
        log.error("task_failed", task=task.get_name(), exc_info=error)
        if failed is not None:
            failed(task.get_name(), error)
