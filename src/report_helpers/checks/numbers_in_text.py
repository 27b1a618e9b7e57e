"""Every number of the text accounted for: X-1, X-2 and X-4, and N-1 for what remains.

A number must be what the tables say under one of the readings its sentence admits, typed or
bound to a fact. One whose sentence admits none must be bound, or be vouched for by hand.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.checks.agreement import Account, accounts, by_sentence, states
from report_helpers.checks.announced_lists import PLANS, tells_of_list
from report_helpers.checks.derived_numbers import possible
from report_helpers.checks.last_year import in_each_year
from report_helpers.checks.lists_in_text import counts_list
from report_helpers.checks.most_in_text import said_to_be_most
from report_helpers.checks.named_figures import is_misnamed, named_figures
from report_helpers.checks.readings import is_named, is_said, subject, value_of
from report_helpers.checks.said_in_words import said_in_words
from report_helpers.checks.words_of_numbers import LAST_YEAR, is_wholly, numbers_before
from report_helpers.facts.residual import Spot, compared, unverifiable
from report_helpers.forms.cells import form_cells
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.checks.readings import Candidate
    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Mention, Passage, Text

_TOTAL_OR_REST = re.compile("(?:共|共计|合计|总计|其他|其余)(?:有|为)?$")
_STRUCTURE = ("方面", "层面", "维度")
# 抓好三项重点任务, 做到两个到位, 存在两个问题
_PLANNED = re.compile(f"[^，。；：、]{{0,4}}?(?:{PLANS}|到位|强化)")
_FACED = re.compile("存在|针对")
_SMALL = re.compile("[两二三四五六七八九十][个项大点条]")


def as_the_tables_say(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-1, X-2, X-4: a number in the text, or what it says in words, is one the tables have under its reading."""
    yield from said_in_words(report, text, rule)
    yield from said_to_be_most(report, text, rule)
    for account in accounts(report, text):
        own = tuple(candidate for candidate in account.candidates if candidate.rule == rule.id)
        mention = account.mention
        if not own or (account.matched and account.matched.rule != rule.id):
            continue
        meant = _meant_instead(account, own)
        matched = None if meant else account.matched
        nearest = meant or Account(mention, own, matched).nearest
        if nearest is None:
            yield unverifiable(rule, "对应的表格数据空白，或没有上年数据", own[0].cells, _spot(mention))
            continue
        left, right = value_of(mention, nearest) or Decimal(0), nearest.value or Decimal(0)
        words = {
            "value": mention.numeral.text,
            "readings": "；".join(f"{c.name} {'空白' if c.value is None else f'{c.value:f}'}" for c in own),
            "matched": matched.name if matched and not mention.fact else "",
            "found": mention.numeral.text,
        }
        yield compared(rule, _spot(mention), (left, left if matched else right), cells=nearest.cells, words=words)


def _meant_instead(account: Account, own: Sequence[Candidate]) -> Candidate | None:
    """Return the reading that the words of a bound figure say plainly, where it is bound to that of another."""
    mention, matched = account.mention, account.matched
    if matched is None or matched.cells != (mention.fact,) or is_said(matched, mention.before):
        return None
    said = (found for found in own if mention.fact not in found.cells and found.value is not None)
    return next((found for found in said if is_said(found, mention.before)), None)


