"""Every number of the text accounted for: X-1 to X-4, and N-1 for what remains.

A number bound to its fact is accounted for; a typed one must be what the tables say
under one of the readings its sentence admits, or be vouched for by hand.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from report_helpers.checks.agreement import Account, accounts, agrees, by_sentence, matched
from report_helpers.checks.readings import CHANGE, Candidate, candidates, subject, value_of, wholes
from report_helpers.facts.residual import Spot, compared, unverifiable
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Mention, Passage, Text

_COMMA = re.compile(r"[，,、（(\s]*")
_DOWN = re.compile("降|减|下滑|回落")
# 按期办结率 is not in the tables.
_SHARE = re.compile("^(?!.*(?:按期|按时|限时|满意)).*(?:占|比例|比重|率)")
_TOTAL_OR_REST = re.compile("(?:共|共计|合计|总计|其他|其余)(?:有|为)?$")
_STRUCTURE = ("方面", "层面", "维度")


def as_the_tables_say(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-1, X-2, X-4: a number in the text is one the tables have under its reading."""
    for account in accounts(report, text):
        own = tuple(candidate for candidate in account.candidates if candidate.rule == rule.id)
        mention = account.mention
        nearest = Account(mention, own, account.matched).nearest
        if not own or (account.matched and account.matched.rule != rule.id) or _is_within(mention, own):
            continue
        if nearest is None:
            yield unverifiable(rule, "对应的表格数据空白，或没有上年数据", own[0].cells, _spot(mention))
            continue
        left, right = value_of(mention, nearest) or Decimal(0), nearest.value or Decimal(0)
        words = {
            "value": mention.numeral.text,
            "readings": "；".join(f"{c.name} {'空白' if c.value is None else f'{c.value:f}'}" for c in own),
            "matched": account.matched.name if account.matched and not mention.fact else "",
            "found": mention.numeral.text,
        }
        yield compared(
            rule, _spot(mention), (left, left if account.matched else right), cells=nearest.cells, words=words
        )


