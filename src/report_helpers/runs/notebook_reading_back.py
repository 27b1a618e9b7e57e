"""Compares what an executed notebook publishes with the report it was given.

A notebook is code, and a cell may change what it was given: each of its outputs that becomes part of the
report must be what the kit makes of the report itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from report_helpers.errors import RunError
from report_helpers.facts.record import FACTS_MIME
from report_helpers.files.json_text import compact
from report_helpers.narrative.render import render_section
from report_helpers.notebook import FRONT_MIME
from report_helpers.notebook.shown import show_front, show_section
from report_helpers.outputs.publication import MIMES, parse, payload_texts
from report_helpers.tables.charts import chart_ids, draw_chart
from report_helpers.tables.layout import lay_out
from report_helpers.tables.model import CHART_MIME, TABLE_MIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nbformat import NotebookNode

    from report_helpers.facts.report import Report

STAGE = "读回核对"
SHOWN = 5
_COMPARED = {FRONT_MIME, FACTS_MIME, *MIMES}


def require_the_report(report: Report, notebook: NotebookNode) -> None:
    """Raise RunError naming what a notebook says otherwise than *report*."""
    found = list(_differences(report, notebook))
    if found:
        more = f"，另有 {len(found) - SHOWN} 处" if len(found) > SHOWN else ""
        raise RunError(
            STAGE, f"notebook 里的内容与数据不一致：{'；'.join(found[:SHOWN])}{more}。请恢复改动数据的单元格"
        )


def _differences(report: Report, notebook: NotebookNode) -> Iterator[str]:
    expected = set(_payloads_of(report))
    shown = [(mime, text) for _, mime, text in payload_texts(notebook) if mime in _COMPARED]
    changed = [(mime, parse(mime, text)) for mime, text in shown if (mime, text) not in expected]
    ours = [(mime, parse(mime, text)) for mime, text in expected] if changed else []
    for mime, payload in changed:
        if (mime, payload) in ours:
            continue
        if mime == FRONT_MIME:
            yield "标题、机关名称、格式或统计期限"
        elif mime == FACTS_MIME:
            yield from _changed_facts(next(records for name, records in ours if name == mime), payload)
        elif any(name == mime and part["id"] == payload["id"] for name, part in ours if name in MIMES):
            yield f"“{payload.get('heading') or payload.get('caption') or payload['id']}”的内容"


def _changed_facts(ours: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    others = {record["id"]: record for record in found}
    for record in ours:
        other = others.pop(record["id"], None)
        if other != record:
            yield f"{record['label']} {record['value'] or '空白'} → {(other or {}).get('value') or '空白'}"
    yield from (f"多出数据项 {fact}" for fact in others)


def _payloads_of(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what the notebook ought to publish of the report, by MIME type; the checks are judged elsewhere."""
    bundles = [show_front(report).bundle]
    for section in report.form.sections:
        bundles.append(show_section(render_section(report, section.id)).bundle)
        if section.table:
            bundles.append({TABLE_MIME: compact(lay_out(report, section.table).to_json())})
    charts = (draw_chart(report, chart_id) for chart_id in chart_ids(report.kind))
    bundles += [{CHART_MIME: compact(chart.to_json())} for chart in charts if chart is not None]
    yield from ((mime, text) for bundle in bundles for mime, text in bundle.items() if mime in _COMPARED)
