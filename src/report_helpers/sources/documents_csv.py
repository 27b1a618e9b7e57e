"""documents.csv: the documents behind table 二 by number, so that a joint one is counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.facts import ListedDocument
from report_helpers.sources.grid import GridRow, Header, fold, read_grid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "documents.csv"
HEADERS = (Header("number", "文号"), Header("title", "名称"), Header("kind", "类型"), Header("state", "状态"))
KINDS = {"regulations": "规章", "normative": "行政规范性文件"}
STATES = {"issued": "制发", "repealed": "废止", "in_force": "现行有效"}
# 〔2024〕 is typed with whatever bracket the keyboard has.
_BRACKETS = str.maketrans("〔〕[]【】", "()()()")


def read_documents(path: Path, shown: str) -> tuple[ListedDocument, ...] | None:
    """Return the documents a unit lists, one row a document and state; None when there is no file.

    Raises InputError for a row without a number, an unknown kind or state, or a row twice.
    """
    if not path.exists():
        return None
    rows = read_grid(path, shown, HEADERS, ordered=False)
    problems = [problem for row in rows for problem in _row_problems(row, shown)]
    if problems:
        raise InputError(problems)
    documents: dict[tuple[str, str, str], ListedDocument] = {}
    for row in rows:
        kind, state = _known(row.cells["kind"], KINDS), _known(row.cells["state"], STATES)
        number = fold(row.cells["number"]).translate(_BRACKETS)
        if (number, kind, state) in documents:
            fix = "请删去一行，同一文件在同一状态下只列一次"
            problems.append(Problem("这个文件重复了", shown, row.number, "", "文号", row.cells["number"], fix=fix))
        documents[number, kind, state] = ListedDocument(number, row.cells["title"], kind, state)
    if problems:
        raise InputError(problems)
    return tuple(documents.values())


def _row_problems(row: GridRow, shown: str) -> Iterator[Problem]:
    if not row.cells["number"]:
        yield Problem("没有文号", shown, row.number, row.cells["title"], "文号", fix="没有文号就无法识别联合发文")
    for column, known, label in (("kind", KINDS, "类型"), ("state", STATES, "状态")):
        if not _known(row.cells[column], known):
            fix = f"可填：{'、'.join(f'{word}（{key}）' for key, word in known.items())}"
            yield Problem("不是认识的取值", shown, row.number, "", label, row.cells[column], fix=fix)


def _known(text: str, known: dict[str, str]) -> str:
    """Return the id meant by an id or its Chinese word, "" when it is neither."""
    return next((key for key, word in known.items() if text in {key, word}), "")
