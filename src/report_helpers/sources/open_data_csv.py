"""Writes facts.csv of the open data, one row a fact, and reads it where it was published."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from report_helpers.errors import InputError, Problem
from report_helpers.facts.fact import Status
from report_helpers.files.csv_text import ENCODING, spreadsheet_csv
from report_helpers.files.plain_files import read_bytes
from report_helpers.sources.release import release_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from report_helpers.facts.identifiers import ReportId

MAX_BYTES = 20_000_000
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
_FIX = "请用 git 恢复已公布的报告，或重新公布"
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,200})?")


def facts_csv(facts: Iterable[Mapping[str, Any]]) -> bytes:
    """Return one row a fact; `value` is empty for a blank and for "/", `status` tells which."""
    rows = (dict(fact) | ({"value": ""} if fact["status"] == "not_applicable" else {}) for fact in facts)
    cells = ([row[name] for name, _, _ in COLUMNS] for row in rows)
    return spreadsheet_csv([[name for name, _, _ in COLUMNS], *cells])


def released_facts_path(report: ReportId) -> str:
    """Return where the published figures of a report lie as CSV, relative to the workspace."""
    return f"{release_path(report)}/data/facts.csv"


def read_released_facts(path: Path, shown: str) -> dict[str, tuple[Status, Decimal | None]]:
    """Return status and value of every published cell, by id; the figures of the text are left out.

    Raises InputError when the file is none of the kit's own.
    """
    try:
        text = read_bytes(path, shown, MAX_BYTES).decode(ENCODING)
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = next(rows)
        wanted = itemgetter(*(header.index(name) for name in ("id", "table", "value", "status")))
        found = list(map(wanted, rows))
    except (UnicodeDecodeError, csv.Error, StopIteration, ValueError, IndexError):
        raise InputError(Problem("不是本工具写出的 facts.csv，或已损坏", file=shown, fix=_FIX)) from None
    cells = [(cell, value, status) for cell, table, value, status in found if table]
    facts = {cell: _read(value, status, cell, shown) for cell, value, status in cells}
    if len(facts) != len(cells):
        raise InputError(Problem("有数据格重复", file=shown, fix=_FIX))
    return facts


def _read(value: str, status: str, cell: str, shown: str) -> tuple[Status, Decimal | None]:
    fact = _fact(value, status)
    if fact is None:
        raise InputError(Problem("数值或填报状态无法识别", shown, row_label=cell, value=f"{value} {status}", fix=_FIX))
    return fact


@lru_cache(maxsize=4096)
def _fact(value: str, status: str) -> tuple[Status, Decimal | None] | None:
    """Return status and value, None when they do not go together."""
    has_value = status in {Status.NUMBER, Status.NOTED}
    if status not in list(Status) or bool(value) != has_value or (value and not _NUMBER.fullmatch(value)):
        return None
    return Status(status), Decimal(value) if has_value else None
