"""A workbook handed out as a file, and one that comes back shown before it is written into the workspace."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from report_helpers.checks import check, result_lines
from report_helpers.errors import ExitCode, InputError, Line, Problem, visible
from report_helpers.facts import Status
from report_helpers.files.plain_files import write_whole
from report_helpers.workbook.contents import opening_figures
from report_helpers.workbook.draft import read_draft
from report_helpers.workbook.saving import changes, data_folder, files_to_write
from report_helpers.workbook.writing import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path

    from report_helpers.errors import Printed
    from report_helpers.facts import Report, ReportId
    from report_helpers.sources import Workspace
    from report_helpers.workbook.reading import Filled


def hand_out(place: Workspace, report: ReportId, target: Path, *, force: bool) -> Iterator[Line]:
    """Write the workbook of a report to *target* and yield what it holds.

    Raises InputError where *target* is no .xlsx, is there already and *force* is not given, or cannot be a file.
    """
    if target.suffix.lower() != ".xlsx":
        raise InputError(Problem("文件名应以 .xlsx 结尾", column="--output", value=str(target)))
    if not force and os.path.lexists(target):
        fix = "请换一个文件名（--output）；确要覆盖的加 --force，里面填的数会丢失"
        raise InputError(Problem("已有这个文件，没有覆盖", str(target), fix=fix))
    if target.is_dir() or not target.parent.is_dir():
        raise InputError(Problem("无法写入，是文件夹或上级文件夹不存在", str(target)))
    draft = read_draft(place, report)
    write_whole(target, workbook_bytes(draft), "导出填报工作簿")
    filled = sum(fact.status is not Status.BLANK for fact in draft.cells())
    yield Line(f"已导出 {target}：{draft.agency.name} {draft.year} 年，已有 {filled} 格数字{_opened(draft)}。")
    yield Line(f"填好后用 make import FILE={target} 导入。")


def _opened(draft: Report) -> str:
    """Say which figures come from last year's report."""
    if draft.previous is None:
        return "；没有上年数据，期初数留空"
    opened = len(opening_figures(draft))
    return f"；{opened} 格已按 {draft.previous.year} 年报告的期末数填好（黄格）" if opened else ""


def preview(place: Workspace, filled: Filled, name: str) -> Printed:
    """Yield what a workbook changes and what the rules find then; ends with FINDINGS where an error is among it."""
    report, found = filled.report, changes(filled)
    yield Line(f"{visible(name)}：{report.agency.name} {report.year} 年（{report.id}）", "heading")
    yield from (Line(f"更正　{sentence}", "warning") for sentence in filled.mended)
    for change in found:
        yield Line(f"改动　{change.label}（{change.fact}）：{visible(change.old)} → {visible(change.new)}")
    checks = yield from _checked(place, filled)
    yield from result_lines(checks)
    files = files_to_write(place, filled)
    if files:
        folder = f"{report.id.data_path}/"
        yield Line(f"将写入 {folder}：{'、'.join(files)}；改动 {len(found)} 处。", "heading")
    else:
        yield Line("与工作区的数字相同，没有要写的。")
    return ExitCode.FINDINGS if checks["verdict"] == "fail" else ExitCode.DONE


def _checked(place: Workspace, filled: Filled) -> Generator[Line, None, Mapping[str, Any]]:
    """Check the new figures, with the text on file where it can be filled in; yield why it cannot."""
    try:
        on_file = place.load(filled.report.id)
        return check(replace(on_file, facts=filled.report.facts)).to_json()
    except InputError as error:
        if (data_folder(place, filled.report) / "narrative.md").exists():
            yield from (Line(f"正文和其他文件暂不能校验　{sentence}", "warning") for sentence in error.sentences())
        checks = check(filled.report).to_json()
        yield Line("没有可用的正文，以下只是三张表和正文数字的核对结果。", "warning")
        return checks | {"findings": [finding for finding in checks["findings"] if finding["severity"] != "note"]}


def missing(place: Workspace, report: Report) -> Iterator[Line]:
    """Yield what the year still lacks: nothing is invented."""
    blanks = sum(fact.status is Status.BLANK for fact in report.cells())
    if blanks:
        yield Line(f"还有 {blanks} 格空白，没有人填报（规则 F-1）。", "warning")
    if not (data_folder(place, report) / "narrative.md").exists():
        shown = f"{report.id.data_path}/narrative.md"
        yield Line(f"还缺 {shown}（六个部分的正文），有了它才能生成报告。", "warning")
