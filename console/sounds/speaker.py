"""The loudspeaker, in a thread of its own: opening a device may take a second, and there may be none."""

import queue
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any, Protocol

import miniaudio
import structlog
from PySide6.QtCore import QObject, QTimer, Signal

from console.sounds.tones import RATE, Samples, samples
from contract.alerts import Severity

log = structlog.get_logger()


class Speaker(Protocol):
    """What the sounds need of a loudspeaker; tests hand in a notebook."""

    def play(self, severity: Severity) -> None: ...
    def close(self) -> None: ...


class Loudspeaker(QObject):
    """Plays one sound at a time: a new one ends the one before."""

    works = Signal(bool)
    """Whether anything can be heard; told once the device has been tried, and at each change."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: queue.SimpleQueue[Severity | None] = queue.SimpleQueue()
        self._device: Any = None
        self._thread = threading.Thread(target=self._run, name="loudspeaker", daemon=True)
        # Not before the next turn of the loop: until then whoever wants to hear `works` has been connected.
        self._begin = QTimer(self, singleShot=True, interval=0)
        self._begin.timeout.connect(self._thread.start)
        self._begin.start()

    def play(self, severity: Severity) -> None:
        self._wanted.put(severity)

    def close(self) -> None:
        self._begin.stop()
        self._wanted.put(None)
        if self.running:
            self._thread.join(2.0)

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        self._open()
        while (severity := self._wanted.get()) is not None:
            if self._device is None:
                self._open()  # somebody may have plugged one in
            if self._device is not None:
                self._start(severity)
        if self._device is not None:
            self._device.close()

    def _open(self) -> None:
        try:
            self._device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE, backends=_backends()
            )
        except miniaudio.MiniaudioError as error:
            self._device = None
            log.info("no_sound_device", reason=str(error))
        self.works.emit(self._device is not None)

    def _start(self, severity: Severity) -> None:
        try:
            self._device.stop()
            stream = _stream(samples(severity))
            next(stream)
            self._device.start(stream)
        except miniaudio.MiniaudioError as error:
            log.warning("sound_failed", reason=str(error))
            self._device.close()
            self._device = None
            self.works.emit(False)


def _backends() -> list[Any]:
    """What this system's loudspeakers speak; ALSA only where there is a card to ask.

    Never all that there are: JACK without its server calls back into memory that is freed, and takes the desk down;
    NULL plays into nothing and calls it a success.
    """
    spoken = {"win32": ("WASAPI", "DSOUND", "WINMM"), "darwin": ("COREAUDIO",)}.get(
        sys.platform, ("PULSEAUDIO", "ALSA")
    )
    silent = set()
    if sys.platform == "linux" and not Path("/proc/asound/card0").exists():
        silent.add("ALSA")  # it writes thirty lines of complaint to stderr
    return [miniaudio.Backend[name] for name in spoken if name not in silent]


def _stream(sound: Samples) -> Generator[bytes, int, None]:
    wanted = yield b""
    at = 0
    while at < len(sound):
        piece = sound[at : at + wanted]
        at += wanted
        wanted = yield piece.tobytes()
    while True:  # silence, not the end: ending the stream stops the device from its own callback
        wanted = yield bytes(2 * wanted)
