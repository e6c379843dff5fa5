"""What an administrator sets for a desk or a wall node: a TOML file, then the environment, then the command line."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from PySide6.QtCore import QStandardPaths

from backend_client.keys import KeyPlace

PREFIX = "IOC_CONSOLE_"
LOCAL = "http://127.0.0.1:8470"
"""Where a backend on this machine listens unless told otherwise."""


class BadSettings(Exception):
    """A setting that cannot be taken: says where it stands, which it is, and what was expected."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting of a console. In the file by name; in the environment as IOC_CONSOLE_<NAME>."""

    server: Annotated[str, Meta(pattern=r"^(https?://[^/@]+/?)?$")] = ""
    """Address of the backend; https wherever the line leaves this machine. Empty: that of the last sign-in, if any."""
    ca_file: str = ""
    """Certificates to trust besides the system's, as a PEM file."""
    data_dir: str = ""
    """Where this machine keeps what it knows; empty: the user's own data folder."""
    keys: KeyPlace = KeyPlace.AUTO
    """Where the key of that store lies: auto, keyring, or file (guarded by the folder's rights only)."""
    language: Annotated[str, Meta(pattern=r"^(vi|en|en_XA)$")] = "vi"
    """Language of the words: vi or en; en_XA shows what is not translated."""
    theme: Annotated[str, Meta(pattern=r"^(dark|contrast)$")] = "dark"
    """dark, or contrast for high contrast."""
    sound: bool = True
    """Whether alerts are heard."""
    user: str = ""
    """Who signs in: proposed at a desk; the device's own name at a wall node."""
    password_file: str = ""
    """A wall node's password, alone in a file that only it can read."""
    wall: str = ""
    """The wall that a node belongs to, by name or id."""
    node: str = ""
    """The name of the node, as the wall's screens name it."""
    tiled: bool = False
    """Show a wall node's screens as windows on one monitor, for trying things out."""


def load(path: Path | None, given: Mapping[str, object] | None = None) -> Settings:
    """Read the settings; what is `given` (by the command line) wins. Raises BadSettings."""
    values: dict[str, Any] = {}
    if path is not None:
        values.update(_from_file(path))
    for name in Settings.__struct_fields__:
        if (value := os.environ.get(PREFIX + name.upper())) is not None:
            values[name] = _take(f"environment {PREFIX}{name.upper()}", name, value)
    values.update({name: value for name, value in (given or {}).items() if value is not None})
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise BadSettings(str(error)) from error


def data_folder(settings: Settings) -> Path:
    """Where this machine keeps what it knows."""
    if settings.data_dir:
        return Path(settings.data_dir)
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(base) / "ioc-console"


def password_of(settings: Settings) -> str:
    """The password in the settings' file, "" if none is named. Raises OSError."""
    return Path(settings.password_file).read_text("utf-8").strip() if settings.password_file else ""


def _from_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8")
        values = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path}: {error}") from error
    for name, value in values.items():
        _take(f"{path}:{_line(text, name)}", name, value)
    return values


def _take(place: str, name: str, value: object) -> object:
    """Check one setting where it stands, so that the error can point there."""
    if name not in Settings.__struct_fields__:
        raise BadSettings(f"{place}: unknown setting {name!r}; known are {', '.join(Settings.__struct_fields__)}")
    if isinstance(value, str) and Settings.__annotations__[name] is bool:
        value = {"true": True, "1": True, "false": False, "0": False}.get(value.lower(), value)
    try:
        msgspec.convert({name: value}, Settings)
    except msgspec.ValidationError as error:
        raise BadSettings(f"{place}: {error}") from error
    return value


def _line(text: str, name: str) -> int:
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.lstrip().startswith(name)), 1)
