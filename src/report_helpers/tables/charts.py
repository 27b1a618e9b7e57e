"""Works out the charts of a report: what is drawn of which facts, and the text and the table that stand for it.

charts.yaml of the kind says so. A chart is drawn here and not by matplotlib, whose import costs a CPU second of a
build's six for a handful of rectangles (docs/decisions/0004).
"""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003  the fields of a record are its schema
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from report_helpers.files.documents import Document, Field
from report_helpers.files.records import sentence
from report_helpers.forms.cells import form_cells, printed_rows, without_number, without_remark
from report_helpers.tables.bars import draw_bars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form

    Row = tuple[str, Sequence[Fact | None]]  # a label and its figures, one a series

PICTURES = "附图"  # the heading of the appendix
NO_FIGURE = "无数据"
_FEWEST_YEARS = 3  # two stand side by side anyhow


class ChartEntry(Document):
    """An entry of charts.yaml: bars of the parts of a figure of the text, or of the facts named.

    Parts are drawn from two on, facts from one on; with a `total` only where that is above 0. `labels` names facts
    whose row does not. `compare` draws last year's figures too, or the facts of all years on file, from three on. A
    chart of the `appendix` stands behind the report, in print only where the office wants it.
    """

    id: str
    caption: Annotated[str, sentence("year", "first", "unit")]
    parts_of: str = ""
    total: str = ""
    bars: tuple[str, ...] = ()
    labels: dict[str, str] = Field(default_factory=dict)
    compare: Literal["", "last_year", "years"] = ""
    appendix: bool = False


class _Charts(Document):
    charts: tuple[ChartEntry, ...] = Field(default=())


@dataclass(frozen=True, slots=True)
class Group:
    """The bars under one label, one a series: figures as a sentence writes them, and as numbers, None for none."""

    label: str
    written: Sequence[str]
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished chart: SVG source, caption, the text that stands for it, and its figures as a table.

    `series` names the bars of each group; one unnamed where there is one bar a group. `facts` are those of this
    report. A chart of the appendix is `printed` only where the office wants it.
    """

    id: str
    caption: str
    alt: str
    svg: str
    facts: Sequence[str]
    series: Sequence[str]
    groups: Sequence[Group]
    appendix: bool
    printed: bool

    def to_json(self) -> dict[str, Any]:
        """Return the chart as plain JSON values."""
        return asdict(self)


def chart_ids(kind: Kind) -> tuple[str, ...]:
    """Return the ids of a kind's charts."""
    return tuple(_charts(kind))


def draw_chart(report: Report, chart_id: str) -> Chart | None:
    """Return a chart of the report's kind, or None where there is nothing to draw."""
    said = _charts(report.kind)[chart_id]
    series, rows = _rows(report, said)
    facts = [fact for _, row in rows for fact in row if fact is not None and fact.value is not None]
    if not facts:
        return None
    first, unit = _first_year(report), facts[0].unit
    caption = said.caption.format(year=report.year, first=first, unit=unit)
    groups = [Group(label, [_written(fact) for fact in row], [_value(fact) for fact in row]) for label, row in rows]
    own = dict.fromkeys(fact.id for fact in facts if report.get(fact.id) is fact)
    alt = f"条形图。{caption}：{'；'.join(_spoken(series, group) for group in groups)}。"
    svg = draw_bars(caption, series, [(group.label, group.written, group.values) for group in groups])
    printed = report.prints_pictures or not said.appendix
    return Chart(chart_id, caption, alt, svg, tuple(own), series, groups, said.appendix, printed)


def _rows(report: Report, said: ChartEntry) -> tuple[tuple[str, ...], list[Row]]:
    """Return the series and, by label, their facts; no rows where there is nothing worth drawing."""
    total = report.get(said.total) if said.total else None
    if said.total and not (total and total.value):
        return (), []
    if said.parts_of:
        parts: list[Row] = [(fact.label, (fact,)) for fact in report.parts_of(said.parts_of) if _has_value(fact)]
        return ("",), parts if len(parts) > 1 else []
    known = [cell for cell in said.bars if cell in printed_rows(report.form) and report.get(cell) is not None]
    labels = {cell: _label(report.form, said, cell) for cell in known}
    if said.compare == "years":
        return tuple(labels.values()), _over_years(report, tuple(labels))
    years = (report.year, report.year - 1) if said.compare else (report.year,)
    rows: list[Row] = [(label, [_fact_of(report, year, cell) for year in years]) for cell, label in labels.items()]
    rows = [row for row in rows if any(map(_has_value, row[1]))]
    is_worth = any(_has_value(facts[-1]) for _, facts in rows)  # last year's, where it stands beside
    return tuple(f"{year}年" for year in years) if said.compare else ("",), rows if is_worth else []


def _over_years(report: Report, cells: Sequence[str]) -> list[Row]:
    """Return a row for every year from the first on file, when enough have figures."""
    years = range(_first_year(report), report.year + 1)
    rows: list[Row] = [(f"{year}年", [_fact_of(report, year, cell) for cell in cells]) for year in years]
    return rows if sum(any(map(_has_value, facts)) for _, facts in rows) >= _FEWEST_YEARS else []


def _fact_of(report: Report, year: int, fact_id: str) -> Fact | None:
    """Return a fact of this year or one before; None where the year is not on file, or cannot be read."""
    found = {report.year: report, report.year - 1: report.previous}.get(year) or report.earlier.get(year)
    return found.get(fact_id) if found else None


def _first_year(report: Report) -> int:
    return min([*report.earlier, report.year - (report.previous is not None)])


def _has_value(fact: Fact | None) -> bool:
    return fact is not None and fact.value is not None


def _value(fact: Fact | None) -> float | None:
    return None if fact is None or fact.value is None else float(fact.value)


def _written(fact: Fact | None) -> str:
    return NO_FIGURE if fact is None or fact.value is None else fact.written


def _spoken(series: Sequence[str], group: Group) -> str:
    named = (f"{name} {figure}".strip() for name, figure in zip(series, group.written, strict=True))
    return f"{group.label} {'，'.join(named)}"


@lru_cache(maxsize=8)
def _charts(kind: Kind) -> Mapping[str, ChartEntry]:
    return {chart.id: chart for document in kind.documents("charts.yaml", _Charts) for chart in document.charts}


def _label(form: Form, said: ChartEntry, fact_id: str) -> str:
    """Return an axis label: as said; a row's without number and remark (部分公开); the column's where it has none."""
    if fact_id in said.labels:
        return said.labels[fact_id]
    row = without_remark(without_number(printed_rows(form)[fact_id].label))
    return row or form_cells(form)[fact_id].label
