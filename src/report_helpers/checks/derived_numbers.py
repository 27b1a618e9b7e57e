"""Shares and changes in the text against what the tables give (X-3)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.checks.agreement import agrees
from report_helpers.checks.averages import averages
from report_helpers.checks.last_year import (
    DOWN,
    MARKS,
    as_reading,
    clause_before,
    compared_with_last_year,
    in_both_years,
    stated,
)
from report_helpers.checks.multiples import AS_MUCH, multiples
from report_helpers.checks.readings import COUNTERS, Candidate, candidates, is_apart, is_last_years, subject, wholes
from report_helpers.checks.stated_counts import AT_LEAST, Possible, changes_of_counts, shares_of_counts
from report_helpers.checks.trends_in_text import trends
from report_helpers.checks.words_of_numbers import (
    LAST,
    LAST_YEAR,
    in_list,
    is_average,
    is_change,
    nearest_before,
    numbers_before,
    said_before,
)
from report_helpers.facts.residual import compared
from report_helpers.forms.model import MONEY
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Mention, Text

_UP = re.compile("增|升|多|长|提高")
_FRACTION = re.compile("(?<!百)分之|成")  # 超过三分之一: a share, whatever the words
# 按期办结率 is not in the tables.
_SHARE = re.compile("^(?!.*(?:按期|按时|限时|满意)).*(?:占|比例|比重|率)")
_ASIDE = re.compile("（([^（），。；]{1,20})）")
_DIRECTLY = re.compile("[，,、（(\\s]*(?:约|均|分别|共|总体)?(?:[占比][^，。；]*)?")  # between a count and its share
_OF_ALL = re.compile("的(?:新收|收到|办结|答复)?的?(?:政府信息公开)?申请(?:件|事项)?")

_IS = re.compile("的?(?:为|是|系|属于?)")
_CLAUSE = "[^，。；：、（）0-9]*"
_LONGEST_LIST = 80  # characters
_LISTED_BEFORE = re.compile(
    f"(?P<list>{_CLAUSE}(?:、{_CLAUSE})+?|(?<=以){_CLAUSE}?(?=为主))(?:为主)?(?:，?(?:占|比例|比重)[^，。；：、]*)?$"
)
_LISTED_BEHIND = re.compile(f"{_IS.pattern}(?P<list>{_CLAUSE}(?:、{_CLAUSE})+)")
_SHARE_ALONE = re.compile(r"(?:约|分别)?占比?(?:约|为|达到?|是)*\s*")


def shares_and_changes(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-3: a percentage or an increase is a share or a change of figures its sentence names, within rounding."""
    for mention in text.figures():
        said, known = mention.numeral.value, possible(report, mention)
        if known and said is not None:
            yield _compared(report, mention, said, known, rule)
        elif mention.derived in {"yoy", "change"} and not known:
            yield from _of_another_fact(report, mention, rule)
    for passage in text.passages:
        yield from trends(report, passage, rule)


def possible(report: Report, mention: Mention) -> tuple[Possible, ...]:
    """Return what a share or a change may be by the words around it; nothing for any other number."""
    if changes := tuple(changes_of_counts(mention)):
        return changes
    found = _of_facts(report, mention)
    if found and not mention.fact and is_apart(report.kind, mention):
        return tuple(shares_of_counts(mention))
    return found


def _of_facts(report: Report, mention: Mention) -> tuple[Possible, ...]:
    if mention.numeral.kind == "percentage":
        return _percentages(report, mention)
    if mention.numeral.unit == "倍":
        return tuple(multiples(report, mention))
    if is_average(mention):
        return averages(report, mention)
    if candidates(report, mention):
        return ()
    compares = is_change(mention) or _since_last_year(report, mention)
    found = _changes(report, mention) if compares else _as_last_year(report, mention)
    return tuple(found)


def _percentages(report: Report, mention: Mention) -> tuple[Possible, ...]:
    if AS_MUCH.search(mention.before):
        return tuple(multiples(report, mention, Decimal(100)))
    is_comparison = _is_comparison(report, mention)
    if mention.numeral.unit != "%":
        return tuple(_points(report, mention)) if is_comparison and not mention.fact else ()
    known = tuple(_changes(report, mention) if is_comparison else _shares(report, mention))
    return (*known, *shares_of_counts(mention))


