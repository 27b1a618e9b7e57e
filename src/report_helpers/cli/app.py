"""The `report` command. Every command ends with one of the four exit codes of `errors`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import typer
from rich.console import Console

from report_helpers.checks import SEVERITY_WORDS, VERDICT_WORDS
from report_helpers.errors import ExitCode, InputError, Problem, ReportError
from report_helpers.facts import ReportId, read_year
from report_helpers.sources import Workspace, find_workspace

if TYPE_CHECKING:
    from report_helpers.runs import Built

app = typer.Typer(
    name="report",
    help="编制政府信息公开工作年度报告。退出码：0 完成；1 有错误、只是草稿；2 输入有误；3 运行失败。",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", "-w", help="工作区文件夹；不写时从当前文件夹向上查找")
]
ReportArgument = Annotated[str, typer.Argument(help="报告编号：机关代号@年份；@年份 表示当年的默认机关")]


@app.command("build")
def build_command(
    report: ReportArgument,
    workspace: WorkspaceOption = None,
    parameter: Annotated[list[str] | None, typer.Option("--parameter", "-p", help="notebook 的其他参数：名称=值")] = None,
) -> None:
    """生成一份报告：运行 notebook，校验，输出 HTML 和 PDF。"""
    place = find_workspace(workspace)
    built = _build(place, _report_id(report, place), _parameters(parameter or []))
    raise typer.Exit(ExitCode.FINDINGS if built.verdict == "fail" else ExitCode.DONE)


@app.command("build-all")
def build_all_command(
    year: Annotated[str, typer.Argument(help="报告年度，如 2023")], workspace: WorkspaceOption = None
) -> None:
    """逐一生成某年度所有机关的报告；一家失败不影响其他。退出码取最重的一个。"""
    place = find_workspace(workspace)
    year_number = read_year(year)
    agencies = place.agencies(year_number)
    if not agencies:
        raise InputError(Problem(f"没有任何机关有 {year_number} 年的数据", file="data/"))
    worst = ExitCode.DONE
    for agency in agencies:
        try:
            built = _build(place, ReportId(agency, year_number), {})
            code = ExitCode.FINDINGS if built.verdict == "fail" else ExitCode.DONE
        except ReportError as error:
            code = _complain(error)
        worst = max(worst, code)
    raise typer.Exit(worst)


@app.command("check")
def check_command(report: ReportArgument, workspace: WorkspaceOption = None) -> None:
    """只校验，不生成文件。"""
    from report_helpers.checks import check  # noqa: PLC0415
    from report_helpers.narrative import render_all  # noqa: PLC0415

    place = find_workspace(workspace)
    loaded = place.load(_report_id(report, place))
    render_all(loaded)
    checks = check(loaded).to_json()
    _show_findings(checks)
    raise typer.Exit(ExitCode.FINDINGS if checks["verdict"] == "fail" else ExitCode.DONE)


def main() -> None:
    """Run the command; every error becomes sentences on stderr and an exit code."""
    try:
        sys.exit(app(standalone_mode=False))
    except ReportError as error:
        sys.exit(_complain(error))
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        err.print(f"命令写法有误：{error.format_message()}。输入 report --help 查看用法。", style="red", markup=False)
        sys.exit(ExitCode.INPUT)
    except (click.Abort, KeyboardInterrupt):
        err.print("已中断，此前生成的报告没有改动。", style="red")
        sys.exit(ExitCode.FAILED)


def _build(workspace: Workspace, report_id: ReportId, parameters: dict[str, object]) -> Built:
    """Build one report with its stages shown, then say what came of it."""
    from report_helpers.runs import build  # noqa: PLC0415  nbconvert and papermill: a second of imports

    with err.status(f"{report_id} …") as status:

        def progress(stage: str) -> None:
            status.update(f"{report_id}：{stage} …")
            if not err.is_terminal:
                err.print(f"{report_id}：{stage}", markup=False)

        built = build(workspace, report_id, parameters, progress)
    _show_findings(built.checks)
    times = "，".join(f"{name} {seconds:.1f} 秒" for name, seconds in built.seconds.items())
    out.print(f"用时：{times}", markup=False)
    draft = "（草稿：未通过校验，不能发布）" if built.verdict == "fail" else ""
    out.print(f"已生成 {built.folder}{draft}", markup=False)
    for path in sorted(built.folder.iterdir()):
        out.print(f"  {path.name}", markup=False)
    return built


def _show_findings(checks: object) -> None:
    """Print the verdict and the findings, errors first."""
    if not isinstance(checks, dict):
        raise TypeError(checks)
    colours = {"error": "red", "warning": "yellow", "note": "dim"}
    out.print(f"校验结论：{VERDICT_WORDS[checks['verdict']]}", style="bold")
    for finding in checks["findings"]:
        severity = finding["severity"]
        text = f"{SEVERITY_WORDS[severity]}　{finding['message']}。{finding['fix']}。"
        out.print(text, style=colours[severity], markup=False)


def _report_id(text: str, workspace: Workspace) -> ReportId:
    """Return the report meant by *text*; `@2023` is the year's default agency."""
    agency, at, year = text.partition("@")
    if at and not agency:
        number = read_year(year)
        return ReportId.of(workspace.parameters(number).default_agency, number)
    return ReportId.parse(text)


def _parameters(given: list[str]) -> dict[str, object]:
    """Read `name=value` pairs; a whole number is an int, everything else text."""
    parameters: dict[str, object] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name.isidentifier():
            raise InputError(Problem("不是有效的参数", column="-p", value=item, fix="请写成 名称=值"))
        if name in {"agency", "year", "workspace"}:
            raise InputError(Problem("由报告编号和 --workspace 决定，不能用 -p 改", column="-p", value=name))
        parameters[name] = int(value) if value.isdecimal() else value
    return parameters


def _complain(error: ReportError) -> ExitCode:
    """Print an error's sentences; return its exit code."""
    for sentence in error.sentences():
        err.print(sentence, style="red", markup=False)
    return error.exit_code
