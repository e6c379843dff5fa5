"""Saving the picture that a tile shows: taken in full, labelled, written to the officer's folder, and said so."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from console.desk import Desk
from console.strings import _
from console.video.mosaic import Mosaic
from console.video.pool import SourcePool
from console.video.printing import Caption, Form, NotSaved, file_name, printed, save, small_words, warning_of
from console.video.slot import Slot
from console.video.snapshot import Errand, Shown, Still, Taken, best, shown_in
from console.widgets.view import Notice
from contract.cameras import Camera
from contract.people import name_of

FOLDER, FORM = "snapshots.folder", "snapshots.form"
"""Names of what was chosen at this machine."""


class Snapping(QObject):
    """One mosaic's. Whoever sees a picture may save it: no other right is asked for than the one to watch."""

    saved = Signal(str, object, object)
    """The camera's id, when the picture was, and the path of the file."""
    _come = Signal(object, object, object)
    """From a decoder's thread: Shown, Caption, Taken."""
    _written = Signal(str, object, object)
    _failed = Signal(str, str)

    def __init__(
        self, desk: Desk, pool: SourcePool, mosaic: Mosaic, say: Callable[[Notice], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._pool, self._mosaic, self._say, self._parent = desk, pool, mosaic, say, parent
        self._come.connect(self._taken)
        self._written.connect(self._tell)
        self._failed.connect(self._tell_failure)

    @property
    def folder(self) -> Path:
        """Where files go: what was chosen once, or the user's own pictures."""
        chosen = self._desk.choices.get(FOLDER)
        if chosen:
            return Path(chosen)
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)) / "IOC"

    @property
    def form(self) -> Form:
        return Form.JPEG if self._desk.choices.get(FORM) == Form.JPEG else Form.PNG

    def set_form(self, form: Form) -> None:
        self._desk.choose(FORM, form)

    def take(self) -> bool:
        """Save what the current tile shows at this moment; False, and said why, where it shows no picture."""
        slot = self._mosaic.board.slots.get(self._mosaic.board.current or "")
        shown = shown_in(slot) if slot is not None else None
        if slot is None or shown is None:
            self._say(Notice(_("There is no picture here to save."), "warning"))
            return False
        self._begin(slot, shown)
        return True

    def choose_folder(self) -> None:
        """Ask for the folder, once and for all at this machine."""
        dialog = QFileDialog(self._parent, _("Folder for snapshots"), str(self.folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self._desk.choose(FOLDER, folder))
        dialog.open()

    def _begin(self, slot: Slot, shown: Shown) -> None:
        """What is said of the picture is settled now; finding it takes a moment."""
        source = best(self._pool.kept(), shown)
        ago = timedelta(seconds=time.monotonic() - shown.picture.arrived)
        camera = self._desk.world.get(Camera, shown.camera_id)
        now = self._desk.now()
        caption = Caption(
            camera.number if camera else 0,
            camera.name if camera else slot.tile.label,
            now - ago,
            name_of(self._desk.world, self._desk.who().id) or self._desk.name,
            now,
            warning_of(shown, time.monotonic()),
        )
        Still(self._pool.decoders, source, shown, partial(self._come.emit, shown, caption))

    def _taken(self, shown: Shown, caption: Caption, taken: Taken) -> None:
        """In the GUI's thread: letters are drawn here, files are written elsewhere."""
        later = timedelta(seconds=taken.arrived - shown.picture.arrived)
        height, width = taken.pixels.shape[:2]
        warning = " · ".join(part for part in (caption.warning, "" if taken.profile else small_words()) if part)
        stream = f"{taken.profile} {width}x{height}".strip()
        caption = replace(caption, at=caption.at + later, warning=warning, stream=stream)
        image = printed(taken, caption)
        Errand(self._pool.decoders, partial(self._write, image, shown.camera_id, caption, self.folder, self.form))

    def _write(self, image: QImage, camera: str, caption: Caption, folder: Path, form: Form) -> None:
        """In a decoder's thread: coding a large picture takes a fifth of a second."""
        try:
            self._written.emit(camera, caption, save(image, folder, file_name(caption, form), form))
        except NotSaved as error:
            self._failed.emit(str(folder), str(error))

    def _tell(self, camera: str, caption: Caption, path: Path) -> None:
        self.saved.emit(camera, caption.at, path)
        self._say(Notice(
            _("Picture of camera {number} saved.").format(number=caption.number),
            "warning" if caption.warning else "good",
            "\n".join(part for part in (caption.warning, path.name) if part),
            _("Open folder"),
            partial(show_folder, path.parent),
        ))  # fmt: skip

    def _tell_failure(self, folder: str, reason: str) -> None:
        words = _("The picture was not saved in {folder}: {reason}")
        self._say(Notice(words.format(folder=folder, reason=reason), "error"))


def show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
