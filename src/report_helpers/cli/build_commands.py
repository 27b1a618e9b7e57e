"""One report: build, check, verify."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.live import Live
from rich.text import Text

from report_helpers.checks.checking import check
from report_helpers.checks.data_docs import write_data_docs
from report_helpers.checks.finding import result_lines
from report_helpers.checks.rule_catalogue import rules_for
from report_helpers.cli.console import err, out, say, say_lines
from report_helpers.cli.help import Command
from report_helpers.cli.options import report_argument, report_id_of, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem
from report_helpers.narrative.render import render_all
from report_helpers.processes.notebooks import open_notebooks
from report_helpers.quick_import import UNUSED_BY_A_BUILD, quick_import
from report_helpers.sources.narrative_md import read_typed_text
from report_helpers.sources.settings_files import word_template
from report_helpers.sources.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.runs.building import Built

_WHOLE = re.compile(r"-?[0-9]{1,15}")


@click.command("build", cls=Command)
@report_argument
@workspace_option
@click.option("--parameter", "-p", multiple=True, metavar="名称=值", help="notebook 的其他参数，可写多个")
def build_command(report: str, workspace: Path | None, parameter: tuple[str, ...]) -> ExitCode:
    """生成一份报告：运行 notebook，校验，输出 HTML 和 PDF。

    @2023 表示 params/2023.yaml 里的默认机关。
    """
    place = find_workspace(workspace)
    built = _build(place, report_id_of(report, place), _parameters(parameter))
    return _exit_code(built.checks)


@click.command("check", cls=Command)
@report_argument
@workspace_option
@click.option(
    "--narrative",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="改用这个文件里的文字（叙述或纯文本），数据不变",
)
@click.option(
    "--data-docs",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="另在这个空文件夹里生成 Data Docs（每条规则一项）",
)
def check_command(report: str, workspace: Path | None, narrative: Path | None, data_docs: Path | None) -> ExitCode:
    """只校验，不生成报告文件。"""
    place = find_workspace(workspace)
    loaded = place.load(report_id_of(report, place))
    if narrative is not None:
        loaded = replace(loaded, narrative=read_typed_text(narrative, loaded.form), waivers=())
    word_template(place.root, place.parameters(loaded.year))
    render_all(loaded)
    result = check(loaded)
    checks = result.to_json()
    say_lines(result_lines(checks))
    if data_docs is not None:
        page = write_data_docs(result, rules_for(loaded.kind, loaded.form), data_docs)
        say(f"Data Docs：{data_docs / 'index.html'}，不联网时请直接打开 {page}")
    return _exit_code(checks)


@click.command("verify", cls=Command)
@click.argument("folders", nargs=-1, required=True, metavar="报告文件夹或编号…", type=click.Path(path_type=Path))
@workspace_option
def verify_command(folders: tuple[Path, ...], workspace: Path | None) -> ExitCode:
    """按 manifest.json 重新生成报告并逐字节核对；不一致的逐项列出，退出码 1。

    写编号（机关代号@年份）的，核对已公布的报告；没有公布的，核对 reports/ 里的。
    """
    from report_helpers.releases.verify import verify  # noqa: PLC0415  imports nbconvert

    worst = ExitCode.DONE
    for folder in folders:
        if not folder.name:
            raise InputError(Problem("没有写报告文件夹", fix="请写 REPORT=reports/年份/机关代号"))
        if "@" in folder.name and not os.path.lexists(folder):
            folder = _folder_of(str(folder), find_workspace(workspace))  # noqa: PLW2901
        found = verify(find_workspace(workspace or _workspace_of(folder)), folder)
        for sentence in found.differences:
            out.print(sentence, style="red")
        out.print(f"{folder}：{'不一致' if found.differences else f'一致，{found.extent}'}")
        worst = max(worst, ExitCode.FINDINGS if found.differences else ExitCode.DONE)
    return worst


def _folder_of(report: str, workspace: Workspace) -> Path:
    """Return where a report lies: published, else as it was built last; InputError where it is neither."""
    report_id = report_id_of(report, workspace)
    folders = workspace.release_folder(report_id), workspace.report_folder(report_id)
    found = next(filter(os.path.lexists, folders), None)
    if found is None:
        raise InputError(Problem("没有公布，也没有生成", value=report, fix=f"请先运行 report build {report}"))
    return found


def _build(workspace: Workspace, report_id: ReportId, parameters: dict[str, object]) -> Built:
    """Build one report with its stages shown, then say what came of it."""
    with quick_import(*UNUSED_BY_A_BUILD):  # a second of imports
        from report_helpers.runs.building import Task, build, cpu_seconds  # noqa: PLC0415
        from report_helpers.runs.execution import Execution  # noqa: PLC0415

    settings = workspace.settings(report_id)
    rules_for(settings.kind, settings.form)  # once, before the process that runs the notebook is forked
    start = cpu_seconds()
    # No refreshing thread: the notebook is forked from this process.
    with open_notebooks() as notebooks, Live(console=err, auto_refresh=False, transient=True) as live:

        def progress(stage: str) -> None:
            if err.is_terminal:
                live.update(Text(f"{report_id}：{stage} …"), refresh=True)
            else:
                err.print(f"{report_id}：{stage}")

        built = build(Task(workspace, report_id, parameters), Execution(notebooks), progress)
    say_lines(result_lines(built.checks))
    times = "，".join(f"{name} {cost.cpu:.2f}/{cost.wall:.2f}" for name, cost in built.seconds.items())
    out.print(f"用时（处理器秒/实际秒）：启动 {start:.2f}，{times}")
    draft = "（草稿：未通过校验，不能发布）" if built.verdict == "fail" else ""
    out.print(f"已生成 {built.folder}{draft}")
    for path in sorted(built.folder.iterdir()):
        out.print(f"  {path.name}")
    return built


def _exit_code(checks: Mapping[str, Any]) -> ExitCode:
    return ExitCode.FINDINGS if checks["verdict"] == "fail" else ExitCode.DONE


def _workspace_of(folder: Path) -> Path | None:
    """Return the workspace a report folder lies in (reports/<year>/<agency>), if it does."""
    try:
        above = folder.resolve().parents
    except (OSError, RuntimeError):  # a loop of links
        raise InputError(Problem("文件夹无法打开", file=str(folder))) from None
    return next((place for place in above if (place / "params").is_dir() and (place / "data").is_dir()), None)


def _parameters(given: Iterable[str]) -> dict[str, object]:
    """Read `name=value` pairs; a whole number is an int, everything else text."""
    parameters: dict[str, object] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name.isidentifier():
            raise InputError(Problem("不是有效的参数", column="-p", value=item, fix="请写成 名称=值"))
        if name in {"agency", "year", "workspace"}:
            raise InputError(Problem("由报告编号和 --workspace 决定，不能用 -p 改", column="-p", value=name))
        parameters[name] = int(value) if _WHOLE.fullmatch(value) else value
    return parameters
