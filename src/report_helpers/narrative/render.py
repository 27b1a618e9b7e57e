"""Renders a report's narrative to the sections as they are read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, gathering, raise_problems
from report_helpers.facts.identifiers import TEXT_FILE
from report_helpers.forms.cells import form_groups
from report_helpers.narrative.blocks import parse_blocks, plain_markdown
from report_helpers.narrative.model import Block, Excuse, SectionText
from report_helpers.narrative.template import fill_in
from report_helpers.narrative.values import Namespace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from report_helpers.facts.report import Report

OPENING = "引言"
# Numerals an editor vouches for; Jinja drops the comment.
_COMMENT = re.compile(r"\{#-?\s*免核(?P<rest>.*?)-?#\}", re.DOTALL)
_PARTS = re.compile(r"\s*[:：]([^；;]+)[；;]\s*理由\s*[:：](.+)", re.DOTALL)


@lru_cache(maxsize=16)  # the notebook, the checks and the signatures each ask for every section
def render_section(report: Report, section_id: str) -> SectionText:
    """Return a section with every placeholder filled in.

    Raises InputError naming narrative.md and the line; KeyError when the form has no
    such section.
    """
    section = report.form.section(section_id)
    markdown, blocks, excuses = _rendered(report, report.narrative[section_id], f"{report.id.data_path}/{TEXT_FILE}")
    return SectionText(section.id, section.heading, blocks, plain_markdown(markdown).strip(), excuses)


def render_markdown(report: Report, source: str, shown: str) -> tuple[tuple[Block, ...], tuple[Excuse, ...]]:
    """Return the blocks of Markdown with placeholders, and its excuses; InputError names *shown* and the line."""
    return _rendered(report, source, shown)[1:]


def _rendered(report: Report, source: str, shown: str) -> tuple[str, tuple[Block, ...], tuple[Excuse, ...]]:
    """Return *source* filled in, its blocks and its excuses."""
    markdown = fill_in(source, names_for(report), shown)
    blocks = parse_blocks(markdown, shown)
    for block in blocks:
        _refuse_doubled_unit(report, block, shown)
    return markdown, blocks, _excuses(source, shown)


def render_opening(report: Report) -> tuple[SectionText, ...]:
    """Return what stands above the first section as a section without an id, where there is something."""
    if not report.opening:
        return ()
    _, blocks, excuses = _rendered(report, report.opening, OPENING)
    return (SectionText("", OPENING, blocks, excuses=excuses),)


def render_all(report: Report) -> tuple[SectionText, ...]:
    """Return all sections in order; InputError lists the problems of every one."""
    sections: list[SectionText] = []
    problems: list[Problem] = []
    for section in report.form.sections:
        with gathering(problems):
            sections.append(render_section(report, section.id))
    raise_problems(problems)
    return tuple(sections)


@lru_cache(maxsize=2)
def names_for(report: Report) -> Mapping[str, object]:
    """Return the names a narrative may use: facts by id, the agency, the year, the period."""
    ids = frozenset(report.facts) | frozenset(form_groups(report.form))
    heads = {fact_id[:end] for fact_id in ids for end, mark in enumerate(fact_id) if mark == "."}
    first, last = report.period
    return {
        **{head: Namespace(report, head, ids, heads) for head in (*heads, "text") if "." not in head},
        "agency": {"name": report.agency.name, "short": report.agency.short},
        "year": report.year,
        "next_year": report.year + 1,
        "period": f"{chinese_date(first)}至{chinese_date(last)}",
    }


def chinese_date(day: date) -> str:
    """Write a date as offices do: 2023年1月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _refuse_doubled_unit(report: Report, block: Block, shown: str) -> None:
    """A bound figure prints its unit; a unit typed behind it as well is a slip."""
    for run, after in zip(block.runs, block.runs[1:], strict=False):
        fact = report.get(run.fact) if run.fact else None
        unit = fact.unit if fact else ""
        if unit and run.text.endswith(unit) and after.text.startswith(unit):
            fix = f"占位符已带单位，请删去后面的“{unit}”，或写成 {{{{ {run.fact} | number }}}}"
            raise InputError(Problem("单位重复", shown, value=run.text + after.text, fix=fix))
    for item in block.items:
        for inner in item:
            _refuse_doubled_unit(report, inner, shown)


def _excuses(source: str, shown: str) -> tuple[Excuse, ...]:
    """Return the excuses in a section's source; InputError for one without its text or reason."""
    excuses = []
    for comment in _COMMENT.finditer(source):
        parts = _PARTS.fullmatch(comment["rest"])
        text, reason = map(str.strip, parts.groups()) if parts else ("", "")
        if not (text and reason):
            line = source.count("\n", 0, comment.start()) + 1
            fix = "请写成 {# 免核：正文里的原话；理由：为什么不必核对 #}"
            raise InputError(Problem("免核说明没有写完整", shown, line, value=comment[0], fix=fix))
        excuses.append(Excuse(text, reason))
    return tuple(excuses)
