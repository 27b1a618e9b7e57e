"""The bound figures of the text, worked out again from the facts the notebook carries.

The narrative binds a figure when it is written; here each bound stretch is held against
the facts once more, by arithmetic of its own, so that no view can say another number.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from report_helpers.forms import form_groups
from report_helpers.outputs.difference import Difference
from report_helpers.outputs.publication import runs_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from report_helpers.outputs.publication import Publication

FILE = "report.ipynb"
SHARE = "share:"
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_Pair = tuple[Decimal | None, Decimal | None]


def differences(publication: Publication) -> tuple[Difference, ...]:
    """Return the bound stretches that do not say what their facts say."""
    facts = {fact["id"]: fact for fact in publication.facts}
    figures = _figures(publication)
    wrong = []
    for section in (item for item in publication.body if item["kind"] == "section"):
        for run in runs_of(section["blocks"]):
            if not run["fact"]:
                continue
            expected = _expected(run["fact"], run["derived"], figures)
            found = Decimal(number[0]) if (number := _NUMBER.search(run["text"])) else None
            if (expected if expected is None else abs(expected)) != (found if found is None else abs(found)):
                label = facts.get(run["fact"], {}).get("label", run["fact"])
                shown = "没有数字" if expected is None else f"{expected:f}"
                wrong.append(Difference(FILE, run["fact"], label, f"{run['derived']} {shown}".strip(), run["text"]))
    return tuple(wrong)


def _figures(publication: Publication) -> dict[str, _Pair]:
    """Return this year's and last year's figure by fact id, row groups added up."""
    pairs = {fact["id"]: (_decimal(fact["value"]), _decimal(fact["last_year"])) for fact in publication.facts}
    missing = {fact["id"] for fact in publication.facts if fact["status"] == "blank"}
    for whole, parts in form_groups(publication.form).items():
        now, before = zip(*(pairs.get(part, (None, None)) for part in parts), strict=True)
        is_blank = any(part in missing for part in parts)
        before_known = None if all(value is None for value in before) else _sum(before)
        pairs[whole] = (None if is_blank else _sum(now), before_known)
    return pairs


def _sum(values: Sequence[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _expected(fact: str, derived: str, figures: Mapping[str, _Pair]) -> Decimal | None:
    """Return the figure a stretch must print; None when it prints none (持平, 未填报, "/")."""
    now, before = figures.get(fact, (None, None))
    if not derived:
        return now
    if derived == "last_year":
        return before
    if derived.startswith(SHARE):
        return _percent(now, figures.get(derived.removeprefix(SHARE), (None, None))[0])
    if now is None or before is None or now == before:
        return None
    return _percent(abs(now - before), before) if derived == "yoy" else abs(now - before)


def _percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return (100 * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
