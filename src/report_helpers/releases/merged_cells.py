"""Cells of one form that another has as one, added up before two reports are compared."""

from __future__ import annotations

import re
from decimal import Context, Decimal, localcontext
from typing import TYPE_CHECKING, Any

from report_helpers.forms.model import MONEY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Facts = Mapping[str, Mapping[str, Any]]  # by id
    Merged = Mapping[str, Sequence[str]]

# Longer than any figure of a report; what is longer is shown and not reckoned with.
NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?", re.ASCII)
_EXACT = Context(prec=100)


def added_up(facts: Facts, others: Facts, merged: Merged) -> Facts:
    """Return facts with the sum of those cells that the other report has as one; *merged* says which these are."""
    found: dict[str, Mapping[str, Any]] = dict(facts)
    for whole in merged:
        cells = _cells(whole, facts, merged)
        if whole in others and whole not in facts and cells and (total := _sum(facts, cells, others[whole])):
            # In the place of the first.
            found = {key: value for old, fact in found.items() for key, value in _kept(old, fact, cells, total)}
    return found


def _kept(
    key: str, fact: Mapping[str, Any], cells: Sequence[str], total: Mapping[str, Any]
) -> list[tuple[str, Mapping[str, Any]]]:
    if key not in cells:
        return [(key, fact)]
    return [(total["id"], total)] if key == cells[0] else []


def _cells(whole: str, facts: Facts, merged: Merged) -> list[str]:
    """Return the cells that a whole is the sum of; none where one is lacking."""
    if whole in facts:
        return [whole]
    parts = [_cells(part, facts, merged) for part in merged.get(whole, ())]
    return [cell for part in parts for cell in part] if all(parts) else []


def _sum(facts: Facts, cells: Sequence[str], whole: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return cells added up, amounts of money in the unit of the whole: blank as soon as one is blank.

    None where they cannot be reckoned.
    """
    parts = [facts[cell] for cell in cells]
    values = [part["value"] for part in parts if part["status"] in {"number", "noted"}]
    units = {part["unit"] for part in parts}
    is_money = units | {whole["unit"]} <= MONEY.keys()
    if not all(map(NUMBER.fullmatch, values)) or (len(units) > 1 and not is_money):
        return None
    unit = whole["unit"] if is_money else parts[0]["unit"]
    with localcontext(_EXACT):
        each = ((Decimal(part["value"]), part["unit"]) for part in parts if part["value"])
        total = sum((value * MONEY[own] / MONEY[unit] if own != unit else value for value, own in each), Decimal(0))
    label = "＋".join(part["label"] for part in parts) if len(parts) > 1 else whole["label"]
    status = "blank" if any(part["status"] == "blank" for part in parts) else "number" if values else "not_applicable"
    said = {"label": label, "unit": unit, "status": status, "value": f"{total:f}" if status == "number" else ""}
    return {**whole, **said, "note": ""}
