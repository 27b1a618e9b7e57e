"""What the parts of a form must be to one another: ids once, tables in a section, identities over its cells."""

from __future__ import annotations

import re
from collections import Counter
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from report_helpers.errors import Problem
from report_helpers.files.documents import plain_values
from report_helpers.forms.cells import band_cells, column_lines, form_cells, form_groups, row_lines
from report_helpers.forms.model import MONEY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from report_helpers.forms.cells import Cell
    from report_helpers.forms.model import Form, Row


# Cells as rules, readings and charts name them, last year's and subtracted ones too; keys behind which none is named.
_CELL = re.compile(r"-?(?:last:)?(?P<cell>[a-z]\w*(?:\.[\w*-]+)+)", re.ASCII)
_COUNTED = ("documents", "table")  # of a roll-up: the table that counts documents
_LINES = {"rows": "行", "columns": "列"}
_NO_IDS = {"procedure", "notebook", "file"}
_TAKEN = {"text", "facts", "documents"}  # figures of the text, and the files beside those of the tables


def unsound(form: Form, shown: str) -> Iterator[Problem]:
    """Yield what is wrong with a form read from the file *shown*, much of which nobody would notice."""
    ids = {
        "sections": [section.id for section in form.sections],
        "sections·title": [section.heading for section in form.sections],
        "tables": [table.id for table in form.tables],
        "columns": _repeated_cells(form),
        "identities": [identity.rule for identity in form.identities],
    }
    for place, names in ids.items():
        for name in (name for name, times in Counter(names).items() if times > 1):
            yield Problem("编号重复", shown, column=place, value=name, fix="每个编号只能用一次")
    for name in (table.id for table in form.tables if table.id in _TAKEN):
        yield Problem("这个编号另有用处", shown, column="tables", value=name, fix="请换一个编号")
    yield from _out_of_place(form, shown)
    yield from _unknown_terms(form, shown)
    if form.years.last is not None and form.years.last < form.years.first:
        fix = f"应不早于 first（{form.years.first}）"
        yield Problem("早于第一个年度", shown, column="years·last", value=str(form.years.last), fix=fix)
    if set("{}") & set(form.title.replace("{agency}", "").replace("{year}", "")):
        yield Problem(
            "写法不对", shown, column="title", value=form.title, fix="可以用 {agency}（机关全称）和 {year}（年份）"
        )


def _out_of_place(form: Form, shown: str) -> Iterator[Problem]:
    """Yield tables that stand in no section or in several, sections whose table is none, labels without a column."""
    tables, placed = [table.id for table in form.tables], [section.table for section in form.sections if section.table]
    for name in placed:
        if name not in tables:
            yield Problem("没有这张表", shown, column="sections", value=name, fix=f"tables 里有：{'、'.join(tables)}")
    for table in form.tables:
        place = (shown, None, "", f"tables·{table.id}")
        if placed.count(table.id) != 1:
            yield Problem(f"在 {placed.count(table.id)} 个部分里", *place, fix="请在 sections 的一个部分写明 table")
        for column in (column for band in table.bands for _, column in column_lines(band)):
            if column.kind == "money" and column.unit not in {"", *MONEY}:
                fix = f"金额（kind: money）的单位是{'、'.join(MONEY)}之一"
                yield Problem(f"“{column.label}”的单位无效", *place, column.unit, fix=fix)
        depth = max(_depth(band.rows) for band in table.bands)
        if table.label_columns < depth:
            fix = f"请写 label_columns: {depth}；不印行名的，label 写空"
            yield Problem("行名没有地方印", *place, str(table.label_columns), fix=fix)


def _depth(rows: Sequence[Row]) -> int:
    """Return how many columns the labels of rows take at least; none where no row has any."""
    inner = (_depth(row.children) for row in rows)
    return max(inner, default=0) + int(any(row.label or row.organ or row.children for row in rows))


def _repeated_cells(form: Form) -> list[str]:
    """Return the ids of all cells, those that are there twice among them; none where each is there once."""
    bands = [(table, band) for table in form.tables for band in table.bands]
    count = sum(len(list(row_lines(band.rows))) * len(list(column_lines(band))) for _, band in bands)
    return [] if count == len(form_cells(form)) else [cell.id for one in bands for cell in band_cells(*one)]


