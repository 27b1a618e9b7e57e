"""Markdown or plain text whose tables are written as HTML, as character recognition leaves it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from report_helpers.published.html_page import read_html_page
from report_helpers.published.model import Page, Row
from report_helpers.published.text_page import read_text_page

# Some recognisers give each table as a page of its own: <html><body><table>…</table></body></html>.
_TABLE = re.compile(
    r"((?:<html>\s{0,9}<body>\s{0,9})?<table\b.*?</table\s*>(?:\s{0,9}</body>\s{0,9}</html>)?)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(r"\d+")
_WHOLE = re.compile(r"<\s*(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def is_mixed(text: str) -> bool:
    """Tell whether a text that is no web page has tables written as HTML."""
    between = _TABLE.sub("", text)
    return between != text and between.strip() != "" and _WHOLE.search(between) is None


def read_mixed_page(text: str, shown: str) -> Page:
    """Return the lines between the tables as text, numbered as in the file, and the tables as those of a page."""
    rows: list[Row] = []
    lines = tables = shift = 0
    for part in _TABLE.split(text):
        is_table = _TABLE.fullmatch(part) is not None
        tables += is_table
        page = read_html_page(part, shown) if is_table else read_text_page(part, shown)
        before = tables - 1 if is_table else lines
        for row in page.rows:
            place = _NUMBER.sub(partial(_counted_on, before), row.place, count=1)
            rows.append(replace(row, place=place, table=row.table and row.table + shift))
        shift += max((row.table for row in page.rows), default=0)
        lines += part.count("\n")
    return Page(shown, tuple(rows))


def _counted_on(before: int, found: re.Match[str]) -> str:
    return str(int(found[0]) + before)
