"""Where the tables of a report come from: the ledger and the roll-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from report_helpers.checks.explaining import rule_lines
from report_helpers.checks.peers import odd_units
from report_helpers.checks.units import errors_of_units
from report_helpers.cli.console import say, say_all, say_lines
from report_helpers.cli.help import Command
from report_helpers.cli.options import report_argument, report_id_of, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem
from report_helpers.files.file_sets import finish_begun
from report_helpers.ledger.rules import CASE_PROCEDURES
from report_helpers.rollup.reporting import compare_and_write, explain_cell
from report_helpers.sources.table_csv import write_tables
from report_helpers.sources.workspace import find_workspace

if TYPE_CHECKING:
    from pathlib import Path


@click.command("rollup", cls=Command)
@report_argument
@workspace_option
@click.option("--write", is_flag=True, help="已有的各表也按汇总数重写（先列出差异）")
@click.option("--strict", is_flag=True, help="有单位自己的表或正文有错误的，不汇总")
@click.option("--explain", metavar="数据项", help="列出一个数据项（表.行.列）由哪些单位的数相加而成")
def rollup_command(report: str, workspace: Path | None, *, write: bool, strict: bool, explain: str | None) -> ExitCode:
    """汇总：由各单位的数据生成上级的各表。

    单位名单写在 data/<上级>/units.yaml。上级的表还没有的，连同待写的正文写出来；已有的，逐格核对，有差异时退出码 1。
    """
    place = find_workspace(workspace)
    report_id = report_id_of(report, place)
    if explain:
        say_lines(explain_cell(place, report_id, explain))
        return ExitCode.DONE
    from report_helpers.scaffold.years import skeleton_text  # noqa: PLC0415  what else begins a year

    found = errors_of_units, odd_units, skeleton_text
    return say_all(compare_and_write(place, report_id, *found, write=write, strict=strict))


@click.command("ledger", cls=Command)
@report_argument
@workspace_option
@click.option("--write", is_flag=True, help="把计数写成各表的 CSV；已有而不同的表不覆盖")
@click.option("--force", is_flag=True, help="与 --write 同用：已有而不同的表也按台账重写（先列出新旧）")
def ledger_command(report: str, workspace: Path | None, write: bool, force: bool) -> ExitCode:  # noqa: FBT001
    """台账：由台账逐件计数得出各表，核对期限，并与填报的表逐格比较。

    台账是 data/<机关>/<年份>/ledger.csv 或 ledger.xlsx，写法见 docs/ledger.zh-CN.md。有差异或错误时退出码 1。
    """
    place = find_workspace(workspace)
    report_id = report_id_of(report, place)
    folder = report_id.data_path
    if write:
        finish_begun(place.root, folder, "写表")
    counted = place.ledger_report(report_id)
    if not counted.ledgers:
        fix = "请放入 ledger.csv 或 ledger.xlsx，写法见 docs/ledger.zh-CN.md"
        raise InputError(Problem("没有台账", file=f"{folder}/ledger.csv", fix=fix))
    from report_helpers.ledger.comparing import (  # noqa: PLC0415  imports numpy
        comparison_lines,
        contents_to_write,
        differing_cells,
    )

    typed, ledgers = place.typed_tables(report_id), counted.ledgers.values()
    say_lines(comparison_lines(counted, typed))
    faults = list(rule_lines(counted, CASE_PROCEDURES))
    say_lines(faults)
    is_different = any(differing_cells(ledger, typed) for ledger in ledgers)
    if write:
        contents = contents_to_write(ledgers, typed, counted.form, folder, force=force)
        for path in write_tables(place.root / folder, counted.form, contents, counted.ledgers, "写表"):
            say(f"已写　{path.relative_to(place.root)}")
        is_different = False
    has_errors = any(line.tone == "error" for line in faults)
    return ExitCode.FINDINGS if has_errors or is_different else ExitCode.DONE
