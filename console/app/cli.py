"""The command line of the console: which program, with which settings."""

import argparse
import faulthandler
import json
import sys
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication

from console.app.logs import set_up_logs
from console.app.run import run
from console.app.trial import Trial
from console.settings import PREFIX, BadSettings, Settings, load


def main(words: list[str]) -> int:
    """0 at the end, 2 where the settings or the command line cannot be taken."""
    asked = _arguments().parse_args(words)
    faulthandler.enable()
    set_up_logs(asked.verbose)
    if asked.program == "screens":
        return _screens()
    given = {name: getattr(asked, name, None) for name in Settings.__struct_fields__}
    try:
        settings = _complete(asked.program, load(asked.settings, given))
    except BadSettings as error:
        sys.stderr.write(f"{error}\n")
        return 2
    trial = Trial(seconds=asked.exit_after, shots=asked.shots, report=asked.report)
    return run(asked.program, settings, trial)


def _complete(program: str, settings: Settings) -> Settings:
    if program == "wall" and not (settings.wall and settings.node):
        raise BadSettings("a wall node needs to know its wall and its own name: --wall NAME --node NAME")
    if program == "wall" and not settings.user:
        return replace(settings, user=settings.node)
    return settings


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m console", description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="log every step")
    programs = parser.add_subparsers(dest="program", required=True)
    desk = programs.add_parser("desk", help="a duty officer's or leader's desk")
    wall = programs.add_parser("wall", help="a node of a video wall: shows its screens, takes no hands")
    programs.add_parser("screens", help="list this machine's screens, as a wall's settings name them")
    for program in (desk, wall):
        _common(program)
    wall.add_argument("--wall", metavar="NAME", help="the wall, by name or id")
    wall.add_argument("--node", metavar="NAME", help="the node, as the wall's screens name it")
    wall.add_argument("--password-file", dest="password_file", metavar="FILE", help="the device's password")
    wall.add_argument("--tiled", action="store_const", const=True, help="windows on one monitor, for trying out")
    return parser


def _common(program: argparse.ArgumentParser) -> None:
    program.add_argument("--settings", type=Path, metavar="FILE.toml", help=f"settings; environment: {PREFIX}<NAME>")
    program.add_argument("--server", metavar="URL")
    program.add_argument("--user", metavar="NAME")
    program.add_argument("--data-dir", dest="data_dir", metavar="DIR")
    program.add_argument("--language", choices=("vi", "en", "en_XA"))
    program.add_argument("--theme", choices=("dark", "contrast"))
    trial = program.add_argument_group("trying out", "what the demonstration and the tests use")
    trial.add_argument("--exit-after", dest="exit_after", type=float, metavar="SECONDS")
    trial.add_argument("--shots", type=Path, metavar="DIR", help="write a picture of every view before the end")
    trial.add_argument("--report", type=Path, metavar="FILE.json", help="write what was seen before the end")


def _screens() -> int:
    app = QGuiApplication([])
    found = [
        {
            "output": screen.name(),
            "serial": screen.serialNumber(),
            "x": screen.geometry().x(),
            "y": screen.geometry().y(),
            "width": screen.geometry().width(),
            "height": screen.geometry().height(),
            "pitch_mm": round(screen.physicalSize().width() / max(1, screen.geometry().width()), 3),
        }
        for screen in app.screens()
    ]
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    return 0
