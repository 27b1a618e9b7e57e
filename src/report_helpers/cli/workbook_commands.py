"""The fill-in workbook: handed out, read back."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from report_helpers.checks import check
from report_helpers.cli.console import out, say, show_findings
from report_helpers.cli.options import report_argument, report_id_of, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem, visible
from report_helpers.facts import Status
from report_helpers.files.plain_files import write_whole
from report_helpers.sources import find_workspace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from report_helpers.facts import Report
    from report_helpers.sources import Workspace
    from report_helpers.workbook import Filled


@click.command("template")
@report_argument
@workspace_option
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写到哪里；不写时为 机关代号-年份-填报表.xlsx")
@click.option("--force", is_flag=True, help="已有的文件也覆盖")
def template_command(report: str, workspace: Path | None, output: Path | None, force: bool) -> ExitCode:  # noqa: FBT001
    """导出填报工作簿（.xlsx）：三张表、正文数字、备注、填写说明。已有的数字和上年结转先填好。"""
    from report_helpers.workbook import read_draft, workbook_bytes  # noqa: PLC0415  brings two libraries along

    place = find_workspace(workspace)
    report_id = report_id_of(report, place)
    target = output or Path(f"{report_id.agency}-{report_id.year}-填报表.xlsx")
    if target.suffix.lower() != ".xlsx":
        raise InputError(Problem("文件名应以 .xlsx 结尾", column="--output", value=str(target)))
    if not force and os.path.lexists(target):
        fix = "请换一个文件名（--output）；确要覆盖的加 --force，里面填的数会丢失"
        raise InputError(Problem("已有这个文件，没有覆盖", str(target), fix=fix))
    if target.is_dir() or not target.parent.is_dir():
        raise InputError(Problem("写不到这里，是文件夹或上级文件夹不存在", str(target)))
    draft = read_draft(place, report_id)
    write_whole(target, workbook_bytes(draft), "导出填报工作簿")
    filled = sum(fact.status is not Status.BLANK for fact in draft.cells())
    say(f"已导出 {target}：{draft.agency.name} {draft.year} 年，已有 {filled} 格数字{_opened(draft)}。")
    say(f"填好后用 make import FILE={target} 导入。")
    return ExitCode.DONE


def _opened(draft: Report) -> str:
    """Say what last year's report gave to begin with."""
    from report_helpers.workbook import opening_figures  # noqa: PLC0415

    if draft.previous is None:
        return "；没有上年数据，期初数留空"
    opened = len(opening_figures(draft))
    return f"；{opened} 格已按 {draft.previous.year} 年报告的期末数填好（黄格）" if opened else ""


@click.command("import")
@click.argument("file", metavar="填好的工作簿.xlsx", type=click.Path(path_type=Path))
@click.argument("report", required=False, metavar="[机关代号@年份]")
@workspace_option
@click.option("--yes", is_flag=True, help="不再询问，直接写入（供脚本使用）")
def import_command(file: Path, report: str | None, workspace: Path | None, yes: bool) -> ExitCode:  # noqa: FBT001
    """把填好的工作簿导入工作区：先列出改动、重新校验，确认后写入三张表和 facts.csv。

    写了机关代号@年份的，工作簿须是这一份。
    """
    from report_helpers.workbook import changes, files_to_write, read_workbook, save  # noqa: PLC0415

    place = find_workspace(workspace)
    filled = read_workbook(place, file, report_id_of(report, place) if report else None)
    found = changes(filled)
    say(f"{visible(file.name)}：{filled.report.agency.name} {filled.report.year} 年（{filled.report.id}）", "bold")
    for sentence in filled.mended:
        say(f"更正　{sentence}", "yellow")
    for change in found:
        say(f"改动　{change.label}（{change.fact}）：{visible(change.old)} → {visible(change.new)}")
    checks = _checked(place, filled)
    show_findings(checks)
    code = ExitCode.FINDINGS if checks["verdict"] == "fail" else ExitCode.DONE
    files = files_to_write(place, filled)
    if not files:
        say("与工作区的数字相同，没有要写的。")
        return code
    say(
        f"将写入 {filled.report.id.data_path}/：{'、'.join(files)}；改动 {len(found)} 处。",
        "bold",
    )
    if not yes and not _confirmed():
        say("没有确认，什么也没有写。脚本里请加 --yes。", "yellow")
        return ExitCode.INPUT
    for path in save(place, filled):
        say(f"已写入 {path.relative_to(place.root)}")
    _say_missing(place, filled.report)
    return code


def _checked(place: Workspace, filled: Filled) -> Mapping[str, Any]:
    """Check the new figures, with the text on file where it can still be filled in."""
    try:
        on_file = place.load(filled.report.id)
        return check(replace(on_file, facts=filled.report.facts)).to_json()
    except InputError as error:
        if (place.root / filled.report.id.data_path / "narrative.md").exists():
            for sentence in error.sentences():
                say(f"正文和其他文件暂不能校验　{sentence}", "yellow")
        checks = check(filled.report).to_json()
        say("没有可用的正文，以下只是三张表和正文数字的核对结果。", "yellow")
        return checks | {"findings": [finding for finding in checks["findings"] if finding["severity"] != "note"]}


def _confirmed() -> bool:
    if not sys.stdin.isatty() and not sys.stdin.readable():
        return False
    try:
        return click.confirm("写入吗", default=False)
    except click.Abort:  # nobody there to answer
        out.print()
        return False


def _say_missing(place: Workspace, report: Report) -> None:
    """Say what the year still lacks: nothing is invented."""
    folder = place.root / report.id.data_path
    blanks = sum(fact.status is Status.BLANK for fact in report.cells())
    if blanks:
        say(f"还有 {blanks} 格空白，没有人填报（规则 F-1）。", "yellow")
    if not (folder / "narrative.md").exists():
        say(f"还缺 {report.id.data_path}/narrative.md（六个部分的正文），有了它才能生成报告。", "yellow")
