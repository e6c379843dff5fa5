"""A desk, wired: somebody signs in (or goes on after a kill), sits down before the window, and leaves."""

import asyncio

import structlog
from PySide6.QtWidgets import QApplication, QWidget

from backend_client.client import Client
from backend_client.errors import ClientError, StoreError
from console.accounts import Accounts, Choices
from console.app.seat import Taken, take_seat, talking
from console.app.trial import Trial, first
from console.settings import LOCAL, Settings, data_folder, password_of
from console.signin import SignIn
from console.sounds import Loudspeaker, Sounds
from console.strings import LANGUAGES, _, set_language
from console.tasks import spawn
from console.theme import THEMES, wear
from console.video.mosaic import Mosaic
from console.views import VIEWS
from console.views.alerts import AlertsView
from console.widgets.view import Notice
from console.window import Calls, DeskWindow
from console.window.line_words import why
from contract.alerts import Alert, State

log = structlog.get_logger()


async def desk(settings: Settings, trial: Trial, ending: asyncio.Event) -> int:
    """Run until told to end, or until the window is closed; signing out leads back to signing in."""
    accounts = Accounts(data_folder(settings), settings.keys, settings.ca_file)
    _wear_choices(accounts.choices())
    note = ""
    while not ending.is_set():
        client = await _somebody(accounts, settings, trial, ending, note)
        if client is None:
            break
        signed_out = await Sitting(client, accounts, settings, trial, ending).run()
        if not signed_out:
            break
        note = _("You have signed out.")
    return 0


def _wear_choices(choices: Choices) -> None:
    """What was chosen at this desk wins over what the settings propose."""
    application = QApplication.instance()
    if choices.language in LANGUAGES:
        set_language(choices.language)
    if choices.theme in THEMES and isinstance(application, QApplication):
        wear(application, choices.theme)


async def _somebody(
    accounts: Accounts, settings: Settings, trial: Trial, ending: asyncio.Event, note: str
) -> Client | None:
    """Whoever sat here, whoever the settings name, or whoever signs in now; None if the window is closed."""
    try:
        if not note and (client := accounts.resume(settings.server)):
            return client
        if settings.password_file and settings.user:
            return await accounts.sign_in(settings.server or LOCAL, settings.user, password_of(settings))
    except (ClientError, OSError) as error:
        log.warning("cannot_go_on", reason=type(error).__name__)
        note = _store_words(error) or note
    return await _sign_in(accounts, settings, trial, ending, note)


async def _sign_in(
    accounts: Accounts, settings: Settings, trial: Trial, ending: asyncio.Event, note: str
) -> Client | None:
    last = accounts.last()
    server = settings.server or (last.server if last else LOCAL)
    window = SignIn(accounts.sign_in, server, settings.user or (last.user if last else ""), note)
    done: asyncio.Future[Client | None] = asyncio.get_running_loop().create_future()

    def ended(client: Client | None = None) -> None:
        if not done.done():
            done.set_result(client)

    window.signed_in.connect(ended)
    window.closed.connect(ended)
    window.show()
    trial.usable()
    await first(done, ending.wait(), trial.over())
    await trial.shoot("sign-in", window)
    client = done.result() if done.done() and not done.cancelled() else None
    if client is None:
        trial.write({})
    window.close()
    window.deleteLater()
    return client


class Sitting:
    """One person at the desk, from sitting down to leaving."""

    def __init__(
        self, client: Client, accounts: Accounts, settings: Settings, trial: Trial, ending: asyncio.Event
    ) -> None:
        self._client, self._accounts, self._settings = client, accounts, settings
        self._trial, self._ending = trial, ending
        self._signed_out = asyncio.Event()

    async def run(self) -> bool:
        """Whether the person has signed out."""
        taken = take_seat(self._client)
        taken.desk.choices.update(self._accounts.choices().others)
        taken.desk.chosen.connect(self._accounts.remember_other)
        speaker = Loudspeaker() if self._settings.sound else None
        sounds = Sounds(taken.desk, speaker)
        if speaker is not None:
            speaker.works.connect(sounds.heard)
        closed = asyncio.Event()
        window = DeskWindow(taken.desk, VIEWS, taken.pool, sounds, self._calls())
        window.closed.connect(closed.set)
        async with talking(self._client.run()):
            try:
                self._show(window)
                await first(closed.wait(), self._ending.wait(), self._signed_out.wait(), self._trial.over())
                await self._report(taken, window)
            finally:
                sounds.close()
                window.leave()
        await taken.leave()
        return self._signed_out.is_set()

    def _show(self, window: DeskWindow) -> None:
        screen = QApplication.primaryScreen()
        if self._trial.seconds is not None or screen.availableGeometry().width() <= 1920:
            window.resize(screen.availableGeometry().size())
        window.showMaximized()
        if self._accounts.set_aside is not None:
            text = _("The store of this machine was damaged. It was kept as {file}, and a fresh one was begun.")
            window.say(Notice(text.format(file=self._accounts.set_aside.name), "error"))
            self._accounts.set_aside = None
        self._trial.usable()

    def _calls(self) -> Calls:
        return Calls(
            sign_out=self._sign_out,
            language_chosen=lambda name: self._accounts.remember_choice(language=name),
            theme_chosen=lambda name: self._accounts.remember_choice(theme=name),
        )

    def _sign_out(self) -> None:
        async def leave() -> None:
            await self._client.sign_out()
            self._signed_out.set()

        spawn(leave(), "sign-out")

    async def _report(self, taken: Taken, window: DeskWindow) -> None:
        if queue := window.findChild(AlertsView):
            window.go("alerts", queue.model.row(0).id if queue.model.rowCount() else "")
        await self._trial.shoot("desk", window)
        names = {"alerts": "queue", "cameras": "cameras", "wall": "wall-miniature"}
        shown = 0
        for view in VIEWS:
            window.go(view.id)
            await self._trial.shoot(names.get(view.id, view.id), window)
            shown = max(shown, _alerts_in(window))
        tiles = [report for mosaic in window.findChildren(Mosaic) for report in mosaic.reports().values()]
        self._trial.write(
            {
                "alerts_shown": shown,
                "alerts_open": sum(alert.state is not State.CLOSED for alert in taken.desk.world.all(Alert)),
                "tile_frames_shown": sum(tile.frames_shown for tile in tiles),
            }
        )


def _alerts_in(window: QWidget) -> int:
    """Rows that the queue really holds."""
    return max((view.model.rowCount() for view in window.findChildren(AlertsView)), default=0)


def _store_words(error: Exception) -> str:
    return why(type(error).__name__) if isinstance(error, StoreError) else ""
