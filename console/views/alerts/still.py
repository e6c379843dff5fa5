"""The image that came with an alert: fetched when somebody looks, said in words when it cannot be shown."""

import asyncio

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QHideEvent, QImageReader, QPixmap, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from backend_client.errors import ClientError
from console.desk import Desk
from console.strings import _
from console.tasks import spawn
from console.widgets.labels import label

WIDEST = 1600
"""Pixels to which a larger image is read down: a picture of a hundred megapixels must not take the desk with it."""


class Still(QWidget):
    """One image by its digest; nothing is fetched while nobody can see it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._digest: str | None = None
        self._task: asyncio.Task[object] | None = None
        self._pixmap = QPixmap()
        self._words = label("", "small", wrap=True)
        self._image = QLabel()
        self._image.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._image.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._words)
        column.addWidget(self._image)
        self._image.hide()

    def show_digest(self, digest: str | None) -> None:
        """Show this image, or none."""
        self.setVisible(digest is not None)
        if digest != self._digest:
            self._digest = digest
            self._say(_("Fetching the image that came with the alert…") if digest else "")
            self._fetch()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fetch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _fetch(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._digest is not None and self.isVisible() and self._pixmap.isNull():
            self._task = spawn(self._get(self._digest), "alert-image")

    async def _get(self, digest: str) -> None:
        try:
            body = await self._desk.file(digest)
        except ClientError:
            self._say(_("The image that came with the alert cannot be fetched now."))
            return
        pixmap = read(body)
        if digest != self._digest:
            return
        if pixmap.isNull():
            self._say(_("What came with the alert is not an image that can be shown."))
            return
        self._pixmap = pixmap
        self._words.hide()
        self._image.setPixmap(pixmap.scaledToWidth(max(1, self.width()), Qt.TransformationMode.SmoothTransformation))
        self._image.setAccessibleName(_("The image that came with the alert"))
        self._image.show()

    def _say(self, words: str) -> None:
        self._pixmap = QPixmap()
        self._image.hide()
        self._words.setText(words)
        self._words.setVisible(bool(words))


def read(body: bytes) -> QPixmap:
    """The image, read no larger than needed; a null one if it is none."""
    data = QByteArray(body)
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() > WIDEST:
        reader.setScaledSize(size.scaled(QSize(WIDEST, WIDEST), Qt.AspectRatioMode.KeepAspectRatio))
    return QPixmap.fromImage(reader.read())
