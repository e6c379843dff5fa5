"""The map of the backend: everything there is, and what it is given."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from backend import VERSION, services
from backend.accounts import Accounts
from backend.actors import SYSTEM, actor_of
from backend.counts import Counts
from backend.engine import Engine, Verdict
from backend.feed import Pages
from backend.files import Files
from backend.hub import Hub
from backend.lock import FolderLock
from backend.offline import open_store
from backend.services.analytics import Analytics
from backend.services.camera_health import CameraHealth
from backend.services.camera_health.judge import Delays
from backend.services.ingest.webhook import Webhook
from backend.services.onvif.events import CameraEventsService
from backend.services.onvif.places import Places
from backend.services.ptz import Ptz
from backend.services.recording.exporting import Exporting
from backend.services.recording.following import Following
from backend.services.recording.shelf import Shelf
from backend.settings import Settings
from backend.socket import Pace, Socket
from backend.tasks import spawn
from backend.tokens import Tokens
from backend.web.app import application
from backend.web.camera_ops import CameraOps
from backend.web.evidence_ops import EvidenceOps
from backend.web.file_ops import FileOps
from backend.web.gate import Gate
from backend.web.health import Health
from backend.web.openapi import Document
from backend.web.ops import Op
from backend.web.playback_ops import PlaybackOps
from backend.web.sign_in import SignIns
from backend.writer import Writer
from contract.ids import new_id
from contract.people import Person, SavePerson
from contract.recordings import GIB

log = structlog.get_logger()


class Backend:
    """Wired, but not listening: `app` is what a server serves, `start` sets it to work, `stop` ends it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = FolderLock(settings.folder)
        try:
            self.shelf = Shelf(settings.recordings, settings.recordings_spare_gib * GIB)
            self.store = open_store(settings)
        except BaseException:
            self._lock.release()
            raise
        self.counts = Counts()
        self.engine = Engine(self.store, actor_of)
        self.writer = Writer(self.engine, self.store)
        self.hub = Hub(self.engine, self.counts, settings.tick_ms / 1000, settings.drain_s, settings.silence_s)
        self.accounts = Accounts(self.store)
        times = settings.token_minutes * 60, settings.shift_hours * 3600
        self.tokens = Tokens(self.store, self.writer.keep_secrets, *times)
        self.writer.on_commit += [self.hub.committed, self._committed]
        self.tokens.on_revoked.append(self.hub.revoked)
        self.app = application(self._ops(settings), self._socket(settings), settings.tls)
        self._tasks: list[asyncio.Task[None]] = []

    def _socket(self, settings: Settings) -> Socket:
        pace = Pace(
            asks_per_s=settings.asks_per_s,
            asks_burst=settings.asks_burst,
            in_flight=settings.in_flight,
            sessions_per_person=settings.sessions_per_person,
        )
        return Socket(self.writer, self.hub, self.tokens, Pages(self.engine), self.counts, pace)

    def _ops(self, settings: Settings) -> list[Op]:
        """Everything that is asked over plain HTTP."""
        gate = Gate(self.engine, self.store, self.tokens)
        files = Files(settings.folder / "files")
        tries = settings.sign_ins_per_minute, settings.sign_ins_per_address
        ops = [
            *SignIns(self.engine, self.accounts, self.tokens, gate, self.writer.keep_secrets, *tries).ops(),
            *FileOps(files, gate, settings.file_mb * 1024 * 1024, settings.file_types).ops(),
            *Webhook(self.writer, gate, files, self.counts, settings.hooks_per_s, settings.hooks_burst).ops(),
            *CameraOps(self.writer, gate, Places(settings.camera_networks), settings.search_at).ops(),
            *EvidenceOps(self.writer, gate, self.shelf).ops(),
            *PlaybackOps(self.writer, gate, self.shelf).ops(),
            *Health(self.writer, self.hub, self.counts, gate).ops(),
        ]
        return [*ops, *Document(ops, VERSION, settings.public_url).ops()]

    async def start(self) -> asyncio.Task[None]:
        """Set it to work; the task that is handed back ends only if the disk fails."""
        writing = spawn("writer", self.writer.run())
        if self.engine.world.get(Person, SYSTEM.id) != SYSTEM:
            await self.writer.ask("backend", new_id(), SYSTEM.id, SavePerson(person=SYSTEM))
        self._tasks = [spawn("beat", self.hub.beat()), spawn("sweep", self.hub.sweep())]
        self._tasks += services.start(self.writer, self.engine)
        self._tasks.append(spawn("camera_health", services.keep_running(
            "camera_health", self._camera_health, self.writer, self.engine
        )))  # fmt: skip
        self._tasks.append(spawn("analytics", services.keep_running(
            "analytics", self._analytics, self.writer, self.engine
        )))  # fmt: skip
        self._tasks.append(spawn("ptz", services.keep_running("ptz", self._ptz, self.writer, self.engine)))
        self._tasks.append(spawn("camera_events", services.keep_running(
            "camera_events", self._camera_events, self.writer, self.engine
        )))  # fmt: skip
        await self.shelf.open(self.store, self.writer.keep_secrets)
        for name, make in (("recording", self._following), ("exporting", self._exporting)):
            if self.shelf.configured:
                self._tasks.append(spawn(name, services.keep_running(name, make, self.writer, self.engine)))
        self._writing = writing
        return writing

    def _following(self, writer: Writer, engine: Engine) -> Following:
        return Following(writer, engine, self.shelf, Places(self.settings.camera_networks))

    def _exporting(self, writer: Writer, engine: Engine) -> Exporting:
        return Exporting(writer, engine, self.shelf, timedelta(days=self.settings.export_days))

    def _camera_events(self, writer: Writer, engine: Engine) -> CameraEventsService:
        return CameraEventsService(writer, engine, Places(self.settings.camera_networks))

    def _analytics(self, writer: Writer, engine: Engine) -> Analytics:
        return Analytics(writer, engine, self.hub.relay)

    def _ptz(self, writer: Writer, engine: Engine) -> Ptz:
        places, hub = Places(self.settings.camera_networks), self.hub
        return Ptz(writer, engine, hub.relay, places, lambda person: bool(hub.held_by(person)), hub.told)

    def _camera_health(self, writer: Writer, engine: Engine) -> CameraHealth:
        told = self.settings
        delays = Delays(lost=told.camera_lost_s, fault=told.camera_fault_s, clear=told.camera_clear_s)
        return CameraHealth(writer, engine, self.hub.relay, delays)

    async def stop(self) -> None:
        """Let what is under way reach the disk, say goodbye to everybody, close the store."""
        for _ in range(200):
            if not self.writer.depth or self._writing.done():
                break
            await asyncio.sleep(0.01)
        failed = self._writing.done()
        self.hub.close_all("store" if failed else "draining", 4503, "back in a moment")
        for task in [*self._tasks, self._writing]:
            task.cancel()
        await asyncio.gather(*self._tasks, self._writing, return_exceptions=True)
        await asyncio.to_thread(self.shelf.close)
        self.accounts.close()
        self.store.close()
        self._lock.release()

    def _committed(self, verdicts: Sequence[Verdict], _: float) -> None:
        """Whoever is no longer active is signed out for good."""
        for verdict in verdicts:
            for fact in verdict.facts:
                if isinstance(fact, Person) and not fact.active:
                    spawn("revoke", self.tokens.revoke_person(fact.id))