def no_orphans(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """N-1: no figure of the text is left without a fact, a reading that agrees, or a person's word."""
    excused = [(section, excuse.text) for section, excuse in text.excuses]
    known = {account.mention: account for account in accounts(report, text)}
    for passage in text.passages:
        for _, mentions in by_sentence(passage):
            figures = [mention for mention in mentions if mention.is_figure]
            orphans = [m for m in figures if not _is_excused(m, excused) and is_orphan(report, m, known.get(m))]
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


def is_orphan(report: Report, mention: Mention, account: Account | None) -> bool:
    """Tell whether a figure of the text is neither a fact's, nor judged by another rule, nor the sum of others."""
    if account is not None and account.candidates:
        return False  # speaks of it
    if _is_of_structure(mention) or is_wholly(mention) or in_each_year(report, mention):
        return False
    if possible(report, mention):
        return False  # X-3 speaks of it
    fact = states(report, mention)
    if fact is not None and not mention.derived:
        is_ours = is_named(report, fact.id, mention.passage)
        return not is_ours or is_misnamed(report, mention) or _is_of_another(report, mention, fact)
    if fact is not None:
        return False
    return not (counts_list(mention) or _follows_from_others(mention) or _is_named_figure(report, mention))


def _is_of_another(report: Report, mention: Mention, fact: Fact) -> bool:
    """Tell whether the words of a number that prints a cell speak of another matter: 网民留言办结203条."""
    named = subject(report, mention.before)  # with a number of another unit
    ours = [*subject(report, mention.before, mention)]  # nothing where another matter was named last
    ours += (c for c in named if c.said and is_said(c, mention.before))  # 废止文件8件
    return fact.id in form_cells(report.form) and bool(named) and not any(fact.id in c.cells for c in ours)


def _is_named_figure(report: Report, mention: Mention) -> bool:
    """Tell whether a typed number is the one figure of the text that its clause names, as it stands in facts.csv."""
    named = named_figures(report, mention)
    return len(named) == 1 and named[0].value == mention.numeral.value and not LAST_YEAR.search(mention.before)


def _is_of_structure(mention: Mention) -> bool:
    """Tell whether a number is how many parts or plans the text has: 从三个方面改进, 抓好两项任务."""
    is_small = _SMALL.fullmatch(mention.numeral.text) is not None
    is_told = mention.after.startswith("问题") and _FACED.search(mention.before) is not None
    is_planned = is_small and (is_told or _PLANNED.match(mention.after) is not None)
    is_part = mention.numeral.unit in _STRUCTURE or mention.after.startswith(_STRUCTURE)
    return is_part or is_planned or tells_of_list(mention.passage, mention.start)


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
    """Name the figures of the text a typed number could be bound to, and what a bound one is a figure of."""
    bound = dict.fromkeys(fact.label for m in orphans if (fact := report.get(m.fact)) is not None)
    if bound:
        return f"：占位符引用的是{'、'.join(f'“{label}”' for label in bound)}，与句子说的不是一回事"
    wanted = {(m.numeral.value, m.numeral.unit): None for m in orphans}
    facts = tuple(report.text_facts())
    fitting = [fact.id for number in wanted for fact in facts if (fact.value, fact.unit) == number]
    names = "、".join(f"{{{{ {fact_id} }}}}" for fact_id in dict.fromkeys(fitting))
    return f"，可改为 {names}" if names else ""


def _follows_from_others(mention: Mention) -> bool:
    """Tell whether a count follows from others of its sentence: it is their sum, or the rest."""
    value = mention.numeral.value
    if value is None or mention.numeral.kind != "figure" or not _TOTAL_OR_REST.search(mention.before):
        return False
    here = numbers_before(mention.passage, mention.start)
    said = [m.numeral.value for m in here if m.numeral.kind == "figure"]
    values = [number or Decimal(0) for number in said]
    sums = [sum(values[first:], Decimal(0)) for first in range(len(values) - 1)]
    return any(value in {total, 2 * values[first] - total} for first, total in enumerate(sums))


def _stale_excuse(rule: Rule, passages: Sequence[Passage], text: str) -> Residual:
    words = {"numbers": f"免核说明“{text}”", "hint": "：正文里已没有这句话", "expected": "都有出处", "found": text}
    heading = passages[0].heading if passages else ""
    return compared(rule, Spot(f"excuse:{text}", heading, text), (1, 0), words=words)


def _spot(mention: Mention) -> Spot:
    return spot_in(mention.passage, mention.start)
