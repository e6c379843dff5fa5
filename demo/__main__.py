"""`make demo`: the whole city on this machine."""

import asyncio
import sys

from demo.run.options import read
from demo.run.play import Play

if __name__ == "__main__":
    sys.exit(asyncio.run(Play(read(sys.argv[1:])).run()))
