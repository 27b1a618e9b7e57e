"""A report that has lost its line breaks: broken again before every heading and label the form knows."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.forms.cells import row_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.forms.kind import Kind
    from report_helpers.published.model import Row

LEAST_LENGTH = 150  # letters of a line that may hold several rows
LEAST_BREAKS = 4  # rows and headings in one line that are no prose
_MARKS = re.compile(r"[\W_]+")


def unfolded(kind: Kind, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return *rows* with long lines that hold several rows of the kind's forms broken into them."""
    return tuple(part for row in rows for part in _parts(kind, row))


def _parts(kind: Kind, row: Row) -> Iterator[Row]:
    text = row.text
    if not row.is_line or len(text) < LEAST_LENGTH:
        yield row
        return
    broken, breaks = _patterns(kind)[0].subn(lambda found: f"\n{found[0]}\n"[: None if found["heading"] else -1], text)
    if breaks < LEAST_BREAKS or not any(character.isdigit() for character in text):
        yield row
        return
    for part in _patterns(kind)[1].sub(r"\g<0>\n", broken).split("\n"):
        if part.strip():
            yield replace(row, cells=(part.strip(),))


@lru_cache(maxsize=8)
def _patterns(kind: Kind) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what begins a line: headings, labels with a figure behind; and what ends one: the report's name."""
    headings: set[str] = set()
    labels: set[str] = set()
    for form in kind.forms.values():
        headings |= {section.heading for section in form.sections}
        for table in form.tables:
            for band in table.bands:
                lines = [line for line, _ in row_lines(band.rows)]
                headings |= {label for line in lines for label in line.path} | ({band.title} if band.title else set())
                labels |= {row.label for _, row in row_lines(band.rows) if row.label}
    starts = f"(?P<heading>{_any(headings)})|(?:{_any(labels)})[^\\w\\s\\-－]{{0,2}}(?=\\s*[-－]?[0-9])"
    return re.compile(starts), re.compile(rf"\A.{{4,60}}?{re.escape(kind.name)}|{re.escape(kind.name)}(?=\s)")


def _any(texts: set[str]) -> str:
    """Return the pattern of any of *texts*, the longest first; the marks in them may be others or missing."""
    return "|".join(_loose(text) for text in sorted(texts, key=len, reverse=True)) or "(?!)"


def _loose(text: str) -> str:
    pieces = _MARKS.split(text)
    first = r"[\W_]{1,2}" if pieces[0].isdigit() else r"[\W_]{0,2}"
    return "".join(
        re.escape(piece)
        + ("" if n + 1 == len(pieces) or not any(pieces[n + 1 :]) else first if n == 0 else r"[\W_]{0,2}")
        for n, piece in enumerate(pieces)
    )
