"""The page read back: clean pages have no difference, every planted one is found and named."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import nbformat
import pytest
from lxml import html as lxml_html

from report_helpers.outputs.html.reading_back import differences
from report_helpers.outputs.publication import read_publication

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lxml.html import HtmlElement

    from report_helpers.outputs.publication import Publication

    Built = Callable[[str], Path]
    Plant = Callable[[HtmlElement], None]

REPORT = "suqian@2024"
REPORTS = ("shanzhou-sifaju@2023", "pingtan@2023", REPORT, "pingtan@2020")
PAGES = ("report.html", "review.html")
FEE, NEW, CARRIED = "proactive.fees.amount", "applications.new.total", "applications.carried_in.total"
GRANTED, PENDING = "applications.granted.natural", "disputes.review.pending"


def read(folder: Path) -> Publication:
    """Return what a built report publishes."""
    return read_publication(nbformat.read(folder / "report.ipynb", as_version=4))


def figure(tree: HtmlElement, fact: str) -> HtmlElement:
    """Return the element of a table that holds a fact's figure."""
    return tree.xpath(f"//td/*[@data-fact='{fact}']")[0]


def bound(tree: HtmlElement, fact: str, derived: str = "") -> HtmlElement:
    """Return the first bound stretch of text of a fact."""
    spans = tree.xpath(f"//main//span[@data-fact='{fact}' and not(ancestor::table)]")
    return next(span for span in spans if span.get("data-derived", "") == derived)


def write(fact: str, text: str) -> Plant:
    """Print *text* in a cell."""
    return lambda tree: setattr(figure(tree, fact), "text", text)


def rewrite(fact: str, text: str, derived: str = "") -> Plant:
    """Print *text* in a sentence."""
    return lambda tree: setattr(bound(tree, fact, derived), "text", text)


def swap(first: str, second: str) -> Plant:
    """Exchange what two cells print."""

    def plant(tree: HtmlElement) -> None:
        one, other = figure(tree, first), figure(tree, second)
        assert one.text != other.text
        one.text, other.text = other.text, one.text

    return plant


def exchange(first: str, second: str) -> Plant:
    """Exchange two whole cells with their fact ids: each figure keeps its name and loses its place."""

    def plant(tree: HtmlElement) -> None:
        one, other = figure(tree, first).getparent(), figure(tree, second).getparent()
        row, place = other.getparent(), other.getparent().index(other)
        one.getparent().replace(one, other)
        row.insert(place, one)

    return plant


def name(fact: str, other: str) -> Plant:
    """Let a cell name another fact."""
    return lambda tree: figure(tree, fact).set("data-fact", other)


def rename(fact: str, other: str) -> Plant:
    """Let a sentence's figure name another fact."""
    return lambda tree: bound(tree, fact).set("data-fact", other)


def drop(path: str) -> Plant:
    """Take the first element a path leads to out of the page, its tail staying."""
    return lambda tree: tree.xpath(path)[0].drop_tree()


def unbind(path: str) -> Plant:
    """Take the first element's tags away, its text staying."""
    return lambda tree: tree.xpath(path)[0].drop_tag()


def add(path: str, markup: str) -> Plant:
    """Put *markup* after the first element a path leads to."""
    return lambda tree: tree.xpath(path)[0].addnext(lxml_html.fragment_fromstring(markup))


def text(path: str, old: str, new: str) -> Plant:
    """Replace words in the first element's own text."""

    def plant(tree: HtmlElement) -> None:
        element = tree.xpath(path)[0]
        assert old in element.text
        element.text = element.text.replace(old, new, 1)

    return plant


def mark(path: str, attribute: str, value: str) -> Plant:
    """Set an attribute of the first element a path leads to."""
    return lambda tree: tree.xpath(path)[0].set(attribute, value)


def move_first(path: str) -> Plant:
    """Move the first element a path leads to behind its next sibling."""

    def plant(tree: HtmlElement) -> None:
        element = tree.xpath(path)[0]
        following = element.getnext()
        element.tail = following.tail = ""
        following.addnext(element)

    return plant


APPLICATIONS, OVERVIEW = "//table[@id='t-applications']", "//section[@id='overview']"
ROW = f"{APPLICATIONS}//tr[td[@id='{GRANTED}']]"

