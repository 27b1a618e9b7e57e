"""What a typed number means: the readings that explain it, down to the one that its words say plainly.

Two facts of the same value explain a number equally; only the words around it tell which of them it is. What they
leave open stays open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from report_helpers.checks.agreement import matched
from report_helpers.checks.derived_numbers import fits, possible
from report_helpers.checks.last_year import MARKS, compared_with_last_year, in_both_years
from report_helpers.checks.named_figures import named_figures
from report_helpers.checks.numbers_in_text import is_orphan
from report_helpers.checks.readings import candidates, is_said, named_facts, subject, value_of, wholes
from report_helpers.checks.words_of_numbers import numbers_before
from report_helpers.forms.cells import form_cells, without_remark
from report_helpers.narrative.organs import foreign_subjects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from report_helpers.checks.readings import Candidate
    from report_helpers.checks.stated_counts import Possible
    from report_helpers.facts.report import Report
    from report_helpers.forms.cells import Cell
    from report_helpers.narrative.text import Mention, Passage

LEAST_ROW = 4  # characters of a row's label, as of a column's
LEAST_COLUMN = 3  # characters of a column's label that stand for nothing else
_NUMBERS = re.compile(r"^.*[）)、.．]")  # before a row's label: 三（一）
# An organ that a clause begins with: 市教育局收到.
_ACTOR = re.compile("(?![向由在经被因对到从通])[\u4e00-\u9fff]{1,12}?(?:[局厅委镇乡]|办公室|街道|法院|中心)(?!员|托)")
# A part of the year: 上半年, 三季度, 1月; neither a day nor an end of the year's period, 1—12月.
_PART_OF_YEAR = re.compile(
    r"[上下]半年|季度|(?<![\d至到—~-])(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?![\d至到—~底末起-])"
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a number may say: a fact's id, its name, how it is derived, what it is a share of.

    `cell` is empty for a sum of facts, which no placeholder prints. `derived` is "" for the figure itself,
    "last_year", "share", or "change" for a change since last year.
    """

    name: str
    cell: str
    derived: str = ""
    whole: str = ""


ELSEWHERE = Meaning("句子里没有写明的另一个数字", "")


@dataclass(frozen=True, slots=True)
class Meanings:
    """What a number means (`found`, one where it is plain), and why, where it is not, nothing is plain.

    `refuted` holds what the readings that its words admit would have to be, where none of them agrees with it;
    `is_unknown` says that neither a reading nor another figure of its sentence explains it.
    """

    found: tuple[Meaning, ...] = ()
    refuted: tuple[str, ...] = ()
    is_unknown: bool = False


def meanings(report: Report, mention: Mention) -> Meanings:
    """Return what a typed figure of a text means by the words around it; facts it follows in its sentence are bound."""
    known, derived = candidates(report, mention), possible(report, mention)
    if known:
        meant = _of_readings(report, mention, known)
    elif derived and any(item.cells for item in derived):
        meant = _derived(report, mention, derived)
    else:
        named = named_figures(report, mention)
        is_unknown = not named and is_orphan(report, mention, None)
        meant = Meanings(tuple(Meaning(fact.label, fact.id) for fact in named), is_unknown=is_unknown)
    if len(meant.found) == 1 and _may_be_of_another(report, mention, meant.found[0].cell):
        return Meanings((*meant.found, ELSEWHERE))
    return meant


def _may_be_of_another(report: Report, mention: Mention, cell: str) -> bool:
    """Tell whether words near a number speak of other figures than a cell: a part of the year, an organ, a column."""
    start, end = mention.passage.sentence_span(mention.start)
    organs = (place for place, _ in foreign_subjects(mention.passage.text, report.agency, ()))
    actor = _ACTOR.match(mention.before)
    is_ours = actor is not None and actor[0].startswith((report.agency.name, report.agency.short, "我", "本"))
    is_theirs = (actor is not None and not is_ours) or any(start <= place < end for place in organs)
    if is_theirs or _PART_OF_YEAR.search(_clauses(mention.passage, mention.start)[0]):
        return True
    own = form_cells(report.form).get(cell)
    if own is None:
        return False
    scopes = (named for words in _scopes(mention) if (named := named_facts(report, words)))
    is_named = any(fnmatchcase(cell, pattern) for pattern in next(scopes, (cell,)))
    return not is_named or _crosses(report, mention, own)


def _crosses(report: Report, mention: Mention, own: Cell) -> bool:
    """Tell whether the words before a number name another column of its table, or another row beside its column."""
    start, _ = mention.passage.sentence_span(mention.start)
    lead, words = mention.passage.text[start : mention.start], mention.before
    table = [cell for cell in form_cells(report.form).values() if cell.table == own.table]
    columns = {cell.column_label for cell in table} - {own.column_label}
    named = [lead.rfind(column) for column in columns if len(column) >= LEAST_COLUMN and column in lead]
    if own.column_label in words:
        rows = {_NUMBERS.sub("", without_remark(cell.row_label)) for cell in table if cell.row != own.row}
        return any(len(row) >= LEAST_ROW and row in lead for row in rows)
    is_in_clause = any(place >= len(lead) - len(words) for place in named)
    return bool(named) and (is_in_clause or "其中" in lead[max(named) :])


