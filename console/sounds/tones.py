"""The sounds themselves, made of sines: one figure per severity, told apart by rhythm and not by pitch alone."""

import numpy as np
import numpy.typing as npt

from contract.alerts import Severity

RATE = 44_100
Samples = npt.NDArray[np.int16]

FIGURES: dict[Severity, tuple[tuple[float, float], ...]] = {
    Severity.NOTICE: ((659.3, 0.16),),
    Severity.WARNING: ((587.3, 0.16), (0.0, 0.06), (880.0, 0.22)),
    Severity.EMERGENCY: ((880.0, 0.15), (0.0, 0.05), (880.0, 0.15), (0.0, 0.05), (1174.7, 0.32), (0.0, 0.1)) * 2,
}
"""Hertz and seconds of each note; 0 Hz is a rest."""
_LOUD = {Severity.NOTICE: 0.25, Severity.WARNING: 0.4, Severity.EMERGENCY: 0.6}


def samples(severity: Severity) -> Samples:
    """Mono, 16 bit; INFO has no sound."""
    notes = [_note(hertz, seconds) for hertz, seconds in FIGURES.get(severity, ())]
    whole = np.concatenate(notes) if notes else np.zeros(0)
    return np.asarray(whole * 32_767 * _LOUD.get(severity, 0.0), dtype=np.int16)


def seconds(severity: Severity) -> float:
    return sum(length for _hertz, length in FIGURES.get(severity, ()))


def _note(hertz: float, length: float) -> npt.NDArray[np.float64]:
    """A sine with two overtones; soft edges, because a hard one is heard as a click."""
    time = np.arange(round(RATE * length)) / RATE
    wave = (
        np.sin(2 * np.pi * hertz * time)
        + 0.3 * np.sin(4 * np.pi * hertz * time)
        + 0.1 * np.sin(6 * np.pi * hertz * time)
    )
    edge = np.minimum(1.0, np.minimum(time, time[::-1]) / 0.012)
    return np.asarray(wave / 1.4 * edge, dtype=np.float64)
