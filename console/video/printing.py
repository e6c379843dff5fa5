"""A picture as a file: the strip below it that says what it is, what the file says of itself, and its name."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter

from console.strings import _, age, clock, date
from console.strings.folding import fold
from console.strings.numbers import CITY_TIME
from console.theme import font
from console.video.scaling import Pixels
from console.video.snapshot import Shown, Taken
from console.video.words import reason_words

QUALITY = 92
"""Of a JPEG file, as its makers count."""
_GROUND, _TEXT, _MUTED, _OLD = "#10151c", "#f2f5f8", "#b6c2cf", "#ffc457"
"""Colours of the strip whatever theme is worn: the file is looked at elsewhere."""
_MOST_NAMES = 1000
_CREATED = "Creation Time"


class Form(StrEnum):
    """The kinds of files."""

    PNG = "png"
    JPEG = "jpg"


class NotSaved(Exception):
    """The file could not be written; says why in the system's words."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said of a picture: which camera, when its data came, who took it when, and whether it was the present."""

    number: int
    name: str
    at: datetime
    by: str
    taken_at: datetime
    warning: str = ""
    stream: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The words of the strip; the last is the warning, "" if there is none."""
        title = _("Camera {number} · {name}").format(number=self.number, name=self.name)
        moment = f"{date(self.at)} {clock(self.at)}{self.at.astimezone(CITY_TIME):.%f}"[:-3]
        when = _("{moment} (UTC+7, time received here)").format(moment=moment)
        saved = f"{date(self.taken_at)} {clock(self.taken_at)}"
        by = _("Saved {time} by {name}").format(time=saved, name=self.by)
        return title, f"{when}   ·   {by}", self.warning

    def texts(self) -> Mapping[str, str]:
        """What the file says of itself, under the names of the PNG specification (clause 11.3.3.2)."""
        texts = {
            "Title": self.lines[0],
            "Author": self.by,
            "Description": " · ".join(line for line in self.lines if line),
            _CREATED: self.at.astimezone(CITY_TIME).isoformat(timespec="milliseconds"),
            "Software": "IOC Console",
            "Source": self.stream,
            "Warning": self.warning,
        }
        return {name: text for name, text in texts.items() if text}


def warning_of(shown: Shown, now: float) -> str:
    """Say in one line why a picture is not the present; "" where it is."""
    status, seconds = shown.truth.status, max(0.0, now - shown.picture.arrived)
    if status == "replay":
        return _("REPLAY: shown again {age} after it was received").format(age=age(seconds))
    if status == "late":
        reason = f" · {reason_words(shown.truth.reason)}" if shown.truth.reason else ""
        return _("LATE PICTURE: {age} old when it was saved").format(age=age(seconds)) + reason
    if status == "stale":
        reason = f" · {reason_words(shown.truth.reason)}" if shown.truth.reason else ""
        return _("OLD PICTURE: {age} old when it was saved, not live").format(age=age(seconds)) + reason
    return ""


def small_words() -> str:
    """Say that the picture is no larger than its tile was."""
    return _("SMALL PICTURE: only the size of its tile could be saved")


def printed(taken: Taken, caption: Caption) -> QImage:
    """Put the strip below the picture; nothing of the picture is covered."""
    picture = image_of(taken.pixels)
    lines = [line for line in caption.lines if line]
    scale = max(1.0, picture.width() / 1280)
    line_height, pad = round(22 * scale), round(10 * scale)
    strip = 2 * pad + line_height * len(lines)
    whole = QImage(max(picture.width(), 320), picture.height() + strip, QImage.Format.Format_RGB32)
    whole.fill(QColor(_GROUND))
    painter = QPainter(whole)
    try:
        painter.drawImage(0, 0, picture)
        for at, line in enumerate(lines):
            tone = _OLD if line == caption.warning else _TEXT if at == 0 else _MUTED
            box = QRect(pad, picture.height() + pad + at * line_height, whole.width() - 2 * pad, line_height)
            _write(painter, box, line, scale, tone, at == 0 or line == caption.warning)
    finally:
        painter.end()
    for name, text in caption.texts().items():
        whole.setText(name, text)
    return whole


def _write(painter: QPainter, box: QRect, line: str, scale: float, tone: str, bold: bool) -> None:
    """Smaller where the line would not fit: what is said of evidence is not cut off."""
    while QFontMetrics(font("body", scale, bold)).horizontalAdvance(line) > box.width() and scale > 0.35:
        scale *= 0.95
    painter.setFont(font("body", scale, bold))
    painter.setPen(QColor(tone))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)


def image_of(pixels: Pixels) -> QImage:
    """Copy BGRA rows into an image of Qt's."""
    height, width = pixels.shape[:2]
    data = pixels.tobytes()
    return QImage(data, width, height, width * 4, QImage.Format.Format_RGB32).copy()


def file_name(caption: Caption, form: Form) -> str:
    """Sorts by time, then by camera; plain letters, so that every system and every mail takes it."""
    here = caption.at.astimezone(CITY_TIME)
    plain = re.sub(r"[^a-z0-9]+", "-", fold(caption.name)).strip("-")[:60].strip("-")
    name = f"{here:%Y%m%d-%H%M%S}-{here.microsecond // 1000:03}_CAM{caption.number:03}"
    return f"{name}_{plain}.{form}" if plain else f"{name}.{form}"


def save(image: QImage, folder: Path, name: str, form: Form) -> Path:
    """Write the file under a name of its own: what lies there already stays. Raises NotSaved."""
    if form is Form.JPEG:
        # Its comments are read back by words without spaces only.
        image.setText(_CREATED.replace(" ", ""), image.text(_CREATED))
    coded = QBuffer()
    coded.open(QIODevice.OpenModeFlag.WriteOnly)
    kind, quality = ("PNG", -1) if form is Form.PNG else ("JPG", QUALITY)
    if not image.save(coded, kind, quality):  # type: ignore[call-overload]
        raise NotSaved(kind)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _put(bytes(coded.data().data()), folder, Path(name))
    except OSError as error:
        raise NotSaved(error.strerror or str(error)) from error


def _put(data: bytes, folder: Path, name: Path) -> Path:
    for number in range(1, _MOST_NAMES):
        path = folder / (name.name if number == 1 else f"{name.stem}-{number}{name.suffix}")
        try:
            file = path.open("xb")
        except FileExistsError:
            continue
        try:
            with file:
                file.write(data)
        except OSError:
            # Half a picture is worse than none.
            path.unlink(missing_ok=True)
            raise
        return path
    raise FileExistsError(str(time.time_ns()))
