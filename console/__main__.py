"""Starts a desk or a wall node: `python -m console --help`."""

import sys

from console.app.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