# What is planted, how, and the fact the first difference must name ("" when it is no figure).
PLANTED: dict[str, tuple[Plant, str]] = {
    "a digit of a cell": (write(NEW, "3526"), NEW),
    "a digit more": (write(NEW, "35250"), NEW),
    "a digit less": (write(NEW, "352"), NEW),
    "a decimal of the fee": (write(FEE, "72701.2579"), FEE),
    "the fee rounded": (write(FEE, "72701.26"), FEE),
    "a thousands separator": (write(NEW, "3,525"), NEW),
    "full-width digits": (write(NEW, "３５２５"), NEW),
    "a unit in a cell": (write(NEW, "3525件"), NEW),
    "a blank for a nought": (write("applications.refused.1.natural", ""), "applications.refused.1.natural"),
    "a nought for a figure": (write(PENDING, "0"), PENDING),
    "a stroke for a figure": (write(NEW, "/"), NEW),
    "a sign": (write(NEW, "-3525"), NEW),
    "white space in a cell": (write(NEW, "3525 "), NEW),
    "two cells of a row swapped": (
        swap("applications.new.natural", "applications.new.commercial"),
        "applications.new.natural",
    ),
    "two cells of a column swapped": (swap(NEW, CARRIED), NEW),
    "cells of two tables swapped": (swap(FEE, "disputes.review.total"), FEE),
    "two cells exchanged with their ids": (exchange(NEW, CARRIED), NEW),
    "a cell naming another fact": (name(NEW, CARRIED), NEW),
    "a cell naming no fact": (unbind(f"//*[@data-fact='{NEW}' and ancestor::table]"), NEW),
    "a second figure in a cell": (add(f"//*[@data-fact='{NEW}' and ancestor::table]", "<span>7</span>"), NEW),
    "two facts in a cell": (
        add(f"//*[@data-fact='{NEW}' and ancestor::table]", f'<span data-fact="{CARRIED}"></span>'),
        NEW,
    ),
    "a cell lacking": (drop(f"//td[@id='{GRANTED}']"), GRANTED),
    "a cell too many": (add(f"//td[@id='{NEW}']", "<td>1</td>"), ""),
    "a cell twice": (add(f"//td[@id='{NEW}']", f'<td><span data-fact="{NEW}">3525</span></td>'), NEW),
    "a row lacking": (drop(ROW), ""),
    "two rows exchanged": (move_first(ROW), ""),
    "a row twice": (add(ROW, "<tr><th>（一）予以公开</th><td>1</td></tr>"), ""),
    "a table lacking": (drop("//div[table[@id='t-disputes']]"), ""),
    "a table too many": (add("//div[table[@id='t-disputes']]", "<table><tr><td>1</td></tr></table>"), ""),
    "two tables exchanged": (move_first("//section[@id='proactive']"), ""),
    "a head reading otherwise": (text(f"{APPLICATIONS}//thead//th[.='商业企业']", "商业", "工业"), ""),
    "a row label reading otherwise": (
        text(f"{APPLICATIONS}//th[text()='（二）部分公开（区分处理的，只计这一情形，不计其他情形）']", "部分", "全部"),
        "",
    ),
    "a head merged over fewer columns": (mark(f"{APPLICATIONS}//th[@colspan='5']", "colspan", "4"), ""),
    "a label merged over more rows": (mark(f"{APPLICATIONS}//th[@rowspan='22']", "rowspan", "23"), ""),
    "a head merged over more than a page holds": (mark(f"{APPLICATIONS}//th[@colspan='5']", "colspan", "99999"), ""),
    "a span of five thousand digits": (mark(f"{APPLICATIONS}//th[@colspan='5']", "colspan", "9" * 5000), ""),
    "a figure's cell made wider": (mark(f"//td[@id='{NEW}']", "colspan", "2"), NEW),
    "a figure's cell made a head": (lambda tree: setattr(figure(tree, NEW).getparent(), "tag", "th"), NEW),
    "a figure of a chart's table": (text("//section[@id='pictures']//tbody//td", "件", "条"), ""),
    "a figure of a sentence": (rewrite(NEW, "3526件"), NEW),
    "a unit of a sentence": (rewrite(NEW, "3525条"), NEW),
    "a sentence's figure left empty": (rewrite(NEW, ""), NEW),
    "a change over last year": (rewrite(NEW, "同比增长0.5%", "yoy"), NEW),
    "up written as down": (rewrite(NEW, "同比下降0.4%", "yoy"), NEW),
    "last year's figure": (rewrite(FEE, "59237.2448万元", "last_year"), FEE),
    "a share": (
        rewrite("applications.granted.total", "40.7%", "share:applications.total.total"),
        "applications.granted.total",
    ),
    "a sentence's figure naming another fact": (rename(NEW, CARRIED), NEW),
    "a sentence's figure naming no fact": (unbind(f"//main//span[@data-fact='{NEW}' and not(ancestor::table)]"), NEW),
    "a derived figure passed off as the fact": (
        mark(f"//span[@data-fact='{NEW}' and @data-derived='yoy']", "data-derived", "change"),
        NEW,
    ),
    "a figure of a sentence lacking": (drop(f"//main//span[@data-fact='{NEW}' and not(ancestor::table)]"), NEW),
    "a figure of a sentence twice": (
        add(f"//main//span[@data-fact='{NEW}' and not(ancestor::table)]", f'<span data-fact="{NEW}">3525件</span>'),
        NEW,
    ),
    "a paragraph lacking": (drop(f"{OVERVIEW}/p[.//*[@data-fact]]"), "proactive.regulations.issued"),
    "a paragraph without figures lacking": (drop(f"{OVERVIEW}/p[not(.//*[@data-fact])]"), ""),
    "a paragraph too many": (add(f"{OVERVIEW}/p", "<p>另有5件。</p>"), ""),
    "words of a paragraph": (text(f"{OVERVIEW}/p[not(.//*[@data-fact])]", "报告", "汇报"), ""),
    "an unbound figure in a paragraph": (text(f"{OVERVIEW}/p[not(.//*[@data-fact])]", "2024年", "2023年"), ""),
    "two paragraphs exchanged": (move_first(f"{OVERVIEW}/p"), ""),
    "a heading lacking": (drop("//section[@id='problems']/h2"), ""),
    "a heading reading otherwise": (text("//section[@id='problems']/h2", "五、", "六、"), ""),
    "a section lacking": (drop("//section[@id='other']"), ""),
    "a chart lacking": (drop("//figure"), ""),
    "a figure in the words of a chart": (mark("//figure/img", "alt", "办理结果：予以公开1432件"), ""),
    "the title of another year": (text("//h1/span[2]", "2024", "2023"), ""),
}


