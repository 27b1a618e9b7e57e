"""Averages of the tables' figures (月均收到申请294件), and of counts that the text gives (4场260人次，场均65人次)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.checks.readings import subject
from report_helpers.checks.stated_counts import NEAR, WHOLE, Possible, counts_before
from report_helpers.facts.fact import rounded
from report_helpers.forms.model import MONEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.facts.report import Report
    from report_helpers.narrative.text import Mention

_AVERAGE = re.compile(
    "[，,、（(\\s]*(?:平均)?(?:每(?:个|一)?(?P<per>[一-鿿]{1,2})|(?P<of>[一-鿿])均)[^，。；：、（）0-9]{0,6}"
)
_MONTHS = {"月": 1, "季度": 3, "季": 3}
_DAYS = frozenset("日天")


def averages(report: Report, mention: Mention) -> tuple[Possible, ...]:
    """Return what an average may be: of a figure of the tables that its words name, else of counts of its sentence."""
    first, last = report.period
    days = (last - first).days + 1
    return tuple(_of_facts(report, mention, days)) or tuple(_of_counts(mention, days))


def _of_facts(report: Report, mention: Mention, days: int) -> Iterator[Possible]:
    """Yield what a number may be that was counted in a month, or in a day, on an average: 月均收到申请294件."""
    among = days // 30 if "月" in mention.before else days if re.search("[日天]", mention.before) else 0
    if not among or "工作日" in mention.before or mention.numeral.value is None:
        return
    for reading in subject(report, mention.before):
        if reading.value is not None:
            mean = rounded(reading.value / among, mention.numeral.value)
            yield Possible(reading.name, mean, f"{reading.name}平均 {mean:f}", reading.cells)


def _of_counts(mention: Mention, days: int) -> Iterator[Possible]:
    """Yield what an average may be of counts that its sentence gives; nothing where it is one of these, rounded.

    参训260人次，平均每场65人次 is of the counts of its unit and of those of 场; 发布48篇，月均4篇 of the one before it.
    """
    said, counts = mention.numeral.value, [m for m in counts_before(mention) if m.numeral.kind == "figure"][-NEAR:]
    found = _AVERAGE.fullmatch(mention.passage.text, counts[-1].numeral.end, mention.start) if counts else None
    if said is None or found is None:
        return
    means: list[Possible] = []
    for whole, among, is_rounded in _averaged(mention, counts, found["per"] or found["of"], days):
        own = MONEY.get(mention.numeral.unit, Decimal(1))
        mean = (whole.numeral.value or Decimal(0)) * MONEY.get(whole.numeral.unit, Decimal(1)) / own / among
        about = abs(said) / 10 if is_rounded or not mention.is_exact else Decimal(0)
        if abs(mean - said) <= about or abs(mean - said) < Decimal(1).scaleb(int(said.as_tuple().exponent)):
            return
        means.append(
            Possible("平均", mean, f"{whole.numeral.text}平均 {rounded(mean, said):f}{mention.numeral.unit}", ())
        )
    yield from means


def _averaged(mention: Mention, counts: list[Mention], per: str, days: int) -> Iterator[tuple[Mention, Decimal, bool]]:
    """Yield each count that an average may be of, among how many, and whether either of them was rounded."""
    unit, months = mention.numeral.unit, _MONTHS.get(per)
    time = Decimal(days) if per in _DAYS else Decimal(days // 30) / months if months else None
    if time is not None:
        if counts[-1].numeral.unit == unit:
            yield counts[-1], time, _is_rounded(counts[-1])
        return
    for among in counts:
        if among.numeral.unit not in {per, f"{per}次"} or not among.numeral.value:
            continue
        for whole in counts:
            is_of_unit = whole.numeral.unit == unit or {whole.numeral.unit, unit} <= MONEY.keys()
            if whole is not among and is_of_unit:
                yield whole, among.numeral.value, _is_rounded(whole) or _is_rounded(among)


def _is_rounded(mention: Mention) -> bool:
    return not (mention.is_exact and WHOLE.fullmatch(mention.numeral.text))
