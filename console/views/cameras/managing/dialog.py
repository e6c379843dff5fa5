"""The dialogs of this room, and the heading under which its keys are listed."""

from console.strings import N_
from console.widgets.dialog import Deed, named

__all__ = ["GROUP", "ManageDialog", "named"]

GROUP = N_("Managing cameras")
ManageDialog = Deed
