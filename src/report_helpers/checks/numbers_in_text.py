"""Every number of the text accounted for: X-1 to X-4, X-11, and N-1 for what remains.

A number bound to its fact is accounted for; a typed one must be what the tables say
under one of the readings its sentence admits, or be vouched for by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from report_helpers.checks.procedures import parts_make_the_whole
from report_helpers.checks.readings import CHANGE, candidates, subject, value_of
from report_helpers.checks.residual import Spot, compared, spot_in, unverifiable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.checks.catalogue import Rule
    from report_helpers.checks.readings import Candidate
    from report_helpers.checks.residual import Residual
    from report_helpers.facts import Fact, Report
    from report_helpers.narrative import Mention, Passage, Text

_ROUNDED = re.compile(r"[0-9]+(?:\.([0-9]+))?(?=\s*[万亿])")
_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
PARTS = ("其中", "分别为", "分别是", "包括")
# How far an approximate number may lie from the exact one, downwards and upwards.
_ABOVE, _BELOW, _ABOUT = ("0", "0.2"), ("0.2", "0"), ("0.1", "0.1")
_LEEWAY = {
    "余": _ABOVE,
    "多": _ABOVE,
    "逾": _ABOVE,
    "超": _ABOVE,
    "上": _ABOVE,
    "近": _BELOW,
    "未": _BELOW,
    "下": _BELOW,
}


@dataclass(frozen=True, slots=True)
class Account:
    """A mention, the readings it admits, and the one it agrees with."""

    mention: Mention
    candidates: tuple[Candidate, ...]
    matched: Candidate | None

    @property
    def nearest(self) -> Candidate | None:
        """The reading it agrees with, or comes closest to."""
        known = [candidate for candidate in self.candidates if candidate.value is not None]
        return self.matched or min(known, key=self._distance, default=None)

    def _distance(self, candidate: Candidate) -> Decimal:
        return abs((value_of(self.mention, candidate) or Decimal(0)) - (candidate.value or Decimal(0)))


def accounts(report: Report, text: Text) -> Iterator[Account]:
    """Yield every figure of the text that is not derived from a fact, with its readings."""
    for mention in text.figures():
        if not mention.derived:
            found = candidates(report, mention)
            yield Account(mention, found, _matched(mention, found))


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
    """X-3: a typed percentage is a share or a change of figures its sentence names, within rounding."""
    for mention in text.figures():
        if mention.numeral.kind != "percentage" or mention.fact or mention.numeral.value is None:
            continue
        known = tuple(_ratios(report, mention))
        if not known:
            continue
        value = mention.numeral.value
        name, nearest = min(known, key=lambda item: abs(item[1] - value))
        exponent = value.as_tuple().exponent
        tolerance = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
        words = {"value": mention.numeral.text, "readings": f"{name} {nearest:.2f}%", "found": mention.numeral.text}
        yield compared(rule, _spot(mention), (value, nearest), words=words, tolerance=tolerance)


def parts_in_sentences(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-11: figures entered or named as parts of one whole add up to it; 余, 约, 近 are said."""
    yield from parts_make_the_whole(report, rule)
    for passage in text.passages:
        for sentence, mentions in _by_sentence(passage):
            cut = min((place for word in PARTS if (place := sentence.find(word)) >= 0), default=-1)
            offset = passage.sentence_span(mentions[0].start)[0]
            wholes = [mention for mention in mentions if mention.start - offset < cut and mention.is_figure]
            if cut < 0 or not wholes or not _is_count(wholes[-1]):
                continue
            whole = wholes[-1]
            parts = [
                m for m in mentions if m.start - offset > cut and _is_count(m) and m.numeral.unit == whole.numeral.unit
            ]
            if _is_judged(report, whole, parts):
                yield _parts_residual(rule, whole, parts)


