"""Rules that are data: comparisons of sums of cells, bound by the `*` in their patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.facts.fact import Fact, Status, signed
from report_helpers.facts.residual import Residual, unverifiable
from report_helpers.forms.cells import form_cells, form_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from report_helpers.checks.rule_catalogue import Comparison, Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Relation
    from report_helpers.forms.model import Form, Identity

LAST = "last:"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a side: sign, year (this or the last) and a cell, or a pattern of cells."""

    cell: str
    sign: int = 1
    last_year: bool = False

    @classmethod
    def parse(cls, text: str) -> Term:
        """Read `-last:table.*.column`."""
        sign = -1 if text.startswith("-") else 1
        text = text.removeprefix("-")
        return cls(text.removeprefix(LAST), sign, text.startswith(LAST))

    def leaves(self, form: Form) -> tuple[Term, ...]:
        """Return the term for each cell it adds up: its own, or those of a row group."""
        return tuple(replace(self, cell=cell) for cell in form_groups(form).get(self.cell, (self.cell,)))


@lru_cache(maxsize=512)
def bindings(form: Form, pattern: str) -> Mapping[str, str]:
    """Return what `*` stands for in each cell of *form* that fits *pattern*, in printed order."""
    fitting = re.compile(re.escape(pattern).replace(r"\*", "(.+)"))
    found = {cell: fitting.fullmatch(cell) for cell in form_cells(form)}
    return {cell: match[1] if match.groups() else "" for cell, match in found.items() if match}


@dataclass(frozen=True, slots=True)
class BoundComparison:
    """A comparison for one binding of `*`: the terms of its sides, and the cells of this year that these add up."""

    left: tuple[Term, ...]
    right: tuple[Term, ...]
    cells: tuple[str, ...]

    def leaves(self, form: Form) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
        """Return both sides with the cells of a row group in its place."""
        left, right = (tuple(one for term in side for one in term.leaves(form)) for side in (self.left, self.right))
        return left, right


@lru_cache(maxsize=256)
def bound_comparisons(form: Form, comparison: Comparison | Identity) -> tuple[BoundComparison, ...]:
    """Return a comparison for every binding of `*` among the cells of *form*, in printed order."""
    left, right = (tuple(map(Term.parse, side)) for side in (comparison.left, comparison.right))
    found = []
    for binding in bindings(form, left[0].cell).values():
        ours, theirs = (tuple(replace(t, cell=t.cell.replace("*", binding)) for t in side) for side in (left, right))
        terms = (term for term in (*ours, *theirs) if not term.last_year)
        cells = tuple(one.cell for term in terms for one in term.leaves(form))
        found.append(BoundComparison(ours, theirs, cells))
    return tuple(found)


def compare(report: Report, rule: Rule) -> Iterator[Residual]:
    """Yield one residual for every binding of `*` among the cells of the report's form."""
    if rule.comparison is None:
        raise ValueError(rule.id)
    for one in bound_comparisons(report.form, rule.comparison):
        yield _residual(report, rule, one, rule.comparison.relation)


def _residual(report: Report, rule: Rule, one: BoundComparison, relation: Relation) -> Residual:
    """Add up both sides for one binding, or say what is lacking."""
    sides = []
    for terms in (one.left, one.right):
        facts = [(term, _look_up(report, term)) for term in terms]
        lacking = next((reason for _, reason in facts if isinstance(reason, str)), None)
        if lacking is not None:
            return unverifiable(rule, lacking, one.cells)
        sides.append([(term.sign, _value(fact)) for term, fact in facts if isinstance(fact, Fact)])
    left, right = (sum((sign * value for sign, value in side), Decimal(0)) for side in sides)
    words = {"sum": _written_out(sides[1], right)}
    return Residual(
        rule.id, one.cells, relation, left, right, rule.severity, rule.clause, words, tolerance=rule.tolerance
    )


def _look_up(report: Report, term: Term) -> Fact | str:
    """Return the term's fact, or why it cannot be compared."""
    source = report.previous if term.last_year else report
    year = report.year - 1 if term.last_year else report.year
    if source is None:
        return f"没有 {year} 年的数据"
    fact = source.get(term.cell)
    if fact is None:
        return f"{year} 年使用 {source.form.name}，没有对应的数据格"
    if fact.status is Status.BLANK:
        return f"{year} 年的数据空白"
    return fact


def _value(fact: Fact) -> Decimal:
    """Return a fact's figure; "/" adds nothing."""
    return Decimal(0) if fact.value is None else fact.value


def _written_out(terms: list[tuple[int, Decimal]], total: Decimal) -> str:
    """Write a side out: 698+77−132=643."""
    text = "".join(f"{'+' if (sign > 0) == (value >= 0) else '−'}{abs(value):f}" for sign, value in terms)
    written = text.removeprefix("+")
    return f"{written}={signed(total)}" if len(terms) > 1 else written
