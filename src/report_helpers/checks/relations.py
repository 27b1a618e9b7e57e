"""What the cells of a form have to agree with by the rules' own data: a relation for every binding of a rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.checks.comparisons import bound_comparisons
from report_helpers.checks.rule_catalogue import Rule, rules_for

if TYPE_CHECKING:
    from report_helpers.checks.comparisons import Term
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form


@dataclass(frozen=True, slots=True)
class Relation:
    """A rule for one binding: the sum of *left* equals, or is at most, that of *right*."""

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
    """Return every relation that the rules of *form* demand, in printed order, row groups resolved into their cells."""
    return tuple(
        Relation(rule, *one.leaves(form))
        for rule in rules_for(kind, form).values()
        if rule.comparison is not None
        for one in bound_comparisons(form, rule.comparison)
    )
