"""Builds one report: reads it, runs its notebook, renders it and swaps it in."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from report_helpers.files.json_text import indented
from report_helpers.files.plain_files import write_new
from report_helpers.narrative.render import render_all
from report_helpers.notebook import hand_on
from report_helpers.outputs.fonts import font_files
from report_helpers.outputs.pages.index_rows import Seconds
from report_helpers.outputs.rendering import NOTEBOOK, OutputSettings, render
from report_helpers.runs.execution import check_parameters, execute, normalised
from report_helpers.runs.fingerprints import TIMINGS, git_commit
from report_helpers.runs.manifest import make_manifest
from report_helpers.runs.notebook_reading_back import require_the_report
from report_helpers.runs.own_cells import take_in
from report_helpers.runs.staging import staged
from report_helpers.sources.manifest_json import MANIFEST
from report_helpers.sources.settings_files import word_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.report import Report
    from report_helpers.outputs.rendering import Rendered
    from report_helpers.runs.execution import Execution
    from report_helpers.sources.workspace import Workspace

    Progress = Callable[[str], None]  # called with the name of each stage as it begins


@dataclass(frozen=True, slots=True)
class Task:
    """A report to be built, with further notebook parameters, judged *on* a day, today when None.

    Its manifest names *commit*, or the workspace's. The formats *left_out* are not made, whatever the office wants.
    """

    workspace: Workspace
    report: ReportId
    parameters: Mapping[str, Any] = field(default_factory=dict)
    commit: str | None = None
    on: date | None = None
    left_out: tuple[str, ...] = ()

    @property
    def all_parameters(self) -> dict[str, Any]:
        """The parameters of the notebook."""
        own = {"agency": self.report.agency, "year": self.report.year, "workspace": str(self.workspace.root)}
        return {**self.parameters, **own, **({"kind": self.report.kind} if self.report.kind else {})}


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


def build(task: Task, how: Execution, progress: Progress = lambda _: None) -> Built:
    """Build one report into its folder, whole or not at all.

    Raises InputError when the input is wrong, RunError when the run fails. In both cases the
    folder is left as it was.
    """
    workspace, clock = task.workspace, Clock(progress)
    with clock.stage("读取数据"):
        report = read(task)
    target = workspace.report_folder(task.report)
    with staged(target) as folder:
        checks = produce(task, report, how, folder, clock)
        _write(folder / TIMINGS, indented({name: asdict(cost) for name, cost in clock.seconds.items()}))
    return Built(target, checks, clock.seconds)


def read(task: Task) -> Report:
    """Read what a report is built from; InputError lists all that is wrong with its data and text, or names a font."""
    workspace = task.workspace
    report = workspace.load(task.report, task.on)
    report.require_own()
    render_all(report)
    word_template(workspace.root, workspace.parameters(report.year))
    font_files(workspace.fonts)
    check_parameters(workspace.notebook_of(report.kind, report.id), task.all_parameters)
    return report


def office_of(workspace: Workspace, year: int, left_out: tuple[str, ...] = ()) -> OutputSettings:
    """Return what the workspace's office wants of a year's reports; raises as `parameters` and `word_template` do."""
    parameters = workspace.parameters(year)
    template = word_template(workspace.root, parameters)
    return OutputSettings(parameters.outputs, workspace.root, workspace.fonts, template, left_out, parameters.license)


def produce(task: Task, report: Report, how: Execution, folder: Path, clock: Clock | None = None) -> Mapping[str, Any]:
    """Write every output of a report that was `read` into *folder*, read back; return the checks.

    The same inputs give the same bytes. Raises as `build` does.
    """
    workspace = task.workspace
    rendered = run_and_render(task, report, how, folder, clock or Clock(lambda _: None))
    for name, content in rendered.files.items():
        _write(folder / name, content)
    commit = git_commit(workspace.root) if task.commit is None else task.commit
    manifest = make_manifest(workspace, report, task.parameters, folder, commit)
    _write(folder / MANIFEST, manifest.text())
    return rendered.checks


def run_and_render(task: Task, report: Report, how: Execution, folder: Path, clock: Clock) -> Rendered:
    """Return every output of a report that was `read`, read back, and its checks.

    *folder* gets what the notebook's processes print, and a notebook that failed. Raises as `build` does.
    """
    workspace = task.workspace
    with clock.stage("运行 notebook（含校验）", lambda: cpu_seconds() + how.notebooks.cpu_seconds):
        hands_on = partial(hand_on, report, workspace.root)
        notebook = workspace.notebook_of(report.kind, report.id)
        executed = execute(notebook, folder / NOTEBOOK, task.all_parameters, how, hands_on)
        report = take_in(report, executed, workspace.root)
        require_the_report(report, executed)
    return render(normalised(executed), office_of(workspace, task.report.year, task.left_out), clock.stage)


def cpu_seconds() -> float:
    """Return the CPU seconds this process and its finished children have used so far."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Clock:
    """Reports the progress of each stage and keeps what it cost."""

    def __init__(self, progress: Progress) -> None:
        """Begin with no stage."""
        self.progress, self.seconds = progress, dict[str, Seconds]()

    @contextmanager
    def stage(self, name: str, cpu: Callable[[], float] = cpu_seconds) -> Iterator[None]:
        """Measure the block as the stage *name*; *cpu* returns the CPU seconds used so far."""
        self.progress(name)
        start = time.perf_counter(), cpu()
        yield
        self.seconds[name] = Seconds(cpu() - start[1], time.perf_counter() - start[0])


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    write_new(path, content)
