"""One report from files to a folder: load, run, check, render, swap in."""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from report_helpers.narrative import render_all
from report_helpers.outputs import exporters, read_publication
from report_helpers.runs.execution import check_parameters, execute
from report_helpers.runs.staging import staged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from nbformat import NotebookNode

    from report_helpers.facts import ReportId
    from report_helpers.sources import Workspace

NOTEBOOK = "report.ipynb"
CHECKS = "checks.json"


class Progress(Protocol):
    """Told when each stage of a build begins."""

    def __call__(self, stage: str) -> None:
        """Take note that *stage* begins."""


@dataclass(frozen=True, slots=True)
class Seconds:
    """What a stage cost: CPU seconds (user and system, children included) and wall seconds."""

    cpu: float
    wall: float


@dataclass(frozen=True, slots=True)
class Built:
    """A finished report: where it lies, what the checks found, seconds by stage."""

    folder: Path
    checks: Mapping[str, Any]
    seconds: Mapping[str, Seconds]

    @property
    def verdict(self) -> str:
        """The verdict of the checks: pass, warn or fail."""
        return str(self.checks["verdict"])


def build(
    workspace: Workspace, report_id: ReportId, parameters: Mapping[str, Any], progress: Progress = lambda _: None
) -> Built:
    """Build one report into its folder, whole or not at all.

    *parameters* are further notebook parameters beside agency, year and workspace.
    Raises InputError before any kernel starts when the input is wrong, RunError when
    the run fails; in both cases the folder is left as it was.
    """
    seconds: dict[str, Seconds] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        progress(name)
        start = time.perf_counter(), cpu_seconds()
        yield
        seconds[name] = Seconds(cpu_seconds() - start[1], time.perf_counter() - start[0])

    own = {"agency": report_id.agency, "year": report_id.year, "workspace": str(workspace.root)}
    everything = {**parameters, **own}
    with stage("读取数据"):
        render_all(workspace.load(report_id))
        check_parameters(workspace.notebook, everything)
        outputs = workspace.parameters(report_id.year).outputs
    with staged(workspace.report_folder(report_id)) as folder:
        with stage("运行 notebook（含校验）"):
            notebook = execute(workspace.notebook, folder / NOTEBOOK, everything)
        checks = read_publication(notebook).findings
        _write(folder / CHECKS, json.dumps(checks, ensure_ascii=False, indent=1) + "\n")
        for name, render in _renderers(workspace, outputs).items():
            with stage(f"生成 {name}"):
                _write(folder / name, render(notebook))
    return Built(workspace.report_folder(report_id), checks, seconds)


def cpu_seconds() -> float:
    """Return the CPU seconds this process and its finished children have used so far."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _renderers(workspace: Workspace, outputs: tuple[str, ...]) -> dict[str, Callable[[NotebookNode], str | bytes]]:
    """Return what renders each output file from the executed notebook."""
    available = exporters(fonts_dir=workspace.fonts)
    return {"review.html": available["review"], **{f"report.{kind}": available[kind] for kind in outputs}}


def _write(path: Path, content: str | bytes) -> None:
    if isinstance(content, str):
        path.write_text(content, encoding="utf-8", newline="\n")
    else:
        path.write_bytes(content)
