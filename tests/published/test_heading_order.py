"""Headings in another order than the form's: the figures below them are refused, no column taken for another."""

from __future__ import annotations

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.layouts import LAYOUTS, web
from benchmarks.published.tables import sample

from report_helpers.published.html_page import read_html_page
from report_helpers.published.model import Row
from report_helpers.published.reading import read_rows
from report_helpers.published.text_page import read_text_page
from report_helpers.published.transcribe import read_report
from tests.conftest import DISCLOSURE
from tests.published.test_alignment import HEAD, ROWS

MADE = sample(sources()[-1])
PAGE = web(MADE)
ROW = ("一、本年新收政府信息公开申请数量", "", "", "1", "2", "0", "0", "0", "3", "6")
UPPER = ("（本列数据的勾稽关系为）", None, None, "申请人情况", *[None] * 6)
MIDDLE = (None, None, None, "自然人", "法人或其他组织", None, None, None, None, "总计")
LOWER = (None, None, None, None, "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", None)


def swapped(row, one, other):
    """Return a row with two of its cells changed for each other."""
    cells = list(row)
    cells[one], cells[other] = cells[other], cells[one]
    return tuple(cells)


def three(one, other):
    """Return three heading rows in which two of the seven columns have changed places."""
    middle, lower = list(MIDDLE), list(LOWER)
    names = {3: "自然人", 9: "总计", **{n: LOWER[n] for n in range(4, 9)}}
    for place, name in ((one, names[other]), (other, names[one])):
        (middle if place in {3, 9} else lower)[place] = name
    return UPPER, tuple(middle), tuple(lower)


SWAPPED = {
    "two in one row": (swapped(HEAD, 4, 5),),
    "total first": (swapped(HEAD, 3, 9),),
    "turned round": ((*HEAD[:3], *HEAD[:2:-1]),),
    "two of the lower row": three(4, 6),
    "one of the middle row and one of the lower": three(3, 4),
    "the total and one of the lower row": three(8, 9),
    "first and last of the middle row": three(3, 9),
}


@pytest.mark.parametrize("how", SWAPPED)
def test_figures_below_headings_in_another_order_are_refused(how):
    """No figure is read by its place where the heading over it says another column."""
    rows = [Row(cells, f"第 {n} 行", 1) for n, cells in enumerate((*SWAPPED[how], ROW))]
    found = read_rows(ROWS, rows).readings
    assert len(found) == 7
    assert all(reading.is_refused and "列标题的顺序" in reading.why for reading in found.values())


@pytest.mark.parametrize("head", [(HEAD,), (UPPER, MIDDLE, LOWER), (MIDDLE, LOWER), (LOWER,), (HEAD, HEAD), ()])
def test_headings_in_order_are_believed(head):
    """However many rows the headings take, or none at all, the figures are read."""
    rows = [Row(cells, f"第 {n} 行", 1) for n, cells in enumerate((*head, ROW))]
    found = read_rows(ROWS, rows).readings
    assert [reading.value for reading in found.values()] == [1, 2, 0, 0, 0, 3, 6]


def page_with(text: str, *changes: tuple[str, str]) -> str:
    """Return a page with texts changed for each other."""
    for one, other in changes:
        text = text.replace(one, "\0").replace(other, one).replace("\0", other)
    return text


HEADINGS = {
    "废止 and 有效": ("本年废止件数", "现行有效件数", "proactive.normative.in_force"),
    "制发 and 废止": ("本年制发件数", "本年废止件数", "proactive.normative.issued"),
    "企业 and 机构": ("商业企业", "科研机构", "applications.new.commercial"),
    "自然人 and 总计": (">自然人<", ">商业企业<", "applications.new.natural"),
    "复议 and 诉讼": ("行政复议", "行政诉讼", "disputes.review.total"),
    "direct and after review": ("未经复议直接起诉", "复议后起诉", "disputes.litigation_direct.total"),
}


@pytest.mark.parametrize("how", HEADINGS)
def test_swapped_headings_of_a_page_are_refused(how):
    """Two headings of a whole page changed for each other: their cells are refused, the other tables read."""
    one, other, cell = HEADINGS[how]
    table = cell.partition(".")[0]
    body = PAGE[PAGE.index("<table") :]
    changed = page_with(body, (one, other))
    found = _read(PAGE[: PAGE.index("<table")] + changed)
    assert cell in found
    assert found[cell].is_refused
    assert all(not reading.is_refused for key, reading in found.items() if not key.startswith(table))


def test_swapped_results_of_disputes_are_refused():
    """结果维持 and 结果纠正 of one block changed for each other are seen, though each stands three times."""
    at = PAGE.rindex("未经复议直接起诉")
    changed = PAGE[at:].replace("结果维持", "\0", 1).replace("结果纠正", "结果维持", 1).replace("\0", "结果纠正", 1)
    assert all(r.is_refused for key, r in _read(PAGE[:at] + changed).items() if key.startswith("disputes"))


def _read(text):
    return read_report(read_html_page(text, "a.html"), DISCLOSURE).readings


@pytest.mark.parametrize("name", ["5 一格一行", "4 制表符、错列"])
def test_swapped_headings_of_text_are_refused(name):
    """Headings of plain text in another order are seen where they are whole."""
    text = page_with(LAYOUTS[name](MADE)[1].decode("utf-8"), ("商业企业", "法律服务机构"))
    found = read_report(read_text_page(text, "a.txt"), DISCLOSURE).readings
    assert not any(reading.value is not None for key, reading in found.items() if key.startswith("applications"))
