"""The command line: run the backend, and what an administrator does to it without a console."""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from backend.accounts import WeakPassword, account
from backend.actors import SYSTEM
from backend.check import check
from backend.keys import make
from backend.lock import Busy, FolderLock
from backend.logs import to_stderr
from backend.offline import Offline, must_exist, open_existing, person_in
from backend.serve import serve
from backend.settings import PREFIX, BadSettings, Settings, explain, load
from backend.store import Store, StoreBroken
from contract.base import Refused
from contract.people import Person, Role, SavePerson

PASSWORD = "IOC_PASSWORD"
BAD_SETTINGS, FAILED = 2, 1

Run = Callable[[Settings, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, 1 if it failed, 2 if it was asked for in the wrong way."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help")):
        given.insert(0, "run")
    options = _parser().parse_args(given)
    try:
        settings = load(options.settings, over={name: getattr(options, name) for name in ("data", "host", "port")})
        to_stderr(settings.log_level)
        run: Run = options.run
        return run(settings, options)
    except BadSettings as error:
        return _fail(str(error), BAD_SETTINGS)
    except (StoreBroken, Busy, WeakPassword) as error:
        return _fail(str(error))
    except Refused as no:
        return _fail(f"refused: {no.code} {dict(no.facts) or ''}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m backend",
        description="The backend of IOC Console: the one writer of a city's log.",
        epilog=_settings_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    run = _command(commands, "run", _run, "listen and serve (the default)")
    run.add_argument("--ready-file", type=Path, metavar="FILE", help='written when listening: {"port": …, "pid": …}')
    person = _command(commands, "add-person", _add_person, "add somebody, while the backend is stopped")
    person.add_argument("id")
    person.add_argument("name")
    person.add_argument("role", choices=[role.value for role in Role if role is not Role.SERVICE])
    person.add_argument("--unit", help="id of a unit that exists")
    person.add_argument("--no-password", action="store_true", help="somebody who cannot sign in, such as a source")
    password = _command(commands, "set-password", _set_password, "set a password, also while the backend runs")
    password.add_argument("id")
    key = _command(commands, "make-key", _make_key, "make an API key for a source and print it, this once")
    key.add_argument("id", help="the person of role source for whom it speaks")
    key.add_argument("--label", default="", help="what it is for")
    _command(commands, "check", _check, "look whether store and chain are whole, while the backend is stopped")
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Run, about: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="a TOML file")
    parser.add_argument("--data", metavar="FOLDER", help="overrides the setting")
    parser.add_argument("--host", help="overrides the setting")
    parser.add_argument("--port", type=int, help="overrides the setting; 0 takes any free one")
    parser.set_defaults(run=run)
    return parser


def _settings_help() -> str:
    lines = [f"settings (in the file, or as {PREFIX}<NAME> in the environment):"]
    for name, default, about in explain():
        lines.append(f"  {name} = {default}")
        lines.append(f"      {about}")
    lines.append(f"\nPasswords are read from {PASSWORD} or from standard input, never from the command line.")
    return "\n".join(lines).replace("%", "%%")


def _run(settings: Settings, options: argparse.Namespace) -> int:
    return asyncio.run(serve(settings, options.ready_file))


def _add_person(settings: Settings, options: argparse.Namespace) -> int:
    person = _person(options)
    secrets = [] if options.no_password else [account(person.id, _password())]
    with Offline(settings) as offline:
        offline.ask([SavePerson(person=person)], secrets)
    return 0


def _person(options: argparse.Namespace) -> Person:
    fields = {name: getattr(options, name) for name in ("id", "name", "role", "unit")}
    for name in ("id", "name"):
        if not fields[name].strip() or not fields[name].isprintable():
            raise BadSettings(f"{name}: expected at least one letter, and nothing but printable characters")
    if options.id == SYSTEM.id:
        raise BadSettings(f"id: {SYSTEM.id} is the backend itself")
    try:
        return msgspec.convert(fields, Person)
    except msgspec.ValidationError as error:
        expected, _, field = str(error).partition(" - at `$.")
        raise BadSettings(f"{field.rstrip('`')}: {expected[:1].lower()}{expected[1:]}") from error


def _set_password(settings: Settings, options: argparse.Namespace) -> int:
    with closing(open_existing(settings)) as store:
        _signer(store, options.id)
        store.keep_secrets([account(options.id, _password())])
    return 0


def _make_key(settings: Settings, options: argparse.Namespace) -> int:
    key, secret = make(options.id, options.label)
    with closing(open_existing(settings)) as store:
        if _signer(store, options.id).role is not Role.SOURCE:
            raise BadSettings(f"id: {options.id} is no source, and a key is only for one")
        store.keep_secrets([secret])
    sys.stdout.write(key + "\n")
    return 0


def _signer(store: Store, id: str) -> Person:
    person = person_in(store, id)
    if person is None:
        raise BadSettings(f"id: there is no person {id}")
    if id == SYSTEM.id:
        raise BadSettings(f"id: {id} is the backend itself, and nobody signs in as it")
    return person


def _check(settings: Settings, _: argparse.Namespace) -> int:
    """Without an engine, which will not begin with a row that it cannot read."""
    must_exist(settings)
    lock = FolderLock(settings.folder)
    try:
        with closing(open_existing(settings)) as store:
            found = check(store)
    finally:
        lock.release()
    sys.stdout.write("\n".join(found.lines()) + "\n")
    return 0 if found.whole else FAILED


def _password() -> str:
    if password := os.environ.get(PASSWORD):
        return password
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")


def _fail(text: str, code: int = FAILED) -> int:
    sys.stderr.write(text + "\n")
    return code
