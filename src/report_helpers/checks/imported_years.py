"""A year brought in from a published page says what was read there (O-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.facts.residual import Spot, compared, unverifiable
from report_helpers.forms.cells import form_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import ImportedPage, Report
    from report_helpers.facts.residual import Residual


def as_the_page_said(report: Report, rule: Rule) -> Iterator[Residual]:
    """O-4: every figure read in a published page is still that one, in this year's tables and in last year's.

    What could not be read, or was blank, a person may fill in.
    """
    for year in filter(None, (report, report.previous)):
        if year.imported is not None:
            yield from _as_read(year, year.imported, rule)


def _as_read(year: Report, page: ImportedPage, rule: Rule) -> Iterator[Residual]:
    if page.figures is None:
        yield unverifiable(rule, f"{year.id.data_path} 没有 provenance.csv，不知道导入时读到什么")
        return
    for cell in form_cells(year.form):
        fact, read = year.facts[cell], page.figures.get(cell, "")
        if read:
            now = fact.printed + fact.note
            what = f"{year.year} 年“{fact.label}”现在是 {now or '空白'}，导入时在{page.file}读到的是 {read}"
            words = {"what": what, "expected": read, "found": now or "空白"}
            spot = Spot(f"{year.id.data_path}/{cell}", f"{year.year} 年外部公布件", "")
            yield compared(rule, spot, (int(now != read), 0), words=words)
