"""A form that contradicts itself is refused with its file, its place and what to do."""

from __future__ import annotations

import pytest

from report_helpers.errors import InputError
from report_helpers.forms.kind import SHIPPED, load_kind
from report_helpers.forms.variants import read_forms
from report_helpers.sources.unit_figures import rollup_policy

TEXT = (SHIPPED / "enforcement/forms/zj-2024.yaml").read_text(encoding="utf-8")
FILE = "params/kinds/enforcement/forms/own.yaml"

TWICE = "{rule: EP-1, clause: x, severity: error, left: [penalties.total], right: [penalties.detain]}"

SLIPS = [
    ("{id: fine,", "{id: revoke,", "columns", "penalties.revoke"),
    ("penalties.warn_notice,", "penalties.warn_notcie,", "identities·EP-1", "penalties.warn_notcie"),
    ("left: [penalties.total]", "left: [penalties.totals]", "identities·EP-1", "penalties.totals"),
    ("table: licences}", "table: licence}", "sections", "licence"),
    ("第二部分", "第二部分, table: penalties", "tables·penalties", ""),
    ("  - id: licences", "  - id: penalties", "tables", "penalties"),
    ("{id: overview,", "{id: statistics,", "sections", "statistics"),
    ("years: {first: 2022}", "years: {first: 2022, last: 2021}", "years·last", "2021"),
    ("label_columns: 0", "label_columns: 9", "tables·第 1 项·label_columns", "9"),
    ('rows: [{label: ""}]', "rows: [{label: 本机关}]", "tables·penalties", "0"),
    ('rows: [{label: ""}]', "rows: []", "tables·第 1 项·bands·第 1 项·rows", ""),
    ("{id: fine, ", "{id: fine, span: 0, ", "tables·第 1 项·bands·第 1 项·columns·第 1 项·children·第 2 项·span", "0"),
    ("{id: fine, ", "{id: f.ine, ", "tables·第 1 项·bands·第 1 项·columns·第 1 项·children·第 2 项·id", "f.ine"),
    ("unit: 万元, kind: money", "unit: 光年, kind: money", "tables·penalties", "光年"),
    ("  - id: licences", "  - id: ../x", "tables·第 2 项·id", "../x"),
    ("{agency}{year}年度行政执法统计年报", "{agencies}统计年报", "title", "{agencies}统计年报"),
    ("identities:", f"identities:\n  - {TWICE}", "identities", "EP-1"),
]


@pytest.mark.parametrize(("right", "wrong", "column", "value"), SLIPS)
def test_a_slip_in_a_form_is_named(right, wrong, column, value):
    """Ids that are there twice or lead nowhere, tables out of place, labels without a column: none is passed over."""
    assert right in TEXT
    with pytest.raises(InputError) as caught:
        read_forms([(FILE, TEXT.replace(right, wrong, 1).encode())])
    assert (FILE, column, value) in {(one.file, one.column, one.value or "") for one in caught.value.problems}


def test_a_variants_own_identities_are_judged_whole():
    """Terms of the base go with the cells a variant drops; a slip in the variant's own is told."""
    own = "variant_of: zj-2024\nversion: own\ndrop: [penalties.detain]\n"
    forms = read_forms([("base.yaml", TEXT.encode()), (FILE, own.encode())])
    assert "penalties.detain" not in forms["own"].identities[0].right
    own += f"identities:\n  - {TWICE}\n"
    with pytest.raises(InputError) as caught:
        read_forms([("base.yaml", TEXT.encode()), (FILE, own.encode())])
    assert [problem.value for problem in caught.value.problems] == ["penalties.detain"]


