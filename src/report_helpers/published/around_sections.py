"""What a page says around its sections: the opening above the first one, and the day that closes the report."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from report_helpers.checks.finding import DRAFT_FINDINGS
from report_helpers.narrative.chinese_numbers import CHINESE_DIGITS, read_whole
from report_helpers.published.sections import CHROME, ENDS_SENTENCE, paragraphs, section_rows
from report_helpers.published.title import is_title
from report_helpers.sources.narrative_md import as_written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from report_helpers.forms.model import Form
    from report_helpers.published.model import Row

_DAY = re.compile(
    r"(?:^|[\s）)])(?P<year>[0-9〇○零一二三四五六七八九]{4})\s*年\s*(?P<month>[0-9一二三四五六七八九十]{1,2})\s*月\s*"
    r"(?P<day>[0-9一二三四五六七八九十]{1,3})\s*日\s*$"
)
_CLOSING = 3  # lines below the last sentence among which the day stands


def opening_of(rows: Sequence[Row], first_heading: int, names: tuple[str, ...]) -> str:
    """Return the paragraphs between the title and the first section; *names* are what one is called."""
    lines = ["" if row.table or CHROME.match(row.text) else row.text for row in rows[:first_heading]]
    below = max((number + 1 for number, line in enumerate(lines) if is_title(line, names)), default=0)
    end = lines.index(DRAFT_FINDINGS) if DRAFT_FINDINGS in lines else len(lines)  # a draft of the kit's lists its own
    texts = paragraphs(lines[below:end], beside_table=False)
    return "\n\n".join(as_written(text) for text in texts if ENDS_SENTENCE.search(text))


def closing_day(form: Form, starts: Mapping[str, int], rows: Sequence[Row]) -> date | None:
    """Return the day that stands right below the last section's text; None where none does."""
    last = form.sections[-1].id
    lines = [row.text for row in section_rows(starts, rows, last) if not row.table] if last in starts else []
    end = next((number for number, line in enumerate(lines) if CHROME.match(line)), len(lines))
    below = max((number + 1 for number, line in enumerate(lines[:end]) if ENDS_SENTENCE.search(line)), default=0)
    days = (_day(found) for line in lines[below : min(end, below + _CLOSING)] if (found := _DAY.search(line)))
    return next(days, None)


def _day(found: re.Match[str]) -> date | None:
    year, *rest = found.groups()
    numbers = [part if part.isascii() else read_whole(part) for part in rest]
    try:
        return date(int(year.translate(CHINESE_DIGITS)), *(int(number or 0) for number in numbers))
    except ValueError:
        return None
