"""How the source itself must look: short files that say what they are, short functions, nothing that bites later."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import quantiles

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("verify", "contract", "backend", "backend_client", "media", "console", "demo", "bench", "tools", "tests")
FILES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
AIM = 30
"""Lines that nine functions of ten stay under."""

# Taken apart here, so that this file does not name what it forbids.
FOREIGN = ["/".join(["", "work", "main"]), "/".join(["", "work", "shared"]), "/" + "root/", "/opt/" + "wheels",
           "pypi" + ".org", "python" + "hosted", "artifact" + "ory"]  # fmt: skip
BINARY = {".png", ".jpg", ".ico", ".wav", ".ogg", ".mp4", ".ttf", ".otf", ".woff2", ".pdf"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _each_file(paths: list[Path] = FILES) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=lambda path: str(path.relative_to(ROOT)))


@_each_file()
def test_a_file_opens_with_a_sentence_and_is_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE, "split it into a package"
    opening = (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0]
    assert opening, "open it with one sentence that it keeps"
    assert opening.endswith((".", ":", "?", "!")), "the opening is a sentence"
    assert opening[0].isupper() or not opening[0].isalpha(), "the opening begins like a sentence"


@_each_file()
def test_functions_are_short(path: Path) -> None:
    long = [f"{one.name} ({lines})" for one in _functions(path) if (lines := _lines(one)) > LONGEST_FUNCTION]
    assert not long


def test_nine_functions_of_ten_are_shorter_than_the_aim(record_property: Callable[[str, object], None]) -> None:
    lengths = [_lines(one) for path in FILES for one in _functions(path)]
    p90 = quantiles(lengths, n=10)[-1]
    record_property("function_lines_p90", p90)
    assert p90 <= AIM, f"{len(lengths)} functions, p90 {p90} lines"


@_each_file()
def test_no_dialog_blocks_a_coroutine_and_nothing_quits_the_application(path: Path) -> None:
    """`exec()` inside a coroutine re-enters the loop; `app.quit()` under qasync leaves tasks behind: main() returns."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    coroutines = [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)]
    nested = [call.lineno for one in coroutines for call in _calls(one) if _attribute(call) in {"exec", "exec_"}]
    assert not nested, f"exec() in a coroutine, lines {nested}: use open() and await its finished signal"
    quits = [call.lineno for call in _calls(tree) if _attribute(call) == "quit"]
    assert not quits, f"quit() in lines {quits}: let main() return"


def test_the_floors_of_the_house_are_kept() -> None:
    command = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_tracked_file_names_a_workplace_or_a_registry() -> None:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    tracked = [ROOT / name for name in listing.stdout.split("\0") if name and Path(name).suffix not in BINARY]
    for path in filter(Path.is_file, tracked):
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not [name for name in FOREIGN if name in text], path.relative_to(ROOT)


def _functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _attribute(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""
