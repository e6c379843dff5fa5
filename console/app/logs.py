"""Logs of a console: one line per event on stderr, with nothing in them that opens a door."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET = ("password", "token", "refresh", "access", "key")


def set_up_logs(verbose: bool = False) -> None:
    """Everything from INFO (or DEBUG) up, as JSON where nobody looks on."""
    level = logging.DEBUG if verbose else logging.INFO
    looks_on = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            hide_secrets,
            structlog.dev.ConsoleRenderer() if looks_on else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A last net: whatever is called like a secret does not reach the log."""
    for name in event:
        if any(word in name.lower() for word in _SECRET):
            event[name] = "…"
    return event
