"""The figures of a row in the places of its cells: one to each, by the headings, or by the rows around."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from report_helpers.published.aligning import Found
    from report_helpers.published.labels import FormRow

LEAST_ROWS = 2  # full rows that show where the figures behind a label begin


class Places:
    """Where the full rows of a page's tables have their figures."""

    def __init__(self, found: Iterable[Found]) -> None:
        """Look at the rows of *found* whose cells are all filled."""
        self._slipped: set[int] = set()
        self._widths: dict[int, Counter[int]] = {}
        self._lengths: dict[tuple[int, object], Counter[int]] = {}
        offsets: dict[tuple[int, int, int], list[int]] = {}
        for match in found:
            self._lengths.setdefault(_alike(match), Counter())[len(match.region)] += 1
            self._widths.setdefault(match.strip.row.table, Counter())[len(match.strip.row.cells)] += 1
            filled = [n for n, (_, text) in enumerate(match.region) if text.strip()]
            if len(filled) != len(match.form_row.cells) or match.strip.is_line:
                continue
            offsets.setdefault(_key(match), []).append(filled[0])
            if match.label_column == match.form_row.level and match.region[filled[0]][0] != match.first_column:
                self._slipped.add(match.strip.row.table)
        self._offsets: Mapping[tuple[int, int, int], int] = {
            key: starts[0] for key, starts in offsets.items() if len(starts) >= LEAST_ROWS and len(set(starts)) == 1
        }

    def place(self, match: Found) -> list[str] | None:
        """Return the texts in the places of the row's cells; None where no single placing fits."""
        row, region = match.form_row, match.region
        filled = [(column, text) for column, text in region if text.strip()]
        if not filled:
            return [""] * len(row.cells)
        if len(filled) == len(row.cells):
            return [text for _, text in filled]
        if match.strip.is_line:
            return None
        texts = [text for _, text in region]
        is_whole = len(texts) == len(row.cells)
        if match.first_column is not None and not self._is_usual(match):
            return None  # a cell too few or too many: which one cannot be seen
        is_slipped = match.strip.row.table in self._slipped
        has_heads = match.first_column is not None and match.first_column > match.last_column
        if has_heads and match.label_column == row.level and not is_slipped:
            below = _by_columns(row, filled, match.first_column or 0)
            if below is not None:
                return None if is_whole and below != texts else below
        return _only_window(texts, len(row.cells)) or self._like_the_others(match, texts)

    def _is_usual(self, match: Found) -> bool:
        """Tell whether a row has as many cells behind its label as the form and most like it, or most rows' width."""
        length, row = len(match.region), match.strip.row
        is_whole = length == len(match.form_row.cells) and _is_most(self._lengths[_alike(match)], length)
        return is_whole or _is_most(self._widths[row.table], len(row.cells))

    def _like_the_others(self, match: Found, texts: Sequence[str]) -> list[str] | None:
        """Return the texts that begin behind the label where the full rows of the table do."""
        start, count = self._offsets.get(_key(match)), len(match.form_row.cells)
        if start is None or len(texts) < start + count:
            return None
        is_within = not any(text.strip() for text in (*texts[:start], *texts[start + count :]))
        return list(texts[start : start + count]) if is_within else None


def _alike(match: Found) -> tuple[int, object]:
    """Return what rows have in common whose figures stand below the same headings."""
    return match.strip.row.table, match.form_row.columns


def _is_most(counts: Counter[int], one: int) -> bool:
    return 2 * counts[one] > counts.total()


def _key(match: Found) -> tuple[int, int, int]:
    return match.strip.row.table, match.form_row.level, match.label_column


def _by_columns(row: FormRow, filled: Sequence[tuple[int, str]], first: int) -> list[str] | None:
    """Return the texts by the header's columns; None where one stands in no column of the form."""
    places = {first + offset: index for index, offset in enumerate(row.offsets)}
    texts = [""] * len(row.cells)
    for column, text in filled:
        if column not in places or texts[places[column]]:
            return None
        texts[places[column]] = text
    return texts


def _only_window(texts: Sequence[str], count: int) -> list[str] | None:
    """Return the one run of *count* neighbouring cells that holds everything that is filled."""
    filled = [index for index, text in enumerate(texts) if text.strip()]
    starts = [s for s in range(len(texts) - count + 1) if s <= filled[0] and filled[-1] < s + count]
    return list(texts[starts[0] : starts[0] + count]) if len(starts) == 1 else None
