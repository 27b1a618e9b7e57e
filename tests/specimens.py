"""Specimens: a real report with a fault planted in it. The tests of the rules read them, and so does the site.

A specimen is a small file named after its fault. `fails` breaks exactly the rule it names; `passes` comes close and
does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from report_helpers.checks.checking import check
from report_helpers.facts.fact import Fact, Status
from report_helpers.facts.identifiers import ReportId
from report_helpers.facts.own import OwnPart
from report_helpers.facts.report import ImportedPage, Peers, Report, blank_facts
from report_helpers.facts.units import Unit, UnitList, UnitReturn, Units, UnitState
from report_helpers.forms.cells import form_cells
from report_helpers.forms.kind import load_kind
from report_helpers.ledger.counting import count
from report_helpers.ledger.files import counted_facts
from report_helpers.ledger.reading import read_cases
from report_helpers.ledger.words import vocabularies
from report_helpers.sources.unit_figures import rollup_policy
from report_helpers.sources.workspace import Workspace
from tests.own.notebooks import own_frame

if TYPE_CHECKING:
    from report_helpers.checks.finding import CheckResult
    from report_helpers.facts.ledger import Ledger
    from report_helpers.forms.model import Form

ROOT = Path(__file__).parents[1]
DISCLOSURE = load_kind("disclosure")
LEDGERS = vocabularies(DISCLOSURE)
SPECIMENS = sorted((Path(__file__).parent / "checks" / "specimens").glob("*.yaml"))
FURTHER_FORMS = Path(__file__).parent / "kinds" / "enforcement"  # forms that no sample has: coercion, other acts
BASES = {"enforcement": "enforcement/qingyuan@2024"}


@dataclass(frozen=True)
class Specimen:
    """A fault, the report it is planted in, and what must come of it."""

    rule: str
    fault: str
    base: str
    fails: dict[str, Any]
    passes: dict[str, Any]
    unverifiable: dict[str, Any] | None
    cell: str
    message: str
    severity: str


@cache
def load(report_id: str) -> Report:
    """Return a shipped report."""
    return Workspace(ROOT).load(ReportId.parse(report_id))


def read(path: Path) -> Specimen:
    """Read a specimen file."""
    return Specimen(**yaml.safe_load(path.read_text(encoding="utf-8")))


def planted(report: Report, changes: dict[str, Any]) -> Report:
    """Return *report* with a specimen's changes made; no `previous` or `narrative` takes all of it away."""
    if "year" in changes:
        report = replace(report, id=replace(report.id, year=changes["year"]))
    if "agency" in changes:
        report = replace(report, agency=replace(report.agency, **changes["agency"]))
    if changes.get("previous", "") is None:
        report = replace(report, previous=None)
    elif "previous" in changes:
        report = replace(report, previous=planted(report.previous, {"facts": changes["previous"]}))
    if "imported" in changes:
        page = ImportedPage("2023.html", "0" * 64, date(2025, 1, 5), "张三", changes["imported"])
        report = replace(report, previous=replace(report.previous, imported=page))
    if "form" in changes:
        kind = load_kind(report.kind.id, FURTHER_FORMS)
        form = kind.form(changes["form"])
        report = replace(report, kind=kind, form=form, facts=zero_facts(form), narrative={}, previous=None)
    report = with_ledgers(report, changes)
    facts = dict(report.facts)
    for fact_id, value in changes.get("facts", {}).items():
        facts[fact_id] = changed(facts.get(fact_id), fact_id, value)
    sections = changes.get("narrative", {})
    narrative = {} if sections is None else dict(report.narrative) | sections
    words = changes.get("words", report.words)
    units = with_units(report, changes) if "units" in changes else report.units
    peers = with_peers(report, changes) if "peers" in changes else report.peers
    beside = {kind: beside_of(report, kind, cells) for kind, cells in changes.get("beside", {}).items()}
    own = tuple(OwnPart(frame=own_frame(table), **part) for part, table in own_tables(changes))
    given = {"facts": facts, "narrative": narrative, "words": words, "units": units, "peers": peers, "own": own}
    return replace(report, beside=beside, **given)


def zero_facts(form: Form) -> dict[str, Fact]:
    """Return a form's cells, all of them 0."""
    return {cell: changed(fact, cell, 0) for cell, fact in blank_facts(form).items()}


def beside_of(report: Report, kind_id: str, cells: dict[str, Any]) -> Report:
    """Return the agency's report of another kind with some cells, in a form that has them, and 0 in all others."""
    kind = load_kind(kind_id, FURTHER_FORMS)
    form = next(form for form in reversed(kind.forms.values()) if cells.keys() <= form_cells(form).keys())
    facts = zero_facts(form) | {cell: changed(None, cell, value) for cell, value in cells.items()}
    return replace(report, id=replace(report.id, kind=kind_id), kind=kind, form=form, facts=facts, narrative={})


