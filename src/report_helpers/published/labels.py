"""Labels made comparable, and the rows of the forms by their labels.

Brackets of either width, 「1、」 for 「1.」, quotes, padding and traditional characters
all disappear: what remains of a label are its letters and digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from report_helpers.forms import column_lines, letters_of, row_lines, without_number, without_remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.forms import Column, Form, Table

# What an older or newer form prints for the same row, and spellings met in published tables.
_ALIASES = {
    "规范性文件": ("行政规范性文件",),
    "行政规范性文件": ("规范性文件",),
    "其他对外管理服务事项": ("其他行政权力事项",),
}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a form that holds figures: its cells' ids, kinds, units and where its columns stand.

    `labels` are its label's comparable spellings, the fullest first; `groups` those of
    the labels beside it; `offsets` the grid columns of its figures, the first being 0.
    """

    id: str
    table: str
    label: str
    labels: tuple[str, ...]
    groups: tuple[str, ...]
    cells: tuple[str, ...]
    offsets: tuple[int, ...]
    level: int


@cache
def _converter() -> object:
    import opencc  # noqa: PLC0415  loads its dictionaries, needed for traditional characters alone

    return opencc.OpenCC("t2s")


@lru_cache(maxsize=16384)
def simplified(text: str) -> str:
    """Return *text* in simplified characters."""
    return text if text.isascii() else str(_converter().convert(text))  # type: ignore[attr-defined]


@lru_cache(maxsize=16384)
def comparable(text: str) -> str:
    """Return the letters and digits of *text*: simplified, half width, nothing else."""
    return letters_of(simplified(text))


@lru_cache(maxsize=8)
def form_rows(form: Form) -> tuple[FormRow, ...]:
    """Return the rows of *form* that have a label, in printed order: tables 二 and 三."""
    return tuple(row for table in form.tables if table.label_columns for row in _table_rows(table))


def _table_rows(table: Table) -> Iterator[FormRow]:
    for band in table.bands:
        columns = [(column.id, leaf) for column, leaf in column_lines(band)]
        for line, row in row_lines(band.rows):
            yield FormRow(
                f"{table.id}.{line.id}",
                table.id,
                row.label,
                _spellings(row.label),
                tuple(spelling for label in line.path for spelling in _spellings(label)),
                tuple(f"{table.id}.{line.id}.{column}" for column, _ in columns),
                tuple(_offsets([leaf for _, leaf in columns])),
                len(line.path),
            )


def _offsets(columns: list[Column]) -> Iterator[int]:
    left = 0
    for column in columns:
        yield left
        left += column.span


def _spellings(label: str) -> tuple[str, ...]:
    """Return how a label may stand on a page: whole, without number, without bracketed remark."""
    bare = without_number(label)
    short = without_remark(label)
    texts = [label, short, bare, without_number(short), *_ALIASES.get(bare, ())]
    return tuple(dict.fromkeys(map(comparable, texts)))
