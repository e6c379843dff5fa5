"""What can be set: from a TOML file, then the environment, each value checked at the door and explained here."""

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import msgspec
from msgspec import Meta, Struct

PREFIX = "IOC_BACKEND_"
FILE_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf", "video/mp4")
"""All that `files.type_of` can tell."""
PRIVATE = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7"
"""Addresses of local networks (RFC 1918, RFC 4193); not this machine's own loop, nor link-local ones."""


class BadSettings(Exception):
    """The settings are not usable; the text says where, which one, and what is expected."""


def _about(text: str, **limits: Any) -> Any:
    return Meta(description=text, **limits)


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Each field can stand in the file under its name, or in the environment as IOC_BACKEND_<NAME>."""

    host: Annotated[str, _about("Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, _about("Port to listen on; 0 takes any free one.", ge=0, le=65535)] = 8470
    data: Annotated[str, _about("Folder of the store and the files; made if it is not there.", min_length=1)] = (
        "ioc-data"
    )
    store_key_file: Annotated[
        str, _about("File with 64 hexadecimal digits: the key that encrypts the store. Empty: not encrypted.")
    ] = ""
    tls_cert: Annotated[str, _about("Certificate chain (PEM). Empty: plain http, on this machine only.")] = ""
    tls_key: Annotated[str, _about("Private key of tls_cert (PEM).")] = ""
    insecure: Annotated[
        bool, _about("Serve plain http to other machines all the same: only behind a proxy that speaks TLS.")
    ] = False
    public_url: Annotated[
        str, _about("How others reach this backend, for its OpenAPI document.", pattern=r"^(https?://[^\s/]+\S*)?$")
    ] = ""
    trusted_proxies: Annotated[
        str, _about("Addresses or networks, comma-separated, whose X-Forwarded-For header is believed.")
    ] = "127.0.0.1"
    tick_ms: Annotated[
        int, _about("At most one frame per session in so many milliseconds for what others did.", ge=1, le=1000)
    ] = 50
    asks_per_s: Annotated[float, _about("Wishes a second that one session may keep up.", gt=0, le=100_000)] = 20
    asks_burst: Annotated[int, _about("Wishes that one session may send at once.", ge=1, le=100_000)] = 100
    in_flight: Annotated[int, _about("Unanswered wishes per session.", ge=1, le=10_000)] = 32
    sessions_per_person: Annotated[int, _about("Sessions one person may hold at once.", ge=1, le=1000)] = 8
    drain_s: Annotated[
        float, _about("Seconds for which a session may leave a frame unread before it is cut.", gt=0, le=3600)
    ] = 30
    silence_s: Annotated[
        float, _about("Seconds of silence after which a session counts as dead; consoles ping every 2.", gt=0, le=3600)
    ] = 60
    token_minutes: Annotated[float, _about("Minutes an access token lives.", ge=1, le=1440)] = 15
    shift_hours: Annotated[
        float, _about("Hours after which one must sign in with the password again.", gt=0, le=24 * 31)
    ] = 12
    sign_ins_per_minute: Annotated[int, _about("Failed sign-ins a minute and account.", ge=1)] = 5
    sign_ins_per_address: Annotated[int, _about("Failed sign-ins a minute and address.", ge=1)] = 30
    hooks_per_s: Annotated[float, _about("Requests a second that one API key may keep up.", gt=0, le=100_000)] = 20
    hooks_burst: Annotated[int, _about("Requests that one API key may send at once.", ge=1, le=100_000)] = 100
    file_mb: Annotated[int, _about("Largest file that may be sent, in MiB.", ge=1, le=4096)] = 64
    file_types: Annotated[
        tuple[str, ...], _about("Types of files taken in, told by their first bytes and not by their names.")
    ] = FILE_TYPES
    camera_networks: Annotated[
        str, _about("Networks, comma-separated, in which cameras are looked for and read; no others are ever called.")
    ] = PRIVATE
    camera_search: Annotated[
        str, _about("Where the search for cameras is sent: address:port.", pattern=r"^[0-9.]{7,15}:[0-9]{1,5}$")
    ] = "239.255.255.250:3702"
    camera_lost_s: Annotated[
        float, _about("Seconds a camera must be lost, or refuse the password, until an alert is raised.", ge=1, le=3600)
    ] = 15
    camera_fault_s: Annotated[
        float, _about("Seconds a finding in a camera's picture must stand until an alert is raised.", ge=1, le=3600)
    ] = 10
    camera_clear_s: Annotated[
        float,
        _about("Seconds it must be gone until it is taken back; longer if it comes and goes.", ge=1, le=3600),
    ] = 60
    recordings: Annotated[
        str, _about("Folder of recordings and exports, best on a disk of its own. Empty: nothing is recorded here.")
    ] = ""
    recordings_spare_gib: Annotated[
        int, _about("GiB of that disk that stay free: the oldest that is not locked goes.", ge=1, le=1_000_000)
    ] = 20
    export_days: Annotated[int, _about("Days for which an export can be fetched.", ge=1, le=365)] = 7
    log_level: Annotated[str, _about("debug, info, warning or error.", pattern="^(debug|info|warning|error)$")] = "info"

    @property
    def folder(self) -> Path:
        return Path(self.data)

    @property
    def search_at(self) -> tuple[str, int]:
        host, _, port = self.camera_search.partition(":")
        return host, int(port)

    @property
    def tls(self) -> bool:
        return bool(self.tls_cert)

    def store_key(self) -> str:
        """The key of the store in hex, "" without one. Raises BadSettings."""
        if not self.store_key_file:
            return ""
        try:
            key = Path(self.store_key_file).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadSettings(f"store_key_file: {self.store_key_file} cannot be read: {error}") from error
        if not re.fullmatch(r"[0-9a-fA-F]{64}", key):
            raise BadSettings(f"store_key_file: {self.store_key_file} must hold 64 hexadecimal digits")
        return key


def load(
    file: Path | None = None, environment: Mapping[str, str] | None = None, over: Mapping[str, Any] | None = None
) -> Settings:
    """The settings of a file, then the environment, then `over` (the command line). Raises BadSettings."""
    values = dict(_of_file(file)) if file else {}
    values |= _of_environment(os.environ if environment is None else environment)
    for name, value in (over or {}).items():
        if value is not None:
            values[name] = _convert(name, value, "command line", strict=True)
    settings = Settings(**values)
    _check(settings)
    return settings


def explain() -> Iterator[tuple[str, str, str]]:
    """Name, default and meaning of every setting, in order."""
    for field in msgspec.structs.fields(Settings):
        yield field.name, msgspec.json.encode(field.default).decode(), _meta(field.name).description or ""


def _of_file(file: Path) -> Iterator[tuple[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{file}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{file}: not TOML: {error}") from error
    for name, value in values.items():
        yield name, _convert(name, value, f"{file}:{_line(text, name)}", strict=True)


def _of_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values = {}
    for name, value in environment.items():
        if name.startswith(PREFIX):
            field = name.removeprefix(PREFIX).lower()
            whole: Any = tuple(value.split(",")) if field == "file_types" else value
            values[field] = _convert(field, whole, f"environment {name}", strict=False)
    return values


def _convert(name: str, value: Any, where: str, strict: bool) -> Any:
    kinds = get_type_hints(Settings, include_extras=True)
    if name not in kinds:
        near = difflib.get_close_matches(name, kinds, 1)
        raise BadSettings(f"{where}: {name}: there is no such setting" + (f"; is it {near[0]}?" if near else ""))
    try:
        return msgspec.convert(value, kinds[name], strict=strict)
    except msgspec.ValidationError as error:
        raise BadSettings(f"{where}: {name}: {str(error)[:1].lower() + str(error)[1:]}") from error


def _check(settings: Settings) -> None:
    if bool(settings.tls_cert) != bool(settings.tls_key):
        raise BadSettings("tls_cert, tls_key: one stands without the other")
    for name in ("tls_cert", "tls_key"):
        path = getattr(settings, name)
        if path and not Path(path).is_file():
            raise BadSettings(f"{name}: there is no file {path}")
    if strange := set(settings.file_types) - set(FILE_TYPES):
        raise BadSettings(f"file_types: {', '.join(sorted(strange))}: known are {', '.join(FILE_TYPES)}")
    _check_networks(settings.camera_networks)
    for proxy in settings.trusted_proxies.split(",") if settings.trusted_proxies else ():
        if not _few(proxy.strip()):
            raise BadSettings(f"trusted_proxies: {proxy.strip()} is not the address or network of a proxy")
    if not settings.tls and not settings.insecure and not _loopback(settings.host):
        raise BadSettings(
            f"host: {settings.host} is open to other machines, and without tls_cert passwords would travel in the"
            " clear; set tls_cert and tls_key, or insecure = true behind a proxy that speaks TLS"
        )


def _check_networks(networks: str) -> None:
    try:
        for network in networks.split(","):
            ip_network(network.strip())
    except ValueError as error:
        raise BadSettings(f"camera_networks: {error}") from error


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _few(proxy: str) -> bool:
    """Whether these are certain addresses: whom all the world's headers are believed, he chooses his own address."""
    try:
        return ip_network(proxy).prefixlen > 0
    except ValueError:
        return False


def _line(text: str, name: str) -> int:
    pattern = re.compile(rf"\s*\[*\s*[\"']?{re.escape(name)}\b")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def _meta(name: str) -> Meta:
    hints = get_type_hints(Settings, include_extras=True)
    found: Meta = hints[name].__metadata__[0]
    return found
