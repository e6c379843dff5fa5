"""From the world's camera rows to the ladders that a SourcePool opens, kept fresh while the rows change."""

from collections.abc import Callable

from backend_client.replica import Change
from console.desk import Desk
from console.video.pool import SourcePool
from console.video.streams import Ladder, Stream
from contract.base import Row, World
from contract.cameras import Camera, CameraLogin
from contract.cameras import Stream as StreamRow
from media.login import Login


def ladder(world: World, camera: str) -> Ladder | None:
    """What the camera offers, or None where it is not known or has no stream."""
    row = world.get(Camera, camera)
    if row is None or not row.streams:
        return None
    login = world.get(CameraLogin, camera)
    return Ladder(
        camera, tuple(_stream(one) for one in row.streams), Login(login.user, login.password) if login else None
    )


def resolver(desk: Desk) -> Callable[[str], Ladder | None]:
    """What SourcePool(resolve) wants."""
    return lambda camera: ladder(desk.world, camera)


def follow(desk: Desk, pool: SourcePool) -> Callable[[], None]:
    """Take up changed addresses and passwords at once; call the result to stop."""

    def changed(batch: list[Change]) -> None:
        for old, new in batch:
            row = new if new is not None else old
            # A new name or place is no reason to open a stream again.
            if row is not None and _opens(old) != _opens(new):
                pool.refresh(row.id)

    stops = [desk.subscribe(Camera, changed), desk.subscribe(CameraLogin, changed)]

    def stop() -> None:
        for one in stops:
            one()

    return stop


def _opens(row: Row | None) -> object:
    return row.streams if isinstance(row, Camera) else row


def _stream(row: StreamRow) -> Stream:
    return Stream(row.profile, row.url, row.width, row.height, row.fps)
