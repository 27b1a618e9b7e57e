"""Draws charts: horizontal bars as SVG, with the text that stands for them.

Drawn here and not by matplotlib, whose import costs a CPU second of a build's six for
a handful of rectangles (docs/decisions/0004).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from report_helpers.files.documents import Document, Field
from report_helpers.forms.cells import form_cells, printed_rows, without_number, without_remark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form

_FONTS = "'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
_BAR, _INK, _RULE = "#2f5d8a", "#1a1a1a", "#8a929c"
_WIDTH, _STEP, _GAP, _SIZE = 360, 24, 6, 11  # points


class ChartEntry(Document):
    """An entry of charts.yaml: bars of the parts of a figure of the text, or of the facts named.

    Parts are drawn from two on, facts from one on; with a `total` only where that is above 0.
    """

    id: str
    caption: str
    parts_of: str = ""
    total: str = ""
    bars: tuple[str, ...] = ()

    @property
    def least(self) -> int:
        """The fewest bars worth drawing."""
        return 2 if self.parts_of else 1


class _Charts(Document):
    charts: tuple[ChartEntry, ...] = Field(default=())


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished chart: SVG source, caption, and the text that stands for it."""

    id: str
    caption: str
    alt: str
    svg: str
    facts: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the chart as plain JSON values."""
        return asdict(self)


def chart_ids(kind: Kind) -> tuple[str, ...]:
    """Return the ids of a kind's charts."""
    return tuple(_charts(kind))


def draw_chart(report: Report, chart_id: str) -> Chart | None:
    """Return a chart of the report's kind, or None where there is nothing to draw."""
    bars = chart_bars(report, chart_id)
    if not bars:
        return None
    caption = _charts(report.kind)[chart_id].caption
    return _bars(chart_id, caption.format(year=report.year, unit=bars[0][1].unit), bars)


def chart_bars(report: Report, chart_id: str) -> list[tuple[str, Fact]]:
    """Return the labels and figures of a chart, the first on top; none where there is nothing to draw."""
    said = _charts(report.kind)[chart_id]
    if said.parts_of:
        bars = [(fact.label, fact) for fact in report.parts_of(said.parts_of)]
    else:
        known = [cell for cell in said.bars if cell in printed_rows(report.form)]
        bars = [(_short_label(report.form, cell), fact) for cell in known if (fact := report.get(cell)) is not None]
    bars = [(label, fact) for label, fact in bars if fact.value is not None]
    total = report.get(said.total) if said.total else None
    lacks_total = bool(said.total) and not (total and total.value)
    return [] if len(bars) < said.least or lacks_total else bars


@lru_cache(maxsize=8)
def _charts(kind: Kind) -> Mapping[str, ChartEntry]:
    return {chart.id: chart for document in kind.documents("charts.yaml", _Charts) for chart in document.charts}


def _short_label(form: Form, fact_id: str) -> str:
    """Return an axis label: a row's without number and remark (部分公开), or the column's where the row has none."""
    row = without_remark(without_number(printed_rows(form)[fact_id].label))
    return row or form_cells(form)[fact_id].label


def _bars(chart_id: str, caption: str, bars: Sequence[tuple[str, Fact]]) -> Chart:
    alt = f"条形图。{caption}：{'；'.join(f'{label} {fact.written}' for label, fact in bars)}。"
    return Chart(chart_id, caption, alt, _draw(caption, bars), tuple(fact.id for _, fact in bars))


def _draw(caption: str, bars: Sequence[tuple[str, Fact]]) -> str:
    """Draw horizontal bars, the first on top, labels left and figures right of them."""
    values = [float(fact.value or 0) for _, fact in bars]
    gutter = max(_text_width(label) for label, _ in bars) + _GAP
    longest = _WIDTH - gutter - max(_text_width(fact.written) for _, fact in bars) - 2 * _GAP
    scale = longest / max(*values, 1.0)
    height = _STEP * len(bars) + 2 * _GAP
    parts = []
    for number, (label, fact) in enumerate(bars):
        top, length = _GAP + number * _STEP, values[number] * scale
        base = top + _STEP / 2 + _SIZE * 0.36
        parts.append(
            f'<text x="{gutter - 6:.1f}" y="{base:.1f}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{gutter:.1f}" y="{top + 4:.1f}" width="{length:.1f}" height="{_STEP - 8}" fill="{_BAR}"/>'
            f'<text x="{gutter + length + 5:.1f}" y="{base:.1f}">{escape(fact.written)}</text>'
        )
    axis = f'<path d="M{gutter:.1f} {_GAP}V{height - _GAP}" stroke="{_RULE}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}pt" height="{height}pt" '
        f'viewBox="0 0 {_WIDTH} {height}" font-family="{_FONTS}" font-size="{_SIZE}" fill="{_INK}">'
        f"<title>{escape(caption)}</title>"
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>{"".join(parts)}{axis}</svg>'
    )


def _text_width(text: str) -> float:
    """Return the width of *text* in points: a Chinese character is one em, a digit about half."""
    return sum(_SIZE if east_asian_width(character) in "WF" else _SIZE * 0.58 for character in text)
