"""Labels made comparable, and the rows of the forms by their labels.

Brackets of either width, 「1、」 for 「1.」, quotes, padding and traditional characters
all disappear: what remains of a label are its letters and digits.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from report_helpers.forms import column_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.forms import Column, Form, Row, Table

_NUMBERING = re.compile(r"^(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、|\d+\.)")
_REMARK = re.compile(r"(?<=.)（[^（）]*）$")
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
    folded = unicodedata.normalize("NFKC", simplified(text))
    return "".join(c for c in folded if c.isalnum())


@lru_cache(maxsize=8)
def form_rows(form: Form) -> tuple[FormRow, ...]:
    """Return the rows of *form* that have a label, in printed order: tables 二 and 三."""
    return tuple(row for table in form.tables if table.label_columns for row in _table_rows(table))


def _table_rows(table: Table) -> Iterator[FormRow]:
    for band in table.bands:
        columns = [(line.id, leaf) for line, leaf in column_lines(band)]
        for row_id, row, above in _leaves(band.rows, "", ()):
            yield FormRow(
                f"{table.id}.{row_id}",
                table.id,
                row.label,
                _spellings(row.label),
                tuple(spelling for label in above for spelling in _spellings(label)),
                tuple(f"{table.id}.{row_id}.{column}" for column, _ in columns),
                tuple(_offsets([leaf for _, leaf in columns])),
                len(above),
            )


def _offsets(columns: list[Column]) -> Iterator[int]:
    left = 0
    for column in columns:
        yield left
        left += column.span


def _leaves(rows: tuple[Row, ...], prefix: str, above: tuple[str, ...]) -> Iterator[tuple[str, Row, tuple[str, ...]]]:
    for row in rows:
        row_id = ".".join(part for part in (prefix, row.id) if part)
        if row.children:
            yield from _leaves(row.children, row_id, (*above, row.label))
        else:
            yield row_id, row, above


def _spellings(label: str) -> tuple[str, ...]:
    """Return how a label may stand on a page: whole, without number, without bracketed remark."""
    bare = _NUMBERING.sub("", label)
    short = _REMARK.sub("", label)
    texts = [label, short, bare, _NUMBERING.sub("", short), *_ALIASES.get(bare, ())]
    return tuple(dict.fromkeys(map(comparable, texts)))