def _compared(report: Report, mention: Mention, said: Decimal, known: tuple[Possible, ...], rule: Rule) -> Residual:
    """Compare a number with the nearest of what it may be; a bound share must have the whole that the words name."""
    nearest = min(known, key=lambda item: abs(item.value - said))
    fact, whole = report.get(mention.fact), report.get(mention.derived.partition("share:")[2])
    is_of_another = whole is not None and all(item.whole != whole.id for item in known)
    taken = f"，占位符算的是{fact.label}占{whole.label}" if is_of_another and fact and whole else ""
    words = {"value": mention.numeral.text, "readings": nearest.shown + taken, "found": mention.numeral.text}
    right = (
        said
        if fits(mention, said, nearest) and not is_of_another
        else nearest.value
        if nearest.value != said
        else said + 1
    )
    cells = (mention.fact,) if fact else ()
    return compared(rule, spot_in(mention.passage, mention.start), (said, right), cells=cells, words=words)


def fits(mention: Mention, said: Decimal, item: Possible) -> bool:
    """Tell whether a share or change said in a mention is one of its possible values, within rounding."""
    exponent = said.as_tuple().exponent
    is_percentage = mention.numeral.kind == "percentage" and isinstance(exponent, int)
    tolerance = Decimal(1).scaleb(int(exponent)) / 2 if is_percentage else Decimal(0)
    if is_percentage and mention.numeral.qualifier in AT_LEAST:  # 三分之二以上 is true of 98 %
        return item.value >= said - tolerance
    return abs(said - item.value) <= tolerance or agrees(mention, said, item.value)


def _changes(report: Report, mention: Mention) -> Iterator[Possible]:
    """Yield the changes since last year of what a comparison is about, signed as its words say."""
    words = clause_before(mention.passage, mention.start) or said_before(mention)
    is_percentage = mention.numeral.kind == "percentage"
    listed = in_list(mention)
    readings = (
        subject(report, listed.name) if listed else compared_with_last_year(report, mention.passage, mention.start)
    )
    for reading, (now, before) in in_both_years(report, readings):
        change = now - before
        if is_percentage and not before:
            continue
        value = change * 100 / before if is_percentage else _in_unit(change, reading.unit, mention.numeral.unit)
        if value is not None:
            is_down, is_up = DOWN.search(words) is not None, _UP.search(words) is not None
            said = -value if is_down else value if is_up else abs(value)
            size = f"{abs(value):.2f}%" if is_percentage else f" {abs(value):f}"
            shown = f"比上年{'增长' if change > 0 else '下降'}{size}" if change else "与上年持平"
            yield Possible(reading.name, said, f"{reading.name}{shown}", reading.cells)


def _as_last_year(report: Report, mention: Mention) -> Iterator[Possible]:
    """Yield what a number behind 上年为 may be: last year's figure of what its sentence is about."""
    if not (mention.before and is_last_years(report, mention, mention.before)):
        return
    for reading, (_, before) in in_both_years(report, compared_with_last_year(report, mention.passage, mention.start)):
        value = _in_unit(before, reading.unit, mention.numeral.unit)
        if value is not None:
            yield Possible(reading.name, value, f"{reading.name}上年 {value:f}", reading.cells)


def _in_unit(change: Decimal, unit: str, said: str) -> Decimal | None:
    """Return a change in the unit in which a number is said; None where they do not compare."""
    if unit in MONEY and said in MONEY:
        return change * MONEY[unit] / MONEY[said]
    return change if unit not in MONEY and said in COUNTERS else None


def _of_another_fact(report: Report, mention: Mention, rule: Rule) -> Iterator[Residual]:
    """Yield the comparison of a bound change with the number before it, where that has no figure of last year."""
    facts = [cell for found in compared_with_last_year(report, mention.passage, mention.start) for cell in found.cells]
    if facts:
        shown = f"前面的数字是 {facts[-1]}，比较的却是 {mention.fact}"
        words = {"value": mention.numeral.text, "readings": shown, "found": mention.fact, "expected": facts[-1]}
        sides, cells = (int(mention.fact not in facts), 0), (mention.fact, facts[-1])
        yield compared(rule, spot_in(mention.passage, mention.start), sides, cells=cells, words=words)


def _shares(report: Report, mention: Mention) -> Iterator[Possible]:
    """Yield the shares that the words around a percentage admit."""
    of_all = _OF_ALL.match(mention.after)  # 99%的申请予以公开
    listed = in_list(mention)
    is_share = listed or _SHARE.search(mention.before + mention.after) or _FRACTION.search(mention.numeral.text)
    if not (of_all or is_share or mention.derived.startswith("share")):
        return
    part_words, _, whole_words = (listed.name if listed else _with_asides(mention)).partition("占")
    if of_all:
        part_words, whole_words = mention.after[of_all.end() :], of_all[0]
    # 不予公开率由上年的24.2%升至28.4%
    is_last = not mention.fact and LAST_YEAR.search(part_words + whole_words) is not None
    fact = report.get(mention.fact) if mention.fact else None
    own = (as_reading(fact),) if fact else ()
    for part in (
        subject(report, part_words, mention) or _last_stated(report, mention) or own or _named_apart(report, mention)
    ):
        for whole in wholes(report, part.cells, whole_words):
            if part.cells == (whole.id,):
                continue
            value = _share_last_year(report, part, whole) if is_last else _share(part.value, whole.value)
            if value is not None:
                shown = f"{part.name}占{whole.label} {value:.2f}%"
                yield Possible(part.name, value, shown, part.cells, whole.id)


