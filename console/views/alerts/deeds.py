"""The buttons under the alert and their keys: each greyed with the rule's own reason."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from console.desk import Desk
from console.strings import N_, _, fold, ngettext_, number, sort_key
from console.theme import icon, theme
from console.views.alerts.acting import ACKNOWLEDGED, ASSIGNED, CLOSED, Acting, Make, acknowledge, assign_to, close_as
from console.views.alerts.closing import Closing
from console.widgets.finder import Choice, Finder
from console.widgets.shortcuts import bind, key_words
from console.widgets.view import Notice
from contract.alerts import Alert, Assign, Disposition
from contract.base import Command
from contract.people import RIGHTS, Person, Role, Unit

GROUP = N_("Alert queue")
LOOKED_AT = 200
"""So many of the selected alerts are asked about to find out whether a button can do anything."""
ROLE_WORDS = {
    Role.SUPERVISOR: N_("Shift supervisor"),
    Role.DUTY_OFFICER: N_("Duty officer"),
    Role.SERVICE: N_("System"),
}


class Deeds(QWidget):
    """Acknowledge, take charge, give to somebody, close: of whatever `chosen` says."""

    def __init__(
        self, desk: Desk, keys: QWidget, chosen: Callable[[int | None], list[Alert]], say: Callable[[Notice], None]
    ) -> None:
        """The keys act while the focus is in `keys`."""
        super().__init__()
        self._desk, self._chosen, self._acting = desk, chosen, Acting(desk, say)
        self._me = desk.who().id
        self.ack = _button("check", _("Acknowledge"), self.acknowledge)
        self.take = _button("person", _("Take charge"), self.take_charge)
        self.give = _button("assign", _("Assign to…"), self.pick_person)
        self.end = _button("done", _("Close…"), self.pick_outcome)
        self._made: tuple[tuple[QPushButton, str, str, Make], ...] = (
            (self.ack, _("Acknowledge"), "Space", acknowledge),
            (self.take, _("Take charge"), "T", assign_to(self._me)),
            (self.give, _("Assign to…"), "A", self._to_somebody),
            (self.end, _("Close…"), "D", close_as(Disposition.HANDLED, "")),
        )
        self._lay_out()
        bind(keys, ("Space", "Return", "Enter"), N_("Acknowledge the selected alerts"), GROUP, self.acknowledge)
        bind(keys, "T", N_("Take charge of the selected alerts"), GROUP, self.take_charge)
        bind(keys, "A", N_("Assign the selected alerts to somebody"), GROUP, self.pick_person)
        bind(keys, "D", N_("Close the selected alerts"), GROUP, self.pick_outcome)
        self.refresh()

    def _lay_out(self) -> None:
        self.setProperty("role", "panel")
        self.ack.setProperty("role", "primary")
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 16, 20, 14)
        grid.setSpacing(8)
        for at, button in enumerate((self.ack, self.take, self.give, self.end)):
            grid.addWidget(button, at // 2, at % 2)
            grid.setColumnStretch(at % 2, 1)

    def refresh(self) -> None:
        """Ask the rules what is allowed now."""
        alerts = self._chosen(LOOKED_AT)
        for button, words, key, make in self._made:
            reason = self._acting.refusal(alerts, make)
            button.setEnabled(not reason)
            button.setToolTip(reason or _("{words} ({key})").format(words=words.rstrip("…"), key=key_words(key)))
            button.setAccessibleDescription(reason)
        # Icons are pixmaps: they do not follow the style sheet's colours by themselves.
        self.ack.setIcon(icon("check", theme().on_accent if self.ack.isEnabled() else theme().muted, 18))

    def acknowledge(self) -> None:
        self._do(acknowledge, ACKNOWLEDGED)

    def take_charge(self) -> None:
        self._do(assign_to(self._me), ASSIGNED)

    def pick_person(self) -> None:
        alerts = self._chosen(None)
        if not alerts:
            return
        title = ngettext_("Assign {count} alert to", "Assign {count} alerts to", len(alerts))
        finder = Finder(title.format(count=number(len(alerts))), self._people(alerts), self)
        finder.chosen.connect(lambda id: self._acting.do(alerts, assign_to(id), ASSIGNED))
        finder.open()

    def pick_outcome(self) -> None:
        alerts = self._chosen(None)
        if not alerts or not self.end.isEnabled():
            return
        title = ngettext_("Close {count} alert", "Close {count} alerts", len(alerts)).format(count=number(len(alerts)))
        dialog = Closing(alerts[0].title if len(alerts) == 1 else title, self._why_not(alerts), self)
        dialog.decided.connect(lambda outcome, comment: self._acting.do(alerts, close_as(outcome, comment), CLOSED))
        dialog.open()

    def _do(self, make: Make, done: str) -> None:
        self._acting.do(self._chosen(None), make, done)
        self.refresh()

    def _why_not(self, alerts: Sequence[Alert]) -> Callable[[Disposition, str], str]:
        return lambda outcome, comment: self._acting.refusal(alerts, close_as(outcome, comment))

    def _to_somebody(self, alert: Alert) -> Command:
        """The wish with the best chance: to the first person who has not got the alert already."""
        people = self._desk.world.all(Person)
        others = (one.id for one in people if one.active and one.id not in (alert.owner, self._me))
        fit = (id for id in others if "alerts.acknowledge" in RIGHTS[self._desk.world[Person, id].role])
        return Assign(alert=alert.id, to=next(fit, self._me))

    def _people(self, alerts: Sequence[Alert]) -> list[Choice]:
        """Everybody who may act on alerts, by name; whoever the rules exclude is shown with the reason."""
        people = [
            one for one in self._desk.world.all(Person) if one.active and "alerts.acknowledge" in RIGHTS[one.role]
        ]
        people = [one for one in people if one.role is not Role.SERVICE]
        return [
            Choice(one.id, one.name, self._place(one), self._acting.refusal(alerts, assign_to(one.id)), fold(one.name))
            for one in sorted(people, key=lambda one: sort_key(one.name))
        ]

    def _place(self, person: Person) -> str:
        unit = self._desk.world.get(Unit, person.unit or "")
        role = _(ROLE_WORDS[person.role]) if person.role in ROLE_WORDS else person.role.value
        return f"{role} · {unit.name}" if unit else role


def _button(name: str, words: str, do: Callable[[], None]) -> QPushButton:
    # The style leaves two pixels between icon and word: too little to tell them apart.
    made = QPushButton(icon(name, size=18), f" {words}")
    made.setAccessibleName(words)
    made.clicked.connect(do)
    return made
