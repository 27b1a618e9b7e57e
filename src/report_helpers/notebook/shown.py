"""What a notebook cell shows: MIME bundles for Jupyter, with the kit's own JSON inside.

JupyterLab draws the HTML or Markdown; the exporters read the JSON and nothing else. It stands in the bundle
as text: nbformat writes one string at once and eight thousand values one by one, a tenth of a report's cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from report_helpers.checks.finding import FINDINGS_MIME, RESULT_WORDS, SEVERITY_WORDS, VERDICT_WORDS, CheckResult
from report_helpers.facts.record import CASES_MIME, FACTS_MIME, Front, case_records, fact_records
from report_helpers.files.json_text import compact, field_values
from report_helpers.narrative.model import SECTION_MIME, SectionText
from report_helpers.narrative.render import chinese_date
from report_helpers.narrative.template import escape_markdown
from report_helpers.notebook.frames import findings_frame
from report_helpers.notebook.outcome_html import outcome_html
from report_helpers.tables.model import CHART_MIME, TABLE_MIME, TableView
from report_helpers.tables.notebook_html import notebook_chart, notebook_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from report_helpers.facts.report import Agency, Report
    from report_helpers.signatures.reviews import Stage
    from report_helpers.tables.charts import Chart

FRONT_MIME = "application/vnd.report-helpers.front"


@dataclass(frozen=True, slots=True)
class Shown:
    """A finished MIME bundle; what a cell returns, and all it returns."""

    bundle: Mapping[str, Any] = field(repr=False)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002
        """Give IPython the bundle."""
        return dict(self.bundle)

    def __repr__(self) -> str:
        """Return the plain text, for terminals."""
        return str(self.bundle["text/plain"])


def show_front(report: Report) -> Shown:
    """Show title, agency, period and form; every fact travels along for the outputs."""
    first, last = report.period
    period = f"{chinese_date(first)}至{chinese_date(last)}"
    who = (str(report.id), report.title, report.agency.name, report.year)
    form = (report.kind.id, report.form.version, report.form.notice)
    dated = dict(report.agency.dated).get(report.year, "")
    front = Front(*who, period, *form, dated, closing_lines(report.agency, dated), report.correction)
    text = f"{report.title}（{report.id}，{report.form.notice}，统计期限 {period}）"
    markdown = f"# {escape_markdown(report.title)}\n\n{escape_markdown(text)}"
    shown = {"text/plain": text, "text/markdown": markdown, FRONT_MIME: compact(field_values(front))}
    shown[FACTS_MIME] = compact(fact_records(report))
    return Shown(shown | ({CASES_MIME: compact(case_records(report))} if report.ledgers else {}))


def closing_lines(agency: Agency, dated: str) -> tuple[str, ...]:
    """Return what closes a report, where given: the contact, then 机关落款 and 成文日期 (GB/T 9704 7.3.5)."""
    contacts = (("联系地址", agency.address), ("联系电话", agency.phone))
    contact = "，".join(f"{name}：{value}" for name, value in contacts if value)
    signed = (agency.name, chinese_date(date.fromisoformat(dated))) if dated else ()
    return (*filter(None, (contact,)), *signed)


def show_section(section: SectionText) -> Shown:
    """Show a section's heading and text."""
    plain = "\n".join([section.heading, *(block.text() for block in section.blocks)])
    markdown = f"## {section.heading}\n\n{section.markdown}"
    return Shown({"text/plain": plain, "text/markdown": markdown, SECTION_MIME: compact(section.to_json())})


def show_table(table: TableView) -> Shown:
    """Show a statutory table."""
    view = table.to_json()
    figures = sum(cell.role == "data" for cell in table.cells())
    plain = f"{table.caption}：{table.height} 行 × {table.width} 列，{figures} 个数据格"
    return Shown({"text/plain": plain, "text/html": notebook_table(view), TABLE_MIME: compact(view)})


def show_chart(chart: Chart) -> Shown:
    """Show a chart: its bars as HTML, which an untrusted notebook shows too; its alt text is its plain text."""
    shown = {"text/plain": chart.alt, "text/html": notebook_chart(chart), "image/svg+xml": chart.svg}
    return Shown(shown | {CHART_MIME: compact(chart.to_json())})


@dataclass(frozen=True, slots=True)
class ShownCheck(Shown):
    """A shown result of checks, and its findings as a table."""

    outcome: CheckResult = field(repr=False)

    __repr__ = Shown.__repr__

    @property
    def findings(self) -> pd.DataFrame:
        """Every finding as a row of text, the worst first.

        The columns are 级别 (severity), 规则 (rule), 位置 (where), 问题 (what is wrong), 应为 (expected), 实为 (found),
        依据 (clause), 处理 (what to do), 结果 (result) and 豁免 (waiver).
        """
        return findings_frame(self.outcome)


def show_no_chart(chart_id: str) -> Shown:
    """Say that a chart has nothing to draw; nothing of it is published."""
    return Shown({"text/plain": f"图“{chart_id}”没有可画的数字（有关数据空白或都是 0），公开版里没有这幅图。"})


def show_outcome(outcome: CheckResult, stages: Sequence[Stage] = ()) -> ShownCheck:
    """Show the verdict, every finding by severity, waivers, and where the three reviews stand."""
    counts = "、".join(
        f"{word} {sum(finding.severity == severity for finding in outcome.findings)} 条"
        for severity, word in SEVERITY_WORDS.items()
    )
    head = f"校验结论：{VERDICT_WORDS[outcome.verdict]}（{counts}）"
    lines = [f"{SEVERITY_WORDS[finding.severity]}　{finding.message}。{finding.fix}。" for finding in outcome.findings]
    results = "；".join(
        f"{word} {'、'.join(rule for rule, result in outcome.rules.items() if result == kind) or '无'}"
        for kind, word in RESULT_WORDS.items()
    )
    reviews = "；".join(f"{stage.stage} {'已完成' if stage.is_complete else '未完成'}" for stage in stages)
    tail = [results, *([f"三审三校：{reviews}"] if stages else [])]
    plain = "\n".join([head, *lines, *tail])
    content = outcome.to_json() | {"signatures": [stage.to_json() for stage in stages]}
    shown = {"text/plain": plain, "text/html": outcome_html(outcome, head, tail), FINDINGS_MIME: compact(content)}
    return ShownCheck(shown, outcome)
