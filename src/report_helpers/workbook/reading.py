"""Reading a filled-in workbook back into facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, gathering, raise_problems, shorten
from report_helpers.facts.fact import Status
from report_helpers.facts.report import blank_facts
from report_helpers.files.file_sets import finish_begun
from report_helpers.forms.cells import form_cells
from report_helpers.forms.model import form_name
from report_helpers.sources.figures import FigureError
from report_helpers.workbook.contents import fill_totals, last_value, read_draft
from report_helpers.workbook.figure_cells import read_figure_cell
from report_helpers.workbook.lists import read_figures, read_remarks
from report_helpers.workbook.opening import open_workbook
from report_helpers.workbook.planning import AGAIN, RECORD, plan_workbook, read_record
from report_helpers.workbook.structure import is_formula, sheet_name, structure_problems

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.report import Report
    from report_helpers.forms.model import Form
    from report_helpers.sources.workspace import Workspace
    from report_helpers.workbook.opening import RawCell, RawSheet
    from report_helpers.workbook.plan import PlannedCell, SheetPlan, WorkbookPlan
    from report_helpers.workbook.planning import Record


@dataclass(frozen=True, slots=True)
class Filled:
    """What a workbook says: the report with its new facts, the one on file, and what was mended."""

    report: Report
    before: Report
    mended: tuple[str, ...]


def read_workbook(place: Workspace, path: Path, expected: ReportId | None = None) -> Filled:
    """Return what the workbook at *path* says, read into *place*'s report of its agency and year.

    Raises InputError listing everything that makes it another workbook than was handed out, of
    another report than *expected*, or is no figure; nothing is guessed.
    """
    shown = path.name
    sheets = open_workbook(path)
    cells = sheets[RECORD].cells if RECORD in sheets else {}
    keys = {row: cell.text for (row, column), cell in cells.items() if column == 0}
    values = {key: cells[row, 1].text for row, key in keys.items() if (row, 1) in cells}
    record = read_record(values, shown)
    if expected is not None and record.report != expected:
        reason = f"是 {record.report} 的工作簿，不是 {expected} 的"
        raise InputError(Problem(reason, shown, fix="请核对文件名、机关代号和年份"))
    finish_begun(place.root, record.report.data_path, "导入")
    before = read_draft(place, record.report)
    plan = plan_workbook(before, record.variables)
    _refuse_other_plan(record, plan, before.form, shown)
    raise_problems(structure_problems(sheets, plan, shown))
    return _WorkbookReader(before, plan, sheets, shown).filled(record.variables.typed)


def _refuse_other_plan(record: Record, plan: WorkbookPlan, form: Form, shown: str) -> None:
    """Refuse a workbook of another form or another layout."""
    if record.form != plan.form:
        reason = f"是 {form_name(record.form)}的工作簿，{record.report.year} 年度使用 {form_name(plan.form)}"
        raise InputError(Problem(reason, shown, rule=form.input_rules.form, fix=AGAIN))
    if record.fingerprint != plan.fingerprint:
        reason = (
            f"与现在的模板不同（导出时的版本 {record.version}；机关名称、格式或规则在导出后改过，或模板信息被改动）"
        )
        raise InputError(Problem(reason, shown, fix=AGAIN))


class _WorkbookReader:
    """Reads the sheets of one workbook: collects problems and what was mended on the way."""

    def __init__(self, before: Report, plan: WorkbookPlan, sheets: Mapping[str, RawSheet], shown: str) -> None:
        self.before, self.plan, self.sheets, self.shown = before, plan, sheets, shown
        self.cells, self.blank = form_cells(before.form), blank_facts(before.form)
        self.problems: list[Problem] = []
        self.mended: list[str] = []

    def filled(self, typed: frozenset[str]) -> Filled:
        """Read all sheets; InputError with every problem found."""
        figures: dict[str, Fact] = {}
        for sheet in self.plan.tables:
            figures |= self._inputs(sheet)
        self._add_remarks(figures)
        figures = fill_totals(self.before, figures, typed)
        for sheet in self.plan.tables:
            self._totals(sheet, figures)
            self._references(sheet)
        name = self.plan.figures.name
        shown = sheet_name(self.shown, name)
        with gathering(self.problems):
            texts, mended = read_figures(self.sheets[name], self.plan.figures, shown, self.before.form)
            figures |= texts
            self.mended += mended
        raise_problems(self.problems)
        return Filled(replace(self.before, facts=figures), self.before, tuple(self.mended))

    def _inputs(self, sheet: SheetPlan) -> dict[str, Fact]:
        raw = self.sheets[sheet.name].cells
        facts: dict[str, Fact] = {}
        for planned in sheet.by_fact.values():
            if planned.role == "counted":
                facts[planned.fact] = self._counted(sheet, planned, raw.get(planned.place))
            if planned.role != "input":
                continue
            cell, found, fact = self.cells[planned.fact], raw.get(planned.place), self.blank[planned.fact]
            try:
                rule = self.before.form.input_rules.of(cell.kind)
                figure, mended = read_figure_cell(found, cell.kind, cell.unit, rule)
            except FigureError as error:
                self._refuse(sheet, planned, found, error)
            else:
                fact = replace(fact, status=figure.status, value=figure.value, note=figure.note)
                if mended:
                    self._mend(sheet, planned, mended)
            facts[cell.id] = fact
        return facts

    def _counted(self, sheet: SheetPlan, planned: PlannedCell, raw: RawCell | None) -> Fact:
        """Return the figure that the ledger counts; another one in the workbook is refused."""
        fact = self.before.facts[planned.fact]
        if (raw.text.strip() if raw else "") != fact.printed:
            what = f"这张表由台账计数，这一格是 {fact.printed or '空白'}，不能在工作簿里改"
            self._refuse(sheet, planned, raw, FigureError(what, "", "请改正台账，再重新导出工作簿"))
        return fact

    def _refuse(self, sheet: SheetPlan, planned: PlannedCell, raw: RawCell | None, error: FigureError) -> None:
        place = f"{sheet_name(self.shown, sheet.name)} {planned.address}"
        label, value = self.cells[planned.fact].label, raw.text if raw else None
        self.problems.append(Problem(error.what, place, None, label, "", value, error.rule, error.fix))

    def _mend(self, sheet: SheetPlan, planned: PlannedCell, what: str) -> None:
        self.mended.append(f"工作表「{sheet.name}」{planned.address}：{what}")

    def _add_remarks(self, figures: dict[str, Fact]) -> None:
        """Put the remarks of their sheet beside the figures they belong to."""
        sheet = self.plan.remarks
        notes, problems = read_remarks(self.sheets[sheet.name], self.plan, sheet_name(self.shown, sheet.name))
        self.problems += problems
        for cell, (place, note) in notes.items():
            fact, problem = figures.get(cell), ""
            if fact is None:
                problem = "这一格是自动计算的合计，不能加备注"
            elif fact.status is Status.BLANK:
                problem = "这一格没有填数，不能只有备注"
            elif fact.note:
                problem = "这一格里已经有说明文字，备注只能写一处"
            else:
                figures[cell] = replace(fact, status=Status.NOTED if fact.has_value else fact.status, note=note)
            if problem:
                label = self.cells[cell].label
                self.problems.append(Problem(problem, place, row_label=label, value=note, fix="请核对备注"))

    def _totals(self, sheet: SheetPlan, figures: Mapping[str, Fact]) -> None:
        """Hold every total to its formula; a figure typed over it must be the sum."""
        raw = self.sheets[sheet.name].cells
        for planned in sheet.by_fact.values():
            found = raw.get(planned.place)
            if planned.role != "sum" or is_formula(found, planned):
                continue
            text = figures[planned.fact].printed
            if found is None or (found.kind != "formula" and found.text.strip() == text):
                self._mend(sheet, planned, f"合计的公式没有了，按各项之和 {text or '空白'} 计")
                continue
            what = f"合计的公式被改成了别的内容，各项之和是 {text or '空白'}"
            self._refuse(
                sheet, planned, found, FigureError(what, self.before.form.input_rules.sum, "请改正各项或恢复公式")
            )

    def _references(self, sheet: SheetPlan) -> None:
        """Say where last year's figure in the file is not that on file."""
        raw = self.sheets[sheet.name].cells
        for planned in sheet.cells:
            if planned.role == "reference":
                value = last_value(self.before, planned.fact)
                found, text = raw.get(planned.place), "" if value is None else f"{value.normalize():f}"
                if (found.text if found else "") != text:
                    shown = shorten(found.text) if found else "空白"
                    self._mend(sheet, planned, f"上年数 {shown} 与工作区的 {text or '空白'} 不同，核对时以工作区的为准")
