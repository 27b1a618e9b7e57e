"""The data cells of a form: their ids, places and printed labels.

A cell's id is `<table>.<row path>.<column path>`; parts without an id are left out.
Its label is what a reviewer finds on paper: 「三（七）总计 自然人」.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.forms.model import Band, CellKind, Column, Form, Row, Table

_NUMBER = re.compile(r"^(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d+[.．、])")
_REMARK = re.compile(r"(?<=.)[（(][^（()）]*[)）]$")
_NUMBERING = re.compile(r"^([一二三四五六七八九十]+)、|^(（[一二三四五六七八九十]+）)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One data cell of a form; `label` is the printed labels that lead to it, row first."""

    id: str
    table: str
    row: str
    column: str
    row_label: str
    column_label: str
    group_label: str
    unit: str
    kind: CellKind
    clause: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A leaf of a row or column tree with the path that leads to it."""

    id: str
    path: tuple[str, ...]
    label: str


@lru_cache(maxsize=8)
def form_cells(form: Form) -> dict[str, Cell]:
    """Return every data cell of *form* by id, in printed order."""
    cells = (cell for table in form.tables for band in table.bands for cell in band_cells(table, band))
    return {cell.id: cell for cell in cells}


@lru_cache(maxsize=8)
def form_groups(form: Form) -> dict[str, tuple[str, ...]]:
    """Return, by id, the leaf cells under every row group that has an id.

    `applications.refused.total` is no cell of the form, but the sum of the eight
    cells 1.-8. below （三） in that column; narratives and identities speak of it.
    """
    groups: dict[str, tuple[str, ...]] = {}
    for table in form.tables:
        for band in table.bands:
            columns = [line for line, _ in column_lines(band)]
            for line, row in _row_groups(band.rows):
                leaves = [leaf for leaf, _ in row_lines((row,), line.id)]
                for column in columns:
                    key = _join(table.id, _join(line.id, row.id), column.id)
                    groups[key] = tuple(_join(table.id, leaf.id, column.id) for leaf in leaves)
    return groups


@lru_cache(maxsize=8)
def group_labels(form: Form) -> dict[str, str]:
    """Return what the sums over row groups are called, by id: by the numbers printed, else by the group's own label."""
    return {
        _join(table.id, line.id, row.id, column.id): f"{line.label}合计 {column.label}"
        for table in form.tables
        for band in table.bands
        for line, row in _row_groups(band.rows)
        for column, _ in column_lines(band)
    }


def table_names(form: Form) -> dict[str, str]:
    """Return what the tables are called after the sections they stand in: 表二, 表三, 表四."""
    return {section.table: f"表{section.number}" for section in form.sections if section.table}


@lru_cache(maxsize=8)
def printed_rows(form: Form) -> dict[str, Row]:
    """Return, by the id of a cell or of a sum over a row group, the row it stands in."""
    return {
        _join(table.id, row_id, line.id): row
        for table in form.tables
        for band in table.bands
        for row_id, row in _rows(band.rows)
        for line, _ in column_lines(band)
    }


def _rows(rows: Sequence[Row], prefix: str = "") -> Iterator[tuple[str, Row]]:
    for row in rows:
        row_id = _join(prefix, row.id)
        if row.id or not row.children:
            yield row_id, row
        yield from _rows(row.children, row_id)


def band_cells(table: Table, band: Band) -> Iterator[Cell]:
    """Yield the data cells of one band, row by row."""
    for line, row in row_lines(band.rows):
        for column_line, column in column_lines(band):
            group = column_line.path[-1] if column_line.path and "." in column_line.id else ""
            yield Cell(
                id=_join(table.id, line.id, column_line.id),
                table=table.id,
                row=line.id,
                column=column_line.id,
                row_label=line.label,
                column_label=column.label,
                group_label=group,
                unit=column.unit,
                kind=column.kind,
                clause=row.clause,
                label=" ".join(part for part in (line.label, group, column.label) if part),
            )


def row_lines(rows: Sequence[Row], prefix: str = "", path: tuple[str, ...] = ()) -> Iterator[tuple[Line, Row]]:
    """Yield the leaves of a row tree, each with its id path and short printed label."""
    for row in rows:
        row_id = _join(prefix, row.id)
        if row.children:
            yield from row_lines(row.children, row_id, (*path, row.label))
        else:
            numbering = "".join(_numbering(label) for label in path)
            yield Line(row_id, path, numbering + row.label), row


def column_lines(band: Band) -> Iterator[tuple[Line, Column]]:
    """Yield the leaves of a band's column tree, each with its id path."""

    def walk(columns: Sequence[Column], prefix: str, path: tuple[str, ...]) -> Iterator[tuple[Line, Column]]:
        for column in columns:
            column_id = _join(prefix, column.id)
            if column.children:
                yield from walk(column.children, column_id, (*path, column.label))
            else:
                yield Line(column_id, path, column.label), column

    return walk(band.columns, "", ())


def without_number(label: str) -> str:
    """Return a label without the number before it: （一）予以公开 is 予以公开."""
    return _NUMBER.sub("", label)


def without_remark(label: str) -> str:
    """Return a label without the remark in brackets behind it."""
    return _REMARK.sub("", label)


def letters_of(text: str) -> str:
    """Return the letters and digits of *text*, half width: marks, quotes, brackets and spaces gone."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def _row_groups(rows: Sequence[Row], prefix: str = "", path: tuple[str, ...] = ()) -> Iterator[tuple[Line, Row]]:
    """Yield the groups of a row tree that have an id, each with the id before its own and its short label."""
    for row in rows:
        if row.children:
            if row.id:
                numbering = "".join(_numbering(label) for label in (*path, row.label))
                yield Line(prefix, path, numbering or row.label), row
            yield from _row_groups(row.children, _join(prefix, row.id), (*path, row.label))


def _numbering(label: str) -> str:
    found = _NUMBERING.match(label)
    return "" if found is None else (found[1] or found[2])


def _join(*parts: str) -> str:
    return ".".join(part for part in parts if part)