@functools.cache
def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("report", REPORTS)
def test_a_clean_page_has_no_difference(built: Built, report: str, page: str) -> None:
    """Published page and review page read back as the facts say, blanks, strokes and merged heads included."""
    folder = built(report)
    assert differences(_source(folder / page), read(folder), page) == ()


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_difference_is_found(built: Built, planted: str) -> None:
    """Each change made to a finished page is found, and a changed figure is named by its fact."""
    folder = built(REPORT)
    plant, fact = PLANTED[planted]
    tree = lxml_html.document_fromstring(_source(folder / "report.html"))
    before = lxml_html.tostring(tree)
    plant(tree)
    after = lxml_html.tostring(tree, encoding="unicode")
    assert after.encode() != before
    found = differences(after, read(folder))
    assert found
    assert all(difference.file == "report.html" for difference in found)
    assert all(difference.expected != difference.found for difference in found)
    if fact:
        assert found[0].fact == fact


def test_untouched_but_parsed_and_written_again_nothing_differs(built: Built) -> None:
    """The planting itself changes nothing: a page that went through lxml still reads the same."""
    folder = built(REPORT)
    tree = lxml_html.document_fromstring(_source(folder / "report.html"))
    assert differences(lxml_html.tostring(tree, encoding="unicode"), read(folder)) == ()


def test_a_remark_that_is_lost_or_altered_is_found(built: Built) -> None:
    """A figure's remark must stand below its table with the figure it belongs to."""
    folder = built(REPORT)
    publication = read(folder)
    fact = next(fact for fact in publication.facts if fact["id"] == NEW)
    fact |= {"status": "noted", "note": "（含更正2件）"}
    html = _source(folder / "report.html")
    (lost,) = differences(html, publication)
    assert (lost.fact, lost.expected) == (NEW, "3525（含更正2件）")
    tree = lxml_html.document_fromstring(html)
    note = lxml_html.fragment_fromstring('<ul class="table-notes"><li>注1　一、总计：3525（含更正2件）</li></ul>')
    tree.xpath(f"{APPLICATIONS}/..")[0].addnext(note)
    assert differences(lxml_html.tostring(tree, encoding="unicode"), publication) == ()
    note[0].text = "注1　一、总计：3525（含更正3件）"
    assert [wrong.fact for wrong in differences(lxml_html.tostring(tree, encoding="unicode"), publication)] == [NEW]


def test_a_page_true_to_its_table_but_not_to_the_facts_is_found(built: Built) -> None:
    """What counts is the fact: a table laid out wrong and printed faithfully is a difference."""
    folder = built(REPORT)
    publication = read(folder)
    next(fact for fact in publication.facts if fact["id"] == NEW)["value"] = "3524"
    found = differences(_source(folder / "report.html"), publication)
    assert {(wrong.fact, wrong.expected) for wrong in found} == {(NEW, "3524")}
    assert {wrong.found for wrong in found} == {"3525", "3525件"}
