"""What a sheet checks and computes: the relations that have a place on it, totals and openings.

Taken from the rules (`checks.relations`), so that a workbook checks what the kit checks; nothing here names a rule.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.checks.relations import relations
from report_helpers.forms.cells import form_cells

if TYPE_CHECKING:
    from report_helpers.checks.comparisons import Term
    from report_helpers.checks.relations import Relation
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form


@lru_cache(maxsize=8)
def sheet_relations(kind: Kind, form: Form) -> tuple[Relation, ...]:
    """Return every relation between cells of one table that the rules of *form* demand, in printed order.

    A relation across tables, with a cell that the form does not have, or with a tolerance, has no place on a sheet; it
    is checked when the workbook is imported.
    """
    cells = form_cells(form)

    def has_place(relation: Relation) -> bool:
        terms = (*relation.left, *relation.right)
        is_whole = all(term.last_year or term.cell in cells for term in terms)
        return is_whole and not relation.rule.tolerance and len({term.cell.partition(".")[0] for term in terms}) == 1

    return tuple(filter(has_place, relations(kind, form)))


@lru_cache(maxsize=8)
def totals(kind: Kind, form: Form) -> dict[str, tuple[str, ...]]:
    """Return the cells the form itself defines as a sum, each with the cells it adds up."""
    identities = {identity.rule for identity in form.identities if len(identity.left) == 1}
    found: dict[str, tuple[str, ...]] = {}
    for relation in sheet_relations(kind, form):
        if relation.rule.id in identities and relation.is_equation:
            found.setdefault(relation.anchor, tuple(part.cell for part in relation.right))
    return found


@lru_cache(maxsize=8)
def openings(kind: Kind, form: Form) -> dict[str, tuple[Term, ...]]:
    """Return the cells that open with last year's closing figures, each with those."""
    return {
        relation.anchor: relation.right
        for relation in sheet_relations(kind, form)
        if relation.is_equation
        and len(relation.left) == 1
        and not relation.left[0].last_year
        and all(part.last_year for part in relation.right)
    }
