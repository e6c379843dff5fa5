"""What an administrator sets for an analytics machine: a TOML file, then the environment, then the command line."""

import os
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from backend_client.keys import KeyPlace

PREFIX = "IOC_ANALYTICS_"


class BadSettings(Exception):
    """A setting that cannot be taken: says where it stands, which it is, and what was expected."""


class Layout(StrEnum):
    """How a model's output lies; AUTO tells it by its shape."""

    AUTO = "auto"
    YOLO = "yolo"
    YOLO5 = "yolo5"
    YOLO_END = "yolo_end"
    SSD = "ssd"


class ModelFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One ONNX file: rules name it by `name`; `size` is the side of its square input."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    file: str
    size: Annotated[int, Meta(ge=32, le=1920)] = 640
    layout: Layout = Layout.AUTO
    classes: tuple[str, ...] = ()
    classes_file: str = ""
    """A text file with a name a line, in the model's order; instead of `classes`."""
    letterbox: bool = True
    """Whether pictures are laid whole into a grey square (YOLO), or stretched (SSD)."""
    rgb: bool = True
    scale: float = 1 / 255
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """A value of the picture goes in as (value - mean) × scale."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting. In the file by name; in the environment as IOC_ANALYTICS_<NAME>, all but the models."""

    server: Annotated[str, Meta(pattern=r"^https?://[^/@]+/?$")] = "http://127.0.0.1:8470"
    """Address of the backend; https wherever the line leaves this machine."""
    ca_file: str = ""
    """Certificates to trust besides the system's, as a PEM file."""
    user: str = ""
    """The machine's own account, of the role analytics."""
    password_file: str = ""
    """Its password, alone in a file that only it can read."""
    data_dir: str = ""
    """Where this machine keeps what it knows; empty: ~/.local/share/ioc-analytics."""
    keys: KeyPlace = KeyPlace.FILE
    """Where the key of that store lies: auto, keyring, or file (guarded by the folder's rights only)."""
    pictures_per_s: Annotated[float, Meta(gt=0, le=10)] = 4.0
    """Pictures of a camera that are looked at each second."""
    detections_per_s: Annotated[float, Meta(gt=0, le=10)] = 1.0
    """Pictures of a camera that a model is asked about each second: this is what costs."""
    threads: Annotated[int, Meta(ge=0, le=64)] = 0
    """Threads that decode and look; 0: as many as cores."""
    most_cameras: Annotated[int, Meta(ge=1, le=256)] = 64
    """Cameras that this machine watches at most; the rules of others say `too_many`."""
    take_unassigned: bool = True
    """Whether rules that name no machine are this one's, unless another that lives has taken them up."""
    models: Annotated[tuple[ModelFile, ...], Meta(max_length=16)] = ()
    """[[models]] tables; the first is what a rule without a model's name uses."""


def load(path: Path | None, given: Mapping[str, object] | None = None) -> Settings:
    """Read the settings; what is `given` (by the command line) wins. Raises BadSettings."""
    values: dict[str, Any] = _from_file(path) if path is not None else {}
    for name in Settings.__struct_fields__:
        if name != "models" and (value := os.environ.get(PREFIX + name.upper())) is not None:
            values[name] = value
    values.update({name: value for name, value in (given or {}).items() if value is not None})
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise BadSettings(f"{path or 'settings'}: {error}") from error
    names = [model.name for model in settings.models]
    if len(set(names)) != len(names):
        raise BadSettings(f"{path}: two models have the same name")
    return settings


def data_folder(settings: Settings) -> Path:
    if settings.data_dir:
        return Path(settings.data_dir)
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "ioc-analytics"


def password_of(settings: Settings) -> str:
    """Raises BadSettings."""
    if not settings.password_file:
        return ""
    try:
        return Path(settings.password_file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{settings.password_file}: {type(error).__name__}") from error


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path}: {error}") from error
    folder = path.parent
    for model in values.get("models", []):
        for name in ("file", "classes_file"):
            # A path in a file is told from where the file lies.
            if isinstance(model, dict) and isinstance(model.get(name), str) and model[name]:
                model[name] = str(folder / model[name])
    return values
