"""The rules of a kind: its rules.yaml files and the engine's own, joined with the identities of a form."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from report_helpers.errors import InputError, Problem
from report_helpers.files.documents import Amount, Document, Field, Whole, parse_document
from report_helpers.files.records import sentence, spelt
from report_helpers.forms.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form

FILE = "rules.yaml"


class Comparison(Document):
    """Sum of the left terms against the sum of the right ones, cell pattern by cell pattern."""

    relation: Literal["eq", "le"] = "eq"
    left: tuple[str, ...] = Field(min_length=1)
    right: tuple[str, ...] = Field(min_length=1)


class Rule(Document):
    """One catalogue entry: what is checked, on whose authority, and what to tell a person.

    It has a `comparison`, or names a `procedure` and the `cells`, `tables` or `sections` it is about; a rule `between`
    the reports of two kinds names the cells of each whose sums are equal. It has none of these where
    a form has an identity of its id, or where it is about the outcome of the others (O-2).
    `audit_fix` is said in an audit of other people's reports, where there is no workspace, in the place of `fix`.
    `{notice}` in a clause is the notice of the form in use; `reasons` are the codes a waiver may give, with their text;
    `tolerance` is how far both sides may differ.
    """

    id: Annotated[str, spelt(r"[\w.-]{1,40}", "应为编号：字母、数字、- 和 .，如 A-1")]
    title: str
    tag: str
    clause: Annotated[str, sentence("notice")] = ""
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
    tolerance: Amount = Field(default=Decimal(0), ge=0)
    message: Annotated[str, sentence()]
    fix: Annotated[str, sentence()]
    audit_fix: str = ""
    reasons: dict[str, str] = Field(default_factory=dict)

    @property
    def ways(self) -> tuple[object, ...]:
        """The ways in which the entry says what is compared; an identity says it in the form."""
        return tuple(filter(None, (self.comparison, self.between, self.procedure)))

    def parameter(self, name: str) -> Decimal:
        """Return a number its procedure needs; InputError where the entry does not give it."""
        if name not in self.parameters:
            fix = f"请写 parameters: {{{name}: …}}"
            raise InputError(Problem(f"规则 {self.id} 缺少 {name}", FILE, column="parameters", fix=fix))
        return Decimal(self.parameters[name])


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
    _require_one_way(kind, rules)
    twice = [rule for rule, times in Counter(rule.id for rule in rules).items() if times > 1]
    if twice:
        shown = kind.shown_path(FILE)
        raise InputError(Problem("规则编号重复", shown, column="id", value="、".join(twice), fix="请换一个编号"))
    return {rule.id: rule for rule in rules}


def _require_one_way(kind: Kind, rules: Iterable[Rule]) -> None:
    """Refuse a rule that says in two ways what is compared: one of them would not be."""
    for rule in rules:
        if len(rule.ways) > 1:
            fix = "comparison、between 和 procedure 只写一项"
            raise InputError(Problem("有两种核验方法", kind.shown_path(FILE), column="id", value=rule.id, fix=fix))


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
    rules = catalogue(kind)
    unknown = identities.keys() - rules.keys()
    if unknown:
        place = (f"forms/{form.version}.yaml", None, "", "identities", "、".join(sorted(unknown)))
        raise InputError(Problem("勾稽关系没有对应的规则", *place, fix=f"请在 {FILE} 里写明这个编号的规则"))
    twofold = [name for name in identities if rules[name].ways]
    if twofold:
        place = (f"forms/{form.version}.yaml", None, "", "identities", "、".join(twofold))
        raise InputError(Problem(f"这条规则在 {FILE} 里已有核验方法", *place, fix="请换一个规则编号"))
    found = (
        rule.model_copy(update={"clause": rule.clause.format(notice=form.notice), **identities.get(rule.id, {})})
        for rule in rules.values()
        if rule.ways or rule.id in identities or rule.id in own_rules()
    )
    return {rule.id: rule for rule in found if not rule.forms or form.version in rule.forms}
