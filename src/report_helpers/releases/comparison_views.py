"""A comparison of two reports for a person: as plain lines, for a terminal, and as a page."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from report_helpers.checks.finding import SEVERITY_WORDS, VERDICT_WORDS
from report_helpers.errors import visible
from report_helpers.outputs.pages.closed_page import render_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.releases.comparison import Comparison, FactChange
    from report_helpers.releases.comparison_sentences import Piece, SentenceChange

FINDING_WORDS = {"gone": "不再有", "new": "新出现"}
ABSENT = "（无此项）"
NOTHING = "没有不同。"
SAME = "两份报告的数据、正文和校验发现都相同。"


def counts(comparison: Comparison) -> str:
    """Say in one sentence how much differs."""
    if comparison.is_same:
        return SAME
    cells = len(comparison.facts) + sum(len(group.facts) for group in comparison.of_one_form)
    return f"数据 {cells} 项、正文 {len(comparison.sentences)} 句、校验发现 {len(comparison.findings)} 条不同。"


def unit_words(fact: FactChange) -> str:
    """Return the unit in brackets, or nothing where the label already ends with it."""
    return "" if not fact.unit or fact.label.endswith((f"：{fact.unit}）", f"（{fact.unit}）")) else f"（{fact.unit}）"


def sentence_kind(change: SentenceChange) -> str:
    """Return the word for what happened to a sentence."""
    if change.new is None:
        return "删去"
    return "新增" if change.old is None else "改动"


def comparison_html(comparison: Comparison) -> str:
    """Return the page; the same comparison gives the same bytes."""
    return render_page(
        "comparison",
        comparison=comparison,
        counts=counts(comparison),
        kind=sentence_kind,
        unit=unit_words,
        severity_words=SEVERITY_WORDS,
        verdict_words=VERDICT_WORDS,
        finding_words=FINDING_WORDS,
        absent=ABSENT,
        nothing=NOTHING,
    )


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """Yield the comparison line by line, without colours; no text can forge a line or move the cursor."""
    yield from map(visible, _lines(comparison))


def _lines(comparison: Comparison) -> Iterator[str]:
    sides = (
        ("前一份", comparison.old_name, comparison.old_title, comparison.old_verdict),
        ("后一份", comparison.new_name, comparison.new_title, comparison.new_verdict),
    )
    for side, name, title, verdict in sides:
        yield f"{side}　{name}　{title}（校验结论：{VERDICT_WORDS[verdict]}）"
    yield counts(comparison)
    if comparison.is_same:
        return
    yield from ("", "数据")
    yield from _fact_lines(comparison)
    yield from ("", "正文（【前→后】标出改动）")
    yield from _sentence_lines(comparison.sentences)
    yield from ("", "校验发现")
    for finding in comparison.findings:
        yield f"  {FINDING_WORDS[finding.status]}　{SEVERITY_WORDS[finding.severity]}　{finding.message}"
    if not comparison.findings:
        yield f"  {NOTHING}"


def _fact_lines(comparison: Comparison) -> Iterator[str]:
    for table, facts in groupby(comparison.facts, key=lambda fact: fact.table):
        yield f"  {table}"
        yield from map(_fact_line, facts)
    for group in comparison.of_one_form:
        yield f"  {group.sentence}。"
    if not comparison.facts and not comparison.of_one_form:
        yield f"  {NOTHING}"


def _fact_line(fact: FactChange) -> str:
    difference = f"　{fact.difference}" if fact.difference else ""
    old, new = (ABSENT if side is None else side for side in (fact.old, fact.new))
    return f"    {fact.label}{unit_words(fact)}：{old} → {new}{difference}"


def _sentence_lines(changes: Sequence[SentenceChange]) -> Iterator[str]:
    for heading, sentences in groupby(changes, key=lambda change: change.section_heading):
        yield f"  {heading}"
        for change in sentences:
            text = change.old if change.new is None else change.new if change.old is None else _marked(change.pieces)
            yield f"    {sentence_kind(change)}　{text}"
    if not changes:
        yield f"  {NOTHING}"


def _marked(pieces: Sequence[Piece]) -> str:
    """Put what changed in brackets: 【81→84】, 【删去：…】, 【新增：…】."""
    text = ""
    for number, (kind, piece) in enumerate(pieces):
        before = pieces[number - 1][0] if number else "same"
        after = pieces[number + 1][0] if number + 1 < len(pieces) else "same"
        if kind == "same":
            text += piece
        elif kind == "old":
            text += f"【{piece}→" if after == "new" else f"【删去：{piece}】"
        else:
            text += f"{piece}】" if before == "old" else f"【新增：{piece}】"
    return text
