"""Set-up starts on an old Python, needs nothing but it, and installs what the locks name and nothing else."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

from tools.setup import system

ROOT = Path(__file__).parents[2]
SETUP = sorted((ROOT / "tools" / "setup").glob("*.py"))
LOCKS = ("run", "test")


@pytest.mark.parametrize("path", SETUP, ids=lambda path: path.name)
def test_set_up_can_be_read_by_python_3_8_and_imports_only_what_comes_with_it(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert {name.split(".")[0] for name in imported} <= {*sys.stdlib_module_names, "tools"} - {"tomllib"}


@pytest.mark.parametrize("profile", LOCKS)
def test_every_locked_package_has_a_version_and_hashes_and_no_place(profile: str) -> None:
    text = (ROOT / "requirements" / f"{profile}.txt").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[a-z])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    for package in packages:
        assert re.match(r"[a-z0-9._-]+==\S+", package), package
        assert "--hash=sha256:" in package, package
    assert "://" not in text
    assert not re.search(r"^(-i|--index|--extra|--find|-e|file:)", text, re.MULTILINE)
    assert re.search(r"^pyside6-essentials==6\.11\.", text, re.MULTILINE)


def test_what_pyproject_names_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, test = (_locked(profile) for profile in LOCKS)
    groups = project["dependency-groups"]
    assert {_name(one) for one in [*project["project"]["dependencies"], *groups["build"]]} <= set(run)
    assert {_name(one) for one in groups["test"]} <= set(test), "run `make lock`"
    assert run.items() <= test.items(), "what is tested is what runs"


def test_the_package_list_is_read_in_its_groups() -> None:
    groups = system.read_list((ROOT / "packaging" / "apt.txt").read_text(encoding="utf-8"))
    assert set(groups) == {"run", "wish", "test"}
    assert "libegl1" in groups["run"]
    assert system.read_list("[a]\nx y # z\n# q\n[b]\n") == {"a": ["x", "y"], "b": []}


def _locked(profile: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / f"{profile}.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line.split(" \\")[0] for line in lines if "==" in line and not line.startswith("#")]
    return {_name(line): line.split(" ;")[0] for line in pinned}


def _name(requirement: str) -> str:
    return re.split(r"[<>=;\[ ]", requirement)[0].lower().replace("_", "-")