RULE = 'title: x, tag: x, message: "{cell}", fix: x'
UNKNOWN = [
    (
        "charts.yaml",
        "charts: [{id: a, caption: x, bars: [proactive.fees.amounts]}]",
        "charts·bars",
        "proactive.fees.amounts",
    ),
    (
        "readings.yaml",
        "shares: [{of: x, wholes: {applicatons.total.total: 办结}}]",
        "shares·wholes",
        "applicatons.total.total",
    ),
    ("readings.yaml", "ranked: [[applications.*.totals]]", "ranked", "applications.*.totals"),
    ("rules.yaml", f"rules: [{{id: O-9, {RULE}, procedure: no_jump, tables: [proactve]}}]", "rules·tables", "proactve"),
    (
        "rules.yaml",
        f"rules: [{{id: O-9, {RULE}, procedure: year_words, sections: {{plans: [problem]}}}}]",
        "rules·sections·plans",
        "problem",
    ),
    (
        "rules.yaml",
        f'rules: [{{id: O-9, {RULE}, comparison: {{left: [proactive.fee.amount], right: ["last:text.a"]}}}}]',
        "rules·comparison·left",
        "proactive.fee.amount",
    ),
    (
        "kind.yaml",
        "{name: 年报, index: {figures: [{label: x, cells: [works.total]}]}}",
        "index·figures·cells",
        "works.total",
    ),
    ("kind.yaml", "{name: 年报, text_sections: [overview, sumary]}", "text_sections", "sumary"),
    (
        "rollup.yaml",
        "documents: {table: proactives, rows: {normative: x}, columns: {issued: x}}",
        "documents·table",
        "proactives",
    ),
    ("rollup.yaml", "added: {proactives: {rows: [licence]}}", "added", "proactives"),
    ("rollup.yaml", "added: {proactive: {rows: [licence, feees]}}", "added·proactive·rows", "feees"),
    ("rollup.yaml", "added: {proactive: {columns: [decision]}}", "added·proactive·columns", "decision"),
    (
        "rollup.yaml",
        "documents: {table: proactive, rows: {normativ: x}, columns: {issued: x}}",
        "documents·rows",
        "normativ",
    ),
    (
        "rollup.yaml",
        "documents: {table: applications, rows: {normative: x}, columns: {}}",
        "documents·rows",
        "normative",
    ),
]


@pytest.mark.parametrize(("name", "text", "column", "value"), UNKNOWN)
def test_what_no_form_has_is_refused_in_a_workspaces_files(tmp_path, name, text, column, value):
    """A slip in an id of readings, charts, rules, index or roll-up is told with its place: it would never apply."""
    folder = tmp_path / "params/kinds/disclosure"
    folder.mkdir(parents=True)
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_kind("disclosure", tmp_path)
    shown = f"params/kinds/disclosure/{name}"
    assert [(one.file, one.column, one.value) for one in caught.value.problems] == [(shown, column, value)]
    assert caught.value.problems[0].fix.startswith(("编号如 ", "格式里有：", "表里有："))


def test_ids_that_forms_of_a_workspace_may_have_are_no_slips(tmp_path):
    """Cells, sums, patterns, figures of the text, and what the shipped files name for other forms are known."""
    folder = tmp_path / "params/kinds/enforcement"
    folder.mkdir(parents=True)
    bars = "[penalties.fine, penalties.closed, penalties.confiscate, text.inspections]"
    (folder / "charts.yaml").write_text(f"charts: [{{id: a, caption: x, bars: {bars}}}]", encoding="utf-8")
    right = "[penalties.*, -licences.granted]"
    rule = f'rules: [{{id: O-9, {RULE}, comparison: {{left: ["last:penalties.total"], right: {right}}}}}]'
    (folder / "rules.yaml").write_text(rule, encoding="utf-8")
    assert load_kind("enforcement", tmp_path).forms


@pytest.mark.parametrize(
    "text", ["added: proactive", "added: [proactive]", "documents: [table]", "added: {proactive: }"]
)
def test_a_roll_up_of_another_shape_is_left_to_its_reader(tmp_path, text):
    """Looking for unknown ids stumbles over no shape of a file; what reads the roll-up refuses it."""
    folder = tmp_path / "params/kinds/disclosure"
    folder.mkdir(parents=True)
    (folder / "rollup.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"rollup.yaml"):
        rollup_policy(load_kind("disclosure", tmp_path))


def test_a_rule_between_two_kinds_names_cells_of_both(tmp_path):
    """A slip in a cell of either kind is told when that kind is read; those of the other are its own matter."""
    between = "{disclosure: [proactive.licence.decisons], enforcement: [licences.granted]}"
    rule = f"rules: [{{id: ED-9, {RULE}, between: {between}}}]"
    (tmp_path / "params/kinds").mkdir(parents=True)
    (tmp_path / "params/kinds/disclosure+enforcement.yaml").write_text(rule, encoding="utf-8")
    with pytest.raises(InputError, match=r"disclosure\+enforcement.yaml.*proactive.licence.decisons.*没有这个数据格"):
        load_kind("disclosure", tmp_path)
    assert load_kind("enforcement", tmp_path).forms
