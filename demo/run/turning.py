"""The cameras of the demonstration that can be turned: ONVIF over real sockets, in threads of its own."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from demo.city.cameras import CAMERAS, CityCamera
from demo.city.kept import TURNING
from demo.onvif import Head, SimCamera, SimProfile, Simulator

Turning = Mapping[str, str]
"""Where each camera that turns is called, by camera."""


@contextmanager
def turning(rtsp: int, port: int, login: tuple[str, str]) -> Iterator[Turning]:
    """Serve them from `port` on, or at any free one where it is nought or taken. Their login is the streams' own."""
    with ExitStack() as stack:
        called = {}
        for at, camera in enumerate(camera for camera in CAMERAS if camera.number in TURNING):
            sim = stack.enter_context(_simulator(_camera(camera, rtsp, login), port + at if port else 0))
            called[camera.id] = sim.url
        yield called


def _camera(camera: CityCamera, rtsp: int, login: tuple[str, str]) -> SimCamera:
    profiles = tuple(
        SimProfile(name, name, f"rtsp://127.0.0.1:{rtsp}{camera.path(name)}", width, height)
        for name, width, height in (("main", 1280, 720), ("sub", 640, 360))
    )
    user, password = login
    return SimCamera(
        name=camera.name, serial=camera.id, user=user, password=password, profiles=profiles, head=Head(dict(_PRESETS))
    )


def _simulator(camera: SimCamera, port: int) -> Simulator:
    try:
        return Simulator(camera, port=port)
    except OSError:
        return Simulator(camera)


_PRESETS = {
    "1": ("Toàn cảnh", (0.0, 0.0, 0.0)),
    "2": ("Cổng chính", (0.5, 0.1, 0.2)),
    "3": ("Ngã tư", (-0.5, 0.0, 0.6)),
    "4": ("Bãi đỗ xe", (0.8, -0.3, 0.4)),
}
