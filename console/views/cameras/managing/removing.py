"""Taking a camera out of the list, after saying what that means."""

from PySide6.QtWidgets import QWidget

from console.desk import Desk
from console.strings import _, refusal_text
from console.views.cameras.managing.dialog import ManageDialog
from console.widgets.labels import label
from contract.cameras import Camera, RemoveCamera


class Removing(ManageDialog):
    """The effect is said before it is done; Enter alone does not do it."""

    def __init__(self, desk: Desk, camera: Camera, parent: QWidget) -> None:
        said = _("Remove camera {number} · {name}?").format(number=camera.number, name=camera.name)
        super().__init__(said, _("Remove"), parent, 520)
        self._desk, self._wish = desk, RemoveCamera(camera=camera.id)
        effect = _(
            "Its address and its sign-in details are deleted. Video walls that show it will say that it is gone."
        )
        self.body.addWidget(label(effect, wrap=True))
        self.ok.setDefault(False)
        self.cancel.setDefault(True)
        self.cancel.setFocus()
        no = desk.refusal(self._wish)
        self.against(refusal_text(no.code, no.facts) if no else "")

    def do(self) -> None:
        if self._desk.ask(self._wish):
            self.accept()
