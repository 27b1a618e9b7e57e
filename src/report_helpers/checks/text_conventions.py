"""Conventions of an official text: numbering, citations, length and topics, no copy of last year's text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from report_helpers.facts.residual import Spot, compared, unverifiable
from report_helpers.narrative.chinese_numbers import read_whole
from report_helpers.narrative.citations import find_citations, find_wrong_citations
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Passage, Text

_NOT_CITED = "(?!项(?!目)|款(?!项)|目(?![录标前的])|条(?!件)|[、和至])"  # 第二十条（一）项
SERIES = {
    # 一是 begins a list in mid sentence, too: 栏目设置一是偏散，二是偏旧.
    "一是、二是": re.compile(
        r"(?:(?<=[，。；：:;、\s）)])|^)([一二三四五六七八九十]{1,3})是|(?<=[\u4e00-\u9fff])(?<![统唯之同万第单专])(一)是(?!否)"
    ),
    "一要、二要": re.compile(r"(?:(?<=[，。；：:;、\s）)])|^)([一二三四五六七八九十]{1,3})要(?!素|点|件|领)"),
    "第一、第二": re.compile(r"(?:(?<=[。；：:;\s])|^)第([一二三四五六七八九十]{1,2})[，：]"),
    "（一）（二）": re.compile(rf"(?:(?<=[，。；：:;\s])|^)（([一二三四五六七八九十]{{1,3}})）{_NOT_CITED}"),
    "（1）（2）": re.compile(rf"(?:(?<=[，。；：:;\s])|^)（(\d{{1,2}})）{_NOT_CITED}"),
    "1. 2.": re.compile(r"^\s*(\d{1,2})[.．、](?!\d(?!0\d\d ?年))"),
    "一、二、": re.compile(r"^\s*([一二三四五六七八九十]{1,3})、"),
}
_FIGURES = re.compile(r"[0-9０-９.,，%％]+")


def numbered_in_order(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-10: 一是、二是 … and （一）（二）… run without gap or repeat."""
    del report
    for section in text.sections:
        for name, pattern in SERIES.items():
            marks = [(p, found) for p in text.of(section.id) for found in pattern.finditer(p.text)]
            yield from _series(rule, name, marks)


def _series(rule: Rule, name: str, marks: Sequence[tuple[Passage, re.Match[str]]]) -> Iterator[Residual]:
    """Yield one comparison for every mark: its number against the one that is due.

    A list that begins in mid sentence, or behind a colon, stands within another, which may go on behind it: not where
    the sign before a mark is the inner list's and not the outer's.
    """
    open_: list[tuple[int, str]] = []
    numbers = [number_of(found) for _, found in marks]
    for place, ((passage, found), number) in enumerate(zip(marks, numbers, strict=True)):
        sign = passage.text[found.start() - 1] if found.start() else "\n"
        last, after = open_[-1][0] if open_ else 0, numbers[place + 1 : place + 2]
        is_inner = sign not in "。；;\n"
        is_alone = number == 1 < last and not is_inner and after not in ([1], [2])  # a list of one item: a slip
        if number == 1 and not is_alone:
            open_ = [*open_[-2:], (1, "")] if is_inner else [(1, "")]
            due = 1
        else:
            due = last + 1
            goes_on = next((n for n in reversed(range(len(open_))) if _goes_on(open_, n, number, sign)), None)
            due = number if goes_on is not None else due
            open_ = [*open_[:goes_on], (last + 1 if is_alone else number, sign)]
        words = {"series": name, "mark": found[0].strip(), "due": str(due), "expected": str(due), "found": str(number)}
        yield compared(rule, spot_in(passage, found.start(), name), (number, due), words=words)


def _goes_on(open_: Sequence[tuple[int, str]], place: int, number: int, sign: str) -> bool:
    """Tell whether a mark goes on a list that is open: the innermost, or one whose sign the inner ones do not share."""
    last, own = open_[place]
    inner = open_[-1][1]
    is_of_inner = place + 1 < len(open_) and sign == inner != own != ""
    return last + 1 == number and not is_of_inner


