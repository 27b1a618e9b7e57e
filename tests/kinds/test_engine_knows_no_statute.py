"""No string of the engine is an id, a label or a rule of a shipped kind."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import report_helpers
from report_helpers.checks.rule_catalogue import catalogue, own_rules
from report_helpers.forms.cells import form_cells, form_groups
from report_helpers.forms.kind import kind_ids, load_kind

if TYPE_CHECKING:
    from report_helpers.forms.model import Form

ENGINE = Path(report_helpers.__file__).parent
# Words that the engine uses in another sense than the form that has them as an id or a label.
OTHER_SENSE: dict[tuple[str, str], str] = {
    ("*", "1"): "a figure or an environment flag, not the first leaf of a group of rows",
    ("checks/finding.py", "in_force"): "the state of a waiver",
    ("checks/finding.py", "refused"): "the state of a waiver",
    ("checks/data_docs.py", "amount"): "by how much a comparison is violated",
    ("checks/waivers.py", "in_force"): "the state of a waiver",
    ("checks/waivers.py", "refused"): "the state of a waiver",
    ("checks/waivers.py", "other"): "the reason for a waiver that no rule lists",
    ("checks/waivers.py", "其他"): "the reason for a waiver that no rule lists",
    ("signoff/parts.py", "granted"): "the day a waiver was granted",
    ("signoff/waiving.py", "in_force"): "the state of a waiver",
    ("checks/derived_numbers.py", "change"): "the filter of the text that gives a change since last year",
    ("checks/meanings.py", "change"): "the filter of the text that gives a change since last year",
    ("drafts/binding.py", "change"): "the filter of the text that gives a change since last year",
    ("drafts/placeholders.py", "change"): "the filter of the text that gives a change since last year",
    ("narrative/values.py", "change"): "the filter of the text that gives a change since last year",
    ("cli/app.py", "new"): "the command that starts a workspace, an agency or a year",
    ("cli/new_commands.py", "new"): "the command that starts a workspace, an agency or a year",
    ("cli/inspect_commands.py", "new"): "the newer of two reports compared",
    ("releases/comparison.py", "new"): "the newer of two reports compared",
    ("releases/comparison_sentences.py", "new"): "the newer of two reports compared",
    ("releases/comparison_views.py", "new"): "the newer of two reports compared",
    ("outputs/pages/review_page.py", "review"): "the review page",
    ("sources/release.py", "published"): "the day of a release in its release.json",
    ("sources/facts_csv.py", "amount"): "a figure of the text, which may have decimals",
    ("sources/release_contents.py", "amount"): "a figure of the text, which may have decimals",
    ("sources/figures.py", "amount"): "a figure of the text, which may have decimals",
    ("workbook/lists.py", "amount"): "a figure of the text, which may have decimals",
}


def parts(form: Form):
    """Yield every id and every printed label of a form."""

    def walk(items):
        for item in items:
            yield from (item.id, item.label)
            yield from walk(item.children)

    for section in form.sections:
        yield from (section.id, section.title)
    for table in form.tables:
        yield table.id
        for band in table.bands:
            yield from (band.title, band.corner)
            yield from walk(band.columns)
            yield from walk(band.rows)


@cache
def words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the strings no literal may be, and the dotted prefixes no literal may contain."""
    exact: set[str] = set()
    for kind in map(load_kind, kind_ids()):
        exact |= set(catalogue(kind)) - set(own_rules())
        for form in kind.forms.values():
            exact |= set(parts(form)) | set(form_cells(form)) | set(form_groups(form)) | {form.version, form.notice}
    tables = {table.id for kind in map(load_kind, kind_ids()) for form in kind.forms.values() for table in form.tables}
    return frozenset(exact - {""}), tuple(f"{table}." for table in sorted(tables))


def literals(path: Path):
    """Yield line and value of every string of a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    scopes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, scopes) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node.lineno, node.value


def offences():
    """Yield every literal of the engine that belongs to a statute, with its place."""
    exact, prefixes = words()
    long = [word for word in exact if len(word) > 3 and not word.isascii()]
    rules = re.compile(
        r"(?<![A-Za-z0-9-])(?:"
        + "|".join(sorted(r for r in exact if re.fullmatch(r"[A-Z]\d?-\d+", r)))
        + r")(?![0-9-])"
    )
    for path in sorted(ENGINE.rglob("*.py")):
        file = path.relative_to(ENGINE).as_posix()
        if file.startswith("kinds/"):
            continue
        for line, value in literals(path):
            if (file, value) in OTHER_SENSE or ("*", value) in OTHER_SENSE:
                continue
            if (
                value in exact
                or any(prefix in value for prefix in prefixes)
                or any(word in value for word in long)
                or rules.search(value)
            ):
                yield f"{file}:{line} {value[:60]!r}"


def test_no_string_of_the_engine_belongs_to_a_statute():
    """Ids, labels, rules, versions and notices of the shipped kinds stand in kinds/, nowhere else."""
    assert list(offences()) == []


def test_every_exception_is_needed():
    """An exception for a word that no longer stands in its file is removed."""
    for (file, value), reason in OTHER_SENSE.items():
        assert reason
        if file != "*":
            assert value in {literal for _, literal in literals(ENGINE / file)}
