"""The key of the local store: in the keyring of the operating system, or, where there is none, in a guarded file."""

import os
import secrets
from enum import StrEnum
from pathlib import Path

import keyring
import structlog
from keyring.errors import KeyringError

from backend_client.errors import StoreError

log = structlog.get_logger()

SERVICE = "ioc-console"


class KeyPlace(StrEnum):
    """Where keys are kept: AUTO takes the keyring and falls back to a file."""

    AUTO = "auto"
    KEYRING = "keyring"
    FILE = "file"


def store_key(name: str, folder: Path, place: KeyPlace = KeyPlace.AUTO) -> str:
    """The key called `name`, 64 hex digits, made on first use. Raises StoreError if it can be kept nowhere.

    The file fallback protects a stolen disk image only as far as the folder's own protection reaches: whoever can
    read the operator's files can read it. It is meant for kiosks and services, and is said so in the log.
    """
    path = folder / f"{name}.key"
    if place is not KeyPlace.FILE and not path.exists():
        try:
            return _from_keyring(name)
        except KeyringError as error:
            if place is KeyPlace.KEYRING:
                raise StoreError(f"no keyring: {error}") from error
            log.warning("no_keyring", key_file=path.name, reason=type(error).__name__)
    return _from_file(path)


def _from_keyring(name: str) -> str:
    key = keyring.get_password(SERVICE, name)
    if key is None:
        key = secrets.token_hex(32)
        keyring.set_password(SERVICE, name, key)
    return key


def _from_file(path: Path) -> str:
    """Read the key, or make it: whole and readable by its owner alone, or not at all."""
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path}: {error}") from error
    key = secrets.token_hex(32)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(f"{path}: {error}") from error
    return key
