"""A workbook that comes back: what it changes, what the rules find then, and writing it into the workspace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from report_helpers.checks.checking import check
from report_helpers.checks.finding import result_lines
from report_helpers.errors import ExitCode, InputError, Line, Problem, visible
from report_helpers.facts.fact import Fact, Status
from report_helpers.facts.identifiers import TEXT_FILE
from report_helpers.files.file_sets import replace_files
from report_helpers.sources.facts_csv import write_text_facts
from report_helpers.sources.table_csv import write_table
from report_helpers.workbook.planning import by_rule, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from report_helpers.errors import Printed
    from report_helpers.facts.report import Report
    from report_helpers.sources.workspace import Workspace
    from report_helpers.workbook.reading import Filled

BLANK, ABSENT = "空白", "（没有）"


@dataclass(frozen=True, slots=True)
class Change:
    """A fact before and after, as a person reads it."""

    fact: str
    label: str
    old: str
    new: str


def changes(filled: Filled) -> tuple[Change, ...]:
    """Return what an import would change, cells in printed order, then the figures of the text."""
    before, after = filled.before.facts, filled.report.facts
    found = []
    for key, fact in {**after, **{key: fact for key, fact in before.items() if key not in after}}.items():
        old, new = before.get(key), after.get(key)
        if old is None or new is None or _content(old) != _content(new):
            found.append(Change(key, fact.label, _shown(old), _shown(new)))
    return tuple(found)


def _content(fact: Fact) -> tuple[object, ...]:
    """What a file keeps of a fact; the value as printed, because 45.50 is not 45.5."""
    kept = (fact.label, fact.qualifier, fact.unit, fact.part_of, fact.source) if fact.id.startswith("text.") else ()
    return (fact.status, fact.printed, fact.note, *kept)


def _shown(fact: Fact | None) -> str:
    if fact is None:
        return ABSENT
    if not fact.id.startswith("text."):
        return fact.printed + fact.note or BLANK
    more = (("名称 ", fact.label), ("属于 ", fact.part_of), ("来源 ", fact.source))
    return f"{fact.written}{fact.note}（{'，'.join(f'{name}{text}' for name, text in more if text)}）"


def blanked(filled: Filled) -> tuple[Change, ...]:
    """Return the changes of an import that leave no figure where there was one."""
    had = {fact.id for fact in filled.before.facts.values() if fact.status is not Status.BLANK}
    return tuple(change for change in changes(filled) if change.new in {BLANK, ABSENT} and change.fact in had)


def files_to_write(place: Workspace, filled: Filled) -> dict[str, str]:
    """Return the files an import writes, by name: absent ones and those with changed figures."""
    report = filled.report
    folder = data_folder(place, report)
    changed = {change.fact.partition(".")[0] for change in changes(filled)}
    contents = {cell.id: cell.printed + cell.note for cell in report.cells()}
    files = {
        f"{table.id}.csv": write_table(report.form, table, contents)
        for table in report.form.tables
        if table.id not in report.ledgers and (table.id in changed or not (folder / f"{table.id}.csv").exists())
    }
    if "text" in changed:
        files["facts.csv"] = write_text_facts(report.text_facts())
    return files


def save(place: Workspace, filled: Filled) -> list[Path]:
    """Write the files of an import and return their paths; RunError when one cannot be written."""
    return replace_files(data_folder(place, filled.report), files_to_write(place, filled), "导入")


def data_folder(place: Workspace, report: Report) -> Path:
    """Return the folder of a report's data."""
    return place.root / report.id.data_path


def has_text(place: Workspace, report: Report) -> bool:
    """Tell whether the text of a report is on file."""
    return (data_folder(place, report) / TEXT_FILE).exists()


def refuse_blanked(filled: Filled, name: str) -> None:
    """Raise InputError where an import would leave no figure where there was one."""
    lost = len(blanked(filled))
    if lost:
        what = f"有 {lost} 个已有的数字将改为空白，没有写入"
        raise InputError(Problem(what, name, fix="请在工作簿里补填；确要改为空白的加 --blank"))


def preview(place: Workspace, filled: Filled, name: str) -> Printed:
    """Yield what a workbook changes and what the rules find then; ends with FINDINGS where an error is among it."""
    report, found = filled.report, changes(filled)
    yield Line(f"{visible(name)}：{report.agency.name} {report.year} 年（{report.id}）", "heading")
    yield from (Line(f"更正　{sentence}", "warning") for sentence in filled.mended)
    for change in found:
        yield Line(f"改动　{change.label}（{change.fact}）：{visible(change.old)} → {visible(change.new)}")
    checks, told = checked(place, filled)
    yield from told
    yield from result_lines(checks)
    files = files_to_write(place, filled)
    if files:
        folder = f"{report.id.data_path}/"
        yield Line(f"将写入 {folder}：{'、'.join(files)}；改动 {len(found)} 处。", "heading")
    else:
        yield Line("与工作区的数字相同，没有要写的。")
    return ExitCode.FINDINGS if checks["verdict"] == "fail" else ExitCode.DONE


def checked(place: Workspace, filled: Filled) -> tuple[Mapping[str, Any], list[Line]]:
    """Check the new figures, with the text on file where it can be filled in; return the result, and why it cannot."""
    try:
        on_file = place.load(filled.report.id)
        return check(replace(on_file, facts=filled.report.facts)).to_json(), []
    except InputError as error:
        told = list[Line]()
        if has_text(place, filled.report):
            told += [Line(f"正文和其他文件暂不能校验　{sentence}", "warning") for sentence in error.sentences()]
        checks = check(filled.report).to_json()
        what = f"没有可用的正文，以下只是{counted(filled.report.form.tables)}张表和正文数字的核对结果。"
        findings = [finding for finding in checks["findings"] if finding["severity"] != "note"]
        return checks | {"findings": findings}, [*told, Line(what, "warning")]


def missing(place: Workspace, report: Report) -> Iterator[Line]:
    """Yield what the year still lacks: nothing is invented."""
    blanks = sum(fact.status is Status.BLANK for fact in report.cells())
    if blanks:
        yield Line(f"还有 {blanks} 格空白，没有人填报{by_rule(report.form.input_rules.blank)}。", "warning")
    if not has_text(place, report):
        shown = f"{report.id.data_path}/{TEXT_FILE}"
        yield Line(f"还缺 {shown}（{counted(report.form.sections)}个部分的正文），有了它才能生成报告。", "warning")
