"""A report whose form is made here: one table with any number of label columns, a sum, decimals and money."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from report_helpers.facts.fact import Fact, Status
from report_helpers.forms.cells import form_cells
from report_helpers.forms.kind import load_kind
from report_helpers.forms.model import Form

KIND = load_kind("waterworks", Path(__file__).parents[1] / "kinds/toy")  # its catalogue has the rule of the sum

COLUMNS = [
    {"id": "number", "label": "处数", "unit": "处"},
    {"id": "change", "label": "增减", "unit": "处", "kind": "signed"},
    {"id": "length", "label": "长度（千米）", "unit": "千米", "kind": "decimal"},
    {"id": "cost", "label": "投资（单位：万元）", "unit": "万元", "kind": "money"},
]
LEAVES = [{"id": "main", "label": "干渠"}, {"id": "branch", "label": "支渠"}]
ALL = {"id": "all", "label": "合计"}
ROWS = {
    0: [{"label": ""}],
    1: [*LEAVES, ALL],
    2: [{"label": "渠道", "children": LEAVES}, ALL],
    3: [{"label": "灌溉", "children": [{"label": "渠道", "children": LEAVES}, {"id": "pipe", "label": "管道"}]}, ALL],
    4: [{"label": "水利", "children": [{"label": "灌溉", "children": [{"label": "渠道", "children": LEAVES}]}]}, ALL],
}


def form_with(labels: int) -> Form:
    """Return the form with *labels* label columns."""
    others = [row for row in ("main", "branch", "pipe") if labels and (row != "pipe" or labels == 3)]
    identity = {"rule": "W-1", "clause": "示例", "severity": "error", "left": ["works.all.*"]}
    identities = [identity | {"right": [f"works.{row}.*" for row in others]}] if others else []
    bands = [{"corner": "工程" if labels else "", "columns": COLUMNS, "rows": ROWS[labels]}]
    return Form.model_validate(
        {
            "kind": f"toy-{labels}",
            "version": "1",
            "notice": "示例〔2020〕1号",
            "years": {"first": 2020},
            "title": "{agency}{year}年农田水利工作年报",
            "sections": [{"id": "works", "number": "一", "title": "工程情况", "table": "works"}],
            "tables": [{"id": "works", "label_columns": labels, "bands": bands}],
            "identities": identities,
        }
    )


def report_with(labels: int, base):
    """Return a report of that form; its rows are 3、-1、2.50、10.5, and the sum is theirs."""
    form = form_with(labels)
    values = {"number": "3", "change": "-1", "length": "2.50", "cost": "10.5"}
    count = len(next(iter(form.identities)).right) if form.identities else 1
    facts = {}
    for cell in form_cells(form).values():
        value = Decimal(values[cell.column]) * (count if cell.row == "all" else 1)
        facts[cell.id] = Fact(cell.id, cell.label, Status.NUMBER, value, cell.unit)
    narrative = dict.fromkeys((section.id for section in form.sections), "")
    return replace(
        base, kind=KIND, form=form, facts=facts, narrative=narrative, previous=None, waivers=(), ledgers={}, units=None
    )