def percentages(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-3: a percentage is a share or a change of figures its sentence names, within rounding."""
    yield from _of_another_fact(rule, text)
    for mention in text.figures():
        if mention.numeral.kind != "percentage" or mention.fact or mention.numeral.value is None:
            continue
        known = tuple(_ratios(report, mention))
        if not known:
            continue
        value = mention.numeral.value
        name, nearest = min(known, key=lambda item: abs(item[1] - value))
        words = {"value": mention.numeral.text, "readings": f"{name} {nearest:.2f}%", "found": mention.numeral.text}
        exponent = value.as_tuple().exponent
        tolerance = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) / 2
        is_near = not mention.is_exact and agrees(mention, value, nearest)
        yield compared(rule, _spot(mention), (value, value if is_near else nearest), words=words, tolerance=tolerance)


def _follows(mention: Mention, before: Mention) -> bool:
    """Tell whether a derived number follows another with nothing but a comma between."""
    between = mention.passage.text[before.numeral.end : mention.start]
    return bool(mention.derived and before.fact) and _COMMA.fullmatch(between) is not None


def _of_another_fact(rule: Rule, text: Text) -> Iterator[Residual]:
    """Yield every comparison with last year that follows another figure than its own."""
    for passage in text.passages:
        for before, mention in pairwise(passage.mentions):
            if mention.derived in {"yoy", "change"} and _follows(mention, before):
                words = {
                    "value": mention.numeral.text,
                    "readings": f"前面的数字是 {before.fact}，比较的却是 {mention.fact}",
                    "found": mention.fact,
                    "expected": before.fact,
                }
                cells = (mention.fact, before.fact)
                yield compared(rule, _spot(mention), (int(mention.fact != before.fact), 0), cells=cells, words=words)


def no_orphans(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """N-1: no figure of the text is left without a fact, a reading that agrees, or a person's word."""
    excused = [(section, excuse.text) for section, excuse in text.excuses]
    known = {account.mention: account for account in accounts(report, text)}
    for passage in text.passages:
        if passage.is_heading:
            continue
        for _, mentions in by_sentence(passage):
            figures = [mention for mention in mentions if mention.is_figure]
            orphans = [
                m for m in figures if not m.fact and not _is_excused(m, excused) and _is_orphan(report, m, known)
            ]
            if not figures:
                continue
            words = {
                "numbers": "、".join(f"“{m.numeral.text}”" for m in orphans),
                "hint": _hint(report, orphans),
                "expected": "都有出处",
            }
            yield compared(rule, _spot((orphans or figures)[0]), (len(orphans), 0), words=words)
    for section, excuse in text.excuses:
        if not any(excuse.text in passage.text for passage in text.of(section)):
            yield _stale_excuse(rule, text.of(section), excuse.text)


def _is_within(mention: Mention, own: Sequence[Candidate]) -> bool:
    """Tell whether a bound number is a cell or a row below what the clause speaks of."""
    return any(mention.fact.startswith(cell.rpartition(".")[0] + ".") for candidate in own for cell in candidate.cells)


def _is_orphan(report: Report, mention: Mention, known: dict[Mention, Account]) -> bool:
    account = known.get(mention)
    if account is not None and account.candidates:
        return False  # speaks of it
    if mention.numeral.unit in _STRUCTURE or mention.after.startswith(_STRUCTURE):
        return False  # 从三个方面改进
    if mention.numeral.kind == "percentage":
        return not any(_ratios(report, mention))
    return not _follows_from_others(report, mention)


def _is_excused(mention: Mention, excused: Sequence[tuple[str, str]]) -> bool:
    passage = mention.passage
    for section, text in excused:
        place = passage.text.find(text) if section == passage.section else -1
        while place >= 0:
            if place <= mention.start and mention.numeral.end <= place + len(text):
                return True
            place = passage.text.find(text, place + 1)
    return False


def _hint(report: Report, orphans: Sequence[Mention]) -> str:
    """Name the figures of the text a typed number could be bound to."""
    fitting = [
        fact.id
        for m in orphans
        for fact in report.text_facts()
        if fact.value == m.numeral.value and fact.unit == m.numeral.unit
    ]
    names = "、".join(f"{{{{ {fact_id} }}}}" for fact_id in dict.fromkeys(fitting))
    return f"，可改为 {names}" if names else ""


def _ratios(report: Report, mention: Mention) -> Iterator[tuple[str, Decimal]]:
    """Yield what a percentage may be: changes where it compares with last year, else shares."""
    if _is_comparison(report, mention):
        sign = -1 if _DOWN.search(mention.before) else 1
        for fact in _facts_named(report, mention):
            before = report.previous.get(fact.id) if report.previous else None
            if fact.value is not None and before is not None and before.value:
                yield f"{fact.label}同比", sign * (fact.value - before.value) * 100 / before.value
        return
    if not _SHARE.search(mention.before + mention.after):
        return
    for part in subject(report, mention.before.partition("占")[0]) or _last_named(report, mention):
        for whole in wholes(report, part.cells):
            if whole.value and part.value is not None:
                yield f"{part.name}占{whole.label}", part.value * 100 / whole.value


def _is_comparison(report: Report, mention: Mention) -> bool:
    """Tell whether a number says how much something changed since last year."""
    start, _ = mention.passage.sentence_span(mention.start)
    lead = mention.passage.text[max(start, mention.start - 12) : mention.start]
    words = (mention.before + mention.after, lead)
    return any(CHANGE.search(part) or re.search(f"[比较与]{report.year - 1} ?年", part) for part in words)


def _follows_from_others(report: Report, mention: Mention) -> bool:
    """Tell whether a count follows from others of its sentence: a change since last year, their sum, the rest."""
    value = mention.numeral.value
    if value is None or mention.numeral.kind != "figure":
        return False
    if _is_comparison(report, mention):
        changes = (
            (fact.value, report.previous and report.previous.get(fact.id)) for fact in _facts_named(report, mention)
        )
        return any(
            now is not None and old and old.value is not None and abs(now - old.value) == value for now, old in changes
        )
    if not _TOTAL_OR_REST.search(mention.before):
        return False
    here = [m for m in mention.passage.mentions if m.start < mention.start and m.sentence == mention.sentence]
    said = [m.numeral.value for m in here if m.numeral.kind == "figure"]
    values = [number or Decimal(0) for number in said]
    sums = [sum(values[first:], Decimal(0)) for first in range(len(values) - 1)]
    return any(value in {total, 2 * values[first] - total} for first, total in enumerate(sums))


def _last_named(report: Report, mention: Mention) -> tuple[Candidate, ...]:
    """Return what the last count before a share is: 法人或其他组织85件，占2.4%."""
    counts = [m for m in mention.passage.mentions if m.start < mention.start and m.numeral.kind == "figure"]
    if not counts or counts[-1].sentence != mention.sentence:
        return ()
    last = counts[-1]
    fact = report.get(last.fact) if last.fact else None
    agreed = matched(last, candidates(report, last))
    return (Candidate("", fact.label, fact.value, (fact.id,)),) if fact else (agreed,) if agreed else ()


def _facts_named(report: Report, mention: Mention) -> Iterator[Fact]:
    """Yield the facts the sentence speaks of up to the mention."""
    for other in mention.passage.mentions:
        if other.start < mention.start and other.sentence == mention.sentence:
            agreed = None if other.fact else matched(other, candidates(report, other))
            ids = agreed.cells if agreed else (other.fact,)
            fact = report.get(ids[0]) if len(ids) == 1 else None
            if fact is not None:
                yield fact


def _stale_excuse(rule: Rule, passages: Sequence[Passage], text: str) -> Residual:
    words = {"numbers": f"免核说明“{text}”", "hint": "：正文里已没有这句话", "expected": "都有出处", "found": text}
    heading = passages[0].heading if passages else ""
    return compared(rule, Spot(f"excuse:{text}", heading, text), (1, 0), words=words)


def _spot(mention: Mention) -> Spot:
    return spot_in(mention.passage, mention.start)
