"""The reference of the feed bench: a bare `websockets` server that broadcasts recorded frames at their old pace."""

import asyncio
import json
import sys
import time
from pathlib import Path

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.typing import Subprotocol

everybody: set[ServerConnection] = set()


async def _sit(connection: ServerConnection) -> None:
    everybody.add(connection)
    await connection.wait_closed()
    everybody.discard(connection)


async def main(frames: list[tuple[float, str]]) -> None:
    """Listen, and at the word replay."""
    async with serve(_sit, "127.0.0.1", 0, compression=None, subprotocols=[Subprotocol("ioc.v1")]) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(json.dumps({"port": port}), flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        began, first = time.monotonic(), frames[0][0]
        for at, body in frames:
            await asyncio.sleep(max(0.0, began + at - first - time.monotonic()))
            broadcast(everybody, body)
        await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    asyncio.run(main([(at, body) for at, body in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))]))
