"""The house: what importing the package may load, how large its rooms are, what it exports."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "report_helpers"
MODULES = sorted(PACKAGE.rglob("*.py"))
PACKAGES = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def test_importing_the_package_loads_nothing_heavy():
    """`import report_helpers` loads neither Great Expectations nor nbconvert, matplotlib or pandas."""
    code = "import sys, report_helpers; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"great_expectations", "nbconvert", "matplotlib", "pandas", "papermill", "typst", "jupyter_client"}
    assert not heavy & set(loaded)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_rooms_and_functions_stay_small(path):
    """A module has at most 300 lines, a function at most 40, and both say what they are for."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert text.count("\n") <= 300
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{node.name} at line {node.lineno}"


@pytest.mark.parametrize("name", PACKAGES)
def test_a_stage_exports_what_it_lists(name):
    """Every stage's front door lists what it has, sorted, and has what it lists."""
    module = import_module(f"report_helpers.{name}")
    assert all(hasattr(module, exported) for exported in getattr(module, "__all__", ()))


def imported(path):
    """Yield the packages of the kit that a module imports when it runs, those it imports late included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in ast.walk(ast.Module(node.body, []))
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and id(node) not in guarded
            and (node.module or "").startswith("report_helpers.")
        ):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import) and id(node) not in guarded:
            names = (alias.name.split(".") for alias in node.names)
            yield from (name[1] for name in names if name[0] == "report_helpers" and len(name) > 1)


def test_the_longest_chain_of_packages_is_short():
    """From the commands to the files no more than twelve packages import each other in a row, and none in a circle."""
    edges = {name: set() for name in PACKAGES}
    for path in MODULES:
        package = path.relative_to(PACKAGE).parts[0]
        edges.setdefault(package, set()).update(set(imported(path)) & set(PACKAGES) - {package})

    @cache
    def longest(package):
        return 1 + max((longest(other) for other in edges[package]), default=0)

    assert max(map(longest, edges)) <= 12


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("releases/verify.py", "import great_expectations"),
        ("workbook/plan.py", "import mistune"),
        ("signoff/state.py", "import yaml"),
        ("facts/fact.py", "from report_helpers.checks import check"),
    ],
)
def test_an_import_in_the_wrong_room_is_found(tmp_path, module, line):
    """`make lint` fails where a library is imported outside its room, or a later stage by an earlier one."""
    shutil.copytree(PACKAGE, tmp_path / "src" / "report_helpers", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / "src" / "report_helpers" / module
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "src")}
    finished = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 1, finished.stdout
    assert "1 broken" in finished.stdout


def test_no_lock_names_a_registry():
    """The locks hold hashes and no address."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert text.count("--hash=sha256:") > 100


def test_every_dependency_is_locked():
    """What pyproject.toml asks for is in the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = [requirement.split(">")[0].split("<")[0] for requirement in project["dependencies"]]
    assert all(f"\n{name}==" in locked for name in names)
