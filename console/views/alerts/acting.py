"""What can be done with alerts, to one or to many, and how the outcome is put into one sentence."""

from collections import Counter
from collections.abc import Callable, Sequence

from console.desk import Desk
from console.strings import N_, _, ngettext_, number, refusal_text
from console.widgets.view import Notice
from contract.alerts import Acknowledge, Alert, Assign, Close, Disposition
from contract.base import Command, Refused

Make = Callable[[Alert], Command]


def acknowledge(alert: Alert) -> Command:
    """As it was shown here: `seen` is what somebody has really read."""
    return Acknowledge(alert=alert.id, seen=alert.seq)


def assign_to(person: str) -> Make:
    return lambda alert: Assign(alert=alert.id, to=person)


def close_as(disposition: Disposition, comment: str) -> Make:
    return lambda alert: Close(alert=alert.id, seen=alert.seq, disposition=disposition, comment=comment)


class Acting:
    """Asks for each alert on its own: what one of them refuses does not hold the others up."""

    def __init__(self, desk: Desk, say: Callable[[Notice], None]) -> None:
        self._desk, self._say = desk, say

    def refusal(self, alerts: Sequence[Alert], make: Make) -> str:
        """Why nothing of this can be done now, "" if something can: the words in a greyed button's tooltip."""
        if not alerts:
            return _("Select an alert first.")
        first: Refused | None = None
        for alert in alerts:
            no = self._desk.refusal(make(alert))
            if no is None:
                return ""
            first = first or no
        return refusal_text(first.code, first.facts) if first else ""

    def do(self, alerts: Sequence[Alert], make: Make, done: str) -> int:
        """Do it to all that allow it; `done` says, with {count}, what was done to how many."""
        refused: list[Refused] = []
        carried = 0
        for alert in alerts:
            command = make(alert)
            no = self._desk.refusal(command)
            if no is None and self._desk.ask(command):
                carried += 1
            elif no is not None:
                refused.append(no)
        if refused or len(alerts) > 1:
            self._say(_outcome(carried, refused, done))
        return carried


ACKNOWLEDGED = N_("Acknowledged: {count}.")
ASSIGNED = N_("Assigned: {count}.")
CLOSED = N_("Closed: {count}.")


def _outcome(carried: int, refused: list[Refused], done: str) -> Notice:
    """A colleague who was first is no error: the work is done."""
    if carried == 0 and len(refused) == 1:
        tone = "info" if refused[0].code == "alert.already_acknowledged" else "warning"
        return Notice(refusal_text(refused[0].code, refused[0].facts), tone)  # type: ignore[arg-type]
    said = _(done).format(count=number(carried))
    if not refused:
        return Notice(said, "good")
    reasons = Counter(refusal_text(no.code, no.facts) for no in refused)
    lines = [f"{number(count)} × {reason}" if count > 1 else reason for reason, count in reasons.most_common(3)]
    more = len(reasons) - len(lines)
    if more > 0:
        lines.append(ngettext_("and {count} other reason", "and {count} other reasons", more).format(count=more))
    left = _("Not carried out: {count}.").format(count=number(len(refused)))
    return Notice(f"{said} {left}", "warning", "\n".join(lines))
