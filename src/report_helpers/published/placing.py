"""The figures of a row in the places of its cells: one to each, by the headings, or by the rows around."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from report_helpers.published.figures import has_its_sums
from report_helpers.published.strips import is_figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from report_helpers.published.aligning import Found
    from report_helpers.published.labels import FormRow

    Columns = tuple[int, ...]

LEAST_ROWS = 2  # full rows that show in which columns the figures stand


class Places:
    """Where the full rows of a page's tables have their figures."""

    def __init__(self, found: Iterable[Found]) -> None:
        """Look at the rows of *found* whose cells are all filled."""
        self._slipped: set[int] = set()
        self._widths: dict[int, Counter[int]] = {}
        self._lengths: dict[tuple[int, object], Counter[int]] = {}
        self._columns: dict[tuple[int, object, int], Counter[Columns]] = {}
        for match in found:
            width = len(match.strip.row.cells)
            self._lengths.setdefault(_alike(match), Counter())[len(match.region)] += 1
            self._widths.setdefault(match.strip.row.table, Counter())[width] += 1
            columns = tuple(column for column, text in match.region if text.strip())
            if len(columns) != len(match.form_row.cells) or match.strip.is_line:
                continue
            self._columns.setdefault((*_alike(match), width), Counter())[columns] += 1
            if _is_as_headed(match) and match.label_column == match.form_row.level and columns[0] != match.first_column:
                self._slipped.add(match.strip.row.table)

    def place(self, match: Found) -> list[str] | None:
        """Return the texts in the places of the row's cells; None where no single placing fits."""
        row, region = match.form_row, match.region
        filled = [(column, text) for column, text in region if text.strip()]
        if not filled:
            return [""] * len(row.cells)
        if _begins_before_its_heading(match, filled[0][0]):
            return None
        if len(filled) == len(row.cells) and (match.strip.is_line or _is_one_to_each(region)):
            return [text for _, text in filled]
        if match.strip.is_line or len(dict(region)) < len(region):
            return None  # in lines no blank is seen, and of several figures in a cell none is next to one
        texts, heads = [text for _, text in region], match.first_column
        has_heads = heads is not None and heads > match.last_column and _is_as_headed(match)
        if has_heads and match.label_column == row.level and match.strip.row.table not in self._slipped:
            below = _by_columns(row, filled, heads or 0)
            if below is not None:
                return None if len(texts) == len(row.cells) and below != texts else below
        return self._proved(match, texts)

    def _proved(self, match: Found, texts: Sequence[str]) -> list[str] | None:
        """Return the texts where the rows around have theirs, or right behind the label, if the row's sums say so."""
        row, cells = match.form_row, dict(match.region)
        is_wide = _is_most(self._widths[match.strip.row.table], len(match.strip.row.cells))
        shown = self._columns.get((*_alike(match), len(match.strip.row.cells)), Counter())
        columns = list(cells)[: len(row.cells)]
        if is_wide and len(shown) == 1 and shown.total() >= LEAST_ROWS:
            columns = list(next(iter(shown)))
        elif not texts[0].strip() and not self._is_whole(match, is_wide=is_wide):
            return None  # the blank may be the label's
        filled = {column for column, text in cells.items() if text.strip()}
        if len(columns) < len(row.cells) or not filled <= set(columns) <= cells.keys():
            return None
        own = [cells[column] for column in columns]
        return own if has_its_sums(row, own) else None

    def _is_whole(self, match: Found, *, is_wide: bool) -> bool:
        """Tell whether a row has as many cells as the form, and all like it, or most and it is as wide as those."""
        lengths, length = self._lengths[_alike(match)], len(match.region)
        return length == len(match.form_row.cells) and (len(lengths) == 1 or (is_wide and _is_most(lengths, length)))


def _is_as_headed(match: Found) -> bool:
    """Tell whether a row is as wide as its headings, and those of them in one row stand where the form has them."""
    heads, first = match.head_row, match.first_column or 0
    places = {head: first + offset for head, offset in zip(match.form_row.heads, match.form_row.offsets, strict=True)}
    own = all(places.get(head, column) == column for column, head in enumerate(heads))
    return own and len(heads) == len(match.strip.row.cells)


def _begins_before_its_heading(match: Found, first: int) -> bool:
    """Tell whether a row without sums has a cell too many, a blank one, and its first figure left of the headings."""
    is_long = len(match.region) > len(match.form_row.cells) and not all(text.strip() for _, text in match.region)
    heading = match.first_column
    return is_long and not match.form_row.blocks and heading is not None and match.last_column < first < heading


def _is_one_to_each(region: Sequence[tuple[int, str]]) -> bool:
    """Tell whether what is filled may be a row's figures in turn: all are figures, or none has a blank beside it."""
    has_blanks = not all(text.strip() for _, text in region)
    is_one_a_cell = len(dict(region)) == len(region)
    return not has_blanks or (is_one_a_cell and all(is_figure(text) for _, text in region if text.strip()))


def _alike(match: Found) -> tuple[int, object]:
    """Return what rows have in common whose figures stand below the same headings."""
    return match.strip.row.table, match.form_row.columns


def _is_most(counts: Counter[int], one: int) -> bool:
    return 2 * counts[one] > counts.total()


def _by_columns(row: FormRow, filled: Sequence[tuple[int, str]], first: int) -> list[str] | None:
    """Return the texts by the header's columns; None where one stands in no column of the form."""
    places = {first + offset: index for index, offset in enumerate(row.offsets)}
    texts = [""] * len(row.cells)
    for column, text in filled:
        if column not in places or texts[places[column]]:
            return None
        texts[places[column]] = text
    return texts
