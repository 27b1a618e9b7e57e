"""Reads the statutory tables fast, for thousands of units: one regular expression over a whole file.

A file that is written exactly as the form has it, with plain figures, matches; then
its cells are what `read_table` would give. Whatever differs in the least does not match
and is left to `read_table`, which reads or refuses it (docs/decisions/0011).
"""

from __future__ import annotations

import os
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.files.plain_files import AT_ONCE, NO_LINK
from report_helpers.sources.table_csv import LABEL, ROW, table_cells, table_headers, table_rows

if TYPE_CHECKING:
    from pathlib import Path

    from report_helpers.forms.model import Form, Table
    from report_helpers.sources.grid import Header

MAX_BYTES = 100_000
# At most nine digits before the point: what the number reader takes without a question.
_DECIMAL = rb"((?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,30})?|/|)"
_FIGURE = {
    "count": rb"(0|[1-9][0-9]{0,8}|/|)",
    "signed": rb"(0|-?[1-9][0-9]{0,8}|/|)",
    "money": _DECIMAL,
    "decimal": _DECIMAL,
}
_END = rb",*\r?\n"
# A pipe must not stop the run, nor a link be followed; the strict reader refuses them.
_FLAGS = AT_ONCE | NO_LINK

Values = tuple["Decimal | None", ...]


@lru_cache(maxsize=65536)
def _figure(text: bytes) -> Decimal | None:
    """Return the figure in a cell's bytes, each made once."""
    return None if text in {b"", b"/"} else Decimal(text.decode())


class QuickTable:
    """The fast reader of one table of a form."""

    def __init__(self, form: Form, table: Table) -> None:
        """Compile the table's two patterns, one an encoding."""
        self.cells = tuple(cell.id for cell in table_cells(form, table.id).values())
        self._utf_8 = re.compile(rb"(?:\xef\xbb\xbf)?" + _pattern(form, table, "utf-8"))
        self._gb_18030 = re.compile(_pattern(form, table, "gb18030"))

    def read(self, path: Path | str) -> tuple[Values, frozenset[str]] | None:
        """Return the values in printed order and the cells that are "/"; None for the strict reader to judge."""
        try:
            descriptor = os.open(path, _FLAGS)
        except (OSError, ValueError):
            return None
        try:
            data = os.read(descriptor, MAX_BYTES)
            is_whole = len(data) == os.fstat(descriptor).st_size
        except OSError:
            return None
        finally:
            os.close(descriptor)
        found = self._match(data) if is_whole else None
        if found is None:
            return None
        groups = found.groups()
        slashes = frozenset(cell for cell, text in zip(self.cells, groups, strict=True) if text == b"/")
        return tuple(map(_figure, groups)), slashes

    def _match(self, data: bytes) -> re.Match[bytes] | None:
        if not data.endswith(b"\n"):
            data += b"\n"
        found = self._utf_8.fullmatch(data)
        return found if found is not None or _is_utf_8(data) else self._gb_18030.fullmatch(data)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _pattern(form: Form, table: Table, encoding: str) -> bytes:
    """Return the pattern of a whole file: header and rows as printed, a group for every cell."""
    cells, headers = table_cells(form, table.id), table_headers(form, table.id)

    def literal(text: str) -> bytes:
        return re.escape(text.encode(encoding))

    def heading(header: Header) -> bytes:
        return b"(?:" + literal(header.label) + b"|" + literal(header.id) + b")"

    lines = [b",".join(map(heading, headers))]
    for row, label in table_rows(table).items():
        columns = [cells.get((row, header.id)) for header in headers if header not in {ROW, LABEL}]
        figures = [b"" if cell is None else _FIGURE[cell.kind] for cell in columns]
        while figures and not figures[-1]:
            figures.pop()
        lines.append(b",".join([literal(row), b"(?:" + literal(label) + b")?", *figures]))
    return b"".join(line + _END for line in lines)
