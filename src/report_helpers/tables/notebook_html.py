"""Draws tables and charts for the notebook: all style stands in the elements.

JupyterLab takes `<style>`, SVG and pictures in `data:` addresses out of a notebook that it does not trust,
and keeps these properties in `style` (its sanitiser's `allowedStyles`). A chart is a table of bars, so that
its figures are there wherever HTML is shown: a PNG by Typst takes 14 ms, 3 % of a report.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from report_helpers.tables.html import table_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from report_helpers.tables.charts import Chart, Group

# One grey that shows on light and dark themes; JupyterLab's own tables are borderless and aligned to the right.
_CELL = "border:1px solid #8a8a8a;padding:4px 8px;vertical-align:middle;white-space:normal;text-align:"
_TABLE = "border-collapse:collapse;table-layout:auto"
_CAPTION = "caption-side:top;text-align:center;font-weight:600;padding:6px 0"
_LINE = "text-align:center;font-weight:600;margin:4px 0"
COLOURS = ("#5b8fc7", "#9a9a9a", "#b07a3a")  # of the series, on light and on dark

# Openings of elements as `table_html` writes them; all text is escaped, so they stand nowhere else.
_STYLES = (
    ("<table ", f'<table style="{_TABLE}" '),
    ("<td ", f'<td style="{_CELL}center" '),
    ('<caption class="unseen"', '<caption class="unseen" style="display:none"'),
    ("<caption id=", f'<caption style="{_CAPTION}" id='),
    ('<p class="over-table"', f'<p class="over-table" style="{_LINE}"'),
    ('<ul class="table-notes"', '<ul class="table-notes" style="list-style-type:none;padding:0"'),
)
_SCOPE = re.compile(r'(?: class="(\w+)")? scope="(\w+)"')
_ALIGNED = {"row": "left;font-weight:400", "rowgroup": "center;font-weight:400"}
_NAMED = {"band": "center", "words": "center;word-break:keep-all"}


def notebook_table(view: Mapping[str, Any]) -> str:
    """Return the table of `TableView.to_json()` for the notebook: ruled, its cells aligned as printed."""
    text = table_html(view)
    for opening, styled in _STYLES:
        text = text.replace(opening, styled)
    return _SCOPE.sub(_styled_head, text)


def _styled_head(head: re.Match[str]) -> str:
    """Add the style of a header cell: row labels to the left and light, heads in the middle, as printed."""
    return f'{head[0]} style="{_CELL}{_NAMED.get(head[1]) or _ALIGNED.get(head[2], "center")}"'


def notebook_chart(chart: Chart) -> str:
    """Return the bars of a chart as a table: label, series where there are several, bar, and figure in words."""
    longest = max(1.0, *(value or 0.0 for group in chart.groups for value in group.values))
    rows = "".join(_bars_of(group, chart.series, longest) for group in chart.groups)
    caption = f'<caption style="{_CAPTION}">{escape(chart.caption)}</caption>'
    return f'<table style="{_TABLE}">{caption}<tbody>{rows}</tbody></table>'


def _bars_of(group: Group, series: Sequence[str], longest: float) -> str:
    """Return a row for each bar of a group, its label beside the first."""
    span = f' rowspan="{len(series)}"' if len(series) > 1 else ""
    label = f'<th scope="row"{span} style="{_CELL}{_ALIGNED["row"]}">{escape(group.label)}</th>'
    rows = []
    for name, colour, written, value in zip(series, COLOURS, group.written, group.values, strict=False):
        said = f'<td style="{_CELL}left">{escape(name)}</td>' if name else ""
        width = max(value or 0.0, 0.0) / longest * 100
        rows.append(
            f'<tr>{label}{said}<td style="{_CELL}left;width:320px">'
            f'<div style="background-color:{colour};height:14px;width:{width:.1f}%"></div></td>'
            f'<td style="{_CELL}right">{escape(written)}</td></tr>'
        )
        label = ""
    return "".join(rows)
