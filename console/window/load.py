"""How busy this program and this machine are, and how many cameras are being decoded."""

from dataclasses import dataclass

import psutil

from console.strings import _, ngettext_, number
from console.video.health import State
from console.video.pool import SourcePool


@dataclass(frozen=True)
class Load:
    """Shares of one core (this program) and of the whole machine, in percent; cameras open, and pictures a second."""

    program: float
    machine: float
    cameras: int = 0
    pictures: float = 0.0

    def words(self) -> str:
        said = _("CPU {program} % · machine {machine} %").format(
            program=number(self.program), machine=number(self.machine)
        )
        if not self.cameras:
            return said
        decoded = ngettext_("{count} camera, {fps} pictures/s", "{count} cameras, {fps} pictures/s", self.cameras)
        return f"{said} · {decoded.format(count=number(self.cameras), fps=number(self.pictures))}"


class Meter:
    """Asked every few seconds; the first answer counts from its making."""

    def __init__(self, pool: SourcePool | None) -> None:
        self._pool = pool
        self._process = psutil.Process()
        self._process.cpu_percent()
        psutil.cpu_percent()

    def read(self) -> Load:
        sources = self._pool.stats() if self._pool is not None else []
        live = [source for source in sources if source.state is State.LIVE]
        pictures = sum(source.fps for source in live)
        return Load(self._process.cpu_percent(), psutil.cpu_percent(), len(live), pictures)