def _points(report: Report, mention: Mention) -> Iterator[Possible]:
    """Yield by how many points the share before a number changed: 予以公开占27.7%，比上年上升0.9个百分点."""
    nearest = nearest_before(mention.passage, mention.start)
    said, words = mention.numeral.value, said_before(mention)
    if said is None or nearest is None or nearest.numeral.unit != "%" or not (DOWN.search(words) or _UP.search(words)):
        return
    for item in _shares(report, nearest) if nearest.numeral.value is not None else ():
        whole, part = report.get(item.whole), [fact for cell in item.cells if (fact := report.get(cell))]
        if not whole or len(part) != 1 or not fits(nearest, nearest.numeral.value or Decimal(0), item):
            continue
        last = _share_last_year(report, as_reading(part[0]), whole)
        if last is not None:
            change = last - item.value if DOWN.search(words) else item.value - last
            # The shares were rounded before one was taken from the other.
            near = said if abs(change - said) <= Decimal(1).scaleb(int(said.as_tuple().exponent)) else change
            yield Possible(item.name, near, f"{item.shown}，上年 {last:.2f}%", item.cells)


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return part * 100 / whole if whole and part is not None else None


def _share_last_year(report: Report, part: Candidate, whole: Fact) -> Decimal | None:
    """Return what a share was last year; None where that year's figures are not known."""
    known = [before for _, (_, before) in in_both_years(report, (part, as_reading(whole)))]
    return _share(*known) if len(known) == 2 else None  # noqa: PLR2004


def _named_apart(report: Report, mention: Mention) -> tuple[Candidate, ...]:
    """Return what is named behind a share (占总数87.8%的是罚款) or in the clause before (以罚款为主，占比87.8%).

    A list is looked at as a whole, too: 警告、通报批评 may be one column.
    """
    verb = _IS.match(mention.after)
    clause = clause_before(mention.passage, mention.start - len(mention.before) - 1)
    named = mention.after[verb.end() :] if verb else clause if _SHARE_ALONE.fullmatch(mention.before) else ""
    text, end = mention.passage.text, mention.numeral.end
    lead, rest = text[max(0, mention.start - _LONGEST_LIST) : mention.start], text[end : end + _LONGEST_LIST]
    listed = _LISTED_BEFORE.search(lead) or (verb and _LISTED_BEHIND.match(rest))
    return subject(report, named, mention) or (subject(report, listed["list"], mention) if listed else ())


def _last_stated(report: Report, mention: Mention) -> tuple[Candidate, ...]:
    """Return what the last count before a share is: 法人或其他组织85件，占2.4%."""
    count = _count_before(mention)
    is_next = count is not None and _DIRECTLY.fullmatch(mention.passage.text[count.numeral.end : mention.start])
    found = stated(report, count) if count is not None and is_next else None
    return (found,) if found else ()


def _count_before(mention: Mention) -> Mention | None:
    """Return the last count before a number in its sentence."""
    before = reversed(numbers_before(mention.passage, mention.start))
    return next((m for m in before if m.numeral.kind == "figure"), None)


def _with_asides(mention: Mention) -> str:
    """Return the words of a number's clause, those in brackets in it included: 公开（含部分公开）占."""
    if "）" not in mention.passage.text[max(0, mention.start - len(mention.before) - 1) : mention.start]:
        return mention.before
    start, _ = mention.passage.sentence_span(mention.start)
    begin = max([start, *(m.numeral.end for m in mention.passage.mentions if m.numeral.end <= mention.start)])
    words = _ASIDE.sub(r"\1", mention.passage.text[begin : mention.start])
    return words[max(words.rfind(mark) for mark in MARKS) + 1 :]


def _is_comparison(report: Report, mention: Mention) -> bool:
    """Tell whether a percentage says how much something changed since last year."""
    start, _ = mention.passage.sentence_span(mention.start)
    lead = mention.passage.text[max(start, mention.start - 12) : mention.start]
    is_named = re.search(f"同比|环比|[比较]{LAST}|[比较与]{report.year - 1} ?年", lead + mention.after)
    return is_change(mention) or is_named is not None


def _since_last_year(report: Report, mention: Mention) -> bool:
    """Tell whether a count is a change since last year by that year's number: 较2023年减少3件."""
    change = f"[比较与]{report.year - 1} ?年.*(?:{DOWN.pattern}|{_UP.pattern})"
    return re.search(change, clause_before(mention.passage, mention.start)) is not None
