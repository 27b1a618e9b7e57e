"""What the cells of a form have to agree with: identities, yearly chains, totals and openings.

Taken from the rule catalogue and the form (`checks.rules_for`), so that a workbook checks
what the kit checks; nothing here names a rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.checks.comparisons import bound_comparisons
from report_helpers.checks.rule_catalogue import Rule, rules_for
from report_helpers.forms.cells import form_cells

if TYPE_CHECKING:
    from report_helpers.checks.comparisons import Term
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form


@dataclass(frozen=True, slots=True)
class Relation:
    """A rule for one row or column: the sum of *left* equals, or is at most, that of *right*."""

    rule: Rule
    left: tuple[Term, ...]
    right: tuple[Term, ...]

    @property
    def is_equation(self) -> bool:
        """Tell an equation from an "at most"."""
        return self.rule.comparison is None or self.rule.comparison.relation == "eq"

    @property
    def own(self) -> tuple[str, ...]:
        """The cells of this year."""
        return tuple(part.cell for part in (*self.left, *self.right) if not part.last_year)

    @property
    def last(self) -> tuple[Term, ...]:
        """The cells of the year before."""
        return tuple(part for part in (*self.left, *self.right) if part.last_year)

    @property
    def anchor(self) -> str:
        """The cell of this year that stands for the relation."""
        return self.own[0]

    @property
    def key(self) -> str:
        """The relation's name: its rule and its cell."""
        return f"{self.rule.id}/{self.anchor}"


@lru_cache(maxsize=8)
def relations(kind: Kind, form: Form) -> tuple[Relation, ...]:
    """Return every relation between cells of one table that the rules of *form* demand, in printed order.

    A relation across tables, or with a cell that the form does not have, has no place on a sheet; it is checked when
    the workbook is imported.
    """
    found, cells = [], form_cells(form)
    for rule in rules_for(kind, form).values():
        if rule.comparison is None:
            continue
        for one in bound_comparisons(form, rule.comparison):
            left, right = one.leaves(form)
            terms = (*left, *right)
            is_whole = all(term.last_year or term.cell in cells for term in terms)
            if is_whole and len({term.cell.partition(".")[0] for term in terms}) == 1:
                found.append(Relation(rule, left, right))
    return tuple(found)


@lru_cache(maxsize=8)
def totals(kind: Kind, form: Form) -> dict[str, tuple[str, ...]]:
    """Return the cells the form itself defines as a sum, each with the cells it adds up."""
    identities = {identity.rule for identity in form.identities if len(identity.left) == 1}
    found: dict[str, tuple[str, ...]] = {}
    for relation in relations(kind, form):
        if relation.rule.id in identities and relation.is_equation:
            found.setdefault(relation.anchor, tuple(part.cell for part in relation.right))
    return found


@lru_cache(maxsize=8)
def openings(kind: Kind, form: Form) -> dict[str, tuple[Term, ...]]:
    """Return the cells that open with last year's closing figures, each with those."""
    return {
        relation.anchor: relation.right
        for relation in relations(kind, form)
        if relation.is_equation
        and len(relation.left) == 1
        and not relation.left[0].last_year
        and all(part.last_year for part in relation.right)
    }
