"""Which form a page is filled in on, by what the page prints and never by its name.

Each table is recognised by labels that only one of the kind's forms prints in it, so that a
page with tables of several forms is read as what it shows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.forms.cells import column_lines, row_lines, table_names, without_number
from report_helpers.published.aligning import align
from report_helpers.published.figures import is_value
from report_helpers.published.labels import comparable, form_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Band, Column, Form, Table
    from report_helpers.forms.model import Row as LabelRow
    from report_helpers.published.model import Row

NO_TABLES = "没有找到年度报告的表格"
SHARE = 3  # one mark in as many has to be printed
SHORTEST_MARK = 4
Variants = dict[tuple[str, ...], tuple[str, ...]]  # the marks of a table by the versions that have it


def choose_form(kind: Kind, rows: Sequence[Row], year: int, shown: str) -> tuple[Form, Mapping[str, str]]:
    """Return the form, and the version of each table where the page has tables of several.

    *year* decides only what the page leaves open. Raises InputError for a page that
    prints what belongs to two forms in one table.
    """
    words = "".join(comparable(word) for row in rows for word in row.text.split() if not is_value(word))
    known = {form.version: form for form in kind.forms.values()}
    printed = {table: _printed(kind, table, words, shown) for table in _variants(kind)}
    prescribed = [form.version for form in kind.forms_of(year)]
    own = {versions for table in printed for versions in _variants(kind)[table] if set(versions) & set(prescribed)}
    printed |= {table: _nearest(kind, table, rows, (words, own)) for table, found in printed.items() if not found}

    def best(versions: Sequence[str]) -> str:
        return next((version for version in reversed(prescribed) if version in versions), versions[-1])

    of_all = [version for version in known if all(not found or version in found for found in printed.values())]
    candidates = [of_all, next(iter(printed.values()), ()), prescribed, *printed.values(), list(known)]
    base = best(next(versions for versions in candidates if versions))
    form = known[base]
    versions = {table: base if not found or base in found else best(found) for table, found in printed.items()}
    if all(version == base for version in versions.values()):
        return form, {}
    tables = tuple(known[versions.get(table.id, base)].table(table.id) for table in form.tables)
    return form.model_copy(update={"tables": tables}), versions


def _printed(kind: Kind, table: str, words: str, shown: str) -> tuple[str, ...]:
    """Return the versions of the form whose variant of a table the page prints; none where it does not show."""
    variants = _variants(kind)[table]
    found = [versions for versions, marks in variants.items() if marks and _are_printed(marks, words)]
    newest = list(kind.forms.values())[-1]
    if len(found) > 1:
        both = " 年和 ".join(versions[-1] for versions in found)
        what = f"同时有 {both} 年两种格式的{table_names(newest)[table]}"
        raise InputError(Problem(what, shown, rule=newest.input_rules.form, fix="请核对是不是两份报告合在了一起"))
    return found[0] if found else ()


def _nearest(kind: Kind, table: str, rows: Sequence[Row], printed: tuple[str, set[tuple[str, ...]]]) -> tuple[str, ...]:
    """Return the versions of the form whose rows of a table fit the page's best; none where all fit alike.

    Between those that serve the year, the one is taken that more letters of labels are *printed* of; of a table with
    nothing but headings, the one of which more are printed and fewer not, then one that serves the year.
    """
    words, prescribed = printed
    scores: dict[tuple[str, ...], tuple[int, int, bool]] = {}
    for versions in _variants(kind)[table]:
        own = [row for row in form_rows(kind, kind.form(versions[-1])) if row.table == table and row.labels]
        alignment = align(own, rows) if own else None
        labels = _labels(kind.form(versions[-1]).table(table).bands)
        is_own, letters = versions in prescribed, sum(len(label) for label in labels if label in words)
        if alignment:
            scores[versions] = len(alignment.found) - len(alignment.strays), letters * is_own, is_own
        else:
            scores[versions] = int(letters > 0), 2 * letters - sum(map(len, labels)), is_own
    best = max(scores.values(), default=(0, 0, False))
    nearest = [versions for versions, score in scores.items() if score == best]
    return nearest[0] if len(nearest) == 1 and best[0] > 0 else ()


def _labels(bands: Sequence[Band]) -> list[str]:
    """Return the letters of the labels of rows and columns, without their numbers."""
    rows = [row.label for band in bands for _, row in row_lines(band.rows)]
    columns = [column.label for band in bands for _, column in column_lines(band)]
    return [comparable(without_number(label)) for label in (*rows, *columns)]


def _are_printed(marks: Sequence[str], words: str) -> bool:
    return SHARE * sum(mark in words for mark in marks) >= len(marks)


@lru_cache(maxsize=8)
def _variants(kind: Kind) -> Mapping[str, Variants]:
    """Return the tables that the kind's forms print differently, each with its variants."""
    contents: dict[str, dict[Table, tuple[str, ...]]] = {}
    for form in kind.forms.values():
        for table in form.tables:
            same = contents.setdefault(table.id, {})
            same[table] = (*same.get(table, ()), form.version)
    return {
        name: {versions: _marks(table, tables) for table, versions in tables.items()}
        for name, tables in contents.items()
        if len(tables) > 1
    }


def _marks(table: Table, tables: Iterable[Table]) -> tuple[str, ...]:
    """Return words that only *table* prints among *tables*: of its columns, or else of its rows."""
    others = [other for other in tables if other != table]
    for words_of in (_column_words, _row_words):
        elsewhere = "|".join(word for other in others for word in words_of(other))
        marks = tuple(dict.fromkeys(word for word in words_of(table) if word not in elsewhere))
        if marks:
            return marks
    return ()


def _column_words(table: Table) -> Iterator[str]:
    return (word for band in table.bands for word in _words(band.columns))


def _row_words(table: Table) -> Iterator[str]:
    return (word for band in table.bands for word in _words(band.rows))


def _words(parts: Sequence[Column] | Sequence[LabelRow]) -> Iterator[str]:
    """Yield the longer words of labels: what stands between two marks may be cut apart by a page's lines."""
    for part in parts:
        words = (comparable(word) for word in re.split(r"\W+", without_number(part.label)))
        yield from (word for word in words if len(word) >= SHORTEST_MARK)
        yield from _words(part.children)
