"""A node for which no wall or no screen is known says so, and what to do about it."""

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.ladders import resolver
from console.video.pool import SourcePool
from console.wall.node import WallNode
from contract.base import Gone
from contract.walls import Screen, Wall
from tests.console.seat import city
from tests.console.test_wall_window import Plugs


def test_a_node_without_a_wall_says_so_and_what_to_do(qtbot: QtBot) -> None:
    seat = city(name="node-1")
    pool = SourcePool(resolver(seat.desk))
    node = WallNode(seat.desk, pool, "wall-1", "node-7", Plugs())
    node.start()
    assert node.bare is not None
    assert node.bare.isVisible()
    assert "node-7" in node.bare.accessibleDescription()
    seat.put(replace(seat.replica.world[Screen, "wall-1-screen-3"], node="node-7"))
    qtbot.waitUntil(lambda: node.bare is None and len(node.windows) == 1)
    seat.put(Gone("wall", "wall-1"), *[Gone.of(row) for row in seat.replica.world.all(Screen)])
    qtbot.waitUntil(lambda: node.bare is not None and not node.windows)
    assert seat.replica.world.get(Wall, "wall-1") is None
    node.stop()
    assert pool.close()
