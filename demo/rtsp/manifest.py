"""The list of mounts a separate server process is given, as JSON."""

from pathlib import Path

import msgspec

from demo.rtsp.auth import Auth
from demo.rtsp.faults import Fault
from demo.rtsp.server import RtspServer


class MountSpec(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One mount: the arguments of RtspServer.add. A relative clip is looked for beside the manifest."""

    path: str
    clip: str
    user: str | None = None
    password: str | None = None
    auth: Auth = Auth.DIGEST
    phase: float | None = None
    faults: list[Fault] = msgspec.field(default_factory=list)

    def add_to(self, server: RtspServer) -> None:
        """Raises what RtspServer.add raises."""
        server.add(self.path, self.clip, self.user, self.password, self.faults, auth=self.auth, phase=self.phase)


def read(file: Path) -> list[MountSpec]:
    """Raises OSError, or msgspec.DecodeError for what is no list of mounts."""
    mounts = msgspec.json.decode(file.read_bytes(), type=list[MountSpec])
    for mount in mounts:
        mount.clip = str(file.parent / mount.clip)
    return mounts


def write(file: Path, mounts: list[MountSpec]) -> None:
    """Write a manifest that read() reads. Raises OSError."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(mounts)))
