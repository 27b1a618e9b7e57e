"""The rule catalogue: rules.yaml read once, joined with the identities of a form."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from report_helpers.files.documents import Document, Field, read_document
from report_helpers.forms import Severity

if TYPE_CHECKING:
    from report_helpers.forms import Form

PATH = Path(__file__).parent / "rules.yaml"


class Comparison(Document):
    """Sum of the left terms against the sum of the right ones, cell pattern by cell pattern."""

    relation: Literal["eq", "le"] = "eq"
    left: tuple[str, ...]
    right: tuple[str, ...]


class Rule(Document):
    """One catalogue entry: what is checked, on whose authority, and what to tell a person.

    `{notice}` in a clause is the notice of the form in use; `reasons` are the codes a
    waiver may give, with their text; `tolerance` is how far both sides may differ.
    """

    id: str
    title: str
    tag: str
    clause: str = ""
    severity: Severity = "error"
    forms: tuple[str, ...] = ()
    comparison: Comparison | None = None
    cells: tuple[str, ...] = ()
    parameters: dict[str, int] = Field(default_factory=dict)
    tolerance: Decimal = Decimal(0)
    message: str
    fix: str
    reasons: dict[str, str] = Field(default_factory=dict)


class _Catalogue(Document):
    rules: tuple[Rule, ...] = Field(min_length=1)


@cache
def catalogue() -> dict[str, Rule]:
    """Return every rule by id, in catalogue order; identities still without their terms."""
    return {rule.id: rule for rule in read_document(PATH, _Catalogue, PATH.name).rules}


@cache
def rules_for(form: Form) -> dict[str, Rule]:
    """Return the rules that apply to a form, its identities filled in from the form."""
    identities = {
        identity.rule: {
            "clause": identity.clause,
            "severity": identity.severity,
            "comparison": Comparison(left=identity.left, right=identity.right),
        }
        for identity in form.identities
    }
    rules = (
        rule.model_copy(update={"clause": rule.clause.format(notice=form.notice), **identities.get(rule.id, {})})
        for rule in catalogue().values()
    )
    return {rule.id: rule for rule in rules if not rule.forms or form.version in rule.forms}
