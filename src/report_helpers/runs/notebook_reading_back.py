"""Compares what an executed notebook publishes with the report it was given.

A notebook is code, and a cell may change what it was given: each of its outputs that becomes part of the
report must be what the kit makes of the report itself.
"""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING, Any

from report_helpers.errors import RunError
from report_helpers.facts.record import FACTS_MIME
from report_helpers.files.json_text import as_read
from report_helpers.narrative.render import render_section
from report_helpers.notebook import FRONT_MIME
from report_helpers.notebook.shown import show_front
from report_helpers.outputs.publication import read_publication
from report_helpers.tables.charts import chart_ids, draw_chart
from report_helpers.tables.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbformat import NotebookNode

    from report_helpers.facts.report import Report
    from report_helpers.outputs.publication import Publication

STAGE = "读回核对"
SHOWN = 5


def require_the_report(report: Report, notebook: NotebookNode, root: Path) -> None:
    """Raise RunError naming what a notebook says otherwise than *report*, InputError when a part is missing."""
    found = list(_differences(report, read_publication(notebook, root)))
    if found:
        more = f"，另有 {len(found) - SHOWN} 处" if len(found) > SHOWN else ""
        raise RunError(
            STAGE, f"notebook 里的内容与数据不一致：{'；'.join(found[:SHOWN])}{more}。请恢复改动数据的单元格"
        )


def _differences(report: Report, publication: Publication) -> Iterator[str]:
    front = show_front(report).bundle
    if publication.front != loads(front[FRONT_MIME]):
        yield "标题、机关名称、格式或统计期限"
    facts = {record["id"]: record for record in publication.facts}
    for record in loads(front[FACTS_MIME]):
        other = facts.pop(record["id"], None)
        if other != record:
            yield f"{record['label']} {record['value'] or '空白'} → {(other or {}).get('value') or '空白'}"
    yield from (f"多出数据项 {fact}" for fact in facts)
    expected = dict(_expected_parts(report))
    for item in publication.body:
        key = item["kind"], item["id"]
        if key in expected and item != as_read({"kind": item["kind"], **expected[key]}):
            yield f"“{item.get('heading') or item.get('caption') or item['id']}”的内容"


def _expected_parts(report: Report) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Yield the JSON of every section, table and chart of the report by its kind and id."""
    for section in report.form.sections:
        yield ("section", section.id), render_section(report, section.id).to_json()
        if section.table:
            yield ("table", section.table), lay_out(report, section.table).to_json()
    for chart_id in chart_ids(report.kind):
        chart = draw_chart(report, chart_id)
        if chart is not None:
            yield ("chart", chart_id), chart.to_json()