def unchanged(report: Report, passage: Passage, position: int) -> Meanings:
    """Return what 与上年持平 at *position* may be said of: facts that are the same in both years."""
    known = compared_with_last_year(report, passage, position)
    allowed = _allowed(report, passage, position, _clauses(passage, position)[0])
    pairs = list(in_both_years(report, known))
    same = [reading for reading, (now, before) in pairs if now == before]
    if pairs and not same:
        return Meanings(refuted=tuple(f"{c.name} 上年 {before:f}、本年 {now:f}" for c, (now, before) in pairs))
    plain = [reading for reading in same if reading.cells in allowed]
    return Meanings(tuple(_unique(Meaning(c.name, _single(c.cells), "change") for c in plain or same)))


def _of_readings(report: Report, mention: Mention, known: tuple[Candidate, ...]) -> Meanings:
    """Return which of the readings that agree exactly is said; any that agrees, where what is said does not."""
    fitting = [c for c in known if c.value is not None and mention.is_exact and c.value == value_of(mention, c)]
    said = plainly_said(known, _scopes(mention))
    plain = [candidate for candidate in said if candidate in fitting]
    figures = [fact for fact in named_figures(report, mention) if fitting]
    found = [Meaning(c.name, _single(c.cells), "last_year" if c.is_last else "") for c in plain or fitting]
    found = list(_unique([*found, *(Meaning(fact.label, fact.id) for fact in figures)]))
    if len(found) == 1 and found[0].cell and not plain:  # what its words say is another figure
        found = [*found, *(Meaning(candidate.name, "") for candidate in said)]
    near = matched(mention, known)
    refuted = () if found or near else tuple(f"{c.name} {'空白' if c.value is None else f'{c.value:f}'}" for c in known)
    return Meanings(tuple(found), refuted)


def plainly_said(known: Sequence[Candidate], scopes: Iterable[str]) -> tuple[Candidate, ...]:
    """Return the candidates that words say plainly, in the first of some stretches of words that says any of them.

    Of a group of rows and one of its rows, both named, the row is said. All candidates where no words say any.
    """
    rows = [candidate for candidate in known if not any(_is_group_of(candidate, other) for other in known)]
    for number, words in enumerate(scopes):
        own = [c for c in rows if (is_said(c, words) if c.said else not number)]
        if own:
            return tuple(own)
    return tuple(rows)


def _is_group_of(candidate: Candidate, other: Candidate) -> bool:
    """Tell whether one candidate is a group's sum and the other a row of that group."""
    if len(candidate.cells) != 1 or len(other.cells) != 1:
        return False
    group, _, column = candidate.cells[0].rpartition(".")
    return other.cells[0].startswith(f"{group}.") and other.cells[0].rpartition(".")[0] != group and bool(column)


def _scopes(mention: Mention) -> Iterator[str]:
    """Yield the words of a number's clause, before it and all around it, then each clause before, nearest first."""
    yield mention.before
    yield mention.before + mention.after
    yield from _clauses(mention.passage, mention.start)[1:]


def _clauses(passage: Passage, position: int) -> list[str]:
    """Return the clauses up to *position* since the last full stop, the nearest first."""
    start = max(passage.text.rfind(mark, 0, position) for mark in "。！？") + 1
    return re.split(f"[{MARKS}]", passage.text[start:position])[::-1]


def _derived(report: Report, mention: Mention, known: tuple[Possible, ...]) -> Meanings:
    """Return the shares and changes that a number may be, those of facts it is plainly said of first."""
    said = mention.numeral.value
    fitting = [item for item in known if said is not None and fits(mention, said, item)]
    if not fitting:
        return Meanings(refuted=tuple(dict.fromkeys(item.shown for item in known)))
    part_words = mention.before.partition("占")[0]
    allowed = _allowed(report, mention.passage, mention.start, part_words, mention.after)
    own = [item for item in fitting if item.cells in allowed]
    plain = [item for item in own if item.whole in _said_wholes(report, mention, own)]
    found = tuple(_unique(_as_meaning(item) for item in plain or own or fitting))
    return Meanings((*found, ELSEWHERE) if not own and len(found) == 1 else found)


def _allowed(report: Report, passage: Passage, position: int, *words: str) -> set[tuple[str, ...]]:
    """Return the facts that a share or change may plainly be said of: its own words', else those bound before it."""
    named = subject(report, words[0]) or subject(report, "".join(words))
    if named:
        return {c.cells for c in plainly_said(named, [*words, *_clauses(passage, position)[1:]])}
    return {(m.fact,) for m in numbers_before(passage, position) if m.fact and not m.derived}


def _said_wholes(report: Report, mention: Mention, known: Sequence[Possible]) -> set[str]:
    """Return the wholes that the clauses of a share name, the nearest first; all where none does."""
    every = {item.whole for item in known}
    part, _, whole = mention.before.partition("占")
    for words in (whole, mention.after, part, *_clauses(mention.passage, mention.start)[1:]):
        named = {fact.id for item in known if item.whole for fact in wholes(report, item.cells, words)} & every
        if named and named != every:
            return named
    return every


def _as_meaning(item: Possible) -> Meaning:
    return Meaning(item.name, _single(item.cells), "share" if item.whole else "change", item.whole)


def _single(cells: Sequence[str]) -> str:
    return cells[0] if len(cells) == 1 else ""


def _unique(found: Iterable[Meaning]) -> Iterator[Meaning]:
    """Yield each meaning once, by what it is of."""
    seen = set()
    for meaning in found:
        key = (meaning.cell or meaning.name, meaning.derived, meaning.whole)
        if key not in seen:
            seen.add(key)
            yield meaning
