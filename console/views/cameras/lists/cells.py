"""One cell as a value, or what was expected there instead: the words that stand beside a wrong cell."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from console.strings import N_, _, fold
from contract.base import Refused
from contract.cameras import TargetClass, check_address

T = TypeVar("T")

CLASS_WORDS = {
    TargetClass.MONITOR: N_("Monitor"),
    TargetClass.DETECT: N_("Detect"),
    TargetClass.OBSERVE: N_("Observe"),
    TargetClass.RECOGNISE: N_("Recognise"),
    TargetClass.IDENTIFY: N_("Identify"),
}
YES, NO = N_("Yes"), N_("No")
_YES, _NO = {"1", "x", "yes", "true", "co", "y", "dung"}, {"", "0", "no", "false", "khong", "n", "sai"}
_REAL = re.compile(r"[+-]?\d{1,9}([.,]\d{1,12})?")
_WHOLE = re.compile(r"\d{1,9}([.,]0+)?")


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell; `column` is empty where it is the whole row."""

    column: str
    said: str
    expected: str


class Wrong(Exception):
    """The cell is not a value; the text says what was expected."""


def whole(words: str, least: int, most: int) -> int:
    value = int(re.split("[.,]", words)[0]) if _WHOLE.fullmatch(words) else None
    if value is None or not least <= value <= most:
        raise Wrong(_("a whole number from {least} to {most}").format(least=least, most=most))
    return value


def real(words: str, least: float, most: float) -> float:
    """With a point or a comma, as the table program's language has it."""
    bare = words.rstrip("°").strip()
    value = float(bare.replace(",", ".")) if _REAL.fullmatch(bare) else None
    if value is None or not least <= value <= most:
        raise Wrong(_("a number from {least} to {most}").format(least=f"{least:g}", most=f"{most:g}"))
    return value


def heading(words: str) -> float:
    return real(words, 0, 360) % 360


def fov(words: str) -> float:
    return real(words, 0.1, 360)


def line(words: str) -> str:
    if len(words) > 200 or not words.isprintable():
        raise Wrong(_("one line of at most {most} letters").format(most=200))
    return words


def yes_or_no(words: str) -> bool:
    said = fold(words)
    if said in _YES | {fold(_(YES))}:
        return True
    if said in _NO | {fold(_(NO))}:
        return False
    raise Wrong(_("{yes} or {no}").format(yes=_(YES), no=_(NO)))


def target_class(words: str) -> TargetClass:
    said = fold(words)
    for kind, name in CLASS_WORDS.items():
        if said in {kind.value, fold(name), fold(_(name))} | _CLASSES[kind]:
            return kind
    raise Wrong(_("one of: {choices}").format(choices=", ".join(_(name) for name in CLASS_WORDS.values())))


def address(words: str) -> str:
    if len(words) > 500:
        raise Wrong(_("an address of at most {most} letters").format(most=500))
    try:
        check_address(words)
    except Refused as no:
        if no.code == "camera.address_holds_password":
            raise Wrong(_("an address without user name and password; they have columns of their own")) from None
        raise Wrong(_("an address such as rtsp://192.168.1.20:554/stream1")) from None
    return words


def value(problems: list[Problem], column: str, words: str, read: Callable[..., T], *limits: Any) -> T | None:
    """What the cell says; None where it is empty or wrong, the latter noted."""
    if not words:
        return None
    try:
        return read(words, *limits)
    except Wrong as wrong:
        # A refused address may hold a password, which no screen should repeat.
        said = "…" if read is address else words[:60]
        problems.append(Problem(column, said, str(wrong)))
        return None


_CLASSES = {
    TargetClass.MONITOR: {"giam sat"},
    TargetClass.DETECT: {"phat hien"},
    TargetClass.OBSERVE: {"quan sat"},
    TargetClass.RECOGNISE: {"nhan dien", "nhan biet", "recognize"},
    TargetClass.IDENTIFY: {"dinh danh", "xac dinh danh tinh", "nhan dang"},
}
"""As lists in use have it, folded, whatever is spoken now."""
