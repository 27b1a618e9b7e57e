"""The workbooks of many agencies at once: handed out into a folder, and a folder of filled ones brought in."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from report_helpers.checks.finding import SEVERITY_WORDS, VERDICT_WORDS, finding_line
from report_helpers.errors import (
    ExitCode,
    InputError,
    Line,
    Problem,
    RunError,
    gathering,
    raise_problems,
    reason_of,
    visible,
)
from report_helpers.files.file_sets import replace_files
from report_helpers.sources.units_yaml import read_unit_list, units_file
from report_helpers.workbook.contents import read_draft
from report_helpers.workbook.importing import (
    ABSENT,
    BLANK,
    changes,
    checked,
    files_to_write,
    has_text,
    refuse_blanked,
    save,
)
from report_helpers.workbook.reading import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from report_helpers.errors import Printed
    from report_helpers.facts.identifiers import ReportId
    from report_helpers.sources.workspace import Workspace
    from report_helpers.workbook.reading import Filled

MAX_FILES = 10_000  # a province has some seven thousand units
SHOWN = 3  # of the reports that lack something
_UNSEEN = (".", "~$")  # how the names begin of what systems and spreadsheets put beside a person's files
_CELLS_OF_NOBODY = {BLANK, ABSENT}


def hand_out_many(place: Workspace, reports: Sequence[ReportId], folder: Path, *, force: bool) -> Printed:
    """Write the workbook of every report into *folder*, all of them at once, and yield what was written.

    Left out are a parent whose tables are added up, a year that was published elsewhere, and, without *force*,
    workbooks that are there. One that cannot be made is named, and the others go on: FINDINGS. Raises InputError
    where none can be made and where *folder* is none, RunError where they cannot be written.
    """
    from report_helpers.workbook.writing import file_name, workbook_bytes  # noqa: PLC0415  XlsxWriter, to write only

    if os.path.lexists(folder) and not folder.is_dir():
        raise InputError(Problem("不是文件夹", str(folder), column="--output", fix="请指定一个文件夹"))
    books, problems, kept = dict[str, bytes](), list[Problem](), 0
    for report in reports:
        with gathering(problems):
            reason = _not_typed(place, report)
            if reason:
                yield Line(f"不导出　{report}：{reason}", "note")
            elif not force and os.path.lexists(folder / file_name(report)):
                kept += 1
            else:
                books[file_name(report)] = workbook_bytes(read_draft(place, report))
    if not books and not kept:
        raise_problems(problems or [Problem("没有要导出的工作簿", value=str(place.root))])
    if books:
        replace_files(folder, books, "导出填报工作簿")
    yield from (Line(f"没有导出　{problem.sentence()}", "error") for problem in problems)
    if kept:
        yield Line(f"已有 {kept} 份，没有覆盖；确要覆盖的加 --force，里面填的数会丢失。", "warning")
    yield Line(f"已导出 {len(books)} 份到 {folder}/。填好后放在一个文件夹里，运行 report import {folder} 一次导入。")
    return ExitCode.FINDINGS if problems else ExitCode.DONE


def _not_typed(place: Workspace, report: ReportId) -> str:
    """Return why nobody fills in the tables of a report, "" where somebody does."""
    if place.imported(report) is not None:
        return "这一年是外部公布件"
    listed = units_file(place.root, report)
    is_added_up = bool(listed) and not read_unit_list(place.root, listed, report.agency).typed
    return f"各表由单位汇总（{listed}），请用 report rollup" if is_added_up else ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a folder of workbooks says, by file name; `problems` are what is wrong with those that are refused."""

    filled: Mapping[str, Filled]
    problems: Mapping[str, tuple[Problem, ...]]


def read_folder(place: Workspace, folder: Path, year: int | None = None, *, blank: bool = False) -> Batch:
    """Return what every workbook in *folder* says, and what is wrong with the others.

    Two workbooks of one report are both refused, and so is one of another *year*, where one is given, and one
    that makes figures blank without *blank*. Raises InputError where there is none to be brought in.
    """
    found: dict[str, Filled] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    for path in _files(folder):
        try:
            filled = read_workbook(place, path)
            _refuse_other_year(filled, path.name, year)
            if not blank:
                refuse_blanked(filled, path.name)
            found[path.name] = filled
        except InputError as error:
            problems[path.name] = tuple(_of_file(problem, path.name) for problem in error.problems)
    named: defaultdict[ReportId, list[str]] = defaultdict(list)
    for name, filled in found.items():
        named[filled.report.id].append(name)
    for report, names in named.items():
        if len(names) > 1:
            what = f"{report} 有 {len(names)} 份工作簿（{'、'.join(names)}），不知道以哪一份为准"
            problems |= {name: (Problem(what, name, fix="请只留一份"),) for name in names}
    batch = Batch({name: filled for name, filled in found.items() if name not in problems}, problems)
    if not batch.filled:
        raise_problems(problem for each in problems.values() for problem in each)
    return batch


