"""The desk: one window with a rail of views, the truth about the line, messages, and a key for everything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from backend_client.keep import NotApplied
from backend_client.line import LineState
from console.desk import Desk
from console.sounds import Sounds
from console.strings import N_, _, language, refusal_text, set_language
from console.theme import icon, severity_text, theme, wear
from console.video.pool import SourcePool
from console.views import ViewSpec
from console.views.alerts import AlertsView
from console.widgets.finder import Choice, Finder
from console.widgets.shortcuts import bind, listed, with_key
from console.widgets.toasts import Toasts
from console.widgets.view import Notice, View
from console.window import commands
from console.window.chrome import Chrome
from console.window.commands import Deed
from console.window.line_words import TruthTeller
from console.window.load import Meter
from console.window.memory import set_aside
from console.window.sheets import history_sheet, keys_sheet, refusals_sheet
from console.window.sound_menu import sound_menu, sound_words
from console.window.watch import Waiting
from contract.alerts import Alert, Severity
from contract.base import Refused

GROUP = N_("Window")
CALM = {"alert.already_acknowledged"}
"""Refusals that are good news: somebody else has done it."""
NEXT_THEME = {"dark": "contrast", "contrast": "dark"}
NEXT_LANGUAGE = {"vi": "en", "en": "vi", "en_XA": "vi"}
THEME_WORDS = {"dark": N_("High contrast"), "contrast": N_("Dark")}
"""What a press leads to."""
LANGUAGE_WORDS = {"vi": "English", "en": "Tiếng Việt", "en_XA": "Tiếng Việt"}
"""Each language under its own name, whatever is spoken now."""


def _nothing(*_: object) -> None:
    pass


@dataclass(frozen=True)
class Calls:
    """What the window tells the application, which keeps settings and ends sessions."""

    sign_out: Callable[[], None] = _nothing
    language_chosen: Callable[[str], None] = _nothing
    theme_chosen: Callable[[str], None] = _nothing


class DeskWindow(QMainWindow):
    """`closed` tells that somebody wants to end: the application decides how, and never by quit()."""

    closed = Signal()

    def __init__(
        self, desk: Desk, views: Sequence[ViewSpec], pool: SourcePool, sounds: Sounds | None = None,
        calls: Calls | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._desk, self._views, self._pool, self._sounds = desk, views, pool, sounds
        self._calls = calls or Calls()
        self._teller, self._meter = TruthTeller(), Meter(pool)
        self.toasts = Toasts(self)
        self.waiting = Waiting(desk, self)
        self.waiting.changed.connect(self._badge)
        desk.turned_down.connect(self._turned_down)
        desk.not_applied.connect(self._not_applied)
        desk.alarm.connect(self._alarm)
        desk.line_changed.connect(self._line)
        self._loaded = False
        self._line(desk.line)
        if sounds is not None:
            sounds.changed.connect(self._tell_sound)
        self.resize(1600, 900)
        self._rebuild(views[0].id if views else "")

    # Building.

    def _rebuild(self, view: str) -> None:
        """Words and colours are looked up when widgets are made: another language means other widgets."""
        old = self.takeCentralWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.setWindowTitle(_("IOC Console · {name}").format(name=self._desk.name))
        self.chrome = Chrome(
            self._desk, self._pool, self._views, self._teller, self._meter, self.say, self.go, self
        )  # fmt: skip
        self.setCentralWidget(self.chrome)
        self.chrome.status.refusals_wanted.connect(self.show_refusals)
        self.chrome.status.history_wanted.connect(self.show_history)
        self._feet()
        self._bind()
        self._badge(self.waiting.count)
        self._tell_sound()
        self.chrome.show_view(view)
        self.toasts.raise_()

    def _feet(self) -> None:
        rail = self.chrome.rail
        rail.add("command", _("Find"), with_key(_("Find and do anything"), "Ctrl+K"), self.show_palette)
        self._sound = rail.add("sound", "", "", self._sound_pressed)
        rail.add(
            "theme",
            _(THEME_WORDS[theme().name]),
            _("Change between the dark and the high-contrast theme"),
            self.next_theme,
        )
        rail.add("language", LANGUAGE_WORDS[language()], _("Change the language of the screens"), self.next_language)
        rail.add("keyboard", _("Keys"), with_key(_("Keyboard shortcuts"), "F1"), self.show_keys)

    def _bind(self) -> None:
        chrome = self.chrome
        for view in self._views:
            bind(chrome, view.shortcut, view.title, N_("Views"), partial(self.go, view.id, ""))
        bind(chrome, "Ctrl+K", N_("Find and do anything"), GROUP, self.show_palette)
        bind(chrome, "F1", N_("Show this list of keys"), GROUP, self.show_keys)
        bind(chrome, "F11", N_("Full screen on and off"), GROUP, self.next_screen)
        bind(chrome, "Ctrl+M", N_("Mute the sound for ten minutes, or switch it on again"), GROUP, self.next_sound)
        bind(chrome, "Ctrl+H", N_("Earlier messages"), GROUP, self.show_history)
        bind(chrome, "Ctrl+R", N_("What was not carried out"), GROUP, self.show_refusals)
        bind(chrome, "Ctrl+.", N_("Dismiss the newest message"), GROUP, self.toasts.dismiss)
        bind(chrome, "Ctrl+Shift+A", N_("Acknowledge the worst alert"), GROUP, self.acknowledge_worst)

    # Going somewhere.

    def go(self, view: str, id: str = "") -> None:
        """Show a view, and in it a row."""
        shown = self.chrome.show_view(view)
        if id and isinstance(shown, View) and not shown.select(id):
            self.say(Notice(_("It is not in this list any more."), "warning"))
        elif shown is not None and not id:
            shown.setFocus()

    def show_palette(self) -> None:
        finder = Finder(_("Find a view, a camera, an alert or an action"), self._choices(), self)
        finder.chosen.connect(self.run)
        finder.open()

    def _choices(self) -> list[Choice]:
        queue = self.chrome.built.get("alerts")
        alerts = list(queue.choices()) if isinstance(queue, AlertsView) else []
        return list(commands.choices(self._desk, self._views, self._deeds(), alerts))

    def run(self, choice: str) -> None:
        """Do what was found in the palette."""
        kind, _sep, id = choice.partition(":")
        if kind == "deed":
            next(deed for deed in self._deeds() if deed.id == id).do()
        else:
            self.go(*{"view": (id, ""), "camera": ("cameras", id), "alert": ("alerts", id)}[kind])

    def _deeds(self) -> list[Deed]:
        none = "" if self.waiting.count else _("No alert waits to be acknowledged.")
        return [
            Deed("ack", _("Acknowledge the worst alert"), "Ctrl+Shift+A", self.acknowledge_worst, none),
            Deed("sound", _("Mute the sound for ten minutes, or switch it on again"), "Ctrl+M", self.next_sound),
            Deed("theme", _("Change between the dark and the high-contrast theme"), "", self.next_theme),
            Deed("language", _("Change the language of the screens"), "", self.next_language),
            Deed("full", _("Full screen on and off"), "F11", self.next_screen),
            Deed("history", _("Earlier messages"), "Ctrl+H", self.show_history),
            Deed("refusals", _("What was not carried out"), "Ctrl+R", self.show_refusals),
            Deed("keys", _("Keyboard shortcuts"), "F1", self.show_keys),
            Deed("out", _("Sign out"), "", self._calls.sign_out),
        ]

    # Doing.

    def acknowledge_worst(self) -> None:
        view = self.chrome.show_view("alerts")
        if isinstance(view, AlertsView):
            view.acknowledge_worst()

    def next_theme(self) -> None:
        self.wear_theme(NEXT_THEME[theme().name])

    def wear_theme(self, name: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            wear(app, name)
            self._rebuild(self.chrome.shown)
            self._calls.theme_chosen(name)

    def next_language(self) -> None:
        self.speak(NEXT_LANGUAGE[language()])

    def speak(self, name: str) -> None:
        set_language(name)
        self._rebuild(self.chrome.shown)
        self._calls.language_chosen(name)

    def next_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def next_sound(self) -> None:
        if self._sounds is None or self._sounds.off or self._sounds.silent:
            self.say(Notice(sound_words(self._sounds)[2], "warning"))
        elif self._sounds.muted:
            self._sounds.unmute()
        else:
            self._sounds.mute(10)

    def _sound_pressed(self) -> None:
        menu = sound_menu(self._sounds, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._sound.mapToGlobal(QPoint(self._sound.width(), 0)))

    # Telling.

    def say(self, notice: Notice) -> None:
        self.toasts.say(notice, self._desk.now())

    def show_keys(self) -> None:
        keys_sheet(listed(self.chrome), self).open()

    def show_history(self) -> None:
        history_sheet(list(self.toasts.history), self).open()

    def show_refusals(self) -> None:
        refusals_sheet(self._desk, self, self.chrome.status.tell_refusals).open()

    def _badge(self, count: int) -> None:
        if button := self.chrome.rail.buttons.get("alerts"):
            button.badge(count)

    def _tell_sound(self) -> None:
        name, word, tip = sound_words(self._sounds)
        self._sound.setIcon(icon(name, theme().warning if name == "muted" else "", 26))
        self._sound.setText(word)
        self._sound.setToolTip(tip)

    def _turned_down(self, no: Refused) -> None:
        self.say(Notice(refusal_text(no.code, no.facts), "info" if no.code in CALM else "warning"))

    def _not_applied(self, refused: NotApplied) -> None:
        text = refusal_text(refused.code, refused.facts)
        if refused.code in CALM:
            self.say(Notice(text, "info"))
            self._desk.note(refused.id)
        else:
            self.say(Notice(_("Not carried out: {reason}").format(reason=text), "error"))
        self.chrome.status.tell_refusals()

    def _line(self, state: LineState) -> None:
        if state.live and not self._loaded:
            self._loaded = True
            QTimer.singleShot(1_000, self, lambda: set_aside(self._desk.world))

    def _alarm(self, row: object) -> None:
        """An emergency is said aloud in words too, unless the queue stands before everybody's eyes."""
        if isinstance(row, Alert) and row.severity is Severity.EMERGENCY and self.chrome.shown != "alerts":
            self.say(Notice(f"{severity_text(row.severity)}: {row.title}", "warning", row.place))

    # Seen or not.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.chrome.truth.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.chrome.truth.rest()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The application closes us when it has put everything away."""
        super().closeEvent(event)
        self.closed.emit()

    def leave(self) -> None:
        """Let go of the desk: a signal that reaches a window that is gone would crash."""
        self.waiting.close()
        for signal, slot in (
            (self._desk.turned_down, self._turned_down),
            (self._desk.not_applied, self._not_applied),
            (self._desk.alarm, self._alarm),
            (self._desk.line_changed, self._line),
        ):
            signal.disconnect(slot)
        self.close()
        self.deleteLater()
