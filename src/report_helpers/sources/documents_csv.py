"""Reads documents.csv: the documents that a table counts, by number, so that a joint one is counted once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from report_helpers.errors import Problem, raise_problems
from report_helpers.facts.units import ListedDocument
from report_helpers.files.characters import ROUND_BRACKETS
from report_helpers.sources.grid import GridRow, Header, fold, read_grid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from report_helpers.facts.units import JointDocuments

NAME = "documents.csv"
HEADERS = (Header("number", "文号"), Header("title", "名称"), Header("kind", "类型"), Header("state", "状态"))


def read_documents(path: Path, shown: str, known: JointDocuments) -> tuple[ListedDocument, ...] | None:
    """Return the documents a unit lists, one row a document and state; None when there is no file.

    Raises InputError for a row without a number, an unknown kind or state, or a row twice.
    """
    if not os.path.lexists(path):
        return None
    rows = read_grid(path, shown, HEADERS, ordered=False)
    raise_problems(problem for row in rows for problem in _row_problems(row, shown, known))
    problems = []
    documents: dict[tuple[str, str, str], ListedDocument] = {}
    for row in rows:
        kind, state = _known(row.cells["kind"], known.rows), _known(row.cells["state"], known.columns)
        number = fold(row.cells["number"]).translate(ROUND_BRACKETS)
        if (number, kind, state) in documents:
            fix = "请删去一行，同一文件在同一状态下只列一次"
            problems.append(Problem("这个文件重复了", shown, row.number, "", "文号", row.cells["number"], fix=fix))
        documents[number, kind, state] = ListedDocument(number, row.cells["title"], kind, state)
    raise_problems(problems)
    return tuple(documents.values())


def _row_problems(row: GridRow, shown: str, known: JointDocuments) -> Iterator[Problem]:
    if not row.cells["number"]:
        yield Problem("没有文号", shown, row.number, row.cells["title"], "文号", fix="没有文号就无法识别联合发文")
    for column, words, label in (("kind", known.rows, "类型"), ("state", known.columns, "状态")):
        if not _known(row.cells[column], words):
            fix = f"可填：{'、'.join(f'{word}（{key}）' for key, word in words.items())}"
            yield Problem("取值无效", shown, row.number, "", label, row.cells[column], fix=fix)


def _known(text: str, known: dict[str, str]) -> str:
    """Return the id meant by an id or its Chinese word, "" when it is neither."""
    return next((key for key, word in known.items() if text in {key, word}), "")
