"""`python -m tools.setup run` or `test`: sets up what that needs, in numbered steps, or sees that it is done."""

from __future__ import annotations

import sys

from tools.setup import catalogues, environment, look, pythons, stamp, system
from tools.setup.steps import Steps, Stop

PROFILES = ("run", "test")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in PROFILES:
        print("usage: python -m tools.setup run|test")
        return 2
    profile = arguments[0]
    try:
        if not stamp.is_valid(profile):
            whole(profile)
        catalogues.compile_stale()
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 2
    return 0


def whole(profile: str) -> None:
    steps = Steps(f"Setting up to {profile} (the first time takes some minutes, later starts are immediate)", of=4)
    python = pythons.find(steps)
    system.install(profile, steps)
    environment.make(python, profile, steps)
    look.at_qt(steps)
    stamp.write(profile)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
