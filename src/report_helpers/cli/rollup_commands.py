"""The roll-up: a parent's tables from its units' figures."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  click reads the annotation

import click

from report_helpers.cli.console import say_all, say_lines
from report_helpers.cli.options import report_argument, report_id_of, today, workspace_option
from report_helpers.errors import ExitCode
from report_helpers.rollup import compare_and_write, explain_cell
from report_helpers.sources import find_workspace


@click.command("rollup")
@report_argument
@workspace_option
@click.option("--write", is_flag=True, help="已有的各表也按汇总数重写（先列出差异）")
@click.option("--explain", metavar="数据项", help="列出一个数据项（表.行.列）由哪些单位的数相加而成")
def rollup_command(report: str, workspace: Path | None, write: bool, explain: str | None) -> ExitCode:  # noqa: FBT001
    """汇总：由各单位的数据生成上级的三张表。

    单位名单写在 data/<上级>/units.yaml。上级的表还没有的，写出来；已有的，逐格核对，有差异时退出码 1。
    """
    place = find_workspace(workspace)
    report_id = report_id_of(report, place)
    if explain:
        say_lines(explain_cell(place, report_id, explain))
        return ExitCode.DONE
    return say_all(compare_and_write(place, report_id, today(), write=write))
