"""Collects what the review page says beyond the report: rules, origins of figures, the code that ran."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from nbconvert.filters.ansi import strip_ansi

from report_helpers.checks.comparisons import bindings
from report_helpers.checks.finding import RESULT_WORDS, result_of
from report_helpers.checks.relations import relations
from report_helpers.checks.rule_catalogue import catalogue, rules_for
from report_helpers.forms.cells import form_groups, group_labels
from report_helpers.outputs.comparing import SHARE
from report_helpers.outputs.pages.cell_comparisons import comparisons_of
from report_helpers.outputs.publication import bound_runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nbformat import NotebookNode

    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form
    from report_helpers.outputs.publication import Publication

TEXT_GROUP = "正文数字"
# How a figure is marked, the worst first; "involved" is one of many that a comparison adds up.
MARKS = ("error", "warning", "note", "waived", "involved")
# Of so many figures in a finding any may be the wrong one; of more it is the first, which they are compared with.
ALIKE = 4


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule of the catalogue, or of an output, with its result."""

    id: str
    title: str
    clause: str
    result: str


def rule_rows(publication: Publication) -> tuple[RuleRow, ...]:
    """Return every rule that was applied, X-2 before X-10; one outside the catalogue by its findings."""
    known = {**catalogue(publication.kind), **rules_for(publication.kind, publication.form)}
    rows = []
    for rule_id, result in publication.findings["rules"].items():
        found = [finding for finding in publication.findings["findings"] if finding["rule"] == rule_id]
        rule = known.get(rule_id)
        title, clause = (
            (rule.title, rule.clause.replace("{notice}", publication.form.notice)) if rule else _words_of(found)
        )
        rows.append(RuleRow(rule_id, title, clause, result))
    return tuple(sorted(rows, key=lambda row: _natural(row.id)))


