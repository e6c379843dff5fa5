"""Bookmarks are seen by whoever may watch their cameras: when that changes, they change with it."""

from collections.abc import Iterator

import structlog

from backend.actors import SYSTEM
from backend.engine import Engine
from backend.services.watch import Watch
from backend.writer import Writer
from contract.base import kind_of
from contract.bookmarks import Bookmark, FitBookmarks, viewers_now
from contract.cameras import Camera
from contract.ids import new_id

log = structlog.get_logger()

AT_ONCE = 100


class Bookmarks:
    """Looks whenever a camera has changed."""

    def __init__(self, writer: Writer, engine: Engine) -> None:
        self._writer, self._engine = writer, engine
        self._watch = Watch(writer, kind_of(Camera))

    async def run(self) -> None:
        while True:
            await self._fit()
            await self._watch.next()

    def close(self) -> None:
        self._watch.close()

    async def _fit(self) -> None:
        ids = list(self._unfit())
        for at in range(0, len(ids), AT_ONCE):
            wish = FitBookmarks(bookmarks=tuple(ids[at : at + AT_ONCE]))
            settled = await self._writer.ask("bookmarks", new_id(), SYSTEM.id, wish)
            log.info("bookmarks_fitted", count=len(wish.bookmarks), refused=settled.code)

    def _unfit(self) -> Iterator[str]:
        world = self._engine.world
        for bookmark in world.all(Bookmark):
            if bookmark.viewers != viewers_now(world, bookmark):
                yield bookmark.id
