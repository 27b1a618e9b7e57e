"""The rules of a kind: its rules.yaml files and the engine's own, joined with the identities of a form."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from report_helpers.errors import InputError, Problem
from report_helpers.files.documents import Amount, Document, Field, Whole, parse_document
from report_helpers.forms.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form

FILE = "rules.yaml"


class Comparison(Document):
    """Sum of the left terms against the sum of the right ones, cell pattern by cell pattern."""

    relation: Literal["eq", "le"] = "eq"
    left: tuple[str, ...]
    right: tuple[str, ...]


class Rule(Document):
    """One catalogue entry: what is checked, on whose authority, and what to tell a person.

    It has a `comparison`, or names a `procedure` and the `cells`, `tables` or `sections` it is about; a rule `between`
    the reports of two kinds names the cells of each whose sums are equal. It has none of these where
    a form has an identity of its id, or where it is about the outcome of the others (O-2).
    `audit_fix` is said in an audit of other people's reports, where there is no workspace, in the place of `fix`.
    `{notice}` in a clause is the notice of the form in use; `reasons` are the codes a waiver may give, with their text;
    `tolerance` is how far both sides may differ.
    """

    id: str
    title: str
    tag: str
    clause: str = ""
    severity: Severity = "error"
    forms: tuple[str, ...] = ()
    comparison: Comparison | None = None
    between: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    procedure: str = ""
    cells: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    sections: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    audited: bool = True
    names: tuple[str, ...] = ()
    parameters: dict[str, Whole] = Field(default_factory=dict)
    tolerance: Amount = Decimal(0)
    message: str
    fix: str
    audit_fix: str = ""
    reasons: dict[str, str] = Field(default_factory=dict)


class _Catalogue(Document):
    rules: tuple[Rule, ...] = Field(min_length=1)


@cache
def _engine_rules() -> tuple[Rule, ...]:
    path = Path(__file__).with_name(FILE)
    return parse_document(path.read_bytes(), _Catalogue, f"checks/{FILE}").rules


@cache
def own_rules() -> Mapping[str, Rule]:
    """Return the engine's own rules about the outcome of the others, which every kind has, by id."""
    return {rule.id: rule for rule in _engine_rules() if not rule.procedure}


@lru_cache(maxsize=8)
def catalogue(kind: Kind) -> Mapping[str, Rule]:
    """Return every rule of a kind by id, in catalogue order, the engine's own last; identities without their terms.

    Raises InputError for a file of the workspace that is wrong or repeats an id.
    """
    rules = [rule for document in kind.documents(FILE, _Catalogue) for rule in document.rules]
    rules += [rule for name, kinds in kind.between.items() for rule in _between(kind, name, kinds)]
    named = {rule.procedure for rule in rules if rule.procedure}
    rules += (rule for rule in _engine_rules() if rule.procedure not in named)
    twice = [rule for rule, times in Counter(rule.id for rule in rules).items() if times > 1]
    if twice:
        shown = kind.shown_path(FILE)
        raise InputError(Problem("规则编号重复", shown, column="id", value="、".join(twice), fix="请换一个编号"))
    return {rule.id: rule for rule in rules}


def _between(kind: Kind, name: str, kinds: frozenset[str]) -> Iterator[Rule]:
    """Yield the rules of a file about two kinds; InputError for one that does not name cells of both."""
    for document in kind.documents(name, _Catalogue):
        for rule in document.rules:
            if rule.between.keys() != kinds or not all(rule.between.values()):
                shown, fix = kind.shown_path(name), f"between 应写明{'和'.join(sorted(kinds))}各自的数据项"
                raise InputError(Problem("不是两种报告的规则", shown, column="id", value=rule.id, fix=fix))
            yield rule


@lru_cache(maxsize=16)
def rules_for(kind: Kind, form: Form) -> Mapping[str, Rule]:
    """Return the rules of a kind that apply to a form, its identities filled in from the form.

    Raises InputError for an identity of the form whose rule the catalogue does not have.
    """
    identities = {
        identity.rule: {
            "clause": identity.clause,
            "severity": identity.severity,
            "comparison": Comparison(left=identity.left, right=identity.right),
        }
        for identity in form.identities
    }
    unknown = identities.keys() - catalogue(kind).keys()
    if unknown:
        place = (f"forms/{form.version}.yaml", None, "", "identities", "、".join(sorted(unknown)))
        raise InputError(Problem("勾稽关系没有对应的规则", *place, fix=f"请在 {FILE} 里写明这个编号的规则"))
    rules = (
        rule.model_copy(update={"clause": rule.clause.format(notice=form.notice), **identities.get(rule.id, {})})
        for rule in catalogue(kind).values()
        if rule.comparison or rule.between or rule.procedure or rule.id in identities or rule.id in own_rules()
    )
    return {rule.id: rule for rule in rules if not rule.forms or form.version in rule.forms}
