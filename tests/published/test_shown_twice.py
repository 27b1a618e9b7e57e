"""The same report shown twice in a file, for the screen and for print, is one; two reports are still refused."""

from __future__ import annotations

import re

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.layouts import LAYOUTS
from benchmarks.published.shapes import SHAPES
from benchmarks.published.tables import sample

from report_helpers.errors import InputError
from report_helpers.published.transcribe import transcribe

MADE = sample(sources()[-1])
YEAR = MADE.report.year
WEB = LAYOUTS["1 合并单元格"](MADE)[1].decode()
BODY = WEB[WEB.index("<body>") + 6 :].removesuffix("</body>")
TABLES = re.findall(r"<table>.*?</table>", BODY, re.DOTALL)
MARKDOWN = SHAPES["Markdown，整表"](MADE)[1].decode()

TWICE = {
    "the table, one below the other": (".html", WEB.replace(TABLES[1], TABLES[1] * 2)),
    "all tables, each at once": (".html", re.sub(r"<table>.*?</table>", lambda t: t[0] * 2, WEB, flags=re.DOTALL)),
    "tables for print at the end": (".html", WEB.replace("</body>", "打印版" + "".join(TABLES) + "</body>")),
    "the whole page": (".html", WEB.replace("</body>", f"<div class='print'>{BODY}</div></body>")),
    "Markdown": (".md", f"{MARKDOWN}\n\n{MARKDOWN}"),
}


def _read(tmp_path, suffix, text):
    path = tmp_path / f"a{suffix}"
    path.write_text(text, encoding="utf-8")
    return transcribe(path)


@pytest.mark.parametrize("how", TWICE)
def test_the_same_tables_twice_are_read_once(tmp_path, how):
    """Every figure is read, and the report is the year's and the organ's."""
    found = _read(tmp_path, *TWICE[how])
    assert (found.agency, found.year) == (MADE.agency, YEAR)
    assert not found.strays
    assert {c for c, text in MADE.expected.items() if found.readings[c].printed != text} == set()


FIGURE = TABLES[1].replace(f">{MADE.expected['applications.new.natural']}<", ">99999<", 1)
TWO = {
    "another figure": WEB.replace(TABLES[1], TABLES[1] + FIGURE),
    "another year": WEB.replace("</body>", BODY.replace(str(YEAR), str(YEAR - 1)) + "</body>"),
    "another organ": WEB.replace("</body>", BODY.replace(MADE.agency, "白沙县教育局") + "</body>"),
    "another period": WEB.replace("</body>", f"<p>统计期限为{YEAR - 1}年1月1日至12月31日。</p>{TABLES[1]}</body>"),
    "nothing but 0": WEB.replace(TABLES[1], re.sub(r">[0-9]+<", ">0<", TABLES[1]) * 2),
    "no year": WEB.replace(str(YEAR), "").replace(TABLES[1], TABLES[1] * 2),
}


@pytest.mark.parametrize("how", TWO)
def test_two_reports_in_a_file_are_refused(tmp_path, how):
    """One figure, the year, the organ or the period is another, all are 0, or nothing says the year."""
    with pytest.raises(InputError, match="2 份报告"):
        _read(tmp_path, ".html", TWO[how])
