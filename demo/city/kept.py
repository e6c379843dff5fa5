"""Which cameras of the city are recorded from the first start on, and which can be turned."""

from collections.abc import Iterator, Mapping

from contract.base import Command
from contract.ptz import SavePtzDevice
from contract.recordings import RecordingPlan, SaveRecordingPlan
from demo.city.cameras import CAMERAS

RECORDED = (1, 15, 18)
"""Numbers of cameras; a day of each fits into the one GiB that each may take, or the oldest goes."""
TURNING = (15, 18)


def kept(called: Mapping[str, str]) -> Iterator[Command]:
    """The plans of recordings, and where each camera that turns is `called`."""
    for camera in CAMERAS:
        if camera.number in RECORDED:
            yield SaveRecordingPlan(plan=RecordingPlan(id=camera.id, days=1, gib=1))
        if address := called.get(camera.id):
            yield SavePtzDevice(camera=camera.id, address=address, profile="main")
