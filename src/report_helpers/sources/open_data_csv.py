"""Writes facts.csv of the open data, one row a fact; its columns are those that a published one is read by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from report_helpers.files.csv_text import spreadsheet_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


# Column, its Chinese title, and its Frictionless type.
COLUMNS = (
    ("id", "数据项编号", "string"),
    ("table", "表", "string"),
    ("row_label", "行", "string"),
    ("column_label", "列", "string"),
    ("label", "名称", "string"),
    ("value", "数值", "number"),
    ("status", "填报状态", "string"),
    ("unit", "单位", "string"),
    ("qualifier", "约数", "string"),
    ("note", "说明", "string"),
    ("part_of", "属于", "string"),
)


def facts_csv(facts: Iterable[Mapping[str, Any]]) -> bytes:
    """Return one row a fact; `value` is empty for a blank and for "/", `status` tells which."""
    rows = (dict(fact) | ({"value": ""} if fact["status"] == "not_applicable" else {}) for fact in facts)
    cells = ([row[name] for name, _, _ in COLUMNS] for row in rows)
    return spreadsheet_csv([[name for name, _, _ in COLUMNS], *cells])