def no_orphans(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """N-1: no figure of the text is left without a fact, a reading that agrees, or a person's word."""
    excused = [(section, excuse.text) for section, excuse in text.excuses]
    known = {account.mention: account for account in accounts(report, text)}
    for passage in text.passages:
        if passage.is_heading:
            continue
        for _, mentions in _by_sentence(passage):
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


def _matched(mention: Mention, found: Sequence[Candidate]) -> Candidate | None:
    return next((c for c in found if c.value is not None and _agrees(mention, value_of(mention, c), c.value)), None)


def _agrees(mention: Mention, said: Decimal | None, value: Decimal) -> bool:
    """Tell whether a number said, exactly or approximately, fits *value*."""
    if said is None:
        return False
    if mention.numeral.upper is not None:
        return said <= value <= mention.numeral.upper
    if not mention.numeral.qualifier:
        return abs(said - value) <= _rounding(mention, said)
    below, above = _LEEWAY.get(mention.numeral.qualifier, _ABOUT)
    return said * (1 - Decimal(below)) <= value <= said * (1 + Decimal(above))


def _rounding(mention: Mention, said: Decimal) -> Decimal:
    """Return how far a number in 万 or 亿 (157万件, 7.27亿元) may be rounded: half its last digit."""
    written = _ROUNDED.search(mention.numeral.text.translate(_WIDTH))
    if written is None:
        return Decimal(0)
    return abs(said / Decimal(written[0])) * Decimal(1).scaleb(-len(written[1] or "")) / 2 if said else Decimal(0)


def _is_within(mention: Mention, own: Sequence[Candidate]) -> bool:
    """Tell whether a bound number is a cell or a row below what the clause speaks of."""
    return any(mention.fact.startswith(cell.rpartition(".")[0] + ".") for candidate in own for cell in candidate.cells)


def _is_orphan(report: Report, mention: Mention, known: dict[Mention, Account]) -> bool:
    account = known.get(mention)
    if account is not None and account.candidates:
        return False  # speaks of it
    return not (mention.numeral.kind == "percentage" and any(_ratios(report, mention)))


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
    words = mention.before + mention.after
    facts = [*_facts_named(report, mention)]
    if CHANGE.search(words) or CHANGE.search(mention.sentence[: mention.sentence.find(mention.numeral.text)][-12:]):
        for fact in facts:
            before = report.previous.get(fact.id) if report.previous else None
            if fact.value is not None and before is not None and before.value:
                yield f"{fact.label}同比", abs(fact.value - before.value) * 100 / before.value
        return
    wholes = [report.get(key) for key in ("applications.total.total", "applications.new.total")]
    if not any(word in words for word in ("占", "比例", "比重", "率")):
        return
    for part in subject(report, mention.before):
        for whole in wholes:
            if whole is not None and whole.value and part.value is not None:
                yield f"{part.name}占{whole.label}", part.value * 100 / whole.value


def _facts_named(report: Report, mention: Mention) -> Iterator[Fact]:
    """Yield the facts the sentence speaks of up to the mention."""
    for other in mention.passage.mentions:
        if other.start < mention.start and other.sentence == mention.sentence:
            ids = [other.fact] if other.fact else []
            if not ids:
                found = candidates(report, other)
                matched = _matched(other, found)
                ids = list(matched.cells) if matched and len(matched.cells) == 1 else []
            for fact_id in ids:
                fact = report.get(fact_id)
                if fact is not None:
                    yield fact


def _by_sentence(passage: Passage) -> Iterator[tuple[str, list[Mention]]]:
    for span, mentions in groupby(passage.mentions, key=lambda mention: passage.sentence_span(mention.start)):
        yield passage.text[span[0] : span[1]], list(mentions)


def _is_count(mention: Mention) -> bool:
    return mention.numeral.kind == "figure" and mention.numeral.value is not None and not mention.derived


def _is_judged(report: Report, whole: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether the parts of a sentence must make its whole.

    Parts a person entered as such are judged by their facts; cells of a table named
    behind 其中 need not be all of them, but never more than the whole.
    """
    if len(parts) < 2 or (whole.fact and report.parts_of(whole.fact)):  # noqa: PLR2004  one part may leave the rest out
        return False
    if all(mention.fact and not mention.fact.startswith("text.") for mention in parts):
        total = sum((m.numeral.value for m in parts if m.numeral.value is not None), Decimal(0))
        return whole.numeral.value is not None and total > whole.numeral.value and bool(whole.fact)
    return True


def _parts_residual(rule: Rule, whole: Mention, parts: Sequence[Mention]) -> Residual:
    value = whole.numeral.value or Decimal(0)
    total = sum((mention.numeral.value for mention in parts if mention.numeral.value is not None), Decimal(0))
    gap = value - total
    marks = "、".join(dict.fromkeys(m.numeral.qualifier for m in (whole, *parts) if m.numeral.qualifier))
    unit = whole.numeral.unit
    words = {
        "cell": "正文总数",
        "left": whole.numeral.text,
        "found": whole.numeral.text,
        "parts": "＋".join(mention.numeral.text for mention in parts),
        "gap": f"有 {gap:f}{unit}没有说明去向" if gap > 0 else f"分项多出 {-gap:f}{unit}",
        "approximate": f"；其中含约数（{marks}）" if marks else "",
    }
    cells = tuple(mention.fact for mention in (whole, *parts) if mention.fact)
    return compared(rule, _spot(whole), (value, total), cells=cells, words=words)


def _stale_excuse(rule: Rule, passages: Sequence[Passage], text: str) -> Residual:
    words = {"numbers": f"免核说明“{text}”", "hint": "：正文里已没有这句话", "expected": "都有出处", "found": text}
    heading = passages[0].heading if passages else ""
    return compared(rule, Spot(f"excuse:{text}", heading, text), (1, 0), words=words)


def _spot(mention: Mention) -> Spot:
    return spot_in(mention.passage, mention.start)