def _unknown_terms(form: Form, shown: str) -> Iterator[Problem]:
    """Yield the terms of identities that none of the form's cells and sums is."""
    ids = form_cells(form).keys() | form_groups(form).keys()
    for identity in form.identities:
        for term in (text.removeprefix("-") for text in (*identity.left, *identity.right)):
            if term not in ids and not any(fits(term, cell) for cell in ids):
                place = (shown, None, "", f"identities·{identity.rule}", term)
                yield Problem("没有这个数据格", *place, fix=f"编号如 {next(iter(form_cells(form)))}")


def unknown_ids(
    kind: str, files: Sequence[tuple[str, bytes]], forms: Collection[Form], merged: Collection[str], own: str
) -> Iterator[Problem]:
    """Yield what a kind's files in the folder *own* name that no form has: what they say of it would never apply.

    What the shipped *files* name may be of a form that a workspace adds; *merged* are sums that the kind names.
    """
    if not any(shown.startswith(own) for shown, _ in files):
        return
    texts = {shown: list(_texts(plain_values(data, shown))) for shown, data in files}
    shipped = {text for shown, found in texts.items() if not shown.startswith(own) for _, text in found}
    known = _Known(
        kind,
        [*(cell for form in forms for cell in (*form_cells(form), *form_groups(form))), *merged],
        list(dict.fromkeys(table.id for form in forms for table in form.tables)),
        list(dict.fromkeys(section.id for form in forms for section in form.sections)),
        {place: None for form in forms for cell in form_cells(form).values() for place in _lines_of(cell)},
    )
    for shown in (shown for shown in texts if shown.startswith(own)):
        named = dict(texts[shown])
        for path, text in texts[shown]:
            what, fix = known.lacks_line(path, text, named.get(_COUNTED, ""))
            if not what and text not in shipped:
                what, fix = known.lacks(path, text)
            if what:
                yield Problem(what, shown, column="·".join(filter(None, path)), value=text, fix=fix)


class _Known(NamedTuple):
    """The ids that a kind's forms have."""

    kind: str
    cells: Sequence[str]
    tables: Sequence[str]
    sections: Sequence[str]
    lines: Collection[tuple[str, str, str]]  # each row and column: its table, "rows" or "columns", its id

    def lacks(self, path: tuple[str, ...], text: str) -> tuple[str, str]:
        """Return what is wrong with a text behind the keys of *path*, and what may stand there; "" if nothing is."""
        if path[-1] in {"table", "tables"} or path == ("added", ""):
            return ("", "") if text in self.tables else ("没有这张表", f"格式里有：{'、'.join(self.tables)}")
        if {"sections", "text_sections"} & {*path} and path[-1]:
            return ("", "") if text in self.sections else ("没有这一部分", f"格式里有：{'、'.join(self.sections)}")
        is_of_another = "between" in path and path[-1] != self.kind
        found = None if is_of_another or path[-1] in _NO_IDS else _CELL.fullmatch(text)
        if not found or found["cell"].startswith("text.") or any(fnmatchcase(c, found["cell"]) for c in self.cells):
            return "", ""
        return "没有这个数据格", f"编号如 {self.cells[0]}"

    def lacks_line(self, path: tuple[str, ...], text: str, counted: str) -> tuple[str, str]:
        """Return the same of a row or column that a roll-up names, *counted* being its table of documents."""
        table = path[1] if path[0] == "added" and path[1:] else counted
        for lines, what in _LINES.items():
            if path in {("added", table, lines), ("documents", lines, "")} and table in self.tables:
                known = [name for of, kind, name in self.lines if (of, kind) == (table, lines) and name]
                return ("", "") if text in known else (f"{table} 表没有这个{what}", f"表里有：{'、'.join(known)}")
        return "", ""


def _lines_of(cell: Cell) -> Iterator[tuple[str, str, str]]:
    yield cell.table, "rows", cell.row
    yield cell.table, "columns", cell.column


def _texts(content: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text of plain values with the keys that lead to it, and every key with an empty one behind."""
    if isinstance(content, dict):
        for key, value in content.items():
            if isinstance(key, str) and path:
                yield (*path, ""), key
            yield from _texts(value, (*path, str(key)))
    elif isinstance(content, list):
        for one in content:
            yield from _texts(one, path)
    elif isinstance(content, str) and path:
        yield path, content


def fits(pattern: str, cell: str) -> bool:
    """Tell whether a cell is the one, or one of those, that a term names."""
    before, star, after = pattern.partition("*")
    is_long = len(cell) >= len(pattern)
    return cell == pattern if not star else is_long and cell.startswith(before) and cell.endswith(after)
