"""The front door: `load` a report, ask it for its parts, `check` it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from report_helpers.checks.checking import check as run_checks
from report_helpers.errors import InputError, Problem
from report_helpers.narrative.render import render_section
from report_helpers.notebook.frames import facts_frame
from report_helpers.notebook.shown import (
    Shown,
    ShownCheck,
    show_chart,
    show_front,
    show_no_chart,
    show_outcome,
    show_section,
    show_table,
)
from report_helpers.signoff.state import stages_of
from report_helpers.sources.workspace import Workspace, find_workspace
from report_helpers.tables.charts import chart_ids, draw_chart
from report_helpers.tables.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import NoReturn

    import pandas as pd

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report


@dataclass(frozen=True, slots=True, repr=False)
class AnnualReport:
    """One agency's report as the notebook sees it; showing it shows its title.

    `report` holds the facts and the text as they were read; `root` is the workspace's folder.
    """

    report: Report
    root: Path

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Give IPython the title and front matter."""
        return show_front(self.report)._repr_mimebundle_(include, exclude)

    def __repr__(self) -> str:
        """Return what it is in one line, for terminals and debuggers."""
        return f"<{self.report.title}（{self.report.id}）：{len(self.report.facts)} 个数据项>"

    @property
    def facts(self) -> pd.DataFrame:
        """Every fact as a row by its id (编号), in the columns 名称, 数值, 单位, 状态, 上年, 说明 and 来源.

        数值 (value) and 上年 (last year's) are Decimals in 单位 (unit), None where the cell is blank or "/": blank is
        never 0. 状态 (status), 说明 (note) and 来源 (source) are text. A change of the frame changes nothing of the
        report.
        """
        return facts_frame(self.report)

    def _ipython_key_completions_(self) -> list[str]:
        """Let Tab complete `report["…`."""
        return list(self.report.facts)

    def __getitem__(self, fact_id: str) -> Fact:
        """Return a fact by its id, as `fact` does."""
        return self.fact(fact_id)

    def section(self, section_id: str) -> Shown:
        """Return a section's heading and text, its figures filled in.

        Raises InputError for a section that the form does not have, naming those there are, and for a
        placeholder that stands for no fact.
        """
        _require(section_id, [section.id for section in self.report.form.sections], "部分")
        return show_section(render_section(self.report, section_id))

    def table(self, table_id: str) -> Shown:
        """Return a statutory table as the form prints it: every cell of the form, a blank one blank, none rounded.

        Figures are in the units of the form's columns. Raises InputError for a table the form does not have.
        """
        _require(table_id, [table.id for table in self.report.form.tables], "表")
        return show_table(lay_out(self.report, table_id))

    def chart(self, chart_id: str) -> Shown:
        """Return a chart as SVG with its figures as text beside it, or a sentence where there is no figure to draw.

        Raises InputError for a chart the kind does not have.
        """
        _require(chart_id, list(chart_ids(self.report.kind)), "图")
        chart = draw_chart(self.report, chart_id)
        return show_no_chart(chart_id) if chart is None else show_chart(chart)

    def parts(self) -> Iterator[Shown]:
        """Yield every section, each with its table, and the charts: the whole body of a report of any kind.

        In the order of the form; raises as `section` does.
        """
        for section in self.report.form.sections:
            yield self.section(section.id)
            if section.table:
                yield self.table(section.table)
        for chart_id in chart_ids(self.report.kind):
            yield self.chart(chart_id)

    def fact(self, fact_id: str) -> Fact:
        """Return one fact by its id, such as `<table>.<row>.<column>` or `text.<name>`.

        Its `value` is a Decimal in its `unit`, None where the cell is blank or "/" (`status` says which; blank is
        never 0). Raises InputError for an id that the report does not have.
        """
        fact = self.report.get(fact_id)
        if fact is None:
            raise InputError(Problem("没有这个数据项", value=fact_id, fix=f"编号如 {next(iter(self.report.facts))}"))
        return fact


class NoReport:
    """Stands for a report until `load` has returned one: whatever is asked of it is refused in a sentence.

    JupyterLab sends all cells at once, and those that reach the kernel after one has failed are run. Without it they
    would end with a NameError, or show the report that was loaded before.
    """

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse; an underscored name is one that Python or IPython looks for, and is not there."""
        if name.startswith("_"):
            raise AttributeError(name)
        raise InputError(Problem("报告还没有读入", fix="请先改正读入报告那一格指出的问题，再运行全部单元格"))

    def __getitem__(self, fact_id: str) -> NoReturn:
        """Refuse."""
        self.__getattr__("fact")


no_report = NoReport()
_handed_on: list[AnnualReport] = []


def hand_on(report: Report, root: Path) -> None:
    """Have `load` return *report* in this process; the process that started this one has read it from *root*."""
    _handed_on[:] = [AnnualReport(report, root)]


def load(agency: str, year: int, workspace: str = "", kind: str = "") -> AnnualReport:
    """Read an agency's year from the workspace.

    *agency* "" is the year's default agency, *workspace* "" is $REPORT_WORKSPACE or the nearest folder above,
    *kind* "" the year's default. In a build the report that was read before the notebook ran is returned. Raises
    InputError, with every problem by file, row and column, when the input is wrong or there is no such report.
    """
    handed_on = next((report for report in _handed_on if str(report.root) == workspace), None)
    place = Workspace(handed_on.root) if handed_on else find_workspace(workspace)  # which looks through all its folders
    report_id = place.report(agency or place.parameters(year).default_agency, year, kind)
    if handed_on and handed_on.report.id == report_id:
        return handed_on
    return AnnualReport(place.load(report_id), place.root)


def check(report: AnnualReport) -> ShownCheck:
    """Check the report by every rule, through Great Expectations; show findings, waivers and signatures.

    `findings` of what is returned is a DataFrame, a row a finding. A finding is a result, not an exception.
    Raises InputError when signatures or signers cannot be read.
    """
    return show_outcome(run_checks(report.report), stages_of(report.report, report.root))


def _require(name: str, known: list[str], what: str) -> None:
    if name not in known:
        raise InputError(Problem(f"没有这个{what}", value=name, fix=f"可用的有：{'、'.join(known)}"))