def _words_of(findings: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    return (findings[0]["tag"], findings[0]["clause"]) if findings else ("", "")


def _natural(rule: str) -> list[str]:
    """Return a sort key that puts X-2 before X-10; nbformat sorts a notebook's keys as text."""
    return [part.zfill(4) if part.isdecimal() else part for part in rule.split("-")]


def source_groups(publication: Publication) -> list[dict[str, Any]]:
    """Return the facts by the table they stand in, the text's last; `file` where all come from one."""
    captions = {table["id"]: table["caption"] for table in publication.parts("table")}
    groups = []
    for table, members in groupby(publication.facts, key=lambda fact: str(fact["table"])):
        facts = list(members)
        files = {fact["file"] for fact in facts if fact["file"]}
        common = files.pop() if len(files) == 1 else ""
        placed = [{**fact, "place": _place(fact).removeprefix(common).strip()} for fact in facts]
        groups.append({"title": captions.get(table, table) or TEXT_GROUP, "file": common, "facts": placed})
    return groups


def marks_of(findings: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return how each figure is marked that a rule found something about; what could not be verified is no fault."""
    found: dict[str, set[str]] = {}
    for finding in findings:
        if finding["result"] not in {"fail", "waived"}:
            continue
        mark = finding["severity"] if finding["result"] == "fail" else "waived"
        where = finding["where"]
        for place, fact in enumerate(where):
            found.setdefault(fact, set()).add(mark if place == 0 or len(where) <= ALIKE else "involved")
    return {fact: min(marks, key=MARKS.index) for fact, marks in found.items()}


def panel_data(publication: Publication) -> dict[str, Any]:
    """Return what the panel of a figure shows, facts and rules by id; empty fields are left out.

    A sum the form has no cell for (三（三）合计 …) names the cells it is made of.
    """
    form = publication.form
    rules = {row.id: row for row in rule_rows(publication)}
    concerned = _rules_by_fact(publication, rules)
    results = {
        fact: {rule: result_of(publication.findings["findings"], rule, fact) for rule in concerned[fact]}
        for fact in concerned
    }
    said = comparisons_of(relations(publication.kind, form), publication.facts)
    facts = {
        fact["id"]: _panel_fact(fact, results.get(fact["id"], {}), said.get(fact["id"], {}))
        for fact in publication.facts
    }
    groups, labels = form_groups(form), group_labels(form)
    for whole in sorted(_printed(publication) & groups.keys()):
        facts[whole] = {"label": labels[whole], "parts": list(groups[whole])}
    shown = {row.id: _filled(title=row.title, clause=row.clause) for row in rules.values()}
    findings = [_panel_finding(finding) for finding in publication.findings["findings"] if finding["where"]]
    cases = {fact: behind for fact, behind in publication.cases.items() if fact in facts}
    return {"facts": facts, "rules": shown, "findings": findings, "results": RESULT_WORDS} | (
        {"cases": cases} if cases else {}
    )


def _panel_finding(finding: Mapping[str, Any]) -> dict[str, Any]:
    """Return a finding as the panel of any of its figures tells it: without the rule, which stands over it."""
    message = finding["message"].removeprefix(f"{finding['rule']} ").removeprefix(f"〔{finding['tag']}〕")
    if finding["result"] == "not_verifiable":
        message = f"这一格无法核验：{message.rpartition('：')[2]}"  # the rest counts all cells
    return {"rule": finding["rule"], "where": finding["where"], "message": message, "result": finding["result"]}


def _panel_fact(fact: Mapping[str, Any], rules: Mapping[str, str], said: Mapping[str, str]) -> dict[str, Any]:
    copied = {name: fact[name] for name in ("label", "value", "status", "unit", "qualifier", "note", "source")}
    shown = _filled(**copied, place=_place(fact), rules=dict(rules), said=dict(said))
    return shown if fact["last_year"] is None else {**shown, "last_year": fact["last_year"]}


def _filled(**fields: object) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _place(fact: Mapping[str, Any]) -> str:
    """Return file, row and column of a fact in words."""
    row = "" if fact["row"] is None else f" 第 {fact['row']} 行"
    column = f"“{fact['column']}”列" if fact["column"] else ""
    return f"{fact['file']}{row}{column}"


def _printed(publication: Publication) -> set[str]:
    """Return the facts the text speaks of, those it takes a share of included."""
    runs = bound_runs(publication)
    wholes = {derived.removeprefix(SHARE) for _, derived, _ in runs if derived.startswith(SHARE)}
    return {fact for fact, _, _ in runs} | wholes


def _rules_by_fact(publication: Publication, rules: Mapping[str, RuleRow]) -> dict[str, list[str]]:
    """Return the rules that compare a fact, or found something about it, by fact id."""
    by_rule = {rule: set(cells) for rule, cells in _cells_by_rule(publication.kind, publication.form).items()}
    for finding in publication.findings["findings"]:
        by_rule.setdefault(finding["rule"], set()).update(finding["where"])
    found: dict[str, list[str]] = {}
    for rule in rules:
        for fact in by_rule.get(rule, ()):
            found.setdefault(fact, []).append(rule)
    return found


@cache
def _cells_by_rule(kind: Kind, form: Form) -> dict[str, frozenset[str]]:
    """Return the cells of this year that each rule's own data names."""
    found = {
        rule.id: {cell for pattern in rule.cells for cell in bindings(form, pattern)}
        for rule in rules_for(kind, form).values()
    }
    for one in relations(kind, form):
        found[one.rule.id].update(one.own)
    return {rule: frozenset(cells) for rule, cells in found.items()}


def parameters(cells: Sequence[NotebookNode]) -> list[dict[str, Any]]:
    """Return the assignments of the parameters cells, the injected ones in place of the defaults."""
    found = {}
    for tag in ("parameters", "injected-parameters"):
        for cell in cells:
            if tag in cell.metadata.get("tags", ()):
                for name, value in _assignments(cell.source):
                    found[name] = {"name": name, "value": value, "injected": tag == "injected-parameters"}
    return list(found.values())


def _assignments(source: str) -> Iterator[tuple[str, str]]:
    """Yield the plain assignments of a cell as (name, value as written)."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return  # a magic or a broken cell: its source is on the page all the same
    for statement in statements:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        if value is not None:
            yield from ((name.id, ast.unparse(value)) for name in targets if isinstance(name, ast.Name))


def code_cell(cell: NotebookNode) -> dict[str, Any]:
    """Return a code cell's number, source, outputs and errors as text, terminal codes taken out."""
    outputs: list[str] = []
    errors: list[str] = []
    for output in cell.outputs:
        if output.output_type == "error":
            errors.append("\n".join(output.traceback) or f"{output.ename}: {output.evalue}")
        elif output.output_type == "stream":
            outputs.append(output.text)
        elif "text/plain" in output.data:
            outputs.append(output.data["text/plain"])
    count = " " if cell.execution_count is None else str(cell.execution_count)
    shown = {"outputs": list(map(strip_ansi, outputs)), "errors": list(map(strip_ansi, errors))}
    return {"count": count, "source": cell.source, **shown}
