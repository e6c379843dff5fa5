"""`python -m tests.house.mutants FOLDER`: takes each rule out of the contract in turn and tells which nobody missed.

A mutant is the contract without one `raise Refused(…)`, one `who.must(…)` or one look-up made only to refuse. It runs
the tests of FOLDER in a fork of this process, which has everything loaded but the contract, so that one takes about
as long as its tests. It is killed if a test fails or hangs. This module must never import the contract.
"""

import ast
import copy
import importlib.util
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple, NoReturn

import hypothesis
import msgspec  # noqa: F401 - loaded before the forks, once
import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60
"""A test that hangs without the rule misses it too."""
OPTIONS = [
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:pytest-qt",
    "-c",
    str(Path(__file__).with_name("mutants.ini")),
]


class Mutant(NamedTuple):
    """A file of the contract and the place in it, counted along `ast.walk`, of the statement that is left out."""

    path: Path
    place: int
    told: str


def mutants() -> Iterator[Mutant]:
    for path in sorted((ROOT / "contract").rglob("*.py")):
        for place, node in enumerate(ast.walk(_tree(path))):
            if isinstance(node, ast.stmt) and _is_rule(node):
                line = ast.unparse(node).splitlines()[0]
                yield Mutant(path, place, f"{path.relative_to(ROOT)}:{node.lineno}: {line}")


def survivors(folder: str, hands: int) -> list[str]:
    """The rules without which the tests still pass, after making sure that they pass with all of them."""
    if _wait(_start(None, folder)) == 0:
        return ["the tests do not pass as they are, or there are none"]
    alive: list[str] = []
    running: dict[int, Mutant] = {}
    for mutant in mutants():
        if len(running) >= hands:
            alive.extend(_reap(running))
        running[_start(mutant, folder)] = mutant
    while running:
        alive.extend(_reap(running))
    return sorted(alive)


def _is_rule(node: ast.stmt) -> bool:
    if isinstance(node, ast.Raise):
        return isinstance(node.exc, ast.Call) and getattr(node.exc.func, "id", "") == "Refused"
    if not isinstance(node, ast.Expr):
        return False
    wanted = isinstance(node.value, ast.Call) and getattr(node.value.func, "attr", "") == "must"
    return wanted or isinstance(node.value, ast.Subscript)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _without(mutant: Mutant) -> CodeType:
    tree = _tree(mutant.path)
    victim = next(node for place, node in enumerate(ast.walk(tree)) if place == mutant.place)
    for parent in ast.walk(tree):
        for _name, field in ast.iter_fields(parent):
            if isinstance(field, list) and victim in field:
                field[field.index(victim)] = ast.copy_location(ast.Pass(), copy.copy(victim))
    return compile(tree, str(mutant.path), "exec")


class _Loader(SourceFileLoader):
    """Loads one module from the code of its mutant, and never from or into the cache of compiled files."""

    def __init__(self, name: str, mutant: Mutant) -> None:
        super().__init__(name, str(mutant.path))
        self._code = _without(mutant)

    def get_code(self, fullname: str) -> CodeType:
        return self._code


class _Finder(MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        parts = mutant.path.relative_to(ROOT).with_suffix("").parts
        self._name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        loader = _Loader(fullname, self._mutant)
        return importlib.util.spec_from_file_location(fullname, str(self._mutant.path), loader=loader)


def _start(mutant: Mutant | None, folder: str) -> int:
    """Fork; the child runs the tests without the rule."""
    pid = os.fork()
    if pid == 0:
        _child(mutant, folder)
    return pid


def _child(mutant: Mutant | None, folder: str) -> NoReturn:
    """End with 0 if the tests failed, with 1 if they passed; never return into the parent's stack."""
    code = 1
    try:
        signal.alarm(PATIENCE_S)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        if mutant:
            sys.meta_path.insert(0, _Finder(mutant))
        code = int(all(pytest.main([*OPTIONS, *some]) == pytest.ExitCode.OK for some in _in_order(folder, mutant)))
    finally:
        os._exit(code)


def _in_order(folder: str, mutant: Mutant | None) -> list[list[str]]:
    """The feature's own tests first, and alone: most mutants die there, and collecting the others takes longer."""
    tests = list(map(str, sorted((ROOT / folder).rglob("test_*.py")))) or [folder]
    if mutant is None:
        return [tests]
    feature = mutant.path.relative_to(ROOT / "contract").parts[0].removesuffix(".py")
    own = [path for path in tests if feature in Path(path).name]
    return [some for some in (own, [path for path in tests if path not in own]) if some]


def _reap(running: dict[int, Mutant]) -> list[str]:
    pid, status = os.wait()
    mutant = running.pop(pid)
    return [mutant.told] if status == 1 << 8 else []


def _wait(pid: int) -> int:
    """What the child ended with: 0 if its tests failed."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main(folder: str) -> None:
    assert "contract" not in sys.modules, "the contract is loaded already: no mutant would be seen"
    hypothesis.settings.register_profile("mutants", database=None, deadline=None, derandomize=True)
    hypothesis.settings.load_profile("mutants")
    print(json.dumps(survivors(folder, hands=os.cpu_count() or 1)))


if __name__ == "__main__":
    main(sys.argv[1])
