"""Fixtures shared by all tests: the shipped workspace, a copy of it, real builds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pylopdf_fonts_zh_cn
import pytest
from hypothesis import HealthCheck, settings

from report_helpers.facts.identifiers import ReportId
from report_helpers.forms.kind import DEFAULT_KIND, load_kind
from report_helpers.sources.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from report_helpers.facts.report import Report

# A busy machine must not fail a test: how long an input takes to draw is no property of ours.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

ROOT = Path(__file__).parents[1]
SHIPPED = Workspace(ROOT)
DISCLOSURE = load_kind(DEFAULT_KIND)
NOTEBOOK = "notebooks/annual_report.ipynb"
WORKSPACE_PARTS = ("data", "params", "notebooks")
FONTS = """<?xml version="1.0"?><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{folder}</dir>
</fontconfig>"""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Send all tests over real builds to one worker, which builds each report once.

    Not once all are collected: pytest-xdist has read the marks by then.
    """
    if "built" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.xdist_group("built"))


@pytest.fixture(scope="session", autouse=True)
def _fonts(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let LibreOffice and Chromium write Chinese with the kit's fonts on a machine without Chinese ones."""
    conf = tmp_path_factory.mktemp("fonts") / "fonts.conf"
    conf.write_text(FONTS.format(folder=Path(pylopdf_fonts_zh_cn.__file__).parent), encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(conf)


def copy_workspace(target: Path) -> Workspace:
    """Copy data, parameters and notebook to *target*."""
    for part in WORKSPACE_PARTS:
        shutil.copytree(ROOT / part, target / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return Workspace(target)


def only_html(root: Path, year: int | str) -> None:
    """Make HTML the only output of a workspace's year."""
    path = root / f"params/{year}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = ["outputs: [html]" if line.startswith("outputs:") else line for line in lines]
    assert changed != lines
    path.write_text("\n".join(changed) + "\n", encoding="utf-8")


def run_report(
    *arguments: str, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the `report` command as a shell would, with more in its *environment*."""
    command = [str(Path(sys.executable).with_name("report")), *arguments]
    surroundings = os.environ | {"COLUMNS": "200", "NO_COLOR": "1"} | (environment or {})
    how: dict[str, Any] = {"capture_output": True, "encoding": "utf-8", "timeout": 300}
    return subprocess.run(command, cwd=cwd, env=surroundings, check=False, **how)


def contents(report: Report | None) -> dict[str, Any] | None:
    """Return all a report holds, last year's included: two reports are told by identity."""
    if report is None:
        return None
    held = {field.name: getattr(report, field.name) for field in fields(report)}
    earlier = {year: contents(found) for year, found in report.earlier.items()}
    return {**held, "previous": contents(report.previous), "earlier": earlier}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace of its own, to be broken at will."""
    return copy_workspace(tmp_path / "workspace")


@pytest.fixture(scope="session")
def suqian_2024():
    """A real report without error findings, the year before on file."""
    return SHIPPED.load(ReportId("suqian", 2024))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that builds a report by the real command, once, and gives its folder."""
    place = copy_workspace(tmp_path_factory.mktemp("built"))
    done: dict[str, Path] = {}

    def folder(report_id: str) -> Path:
        if report_id not in done:
            finished = run_report("build", report_id, cwd=place.root)
            assert finished.returncode in {0, 1}, finished.stderr
            done[report_id] = place.report_folder(ReportId.parse(report_id))
        return done[report_id]

    return folder
