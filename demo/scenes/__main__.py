"""Makes the clips of the cameras of a file, and says how far it is."""

import argparse
import sys
from pathlib import Path

from demo.scenes.make import make_clips
from demo.scenes.spec import read


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.scenes", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--cameras", type=Path, required=True, metavar="FILE.json", help="a list of id, name, kind, ..."
    )
    parser.add_argument("--workers", type=int, metavar="N", help="processes at once (default: one per core)")
    asked = parser.parse_args()
    try:
        make_clips(
            read(asked.cameras), asked.out, lambda done, total: print(f"{done}/{total}", flush=True), asked.workers
        )
    except (OSError, ValueError) as error:
        print(f"demo.scenes: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
