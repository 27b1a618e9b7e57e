"""The house: what importing the package may load, how large its rooms are, what it exports."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
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
