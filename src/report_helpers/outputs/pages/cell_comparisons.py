"""Writes out, for each figure, the comparisons of its cell: the rules' own data with this report's figures put in."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from report_helpers.facts.fact import MINUS, signed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from report_helpers.checks.comparisons import Term
    from report_helpers.checks.relations import Relation

WRITTEN_TERMS = 4  # a side with more terms is given by its sum


def comparisons_of(relations: Sequence[Relation], facts: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Return by fact and rule what is compared there, as "20 + 0 = 20"; nothing where a figure is lacking."""
    values = {(fact["id"], last): fact["last_year" if last else "value"] for fact in facts for last in (False, True)}
    said: dict[str, dict[str, str]] = {}
    for one in relations:
        words = _in_words(one, values)
        for cell in one.own if words else ():
            said.setdefault(cell, {}).setdefault(one.rule.id, words)
    return said


def _in_words(one: Relation, values: Mapping[tuple[str, bool], str | None]) -> str:
    try:
        left, right = ([(term.sign, _number(values, term)) for term in side] for side in (one.left, one.right))
    except (KeyError, TypeError, InvalidOperation):
        return ""  # blank, or not in last year's form
    difference = _total(left) - _total(right)
    if one.is_equation:
        sign = "=" if not difference else "≈" if abs(difference) <= one.rule.tolerance else "≠"
    else:
        sign = "≤" if difference <= one.rule.tolerance else ">"
    apart = f"，差 {signed(difference)}" if sign in "≠>≈" else ""
    return f"{_side(left)} {sign} {_side(right)}{apart}"


def _number(values: Mapping[tuple[str, bool], str | None], term: Term) -> Decimal:
    """Return a term's figure; "/" adds nothing, a blank is no figure."""
    value = values[term.cell, term.last_year]
    return Decimal(0) if value == "/" else Decimal(value or "blank")


def _total(terms: Sequence[tuple[int, Decimal]]) -> Decimal:
    return sum((sign * value for sign, value in terms), Decimal(0))


def _side(terms: Sequence[tuple[int, Decimal]]) -> str:
    if len(terms) > WRITTEN_TERMS:
        return signed(_total(terms))
    first, *rest = terms
    words = signed(first[0] * first[1])
    return words + "".join(f" {'+' if sign > 0 else MINUS} {signed(value)}" for sign, value in rest)
