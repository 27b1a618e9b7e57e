"""What the parts of a form must be to one another: ids once, tables in a section, identities over its cells."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from report_helpers.errors import Problem
from report_helpers.forms.cells import band_cells, column_lines, form_cells, form_groups, row_lines
from report_helpers.forms.model import MONEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.forms.model import Form, Row


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


def fits(pattern: str, cell: str) -> bool:
    """Tell whether a cell is the one, or one of those, that a term names."""
    before, star, after = pattern.partition("*")
    is_long = len(cell) >= len(pattern)
    return cell == pattern if not star else is_long and cell.startswith(before) and cell.endswith(after)
