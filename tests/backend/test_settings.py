"""Settings: from file and environment, each explained, and a mistake told with its place."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.settings import BadSettings, Settings, explain, load

ROOT = Path(__file__).parents[2]


def _file(folder: Path, text: str) -> Path:
    file = folder / "backend.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_word_it_listens_to_this_machine_only() -> None:
    settings = load(environment={})
    assert (settings.host, settings.port, settings.tls) == ("127.0.0.1", 8470, False)


def test_the_environment_overrides_the_file_and_the_command_line_both(tmp_path: Path) -> None:
    file = _file(tmp_path, "port = 1\ntick_ms = 20\nhost = '::1'\n")
    settings = load(
        file, {"IOC_BACKEND_PORT": "2", "IOC_BACKEND_INSECURE": "true", "HOME": "/"}, {"port": 3, "host": None}
    )
    assert (settings.port, settings.tick_ms, settings.host, settings.insecure) == (3, 20, "::1", True)
    assert load(file, {"IOC_BACKEND_FILE_TYPES": "image/png,video/mp4"}).file_types == ("image/png", "video/mp4")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("port = 8470\ntickms = 20\n", "backend.toml:2: tickms: there is no such setting; is it tick_ms?"),
        ("\n\n[server]\nport = 1\n", "backend.toml:3: server: there is no such setting"),
        ('port = "8470"\n', "backend.toml:1: port: expected `int`, got `str`"),
        ("# x\nport = 70000\n", "backend.toml:2: port: expected `int` <= 65535"),
        ("tick_ms = 0\n", "backend.toml:1: tick_ms: expected `int` >= 1"),
        ("port = \n", "not TOML"),
        ('log_level = "loud"\n', "backend.toml:1: log_level: expected `str` matching regex"),
        ("file_types = 'image/png'\n", "backend.toml:1: file_types: expected `array`"),
        ('data = ""\n', "backend.toml:1: data: expected `str` of length >= 1"),
        ("file_types = ['text/html']\n", "file_types: text/html: known are image/jpeg"),
        ("public_url = 'javascript:1'\n", "backend.toml:1: public_url: expected `str` matching regex"),
        ("shift_hours = 745\n", "backend.toml:1: shift_hours: expected `float` <= 744"),
        ("shift_hours = nan\n", "backend.toml:1: shift_hours: expected `float` > 0"),
        ("token_minutes = 0.1\n", "backend.toml:1: token_minutes: expected `float` >= 1"),
        ("hooks_per_s = inf\n", "backend.toml:1: hooks_per_s: expected `float` <= 100000"),
        ("trusted_proxies = '*'\n", "trusted_proxies: * is not the address or network of a proxy"),
        ("trusted_proxies = '10.0.0.1, proxy'\n", "trusted_proxies: proxy is not"),
        ("trusted_proxies = '0.0.0.0/0'\n", "trusted_proxies: 0.0.0.0/0 is not"),
        ("camera_networks = '10.0.0.0/8,nhà'\n", "camera_networks: 'nhà' does not appear to be"),
        ("camera_search = 'ai:1'\n", "backend.toml:1: camera_search: expected `str` matching regex"),
        ('tls_cert = "x.pem"\n', "tls_cert, tls_key: one stands without the other"),
        ('tls_cert = "x.pem"\ntls_key = "y.pem"\n', "tls_cert: there is no file x.pem"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line_and_what_is_expected(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadSettings) as bad:
        load(_file(tmp_path, text), {})
    assert told in str(bad.value)


def test_a_mistake_in_the_environment_is_told_with_its_name() -> None:
    with pytest.raises(BadSettings, match="environment IOC_BACKEND_PORT: port: expected `int`"):
        load(environment={"IOC_BACKEND_PORT": "many"})
    with pytest.raises(BadSettings, match="IOC_BACKEND_PROT: prot: there is no such setting; is it port"):
        load(environment={"IOC_BACKEND_PROT": "1"})


@pytest.mark.parametrize("proxies", ["", "127.0.0.1", "10.0.0.1, ::1", "10.1.0.0/16,fd00::/8"])
def test_proxies_are_named_by_address_or_network(proxies: str) -> None:
    assert load(environment={}, over={"trusted_proxies": proxies}).trusted_proxies == proxies


@pytest.mark.parametrize("url", ["", "http://ioc.example", "https://ioc.example:8443/api"])
def test_a_public_url_is_one_of_the_web(url: str) -> None:
    assert load(environment={"IOC_BACKEND_PUBLIC_URL": url}).public_url == url


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"nope\.toml: cannot be read"):
        load(tmp_path / "nope.toml", {})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "backend.example"])
def test_passwords_do_not_travel_in_the_clear_unless_somebody_says_so(host: str) -> None:
    with pytest.raises(BadSettings, match="insecure = true"):
        load(environment={}, over={"host": host})
    assert load(environment={}, over={"host": host, "insecure": True}).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_this_machine_may_be_spoken_to_in_the_clear(host: str) -> None:
    assert load(environment={}, over={"host": host}).host == host


@pytest.mark.parametrize("text", ["", "zz" * 32, "00" * 31, "\u1ec7"])
def test_a_store_key_is_sixty_four_hexadecimal_digits(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key"
    file.write_text("ab" * 32 + "\n", "utf-8")
    assert Settings(store_key_file=str(file)).store_key() == "ab" * 32
    file.write_text(text, "utf-8")
    with pytest.raises(BadSettings, match="store_key_file"):
        Settings(store_key_file=str(file)).store_key()


def test_every_setting_is_explained_here_and_in_the_handbook() -> None:
    handbook = (ROOT / "docs/administrators/backend.md").read_text(encoding="utf-8")
    explained: dict[str, Any] = {name: about for name, _, about in explain()}
    assert list(explained) == [field.name for field in msgspec.structs.fields(Settings)]
    for name, about in explained.items():
        assert about.endswith("."), name
        assert f"`{name}`" in handbook, f"docs/administrators/backend.md does not say what {name} is"
