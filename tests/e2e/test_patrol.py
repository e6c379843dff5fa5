"""A round made at the desk turns a real ONVIF head over real sockets, and rests when it is told to."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.views.cameras import CamerasView
from console.views.cameras.patrols import Patrolling
from contract.ptz import PtzPatrol, PtzState
from demo.onvif import Head, SimCamera, SimProfile, Simulator
from demo.run.seed import LOGIN
from tests.e2e.stage import run_qt, seated, until
from tests.processes import BackendProcess

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CAMERA = "cam-15"


def test_a_round_from_the_desk_to_the_head(qapp: QApplication, tmp_path: Path) -> None:
    head = Head()
    profiles = (SimProfile("main", "main", "rtsp://127.0.0.1:1/x"),)
    sim = SimCamera(user=LOGIN[0], password=LOGIN[1], profiles=profiles, head=head)

    async def play(backend: BackendProcess) -> None:
        async with seated(backend, tmp_path / "desk", "lan") as seat:
            await until(lambda: (told := seat.desk.world.get(PtzState, CAMERA)) and told.presets, 20)
            view = CamerasView(seat.desk, seat.pool)
            view.show()
            view.select(CAMERA)
            view.manage.open_patrol()
            dialog = view.manage.dialog
            assert isinstance(dialog, Patrolling)
            for place in (0, 1):
                dialog.known.setCurrentRow(place)
                dialog.add_step()
                dialog.dwell.setValue(3)
            dialog.do()
            await until(lambda: head.acts.count("preset 1") >= 2 and "preset 2" in head.acts, 20)
            view.manage.toggle_patrol()
            await until(lambda: seat.desk.confirmed(("ptz_patrol", CAMERA)), 5)
            assert seat.desk.world[PtzPatrol, CAMERA].on is False
            await asyncio.sleep(1.0)
            acts = len(head.acts)
            await asyncio.sleep(4.0)
            assert len(head.acts) == acts, "it rests"
            view.close()
            view.deleteLater()

    with (
        Simulator(sim) as running,
        BackendProcess(tmp_path, 1, {CAMERA: running.url}, camera_networks="127.0.0.0/8") as backend,
    ):
        run_qt(qapp, lambda: play(backend))
