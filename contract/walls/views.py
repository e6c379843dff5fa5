"""Which views of a picture make sense, whoever asks for them and by whichever command."""

from datetime import datetime, timedelta

from contract.base import Refused
from contract.walls.rows import Play, View

SKEW = timedelta(minutes=5)
"""By so much a clock may be ahead of the backend's."""
OLDEST = timedelta(days=366)
"""Nothing that is older is kept to be shown again."""


def check_view(view: View, now: datetime) -> None:
    """Raise Refused for a window that reaches out of the picture, or a moment at which nothing can have been kept."""
    # A little more than one, for what floating point makes of 0.3 + 0.7.
    if max(view.x, view.y) + view.size > 1.001:
        raise Refused("zone.view_outside")
    if view.play is not None:
        check_play(view.play, now)


def check_play(play: Play, now: datetime) -> None:
    """Raise Refused for times without a zone, or so far away that a wall could not even reckon with them."""
    if play.at.tzinfo is None or play.since.tzinfo is None:
        raise Refused("zone.play_without_zone")
    if not (now - OLDEST <= play.at <= now + SKEW and now - OLDEST <= play.since <= now + SKEW):
        raise Refused("zone.play_out_of_time")