def with_peers(report: Report, changes: dict[str, Any]) -> Peers:
    """Return peers with the report's figures, the report itself among them, each with changes made."""
    own = {fact.id: fact.value for fact in report.cells()}
    others = {name: own | {cell: Decimal(value) for cell, value in c.items()} for name, c in changes["peers"].items()}
    itself = {cell: changed(None, cell, value).value for cell, value in changes.get("facts", {}).items()}
    return Peers(report.form, {**others, report.id.agency: own | itself})


def own_tables(changes: dict[str, Any]) -> list[tuple[dict[str, Any], list[list[Any]]]]:
    """Return the tables that a specimen's own cells show, with the other fields of each part."""
    return [({name: part[name] for name in part if name != "table"}, part["table"]) for part in changes.get("own", ())]


def with_units(report: Report, changes: dict[str, Any]) -> Units:
    """Return units of which the first has the report's own figures and the others have 0, with changes made."""
    own = {fact.id: fact.value for fact in report.cells()}
    none = dict.fromkeys(own, Decimal(0))
    returns = []
    for number, (name, figures) in enumerate(changes["units"].items()):
        typed = {cell: None if value is None else Decimal(value) for cell, value in figures.items()}
        values = (own if number == 0 else none) | typed
        returns.append(UnitReturn(Unit(name, name, "部门"), UnitState.IN, values=tuple(values.values())))
    listed = UnitList("units.yaml", tuple(back.unit for back in returns))
    last = changes.get("units_last_year")
    before = None if last is None else UnitList("units-2023.yaml", tuple(Unit(name, name, "部门") for name in last))
    return Units(report.year, report.form, rollup_policy(DISCLOSURE), listed, tuple(returns), before)


def with_ledgers(report: Report, changes: dict[str, Any]) -> Report:
    """Return *report* with the ledgers a specimen gives as CSV text; `counted` takes the tables from them."""
    first, last = report.period
    if "ledger" in changes:
        load = read_cases(changes["ledger"], "ledger.csv", report.form, LEDGERS["applications"])
        report = with_ledger(report, count(load, report.form, (first, last)), changes)
    if "disputes_ledger" in changes:
        load = read_cases(changes["disputes_ledger"], "disputes_ledger.csv", report.form, LEDGERS["disputes"])
        report = with_ledger(report, count(load, report.form, (first, last)), changes)
    if "ledger_last_year" in changes:
        load = read_cases(changes["ledger_last_year"], "ledger.csv", report.form, LEDGERS["applications"])
        year_before = (first.replace(year=first.year - 1), last.replace(year=last.year - 1))
        before = count(load, report.form, year_before)
        report = replace(report, previous=replace(report.previous, ledgers={"applications": before}))
    return report


def with_ledger(report: Report, ledger: Ledger, changes: dict[str, Any]) -> Report:
    """Return *report* with one ledger more, and its table as counted when `changes` say so."""
    facts = dict(report.facts) | (counted_facts(ledger, report.form) if "counted" in changes else {})
    return replace(report, facts=facts, ledgers={**report.ledgers, ledger.table: ledger})


def changed(fact: Fact | None, fact_id: str, value: Any) -> Fact:
    """Return a fact with another value; None is blank, "/" not applicable."""
    fact = fact or Fact(fact_id, fact_id, Status.NUMBER, unit="条")
    if isinstance(value, dict):
        fact, value = replace(fact, **{k: v for k, v in value.items() if k != "value"}), value["value"]
    if value is None:
        return replace(fact, status=Status.BLANK, value=None)
    if value == "/":
        return replace(fact, status=Status.NOT_APPLICABLE, value=None)
    return replace(fact, status=Status.NUMBER, value=Decimal(str(value)))


def checked(report: Report) -> CheckResult:
    """Check a report; what Great Expectations says of its critical expectation is the verdict and the findings."""
    outcome = check(report)
    results = outcome.great_expectations["results"]
    (critical,) = (result for result in results if result["expectation_config"]["severity"] == "critical")
    has_errors = any(finding.severity == "error" for finding in outcome.findings)
    assert critical["success"] == (outcome.verdict != "fail") == (not has_errors)
    assert outcome.great_expectations["success"] == all(finding.result != "fail" for finding in outcome.findings)
    return outcome


def examples(kind_id: str) -> dict[str, str]:
    """Return what a kind's rules say of the first faulty specimen of each: the message by rule."""
    if kind_id == DISCLOSURE.id:
        return {one.rule: one.message for one in map(read, reversed(SPECIMENS))}
    found = {}
    for one in of_kind(kind_id):
        outcome = checked(planted(base_of(kind_id), one["fails"]))
        found[one["rule"]] = next(each.message for each in outcome.findings if each.rule == one["rule"])
    return found


def of_kind(kind_id: str) -> list[dict[str, Any]]:
    """Return the specimens of a kind other than disclosure: `rule`, `fails`, `passes`."""
    path = Path(__file__).parent / "kinds" / kind_id / "specimens.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def base_of(kind_id: str) -> Report:
    """Return the report that such specimens change, with the same figures as last year's on file."""
    report = load(BASES[kind_id])
    return replace(report, previous=replace(report, id=replace(report.id, year=report.id.year - 1)))
