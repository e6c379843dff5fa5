"""Everything that the command palette finds: views, cameras, alerts, and what the window itself can do."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from console.desk import Desk
from console.strings import _, number
from console.views import ViewSpec
from console.widgets.finder import Choice
from console.widgets.shortcuts import key_words
from contract.cameras import Camera

VIEW, CAMERA, ALERT, DEED = "view:", "camera:", "alert:", "deed:"


@dataclass(frozen=True)
class Deed:
    """Something the window can do; `title` is looked up already, `reason` says why not now."""

    id: str
    title: str
    keys: str
    do: Callable[[], None]
    reason: str = ""


def choices(desk: Desk, views: Sequence[ViewSpec], deeds: Sequence[Deed], alerts: Sequence[Choice]) -> Iterator[Choice]:
    """Views first, then deeds, cameras by number, and the alerts in the order of the queue."""
    for view in views:
        yield Choice(VIEW + view.id, _(view.title), _("View · {key}").format(key=key_words(view.shortcut)))
    for deed in deeds:
        detail = _("Action · {key}").format(key=key_words(deed.keys)) if deed.keys else _("Action")
        yield Choice(DEED + deed.id, deed.title, detail, deed.reason)
    for camera in sorted(desk.world.all(Camera), key=lambda camera: camera.number):
        name = f"{number(camera.number)}  {camera.name}"
        yield Choice(CAMERA + camera.id, name, _("Camera · {place}").format(place=camera.place))
    for alert in alerts:
        yield Choice(ALERT + alert.id, alert.text, alert.detail, folded=alert.folded)
