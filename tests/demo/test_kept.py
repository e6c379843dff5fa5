"""The demonstration records some cameras and turns two: over real sockets, with the login of their streams."""

import socket
from pathlib import Path

from backend.offline import Offline
from backend.settings import Settings
from contract.cameras import Camera, CameraLogin
from contract.ptz import PtzDevice
from contract.recordings import RecordingPlan, SaveRecordingPlan
from demo.city import CAMERAS
from demo.city.kept import RECORDED, TURNING
from demo.run.seed import LOGIN, seed
from demo.run.turning import turning


def test_a_second_start_changes_nothing_and_keeps_what_an_administrator_has_planned(tmp_path: Path) -> None:
    settings, called = Settings(data=str(tmp_path)), {"cam-15": "http://127.0.0.1:8601/onvif/device_service"}
    seed(settings, 8554, called)
    changed = RecordingPlan(id="cam-01", days=3, gib=2)
    with Offline(settings) as backend:
        world = backend.engine.world
        assert {plan.id for plan in world.all(RecordingPlan)} == {f"cam-{number:02}" for number in RECORDED}
        assert all(plan.days == 1 and plan.gib == 1 for plan in world.all(RecordingPlan))
        assert [device.address for device in world.all(PtzDevice)] == list(called.values())
        backend.ask([SaveRecordingPlan(plan=changed)])
    seed(settings, 8554, called)
    with Offline(settings) as backend:
        world = backend.engine.world
        plan = world[RecordingPlan, "cam-01"]
        assert (plan.days, plan.gib) == (changed.days, changed.gib)
        assert world[CameraLogin, "cam-01"].user == LOGIN[0]
        assert len(list(world.all(Camera))) == len(CAMERAS)


def test_two_cameras_turn_also_where_their_ports_are_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with turning(8554, other.getsockname()[1], LOGIN) as called:
            assert set(called) == {f"cam-{number:02}" for number in TURNING}
            for address in called.values():
                host, _, port = address.removeprefix("http://").partition("/")[0].partition(":")
                socket.create_connection((host, int(port)), 2).close()
