"""The columns of provenance.csv beside a year's tables, and what it says stood in each cell of the published page."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.files.csv_text import strict_rows
from report_helpers.files.encoding import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "provenance.csv"
CELL, FIGURE = "数据项", "数值"
HEADERS = (CELL, "名称", "状态", FIGURE, "读到的文字", "文件", "位置", "读不准的原因", "可能的读法")
MAX_BYTES = 2_000_000


def read_provenance(root: Path, folder: str) -> Mapping[str, str] | None:
    """Return what was read in each cell of a page, "" where nothing was; None without provenance.csv.

    Raises InputError where it is not as an import writes it.
    """
    shown = f"{folder}/{NAME}"
    if not os.path.lexists(root / shown):
        return None
    rows = list(strict_rows(read_text(root / shown, shown, MAX_BYTES), shown))
    fix = "请恢复导入时写的那一份，或重新导入"
    if not rows or tuple(rows[0][1]) != HEADERS:
        raise InputError(Problem("表头与导入时写的不同", shown, 1, fix=fix))
    if short := next((number for number, row in rows[1:] if len(row) != len(HEADERS)), 0):
        raise InputError(Problem(f"不是 {len(HEADERS)} 列", shown, short, fix=fix))
    return {row[0]: row[HEADERS.index(FIGURE)] for _, row in rows[1:]}
