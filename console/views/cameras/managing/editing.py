"""One camera by hand: added, or changed; the login goes in and never comes out."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.desk import Desk
from console.strings import _, refusal_text
from console.views.cameras.lists.cells import Problem
from console.views.cameras.lists.columns import title
from console.views.cameras.lists.reading import Reader
from console.views.cameras.managing.dialog import ManageDialog
from console.views.cameras.managing.form import CameraForm, words_of
from contract.base import Command
from contract.cameras import Camera, CameraGroup, CameraLogin, ImportCameras, SaveCamera, SetCameraLogin
from contract.ids import new_id


class Editing(ManageDialog):
    """`saved` tells the id of the camera that was asked for."""

    saved = Signal(str)

    def __init__(
        self, desk: Desk, camera: Camera | None, parent: QWidget, proposed: Mapping[str, str] | None = None
    ) -> None:
        """`camera` is None for a new one; `proposed` are words that come from elsewhere and still are to be judged."""
        number = camera.number if camera else None
        said = _("Edit camera {number}").format(number=number) if camera else _("Add a camera")
        super().__init__(said, _("Save"), parent, 1080)
        self._desk, self._before = desk, camera
        self._base = camera or Camera(id=new_id(), number=1, name="?")
        self._made: tuple[Camera, list[CameraGroup]] | None = None
        self.form = CameraForm(desk.world, self._check)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.form.fill(words_of(desk.world, camera) if camera else {"number": _next_number(desk)})
        self.form.fill(proposed or {})
        self._hint()
        self._untouched = camera is None and not proposed
        self._check()
        self.form.fields["name" if camera is None else "number"].setFocus()

    def do(self) -> None:
        if self._made is None:
            return
        camera, groups = self._made
        if not self._desk.ask(self._wish(camera, groups)):
            return
        words = self.form.words()
        if words["user"]:
            self._desk.ask(SetCameraLogin(camera=camera.id, user=words["user"], password=words["password"]))
        self.form.fields["password"].clear()
        self.accept()
        self.saved.emit(camera.id)

    def _check(self) -> None:
        """Ask the same judge as for lists, then the rules."""
        if not hasattr(self, "_untouched"):
            return  # fields are being filled
        words = self.form.words()
        camera, groups, problems = Reader(self._desk.world).one(self._base, words)
        problems += _login_problems(words)
        self._made = (camera, groups) if camera and not problems else None
        reason = _problem_words(problems[0]) if problems else ""
        if self._made is not None:
            no = self._desk.refusal(self._wish(*self._made))
            reason = refusal_text(no.code, no.facts) if no else ""
        # A form that nobody has touched yet need not begin with a reproach.
        self.against(reason, quiet=self._untouched and not words["name"])

    def _wish(self, camera: Camera, groups: list[CameraGroup]) -> Command:
        return ImportCameras(cameras=(camera,), groups=tuple(groups)) if groups else SaveCamera(camera=camera)

    def _hint(self) -> None:
        held = self._before and self._desk.world.get(CameraLogin, self._before.id)
        words = _("Set; leave empty to keep it") if held else _("Not set")
        for id in ("user", "password"):
            self.form.fields[id].setPlaceholderText(words)


def _next_number(desk: Desk) -> str:
    return str(max((camera.number for camera in desk.world.all(Camera)), default=0) + 1)


def _login_problems(words: Mapping[str, str]) -> list[Problem]:
    missing = words["password"] and not words["user"]
    return [Problem("user", "", _("a user name for this password"))] if missing else []


def _problem_words(problem: Problem) -> str:
    return _("{field}: {expected}").format(field=title(problem.column), expected=problem.expected)