def cited_exactly(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-12: laws and notices are cited by their exact title and number."""
    del report
    for passage in text.passages:
        wrong = find_wrong_citations(passage.text)
        for slip in wrong:
            words = {
                "slip": slip.masked,
                "suggestion": slip.suggestion,
                "expected": slip.suggestion,
                "found": slip.masked,
            }
            yield compared(rule, spot_in(passage, slip.start), (1, 0), words=words)
        right = len(find_citations(passage.text)) - len(wrong)
        if right > 0:
            yield compared(rule, spot_in(passage, 0, "right"), (0, 0))


def length_and_topics(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """S-1: section 一 keeps to its length and speaks of its topics; sections 一 and 五 say more than a few words."""
    for section in report.form.sections:
        passages = text.of(section.id)
        says_enough = section.id in rule.sections.get("say_enough", ())
        if not (section.character_limit or section.topics or says_enough):
            continue
        body = "".join("".join(passage.text for passage in passages).split())
        if not body:
            yield unverifiable(rule, f"“{section.heading}”没有文字")
            continue
        count, limit, least = len(body), section.character_limit, rule.parameters.get("characters", 0)
        if limit:
            said = (f"有 {count} 字，原则上不超过 {limit} 字", f"不超过 {limit} 字", f"{count} 字")
            yield _about_section(rule, passages[0], "length", said, (count, limit))
        if says_enough:
            said = (f"只有 {count} 字，不足 {least} 字", f"不少于 {least} 字", f"{count} 字")
            yield _about_section(rule, passages[0], "few", said, (least, count))
        for topic, told in section.topics.items():
            said = (f"没有写到“{topic}”", topic, "未写")
            yield _about_section(rule, passages[0], topic, said, (int(re.search(told, body) is None), 0))


def _about_section(
    rule: Rule, passage: Passage, spot: str, said: tuple[str, str, str], sides: tuple[Decimal | int, int]
) -> Residual:
    """Compare what a section has with its limit; *said* is what is wrong, what is expected and what was found."""
    what, expected, found = said
    words = {"what": f"“{passage.heading}”{what}", "expected": expected, "found": found}
    return compared(rule, spot_in(passage, 0, spot), sides, words=words, relation="le")


def sections_written(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """S-3: every section whose text the statute demands has some, in the branches taken."""
    wanted = report.kind.settings.text_sections if report.narrative else ()
    for section in report.form.sections:
        if section.id in wanted:
            is_empty = not any(passage.text.strip() for passage in text.of(section.id))
            words = {"expected": "有正文", "found": "没有"}
            yield compared(rule, Spot(section.id, section.heading, ""), (int(is_empty), 0), words=words)


def not_copied(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """S-2: sections 一 and 五 are written anew, figures apart: not last year's text, not another agency's."""
    for section in report.form.sections:
        if section.id not in rule.sections.get("compared", ()):
            continue
        old = _plain(report.previous.narrative.get(section.id, "")) if report.previous else ""
        passages, new = text.of(section.id), _plain(report.narrative.get(section.id, ""))
        if old and new and passages:
            yield _likeness(rule, passages[0], "上年", (new, old), "percent")
        else:
            why = f"没有 {report.year - 1} 年“{section.heading}”的文字" if new else f"“{section.heading}”没有文字"
            yield unverifiable(rule, why)
        others = ((name, _plain(texts.get(section.id, ""))) for name, texts in report.siblings.items())
        yield from (
            _likeness(rule, passages[0], name, (new, theirs), "others")
            for name, theirs in others
            if theirs and new and passages
        )


def _likeness(rule: Rule, passage: Passage, whose: str, texts: tuple[str, str], limit_name: str) -> Residual:
    """Compare how alike two texts are with the limit that the rule's parameters give."""
    limit, percent = rule.parameter(limit_name), Decimal(str(round(fuzz.ratio(*texts), 1)))
    words = {
        "section": passage.heading,
        "whose": whose,
        "percent": f"{percent}",
        "limit": f"{limit}",
        "expected": f"不超过 {limit}%",
        "found": f"{percent}%",
    }
    spot = spot_in(passage, 0, f"similarity:{whose}")
    return compared(rule, spot, (percent, limit), words=words, relation="le")


def _plain(source: str) -> str:
    """Return the words of a section's source without placeholders, marks and figures."""
    return _FIGURES.sub("", "".join(re.sub(r"\{[{%#][^{}]*[}%#]\}|[#*>-]", "", source).split()))


def number_of(found: re.Match[str]) -> int:
    """Return the number of a mark: 3, 三, 二十三."""
    written = next(filter(None, found.groups()))
    return int(written) if written.isdecimal() else int(read_whole(written) or 0)
