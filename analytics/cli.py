"""The command line of an analytics machine: watch, or try its models."""

import argparse
import asyncio
import logging
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import structlog

from analytics.models import BadModel
from analytics.node import Node
from analytics.seat import take_seat, talk
from analytics.settings import PREFIX, BadSettings, Settings, load
from analytics.shelf import Shelf
from backend_client.errors import StoreError

log = structlog.get_logger()


def main(words: list[str]) -> int:
    """0 at the end, 1 where the machine was refused or a model is broken, 2 where the settings cannot be taken."""
    asked = _arguments().parse_args(words)
    _logs(asked.verbose)
    # OpenCV's own threads would fight ours for the same cores.
    cv2.setNumThreads(1)
    try:
        settings = load(asked.settings, {name: getattr(asked, name, None) for name in Settings.__struct_fields__})
        if asked.try_models:
            return _try_models(settings)
        return asyncio.run(_run(_with_user(settings)))
    except (BadSettings, StoreError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _with_user(settings: Settings) -> Settings:
    if not settings.user:
        raise BadSettings(f"which account? --user NAME, or {PREFIX}USER")
    return settings


async def _run(settings: Settings) -> int:
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGINT, signal.SIGTERM):
        # Windows has no signal handlers on its loop; there Ctrl-C raises KeyboardInterrupt by itself.
        with suppress(NotImplementedError):
            loop.add_signal_handler(told, ending.set)
    client = await take_seat(settings, ending)
    if client is None:
        return 0 if ending.is_set() else 1
    node = Node(client, settings, settings.threads or os.cpu_count() or 1)
    tasks = [loop.create_task(talk(client, settings)), loop.create_task(node.run())]
    over = loop.create_task(ending.wait())
    try:
        await asyncio.wait({over, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (over, *tasks):
            task.cancel()
        ends = await asyncio.gather(over, *tasks, return_exceptions=True)
        await client.close()
    broken = [end for end in ends if isinstance(end, Exception)]
    for end in broken:
        log.error("ended_by_itself", exc_info=end)
    return 1 if broken else 0


def _try_models(settings: Settings) -> int:
    """Load each, and say how many pictures a second it does here."""
    shelf, broken = Shelf(settings.models), 0
    for file in settings.models:
        try:
            model = shelf.get(file.name)
        except BadModel as bad:
            broken += 1
            sys.stdout.write(f"{file.name}: {bad.code}: {bad.detail}\n")
            continue
        picture, begun = np.full((360, 640, 3), 114, np.uint8), time.perf_counter()
        for _ in range(5):
            model.look(picture, 0.5)
        each = (time.perf_counter() - begun) / 5
        sys.stdout.write(f"{file.name}: {len(model.classes)} classes, {each * 1000:.0f} ms a picture\n")
    return 1 if broken or not settings.models else 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analytics", description=__doc__)
    parser.add_argument("--settings", type=Path, metavar="FILE.toml", help=f"settings; environment: {PREFIX}<NAME>")
    parser.add_argument("--server", metavar="URL", help="address of the backend")
    parser.add_argument("--user", metavar="NAME", help="the machine's own account, of the role analytics")
    parser.add_argument("--password-file", dest="password_file", metavar="FILE", help="its password")
    parser.add_argument("--data-dir", dest="data_dir", metavar="DIR", help="where this machine keeps what it knows")
    parser.add_argument("--try-models", action="store_true", help="load every model, time it, and end")
    parser.add_argument("--verbose", action="store_true", help="log every step")
    return parser


def _logs(verbose: bool) -> None:
    """One JSON object a line on standard error."""
    level = logging.DEBUG if verbose else logging.INFO
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
