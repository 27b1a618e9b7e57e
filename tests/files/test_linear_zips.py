"""Twice as much in an Office file costs at most two and a half times as much to look through, or is refused at once."""

from __future__ import annotations

import gc
import io
import time
import zipfile
from contextlib import suppress

import pytest

from report_helpers.errors import InputError
from report_helpers.files.office_zip import refuse_harmful_zip
from report_helpers.files.sheet_extents import refuse_far_ranges, refuse_unfit_cells

MOST = 2.5
NOISE = 0.05  # seconds
SIZE = 20_000

pytestmark = pytest.mark.long

SHEETS = {
    "cells": lambda n: "".join(f'<c r="A{row}"/>' for row in range(1, n)),
    "cells of a prefix": lambda n: '<x:c r="A1"/>' * n,
    "attributes": lambda n: "<c " + 'a="1" ' * n + ">",
    "attributes without values": lambda n: "<c " + "a " * n + ">",
    "blanks": lambda n: "<c" + " " * n + "r",
    "blanks before an equals sign": lambda n: ("<c r" + " " * 50) * n,
    "open cells": lambda n: "<c " * n,
    "open quotes": lambda n: '<c a="' * n,
    "quotes": lambda n: "<c a='\"' " * n,
    "a long name": lambda n: "<" + "x" * n + ":c>",
    "prefixes": lambda n: "<x:" * n,
    "merged": lambda n: '<mergeCell ref="A1"/>' * n,
    "open merges": lambda n: "<mergeCell " * n,
    "a merge without end": lambda n: "<mergeCell" + " ref" * n,
    "declarations": lambda n: "<!" * n,
}
PARTS = {
    "parts": lambda n: {f"xl/{number}.xml": "<a/>" for number in range(n // 100)},
    "a deep path": lambda n: {"a/" * (n // 10) + "b.xml": "<a/>"},
    "a large part": lambda n: {"xl/media/a.bin": "0" * n * 100},
    "types": lambda n: {"[Content_Types].xml": "macro" * n},
}


def zipped(parts):
    """Return an Excel file with these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in ({"[Content_Types].xml": "", "xl/workbook.xml": ""} | parts).items():
            archive.writestr(name, text)
    return made.getvalue()


def look(data):
    """Look through a file as workbook and ledger do before a library opens it."""
    for refuse in (refuse_harmful_zip, refuse_unfit_cells, refuse_far_ranges):
        with suppress(InputError):
            refuse(data, "x.xlsx")


def seconds(data):
    """Return the least CPU time of three looks, the collector resting meanwhile."""
    gc.disable()
    try:
        found = []
        for _ in range(3):
            start = time.process_time()
            look(data)
            found.append(time.process_time() - start)
        return min(found)
    finally:
        gc.enable()


@pytest.mark.parametrize("text", SHEETS)
def test_a_sheet_twice_as_long(text):
    """No pattern over a sheet's XML goes over it again and again."""
    once, twice = (seconds(zipped({"xl/worksheets/sheet1.xml": SHEETS[text](n)})) for n in (SIZE, 2 * SIZE))
    assert twice <= MOST * once + NOISE
    assert once < 1


@pytest.mark.parametrize("parts", PARTS)
def test_a_zip_with_twice_as_much(parts):
    """Neither the number of parts, their names nor their size costs more than in proportion."""
    once, twice = (seconds(zipped(PARTS[parts](n))) for n in (SIZE, 2 * SIZE))
    assert twice <= MOST * once + NOISE
    assert once < 1
