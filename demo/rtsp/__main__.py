"""The RTSP server as a program: prints one JSON line with its ports once it listens, ends on SIGTERM or SIGINT."""

import argparse
import asyncio
import json
import logging
import signal
import sys
from pathlib import Path

from demo.rtsp.control import Control
from demo.rtsp.manifest import MountSpec, read
from demo.rtsp.server import RtspServer


def address(text: str) -> tuple[str, int]:
    """host:port, or ValueError."""
    host, colon, port = text.rpartition(":")
    if not colon or not 0 <= int(port) <= 65535:
        raise ValueError(text)
    return host.strip("[]"), int(port)


def mount(text: str) -> MountSpec:
    """path=clip, or path=user:password@clip; ValueError for anything else."""
    path, equals, rest = text.partition("=")
    who, at, clip = rest.rpartition("@")
    if not equals or not path or not clip:
        raise ValueError(text)
    user, _, password = who.partition(":")
    return MountSpec(path, clip, user if at else None, password if at else None)


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo.rtsp", description=__doc__)
    parser.add_argument("--listen", type=address, default=("127.0.0.1", 0), metavar="HOST:PORT")
    parser.add_argument(
        "--control", type=address, metavar="HOST:PORT", help="a port that takes orders, a JSON per line"
    )
    parser.add_argument("--mount", type=mount, action="append", default=[], metavar="PATH=[USER:PASSWORD@]CLIP")
    parser.add_argument(
        "--manifest", type=Path, metavar="FILE.json", help="a list of mounts: path, clip, user, password"
    )
    parser.add_argument("--join", choices=("gop", "next-keyframe"), default="gop", help="where a new watcher begins")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args(words)


async def serve(asked: argparse.Namespace) -> None:
    """Serve until told to stop."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    server = RtspServer(*asked.listen, burst=asked.join == "gop")
    for spec in [*asked.mount, *(read(asked.manifest) if asked.manifest else [])]:
        spec.add_to(server)
    await server.start()
    ports = {"rtsp": server.port}
    control = await loop.create_server(lambda: Control(server), *asked.control) if asked.control else None
    if control:
        ports["control"] = control.sockets[0].getsockname()[1]
    print(json.dumps(ports), flush=True)
    await stop.wait()
    if control:
        control.close()
    await server.close()


def main() -> int:
    asked = arguments(sys.argv[1:])
    logging.basicConfig(level=logging.INFO if asked.verbose else logging.WARNING, format="%(levelname)s %(message)s")
    try:
        asyncio.run(serve(asked))
    except (OSError, ValueError) as error:
        print(f"demo.rtsp: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
