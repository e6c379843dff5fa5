"""Who we are to a camera, and how no text tells it on."""

from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit, urlunsplit


@dataclass(frozen=True, slots=True)
class Login:
    """A user and a password; the password shows in no repr."""

    user: str
    password: str = field(repr=False)


def with_login(url: str, login: Login | None) -> str:
    """Build the URL that only the opener may see."""
    if login is None:
        return url
    parts = urlsplit(url)
    userinfo = f"{quote(login.user, safe='')}:{quote(login.password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{userinfo}@{parts.netloc}"))


def scrub(text: str, login: Login | None) -> str:
    """Take the password out of a text, however it was encoded."""
    if login is None or not login.password:
        return text
    for secret in (login.password, quote(login.password, safe=""), quote(login.password)):
        text = text.replace(secret, "***")
    return text
