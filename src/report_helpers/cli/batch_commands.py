"""Many reports at once: build-all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.live import Live
from rich.table import Table

from report_helpers.checks.finding import VERDICT_WORDS
from report_helpers.cli.console import err, out, say
from report_helpers.cli.help import Command
from report_helpers.cli.options import Amount, WholeNumber, kind_option, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem
from report_helpers.facts.identifiers import ReportId, read_year
from report_helpers.processes.notebooks import Limits
from report_helpers.sources.workspace import find_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from report_helpers.runs.batch import Backend, Result
    from report_helpers.sources.workspace import Workspace

SHOWN = 12  # lines of the live table
MOST_MEMORY = 1_000_000  # MB
MOST_SECONDS = 86_400


@click.command("build-all", cls=Command)
@click.argument("year", metavar="年份")
@workspace_option
@click.option("--agency", "agencies", multiple=True, metavar="机关代号", help="只生成这些机关，可写多个")
@kind_option
@click.option("--force", is_flag=True, help="没有变化的也重新生成")
@click.option(
    "--cell-seconds",
    metavar="秒",
    type=Amount(0.1, MOST_SECONDS),
    help="一个单元格最多几秒，超过就停止这一份（默认 120）",
)
@click.option(
    "--memory",
    metavar="数量",
    type=WholeNumber(50, MOST_MEMORY),
    help="一份报告的 notebook 最多另占多少 MB 内存（默认 1000）",
)
def build_all_command(  # noqa: PLR0913, PLR0917  one parameter an option
    year: str,
    workspace: Path | None,
    agencies: tuple[str, ...],
    kind: str | None,
    cell_seconds: float | None,
    memory: int | None,
    *,
    force: bool,
) -> ExitCode:
    """生成某年度所有机关的报告：各核并行，没有变化的跳过；一家失败不影响其他；退出码取最重的，全部输入有误才是 2。"""
    from report_helpers.runs.batch import LIMITS, LocalBackend  # noqa: PLC0415

    place, number = find_workspace(workspace), read_year(year)
    size = memory * 1_000_000 if memory else LIMITS.memory
    backend = LocalBackend(Limits(cell_seconds or LIMITS.cell_seconds, size))
    results = run_batch(place, reports_of(place, number, agencies, kind), force=force, backend=backend)
    return say_results(place, number, results)


def reports_of(workspace: Workspace, year: int, agencies: tuple[str, ...], kind: str | None) -> tuple[ReportId, ...]:
    """Return the reports of all agencies with data for the year, of one kind or of all; InputError for none.

    Years that were published elsewhere are not among them.

    With *agencies* only theirs; one without any data for the year is returned for the default kind, to be named.
    """
    kinds = workspace.kinds(year) if kind is None else (workspace.kind_named(kind, year),)
    found = [ReportId(agency, year, one) for one in kinds for agency in workspace.agencies(year, one)]
    found = [report for report in found if workspace.imported(report) is None]
    if agencies:
        known = {report.agency for report in found}
        found = [report for report in found if report.agency in agencies]
        unknown = (agency for agency in dict.fromkeys(agencies) if agency not in known)
        found += [workspace.report(agency, year, kind or "") for agency in unknown]
    if not found:
        raise InputError(Problem(f"没有任何机关有 {year} 年的数据", file="data/"))
    return tuple(found)


def run_batch(
    workspace: Workspace, reports: tuple[ReportId, ...], *, force: bool, backend: Backend
) -> tuple[Result, ...]:
    """Build *reports* by *backend* and show each as it is done."""
    from report_helpers.runs.batch import build_many  # noqa: PLC0415

    done: list[Result] = []
    # No refreshing thread: the process is forked for every report.
    with Live(console=err, auto_refresh=False, transient=True) as live:

        def show(result: Result) -> None:
            done.append(result)
            if err.is_terminal:
                live.update(_table(done, len(reports)), refresh=True)
            elif not result.skipped:
                err.print(_line(result))

        return build_many(workspace, reports, show, force=force, backend=backend)


def say_results(workspace: Workspace, year: int, results: tuple[Result, ...]) -> ExitCode:
    """Print the results, write the year's index and say where; return the worst code."""
    from report_helpers.runs.year_index import write_index  # noqa: PLC0415

    code = summary(results)
    for kind in dict.fromkeys(ReportId.parse(result.report).kind for result in results):
        out.print(f"  一览：{write_index(workspace, year, kind, results)}", soft_wrap=True)
    return code


def _table(done: list[Result], total: int) -> Table:
    """Return the newest results, and how far the batch is."""
    table = Table(title=f"已完成 {len(done)}/{total}")
    for name in ("报告", "结论", "错误", "提示", "秒"):
        table.add_column(name)
    for result in done[-SHOWN:]:
        verdict = _verdict(result)
        table.add_row(result.report, verdict, str(result.errors), str(result.warnings), f"{result.seconds:.1f}")
    return table


def _verdict(result: Result) -> str:
    return "没有变化" if result.skipped else VERDICT_WORDS.get(result.verdict, "没有生成")


def _line(result: Result) -> str:
    cost = f"，{result.seconds:.1f} 秒" if result.seconds else ""
    return f"{result.report}　{_verdict(result)}{cost}{f'　{result.reason}' if result.reason else ''}"


def summary(results: tuple[Result, ...]) -> ExitCode:
    """Print the failures and the counts; return the worst code, or FINDINGS where only some input was wrong."""
    for result in results:
        if result.reason:
            say(_line(result), "red")
    built = [result for result in results if not result.skipped and not result.reason]
    drafts = sum(result.verdict == "fail" for result in built)
    failed = sum(bool(result.reason) for result in results)
    skipped = sum(result.skipped for result in results)
    cpu = sum(result.cpu for result in results)
    out.print(
        f"共 {len(results)} 份：生成 {len(built)} 份（其中草稿 {drafts} 份），没有变化 {skipped} 份，"
        f"失败 {failed} 份；处理器 {cpu:.1f} 秒",
        markup=False,
    )
    worst = ExitCode(max(result.code for result in results))
    return ExitCode.FINDINGS if worst is ExitCode.INPUT and failed < len(results) else worst
