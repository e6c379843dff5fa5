"""The faults a mount, or the whole server, can be told to have."""

from collections.abc import Iterable
from enum import Enum


class Fault(Enum):
    """One way for a camera to misbehave; the number some take is given in its docstring."""

    REFUSE = "refuse"
    """The listener is closed: new connections are refused. Whole server only (path "*"); open sessions go on."""

    UNAUTHORIZED = "unauthorized"
    """401 to everything, as with a wrong password. To change the password itself: RtspServer.password()."""

    NOT_FOUND = "not-found"
    """404 to DESCRIBE, SETUP and PLAY."""

    UNAVAILABLE = "unavailable"
    """503 to DESCRIBE, SETUP and PLAY, as from a camera that has no free session."""

    SILENT = "silent"
    """Connections are accepted and requests never answered; pictures of sessions that already play go on."""

    STALL = "stall"
    """Nothing is sent while playing; requests are still answered. Ends with a jump to a keyframe."""

    FREEZE = "freeze"
    """The latest keyframe is repeated, at the full frame rate and with living timestamps."""

    RESET = "reset"
    """Every open connection to the mount is reset (TCP RST), once: it does not stay on."""

    FLAP = "flap"
    """Every session is reset n milliseconds after its PLAY (default 1000)."""

    BLACK_HOLE = "black-hole"
    """Nothing is sent, nothing is answered, nothing is closed. With path "*" new connections hang in their SYN too."""

    DROP = "drop"
    """Every n-th RTP packet is lost (default 10); sequence numbers show the gap."""

    GARBAGE = "garbage"
    """The NAL data of every n-th RTP packet is noise (default 1: each packet); headers stay whole."""

    SLOW = "slow"
    """Pictures come at half the rate, in slow motion; timestamps tell the truth about it."""

    LATE = "late"
    """Packets are sent n milliseconds after their time (default 500)."""

    HALF = "half"
    """Half a picture is sent, cut within a packet, and then nothing. Ends with a reset of those who got it."""

    CREEP = "creep"
    """Packets come later and later, by n ms in each second (default 200); a new session begins in the present."""

    LEAP = "leap"
    """The camera's clock is n seconds ahead (default 3600): RTP timestamps leap, and back when it is lifted."""

    LOSS = "loss"
    """So many of a hundred RTP packets are lost by chance (default 30)."""

    UDP_ONLY = "udp-only"
    """461 to whoever wants RTP over TCP."""

    SLUGGISH = "sluggish"
    """Each reply comes n milliseconds late (default 500)."""

    BLACK = "black"
    """A black picture of the same size, at the full frame rate, as from a covered lens or a dead sensor."""

    RESIZE = "resize"
    """The picture changes to half its width and height in mid-stream, announced by in-band SPS only."""


DEFAULTS = {
    Fault.FLAP: 1000,
    Fault.DROP: 10,
    Fault.GARBAGE: 1,
    Fault.LATE: 500,
    Fault.CREEP: 200,
    Fault.LEAP: 3600,
    Fault.LOSS: 30,
    Fault.SLUGGISH: 500,
}
"""The number of a fault that takes one, where none is given."""

MOMENTARY = frozenset({Fault.RESET})
"""Faults that happen once and do not stay on."""

SERVER_WIDE = frozenset({Fault.REFUSE})
"""Faults that only the whole server can have."""


class Faults:
    """The faults in force, on top of those of a parent (the whole server's)."""

    def __init__(self, parent: "Faults | None" = None, faults: Iterable[Fault] = ()) -> None:
        self._parent = parent
        self._on = {fault: DEFAULTS.get(fault, 1) for fault in faults}
        self._changes = 0

    @property
    def version(self) -> int:
        """Another number after each change, here or in the parent."""
        return self._changes + (self._parent.version if self._parent else 0)

    def set(self, fault: Fault, number: int | None = None) -> None:
        """Put a fault in force; raise ValueError if its number is not positive."""
        if number is not None and number < 1:
            raise ValueError(f"the number of {fault.value} must be at least 1, not {number}")
        self._on[fault] = DEFAULTS.get(fault, 1) if number is None else number
        self._changes += 1

    def clear(self, fault: Fault | None = None) -> None:
        """Lift one fault, or all of them."""
        if fault is None:
            self._on.clear()
        else:
            self._on.pop(fault, None)
        self._changes += 1

    def number(self, fault: Fault) -> int:
        """The fault's number, or 0 where it is not in force."""
        return self._on.get(fault, 0) or (self._parent.number(fault) if self._parent else 0)

    def __contains__(self, fault: Fault) -> bool:
        return self.number(fault) > 0
