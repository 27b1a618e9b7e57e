"""Checking a text takes steps in proportion to its length."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from report_helpers.checks.announced_lists import announced_lists
from report_helpers.checks.checking import residuals_of
from report_helpers.checks.rule_catalogue import catalogue
from report_helpers.errors import InputError
from report_helpers.narrative.text import Passage, read_text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from report_helpers.facts.report import Report

SHORT = 8000  # characters, more than a passage holds
ONE_PARAGRAPH = {
    "identity cards": "110101199003070012 ",
    "addresses": "某市某区某街道某路12号3栋4单元501室，",
    "mobile numbers": "138 0013 8000 ",
    "counts": "12件",
    "numbered": "1、",
    "parts of one sentence": "其中法人12件、自然人13件，",
    "comparisons": "比上年增长20%，",
    "changes": "增加5个",
    "changes of counts": "比上年的30篇增加25篇，增长3%。",
    "lists of names": "行政复议、行政诉讼分别为12件、13件，",
    "years": "2023年",
    "periods": "2023年1月1日至2023年12月31日",
    "circled digits": "①②",
    "fractions": "百分之",
    "quotation marks": "“",
    "placeholders": "全年共收到申请人提出的政府信息公开申请{{ applications.new.total }}，",
    "organs": "某某市人民政府办公室",
    "marks of secrecy": "机密★",
    "titles": "《政府信息公开条例》第五十条",
}
MANY_LINES = {
    "paragraphs": "全年收到申请12件，比上年增长20%。\n\n",
    "list items": "- 收到申请12件\n",
    "wrapped lines": "全年收到申请\n12件\n",
    "excuses": "{# 免核：12件；理由：往年的数 #}\n",
    "branches": "{% if applications.new.total > 0 %}有。{% endif %}",
}
QUICK = ("addresses", "identity cards", "periods", "excuses")


def with_text(report: Report, text: str) -> Report:
    """Return a report with *text* at the end of its first section."""
    return replace(report, narrative={**report.narrative, "overview": f"{report.narrative['overview']}\n\n{text}"})


def repeated(text: str, length: int) -> str:
    """Return *text* again and again, about *length* characters of it."""
    return text * (length // len(text))


def steps(work: Callable[[], object]) -> int:
    """Count the functions called."""
    count = 0

    def step(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(step)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def growth(report: Report, text: str) -> float:
    """Return how many times the steps for a text the steps for twice as much of it are."""
    short, long = (with_text(report, repeated(text, length)) for length in (SHORT, 2 * SHORT))
    plain = steps(lambda: residuals_of(replace(report)))
    return (steps(lambda: residuals_of(long)) - plain) / (steps(lambda: residuals_of(short)) - plain)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in {**ONE_PARAGRAPH, **MANY_LINES}],
)
def test_twice_the_text_takes_twice_the_steps(suqian_2024: Report, name: str) -> None:
    """Twice as much of any text takes at most two and a half times as many steps to check."""
    residuals_of(suqian_2024)  # what is made ready once

    assert growth(suqian_2024, {**ONE_PARAGRAPH, **MANY_LINES}[name]) <= 2.5


@pytest.mark.long
def test_a_number_of_items_is_looked_for_among_the_next_paragraphs_only(suqian_2024: Report) -> None:
    """8,000 short paragraphs, each telling four items, cost the rule about such lists less than two seconds."""
    text = read_text_of(with_text(suqian_2024, "从四个方面改进：\n\n甲\n\n" * 4000))
    rule = catalogue(suqian_2024.kind)["X-11"]
    begun = time.process_time()
    assert not list(announced_lists(text, rule))
    assert time.process_time() - begun < 2


def test_a_paragraph_without_end_is_read_in_whole_sentences(suqian_2024: Report) -> None:
    """A paragraph of 9,000 characters is several passages that end where sentences end, with all their numbers."""
    sentence = "全年收到申请{{ applications.new.total }}，接受咨询12次，都按时办理。"
    passages = [p for p in read_text_of(with_text(suqian_2024, sentence * 300)).passages if "咨询12次" in p.text]

    assert len(passages) > 2
    assert all(passage.text.endswith("都按时办理。") for passage in passages)
    assert sum(len(passage.mentions) for passage in passages) == 600
    assert all(_stands_there(passage) for passage in passages)


def _stands_there(passage: Passage) -> bool:
    """Whether every bound figure's place in a passage holds its digits."""
    return len(passage.bound) > 1 and all(passage.text[span.start : span.end] == "3525件" for span in passage.bound)


def test_a_sentence_without_end_is_read_whole(suqian_2024: Report) -> None:
    """A sentence without end does not hide what is personal behind its first thousand characters."""
    report = with_text(suqian_2024, "申请人很多，" * 400 + "联系电话13800138000")

    assert any(row.rule == "P-1" and (row.excess or 0) > 0 for row in residuals_of(report))


def test_unclosed_marks_are_refused_at_once(suqian_2024: Report) -> None:
    """Thousands of openings without their ends are refused in as many steps as they have characters."""
    for opening in ("{{ ", "{# 免核：", "{% if "):
        with pytest.raises(InputError):
            residuals_of(with_text(suqian_2024, opening * 20_000))


@pytest.mark.parametrize(
    "said", ["月均收到申请294.{}件", "新收申请是上年的1.{}倍", "新收申请增长{}倍", "新收申请比上年增长0.{}%"]
)
def test_numbers_of_any_length_are_compared(suqian_2024: Report, said: str) -> None:
    """A number of 400 digits, before the point or behind it, is compared as any other."""
    rows = residuals_of(with_text(suqian_2024, said.format("3" * 400) + "。"))

    assert any(row.rule == "X-3" and (row.excess or 0) > 0 for row in rows)
