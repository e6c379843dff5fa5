"""A gamepad or a joystick for cameras: what a hand does with it, as speeds and presses; SDL is asked where it is there.

SDL comes with the optional packages of the extra `gamepad`; without them, or without a device, nothing is polled.
"""

import warnings
from dataclasses import dataclass
from typing import Any, Protocol

from console.video.stick import STILL, Speeds

try:
    with warnings.catch_warnings():
        # It warns about which of the libraries it takes.
        warnings.simplefilter("ignore")
        import sdl2
except ImportError:
    sdl2 = None

DEAD = 0.15
"""A worn stick rests so far from its middle."""
CURVE = 2.0
"""Fine near the middle: half the way is a quarter of the speed."""
HOME, NEXT, BEFORE = "home", "next", "before"
_FULL = 32767.0
_PAD_PRESSES = {"A": 1, "B": 2, "X": 3, "Y": 4}
_STICK_PRESSES: tuple[int | str, ...] = (1, 2, 3, 4, 5, 6, HOME, BEFORE, NEXT)
"""Buttons of a plain joystick in their order: six presets, home, the tile before, the next."""

Press = int | str
"""A preset's number, or HOME, NEXT or BEFORE."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is held at this moment: each axis from -1 to 1 to the right, upwards and nearer, as the device says it."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0
    pressed: frozenset[Press] = frozenset()


class Device(Protocol):
    """Whatever tells what is held; None where there is no device."""

    def read(self) -> Reading | None: ...


class Pad:
    """Makes speeds of what is held, and presses of what was not held before."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._armed = False
        self._held: frozenset[Press] = frozenset()

    def drop(self) -> None:
        """From now on nothing counts that is held already: it has to be let go first."""
        self._armed = False

    def read(self) -> tuple[Speeds, tuple[Press, ...]]:
        """Ask the device; one that is gone stands still."""
        reading = self._device.read()
        if reading is None:
            self.drop()
            return STILL, ()
        speeds = _curved(reading.pan), _curved(reading.tilt), _curved(reading.zoom)
        fresh, self._held = reading.pressed - self._held, reading.pressed
        if not self._armed:
            self._armed = speeds == STILL and not reading.pressed
            return STILL, ()
        return speeds, tuple(sorted(fresh, key=str))


def _curved(part: float) -> float:
    """Nothing within the dead zone, all at the rim, without a leap between."""
    size = max(0.0, min(1.0, (abs(part) - DEAD) / (1.0 - DEAD)))
    return (size**CURVE) * (1.0 if part > 0 else -1.0) if size else 0.0


class Sdl:
    """The first device that SDL knows; one that is pulled out is let go, and the next one taken."""

    def __init__(self) -> None:
        self._ready = False
        self._pad: Any = None
        self._stick: Any = None

    def read(self) -> Reading | None:
        if not self._ready:
            self._start()
        sdl2.SDL_GameControllerUpdate()
        sdl2.SDL_JoystickUpdate()
        if self._stick is not None and not sdl2.SDL_JoystickGetAttached(self._stick):
            self.close()
        if self._stick is None and not self._open():
            return None
        return self._of_pad() if self._pad is not None else self._of_stick()

    def close(self) -> None:
        if self._pad is not None:
            sdl2.SDL_GameControllerClose(self._pad)
        elif self._stick is not None:
            sdl2.SDL_JoystickClose(self._stick)
        self._pad = self._stick = None

    def _start(self) -> None:
        self._ready = True
        for hint in (sdl2.SDL_HINT_JOYSTICK_ALLOW_BACKGROUND_EVENTS, sdl2.SDL_HINT_NO_SIGNAL_HANDLERS):
            # SDL has no window of its own here, and signals are ours.
            sdl2.SDL_SetHint(hint, b"1")
        sdl2.SDL_Init(sdl2.SDL_INIT_JOYSTICK | sdl2.SDL_INIT_GAMECONTROLLER)

    def _open(self) -> bool:
        if sdl2.SDL_NumJoysticks() < 1:
            return False
        if sdl2.SDL_IsGameController(0):
            self._pad = sdl2.SDL_GameControllerOpen(0) or None
            self._stick = sdl2.SDL_GameControllerGetJoystick(self._pad) if self._pad else None
        else:
            self._stick = sdl2.SDL_JoystickOpen(0) or None
        return self._stick is not None

    def _of_pad(self) -> Reading:
        """Left stick turns, right stick zooms; A B X Y are presets, Start is home, the shoulders change the tile."""

        def axis(name: str) -> float:
            return float(
                sdl2.SDL_GameControllerGetAxis(self._pad, getattr(sdl2, f"SDL_CONTROLLER_AXIS_{name}")) / _FULL
            )

        named: dict[str, Press] = {**_PAD_PRESSES, "START": HOME, "LEFTSHOULDER": BEFORE, "RIGHTSHOULDER": NEXT}
        pressed = frozenset(
            press
            for name, press in named.items()
            if sdl2.SDL_GameControllerGetButton(self._pad, getattr(sdl2, f"SDL_CONTROLLER_BUTTON_{name}"))
        )
        return Reading(axis("LEFTX"), -axis("LEFTY"), -axis("RIGHTY"), pressed)

    def _of_stick(self) -> Reading:
        """As joysticks for cameras are built: to the side and up turns, twisting zooms."""

        def axis(number: int) -> float:
            there = number < sdl2.SDL_JoystickNumAxes(self._stick)
            return float(sdl2.SDL_JoystickGetAxis(self._stick, number) / _FULL) if there else 0.0

        pressed = frozenset(
            press for at, press in enumerate(_STICK_PRESSES) if sdl2.SDL_JoystickGetButton(self._stick, at)
        )
        return Reading(axis(0), -axis(1), axis(2), pressed)


def pad() -> Pad | None:
    """What this machine steers with besides keys and mouse, if it can have anything."""
    return Pad(Sdl()) if sdl2 is not None else None
