"""A report's tables as grids of texts, the raw material of every layout."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from report_helpers.tables.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from report_helpers.facts.report import Report
    from report_helpers.tables.model import TableView

TEXT = {
    "overview": "本机关依照条例编制本报告。统计期限为{year}年1月1日至{year}年12月31日。全年开展培训 12 场。",
    "problems": "公开内容还不够细。下一步将加强培训。",
    "other": "本年度没有收取信息处理费。",
}


@dataclass(frozen=True)
class Sample:
    """What a specimen shows: whose, which year, the sections' texts, the tables' grids.

    `expected` maps cells to the text printed for them, empty for a blank.
    """

    report: Report
    agency: str
    views: tuple[TableView, ...]
    expected: Mapping[str, str]
    seed: int

    @property
    def title(self) -> str:
        """The statutory title."""
        return f"{self.agency}{self.report.year}年政府信息公开工作年度报告"

    def random(self, what: str) -> random.Random:
        """Return a source of noise that is the same every time."""
        return random.Random(f"{self.seed}/{what}")  # noqa: S311  noise, no secret

    def with_figures(self, change: Callable[[str, str], tuple[str, str]]) -> Sample:
        """Return the sample with figures printed otherwise: *change* gives print and expectation."""
        expected = dict(self.expected)
        prints: dict[str, str] = {}
        for cell, text in self.expected.items():
            prints[cell], expected[cell] = change(cell, text)
        return replace(self, expected=expected, views=tuple(_printed(view, prints) for view in self.views))

    def with_labels(self, change: Callable[[str], str]) -> Sample:
        """Return the sample with every label printed otherwise."""
        views = tuple(
            replace(
                view,
                rows=tuple(
                    tuple(cell if cell.fact else replace(cell, text=change(cell.text)) for cell in row)
                    for row in view.rows
                ),
            )
            for view in self.views
        )
        return replace(self, views=views, agency=change(self.agency))


def sample(report: Report, seed: int = 0) -> Sample:
    """Return a report as printed: figures as entered, remarks left out."""
    views = tuple(lay_out(report, table.id) for table in report.form.tables)
    expected = {cell.id: cell.printed for cell in report.cells()}
    return Sample(report, report.agency.name, views, expected, seed)


def _printed(view: TableView, prints: Mapping[str, str]) -> TableView:
    rows = tuple(
        tuple(replace(cell, text=prints[cell.fact]) if cell.fact else cell for cell in row) for row in view.rows
    )
    return replace(view, rows=rows)


def flat(view: TableView) -> list[list[str]]:
    """Return the grid with every merged cell unmerged: its text at its top left, nothing beside and below."""
    grid = [[""] * view.width for _ in range(view.height)]
    for cell in view.cells():
        grid[cell.row][cell.column] = cell.text
    return grid


def body_rows(view: TableView) -> list[tuple[list[str], list[str]]]:
    """Return each row with figures as its labels, outermost first, and its figures."""
    rows = []
    for row in view.rows:
        figures = [cell.text for cell in row if cell.fact]
        if figures:
            rows.append(([cell.text for cell in row if cell.role == "row"], figures))
    return rows
