"""Figures run together: the ways a row's digits fall into its cells, and which of them the form's identities leave.

「330000033」 is 33、0、0、0、0、0、33 and also 3、30、0、0、0、0、33. One way under the row's own sum is taken;
of several, the one that the sums over rows leave. A row with as many digits as cells has one way.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import islice, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from report_helpers.published.labels import FormRow

    Way = tuple[int, ...]
    Equation = tuple[tuple[str, ...], tuple[str, ...]]

MOST_WAYS = 60  # of a row: with more, nothing is chosen
MOST_TOGETHER = 20_000  # ways of several rows tried against each other
MAX_DIGITS = 60
_DIGITS = re.compile(r"[0-9]+")


def ways_of(row: FormRow, text: str, *, is_glued: bool = False) -> tuple[Way, ...]:
    """Return the ways *text* falls into the row's cells; none where nothing says how.

    Spaces are boundaries. Where the row has sums of its own, they hold in every way; else there is a way
    only for as many digits as cells, without a space between them: glued to the label, or beginning with 0.
    """
    tokens = text.split()
    count = len(row.cells)
    if not tokens or sum(map(len, tokens)) > MAX_DIGITS or any(_DIGITS.fullmatch(token) is None for token in tokens):
        return ()
    if row.blocks:
        return tuple(islice(_by_blocks(tokens, row.blocks), MOST_WAYS + 1))
    is_one = len(tokens) == 1 and len(text) == count and (is_glued or text.startswith("0"))
    return (tuple(map(int, text)),) if is_one else ()


def _by_blocks(tokens: Sequence[str], blocks: Sequence[int]) -> Iterator[Way]:
    """Yield the ways of blocks that follow each other, each with its own total."""
    if len(blocks) == 1:
        if 0 < len(tokens) <= blocks[0]:
            yield from ways_with_total(list(tokens), blocks[0])
        return
    for head, tail in _heads(tokens):
        if len(head) <= blocks[0] <= sum(map(len, head)):
            rest: list[Way] | None = None
            for first in ways_with_total(head, blocks[0]):
                rest = list(islice(_by_blocks(tail, blocks[1:]), MOST_WAYS)) if rest is None else rest
                yield from ((*first, *others) for others in rest)


def _heads(tokens: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield every way to end the first block: behind a token, or within one."""
    for n, token in enumerate(tokens):
        for end in range(1, len(token) + 1):
            head, left = [*tokens[:n], token[:end]], token[end:]
            yield head, [*([left] if left else []), *tokens[n + 1 :]]


def ways_with_total(tokens: list[str], count: int) -> Iterator[Way]:
    """Yield the ways *tokens* fall into *count* numbers of which the last is the sum of the others.

    The longest total is tried last: its digits bound all the others.
    """
    last = tokens[-1]
    for start in range(len(last) - 1, -1, -1):
        digits = last[start:]
        if digits != "0" and digits.startswith("0"):
            continue
        before = [*tokens[:-1], *([last[:start]] if start else [])]
        for parts in _parts(before, count - 1, int(digits)):
            yield (*parts, int(digits))


def _parts(tokens: list[str], count: int, total: int) -> Iterator[Way]:
    """Yield the ways *tokens* fall into *count* numbers without leading zeros that add up to *total*."""
    if not tokens or not len(tokens) <= count <= sum(map(len, tokens)):
        if not tokens and count == 0 and total == 0:
            yield ()
        return
    first, rest = tokens[0], tokens[1:]
    for end in range(1, 2 if first.startswith("0") else len(first) + 1):
        number = int(first[:end])
        if number > total:
            break
        tail = [first[end:], *rest] if first[end:] else rest
        for numbers in _parts(tail, count - 1, total - number):
            yield (number, *numbers)


def decided(
    ways: Mapping[FormRow, Sequence[Way]], known: Mapping[str, Decimal], equations: Sequence[Equation]
) -> dict[FormRow, Way]:
    """Return the rows of which the *equations* over several rows leave one way, the *known* cells given."""
    left = {row: list(own) for row, own in ways.items() if 0 < len(own) <= MOST_WAYS}
    values = dict(known)
    values |= {cell: value for row, own in left.items() if len(own) == 1 for cell, value in _cells(row, own[0])}
    is_moving = True
    while is_moving:
        is_moving = False
        for rows, own in _by_rows(left, values, equations).items():
            fitting = _fitting(rows, left, values, own)
            for row, kept in zip(rows, zip(*fitting, strict=True), strict=False):
                kept_ways = list(dict.fromkeys(kept))
                if len(kept_ways) < len(left[row]):
                    left[row], is_moving = kept_ways, True
                if len(kept_ways) == 1:
                    values |= dict(_cells(row, kept_ways[0]))
    return {row: own[0] for row, own in left.items() if len(own) == 1}


def _cells(row: FormRow, way: Way) -> list[tuple[str, Decimal]]:
    return [(cell.id, Decimal(number)) for cell, number in zip(row.cells, way, strict=True)]


def _by_rows(
    left: Mapping[FormRow, Sequence[Way]], values: Mapping[str, Decimal], equations: Sequence[Equation]
) -> dict[tuple[FormRow, ...], list[Equation]]:
    """Return the equations in which some rows' cells are all that is open, by those rows."""
    owner = {cell.id: row for row, own in left.items() if len(own) > 1 for cell in row.cells}
    groups: dict[tuple[FormRow, ...], list[Equation]] = {}
    for equation in equations:
        open_cells = [cell for side in equation for cell in side if cell not in values]
        if open_cells and all(cell in owner for cell in open_cells):
            groups.setdefault(tuple(dict.fromkeys(owner[cell] for cell in open_cells)), []).append(equation)
    return {rows: own for rows, own in groups.items() if len(rows) > 1 or len(left[rows[0]]) > 1}


def _fitting(
    rows: Sequence[FormRow],
    left: Mapping[FormRow, Sequence[Way]],
    values: Mapping[str, Decimal],
    equations: Sequence[Equation],
) -> list[tuple[Way, ...]]:
    """Return the ways of *rows* together under which the equations hold; none where they are too many to try."""
    size = 1
    for row in rows:
        size *= len(left[row])
    if size > MOST_TOGETHER:
        return []
    fitting = []
    for together in product(*(left[row] for row in rows)):
        now = {cell: value for row, way in zip(rows, together, strict=True) for cell, value in _cells(row, way)}
        sums = (
            [sum((now.get(c) or values.get(c, Decimal(0)) for c in side), Decimal(0)) for side in eq]
            for eq in equations
        )
        if all(one == other for one, other in sums):
            fitting.append(together)
    return fitting