def _of_file(problem: Problem, name: str) -> Problem:
    """Return what is wrong with a workbook so that it begins with the workbook's name."""
    return problem if problem.file.startswith(name) else Problem(problem.sentence().removesuffix("。"), name)


def _files(folder: Path) -> list[Path]:
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith(_UNSEEN))
    except OSError as error:
        raise InputError(Problem(f"文件夹无法打开（{reason_of(error)}）", str(folder))) from None
    if not paths or len(paths) > MAX_FILES:
        what = f"有 {len(paths)} 个文件，超过了 {MAX_FILES} 个的上限" if paths else "文件夹里没有工作簿"
        raise InputError(Problem(what, str(folder), fix="请检查是否指错了文件夹"))
    return paths


def _refuse_other_year(filled: Filled, name: str, year: int | None) -> None:
    if year is not None and filled.report.year != year:
        what = f"是 {filled.report.id} 的工作簿，不是 {year} 年的"
        raise InputError(Problem(what, name, fix="请核对文件和 YEAR"))


def preview_many(place: Workspace, batch: Batch) -> Printed:
    """Yield, a workbook after another, what would be written over, corrections and errors, then those refused.

    Figures where there were none are counted only. Ends with FINDINGS where one is refused or has an error.
    """
    failed = textless = 0
    for name, filled in batch.filled.items():
        checks, told = checked(place, filled)
        failed, textless = failed + (checks["verdict"] == "fail"), textless + bool(told)
        yield from _summary(name, filled, checks)
    for problems in batch.problems.values():
        yield from (Line(f"不能导入　{problem.sentence()}", "error") for problem in problems)
    due = writable(place, batch)
    counts = f"共 {len(batch.filled) + len(batch.problems)} 个文件：将写入 {len(due)} 份"
    same = f"，与工作区相同 {len(batch.filled) - len(due)} 份"
    yield Line(f"{counts}{same}，不能导入 {len(batch.problems)} 个；未通过校验 {failed} 份。", "heading")
    if textless:
        yield Line(f"其中 {textless} 份没有可用的正文，只核对了各表和正文数字。", "warning")
    return ExitCode.FINDINGS if batch.problems or failed else ExitCode.DONE


def _summary(name: str, filled: Filled, checks: Mapping[str, Any]) -> Iterator[Line]:
    """Yield one workbook in short."""
    report, found = filled.report, changes(filled)
    replaced = [change for change in found if change.old not in _CELLS_OF_NOBODY]
    counts = "、".join(
        f"{word} {sum(finding['severity'] == severity for finding in checks['findings'])} 条"
        for severity, word in SEVERITY_WORDS.items()
        if severity != "note"
    )
    verdict = f"{VERDICT_WORDS[checks['verdict']]}（{counts}）"
    head = f"{visible(name)}：{report.agency.name}（{report.id}）　新填 {len(found) - len(replaced)} 处"
    yield Line(f"{head}，改写 {len(replaced)} 处　校验：{verdict}", "heading")
    yield from (Line(f"　更正　{sentence}", "warning") for sentence in filled.mended)
    for change in replaced:
        yield Line(f"　改写　{change.label}（{change.fact}）：{visible(change.old)} → {visible(change.new)}")
    for finding in checks["findings"]:
        if finding["severity"] == "error":
            yield finding_line(finding)


def writable(place: Workspace, batch: Batch) -> list[Filled]:
    """Return the workbooks that would change a file."""
    return [filled for filled in batch.filled.values() if files_to_write(place, filled)]


def save_many(place: Workspace, batch: Batch) -> Printed:
    """Write the files of each workbook, all of one or none, and yield what was written.

    One that cannot be written is named, and the others go on: FAILED.
    """
    code, done, textless = ExitCode.DONE, 0, list[str]()
    for filled in writable(place, batch):
        try:
            save(place, filled)
        except RunError as error:
            code = ExitCode.FAILED
            yield Line(f"没有写入　{filled.report.id}　{error}", "error")
            continue
        done += 1
        textless += [] if has_text(place, filled.report) else [str(filled.report.id)]
    yield Line(f"已写入 {done} 份。")
    if textless:
        shown = "、".join(textless[:SHOWN]) + ("等" if len(textless) > SHOWN else "")
        yield Line(f"还有 {len(textless)} 份缺 narrative.md（{shown}），有了正文才能生成报告。", "warning")
    return code
