"""The fill-in workbook: handed out, read back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from report_helpers.cli.console import out, say, say_all, say_lines
from report_helpers.cli.options import report_argument, report_id_of, workspace_option
from report_helpers.errors import ExitCode
from report_helpers.sources import find_workspace


@click.command("template")
@report_argument
@workspace_option
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到哪里；不写时为 机关代号-年份-填报表.xlsx")
@click.option("--force", is_flag=True, help="已有的文件也覆盖")
def template_command(report: str, workspace: Path | None, output: Path | None, force: bool) -> ExitCode:  # noqa: FBT001
    """导出填报工作簿（.xlsx）：三张表、正文数字、备注、填写说明。已有的数字和上年结转先填好。"""
    from report_helpers.workbook import hand_out  # noqa: PLC0415  imports XlsxWriter and openpyxl

    place = find_workspace(workspace)
    report_id = report_id_of(report, place)
    target = output or Path(f"{report_id.agency}-{report_id.year}-填报表.xlsx")
    say_lines(hand_out(place, report_id, target, force=force))
    return ExitCode.DONE


@click.command("import")
@click.argument("file", metavar="填好的工作簿.xlsx", type=click.Path(path_type=Path))
@click.argument("report", required=False, metavar="[机关代号@年份]")
@workspace_option
@click.option("--yes", is_flag=True, help="不再询问，直接写入（供脚本使用）")
def import_command(file: Path, report: str | None, workspace: Path | None, yes: bool) -> ExitCode:  # noqa: FBT001
    """把填好的工作簿导入工作区：先列出改动、重新校验，确认后写入三张表和 facts.csv。

    写了机关代号@年份的，工作簿须是这一份。
    """
    from report_helpers.workbook import files_to_write, missing, preview, read_workbook, save  # noqa: PLC0415

    place = find_workspace(workspace)
    filled = read_workbook(place, file, report_id_of(report, place) if report else None)
    code = say_all(preview(place, filled, file.name))
    if not files_to_write(place, filled):
        return code
    if not yes and not _confirmed():
        say("没有确认，什么也没有写。脚本里请加 --yes。", "yellow")
        return ExitCode.INPUT
    for path in save(place, filled):
        say(f"已写入 {path.relative_to(place.root)}")
    say_lines(missing(place, filled.report))
    return code


def _confirmed() -> bool:
    if not sys.stdin.isatty() and not sys.stdin.readable():
        return False
    try:
        return click.confirm("写入吗", default=False)
    except click.Abort:  # nobody there to answer
        out.print()
        return False
