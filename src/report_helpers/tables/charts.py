"""Charts: horizontal bars as SVG, with the text that stands for them.

Drawn here and not by matplotlib, whose import costs a CPU second of a build's six for
a handful of rectangles (docs/decisions/0004).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from report_helpers.forms import without_number, without_remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report_helpers.facts import Fact, Report

# An office registers the whole of what it disclosed under this id; its parts are channels.
DISCLOSED = "text.disclosed"

_FONTS = "'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
_BAR, _INK, _RULE = "#2f5d8a", "#1a1a1a", "#8a929c"
_WIDTH, _STEP, _GAP, _SIZE = 360, 24, 6, 11  # points


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


def channel_chart(report: Report) -> Chart | None:
    """Return the chart of disclosure by channel, or None with fewer than two channels."""
    parts = [fact for fact in report.parts_of(DISCLOSED) if fact.value is not None]
    if len(parts) < 2:  # noqa: PLR2004  one bar compares nothing
        return None
    caption = f"{report.year}年主动公开信息的渠道分布（单位：{parts[0].unit}）"
    return _bars("channels", caption, [(fact.label, fact) for fact in parts])


def result_chart(report: Report) -> Chart | None:
    """Return the chart of applications by result, or None when there were none."""
    total = report.get("applications.total.total")
    bars = [(label, fact) for label, fact in _results(report) if fact.value is not None]
    if total is None or not total.value or not bars:
        return None
    caption = f"{report.year}年政府信息公开申请办理结果（单位：{total.unit}）"
    return _bars("results", caption, bars)


def _results(report: Report) -> list[tuple[str, Fact]]:
    """Return the kinds of result under 三、 with their totals, （七） left out."""
    rows = next(row for row in report.form.table("applications").bands[0].rows if row.children)
    found = []
    for row in rows.children:
        fact = report.get(f"applications.{row.id}.total")
        if fact is not None and row.id != "total":
            # 「（二）部分公开（区分处理的…）」 is 部分公开 on an axis.
            found.append((without_remark(without_number(row.label)), fact))
    return found


def _bars(chart_id: str, caption: str, bars: Sequence[tuple[str, Fact]]) -> Chart:
    alt = f"条形图。{caption}：{'；'.join(f'{label} {fact.written}' for label, fact in bars)}。"
    values = [float(fact.value or Decimal(0)) for _, fact in bars]
    written = [fact.written for _, fact in bars]
    svg = _draw(caption, [label for label, _ in bars], values, written)
    return Chart(chart_id, caption, alt, svg, tuple(fact.id for _, fact in bars))


def _draw(caption: str, labels: Sequence[str], values: Sequence[float], written: Sequence[str]) -> str:
    """Draw horizontal bars, the first on top, labels left and figures right of them."""
    gutter = max(map(_text_width, labels)) + _GAP
    longest = _WIDTH - gutter - max(map(_text_width, written)) - 2 * _GAP
    scale = longest / max(*values, 1.0)
    height = _STEP * len(labels) + 2 * _GAP
    parts = []
    for number, (label, value, figure) in enumerate(zip(labels, values, written, strict=True)):
        top, length = _GAP + number * _STEP, value * scale
        base = top + _STEP / 2 + _SIZE * 0.36
        parts.append(
            f'<text x="{gutter - 6:.1f}" y="{base:.1f}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{gutter:.1f}" y="{top + 4:.1f}" width="{length:.1f}" height="{_STEP - 8}" fill="{_BAR}"/>'
            f'<text x="{gutter + length + 5:.1f}" y="{base:.1f}">{escape(figure)}</text>'
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
