"""Figures a line each that do not stand row by row: put with the rows they are of.

`pdftotext` prints the cells of a page as they come: the figures of two or three rows below the first one's label and
the other labels below those, or a label's last lines behind the row's first figures. Each row has to keep its sum.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from report_helpers.published.figures import adds_up, read_row
from report_helpers.published.label_match import name_strip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.published.label_match import Labels
    from report_helpers.published.labels import FormRow
    from report_helpers.published.strips import Strip


def row_by_row(strips: Sequence[Strip], labels: Labels) -> list[Strip]:
    """Return *strips* with figures a line each joined or parted where whole labels and sums say so."""
    return [part for strip in _joined(strips, labels) for part in _parted(strip, labels)]


def _joined(strips: Sequence[Strip], labels: Labels) -> list[Strip]:
    """Return *strips*, two with a label's beginning above the first and its rest above the second as one."""
    joined = list(strips[:1])
    for strip in strips[1:]:
        whole = _whole(joined[-1], strip, labels)
        joined[-1:] = [joined[-1], strip] if whole is None else [whole]
    return joined


def _whole(strip: Strip, after: Strip, labels: Labels) -> Strip | None:
    """Return two strips as one where neither has a row's whole label and together they are that row."""
    if not (strip.is_column and after.is_column and strip.above and after.above):
        return None
    whole = replace(after, above=(*strip.above, *after.above), cells=(*strip.cells, *after.cells), is_shared=True)
    number = name_strip(whole, labels).certain
    if number is None or any(name_strip(one, labels).certain is not None for one in (strip, after)):
        return None
    return whole if _is_row(labels.rows[number], whole.values) else None


def _parted(strip: Strip, labels: Labels) -> Iterator[Strip]:
    """Yield a strip, or one for each row whose figures it holds: that of its label and those named next below it."""
    number = name_strip(strip, labels).certain if strip.is_column else None
    width = len(labels.rows[number].cells) if number is not None else 0
    count = len(strip.values) // width if width else 0
    if number is None or count < 2 or len(strip.values) != count * width:  # noqa: PLR2004  one row has nothing to part
        yield strip
        return
    rows = labels.rows[number : number + count]
    parts = [strip.cells[n * width : (n + 1) * width] for n in range(count)]
    after = labels.rows[number + count : number + count + 1]
    pairs = list(zip(rows, parts, strict=False))  # fewer rows where the form ends before the figures do
    is_named = len(pairs) == count and _are_named_below(rows, after, strip.below, labels.bare_groups)
    if not is_named or not all(_is_row(row, [text for _, text in part]) for row, part in pairs):
        yield strip
        return
    for n, (row, part) in enumerate(pairs):
        yield replace(strip, cells=part, above=(row.labels[0],) if n else strip.above, is_shared=True)


def _are_named_below(rows: Sequence[FormRow], after: Sequence[FormRow], below: str, groups: frozenset[str]) -> bool:
    """Tell whether the labels of all rows but the first stand below, *groups* between, and not that of the row *after*.

    With that below, too, one row's figures would be missing.
    """
    for row in rows[1:]:
        below = _behind(groups, below)
        if row.table != rows[0].table or not row.labels or not below.startswith(row.labels[0]):
            return False
        below = below.removeprefix(row.labels[0])
    return not any(_behind(groups, below).startswith(row.labels) for row in after)


def _behind(groups: frozenset[str], text: str) -> str:
    """Return *text* without labels of groups at its beginning."""
    while group := next((group for group in groups if text.startswith(group)), ""):
        text = text.removeprefix(group)
    return text


def _is_row(row: FormRow, texts: Sequence[str]) -> bool:
    """Tell whether there is a figure for each cell of a row, and its own sums hold."""
    if not row.blocks or len(texts) != len(row.cells):
        return False
    values = [reading.value for reading in read_row(row, texts, "").values()]
    return None not in values and adds_up(row, values)
