"""The plan of a whole workbook, from a report's form, and the record by which it is known again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.facts.identifiers import ReportId
from report_helpers.forms.cells import table_names
from report_helpers.sources.facts_csv import HEADERS
from report_helpers.workbook.plan import PlannedCell, SheetPlan, WorkbookPlan
from report_helpers.workbook.table_plan import plan_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sized

    from report_helpers.facts.report import Report

# The very hidden sheet by which a workbook is known again: form, agency, year, plan; no person's name.
RECORD = "模板信息"
KIT = "report-helpers"
AGAIN = "请用 report template 重新导出，把数字填进新的工作簿"
MAX_ROWS = 1000
_NUMERALS = "零一两三四五六七八九十"
GUIDE, FIGURES, REMARKS = "填写说明", "正文数字", "备注"
REMARK_HEADERS = ("工作表", "单元格", "备注")
SPARE_ROWS, SPARE_REMARKS = 30, 20
HEAD_ROW = 2
_FIGURES_HINT = (
    "{tables}张表以外、正文要用的数字，一行一个，没有的不填。“编号”由编制人员定（如 text.wechat_posts），已有的不要改；"
    "“约数”填 余、约、近 之一，确数留空；是某个总数的一部分的，“属于”填那个总数的编号，单位要相同。"
    "没有填数值的行不采用。"
)
_REMARKS_HINT = "数字要附说明的写在这里，印成表下注释。工作表如 {name}，单元格如 B6，备注如 其中修订16件。没有的不填。"


@dataclass(frozen=True, slots=True)
class Variables:
    """What of a workbook's plan the form does not say: totals that are typed, rows for text."""

    typed: frozenset[str] = frozenset()
    figures: int = SPARE_ROWS
    remarks: int = SPARE_REMARKS


def counted(things: Sized) -> str:
    """Return how many things there are, as a Chinese numeral before a counter up to ten."""
    return _NUMERALS[len(things)] if len(things) < len(_NUMERALS) else str(len(things))


def by_rule(rule: str) -> str:
    """Return the rule in brackets, nothing where a kind has none."""
    return f"（规则 {rule}）" if rule else ""


def plan_workbook(report: Report, variables: Variables) -> WorkbookPlan:
    """Return the plan of a report's workbook; it depends on form, agency, year and *variables* alone."""
    names = table_names(report.form)
    tables = tuple(plan_table(report, table.id, names[table.id], variables.typed) for table in report.form.tables)
    labels = tuple(header.label for header in HEADERS)
    figures_hint = _FIGURES_HINT.format(tables=counted(tables))
    remarks_hint = _REMARKS_HINT.format(name=tables[0].name)
    figures = _list(FIGURES, f"{report.title}　{FIGURES}", figures_hint, labels, variables.figures)
    remarks = _list(REMARKS, f"{report.title}　{REMARKS}", remarks_hint, REMARK_HEADERS, variables.remarks)
    return WorkbookPlan(report.id, report.form.version, tables, figures, remarks)


def _list(name: str, title: str, hint: str, labels: tuple[str, ...], rows: int) -> SheetPlan:
    """Plan a sheet that is a list: a header and *rows* rows to type in."""
    width = len(labels)
    body = (PlannedCell("text", HEAD_ROW + 1 + row, column) for row in range(rows) for column in range(width))
    cells = (
        PlannedCell("title", 0, 0, 1, width, title),
        PlannedCell("hint", 1, 0, 1, width, hint),
        *(PlannedCell("column", HEAD_ROW, column, text=label) for column, label in enumerate(labels)),
        *body,
    )
    return SheetPlan(name, name, cells, HEAD_ROW + 1, width)


@dataclass(frozen=True, slots=True)
class Record:
    """What a workbook says of itself."""

    report: ReportId
    form: str
    version: str
    fingerprint: str
    variables: Variables

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return the record as rows of key and value."""
        return (
            ("kit", KIT),
            ("kit_version", self.version),
            ("form", self.form),
            ("kind", self.report.kind),
            ("agency", self.report.agency),
            ("year", str(self.report.year)),
            ("fingerprint", self.fingerprint),
            ("figure_rows", str(self.variables.figures)),
            ("remark_rows", str(self.variables.remarks)),
            ("typed_totals", " ".join(sorted(self.variables.typed))),
        )


def read_record(values: Mapping[str, str], shown: str) -> Record:
    """Return the record in *values*; InputError when it is none of this kit's."""
    if values.get("kit") != KIT:
        raise InputError(Problem("不是本工具导出的填报工作簿，或其中的模板信息已被删除", shown, fix=AGAIN))
    try:
        report = ReportId.of(values["agency"], values["year"], values.get("kind", ""))
        rows = int(values["figure_rows"]), int(values["remark_rows"])
        typed = frozenset(values.get("typed_totals", "").split())
        form, version, fingerprint = values["form"], values["kit_version"], values["fingerprint"]
    except (KeyError, ValueError, InputError):
        raise InputError(Problem("模板信息不完整或被改动过", shown, fix=AGAIN)) from None
    if not all(0 < count <= MAX_ROWS for count in rows):
        raise InputError(Problem("模板信息不完整或被改动过", shown, fix=AGAIN))
    return Record(report, form, version, fingerprint, Variables(typed, *rows))
