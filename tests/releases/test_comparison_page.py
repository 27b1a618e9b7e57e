"""A comparison as a page and in a terminal: closed, well formed, nothing of a report read as markup."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from lxml import html as lxml_html

from report_helpers.errors import visible
from report_helpers.releases.comparison import compare
from report_helpers.releases.comparison_views import comparison_html, comparison_lines
from tests.releases.compared_reports import changed, report_json, said


class Tags(HTMLParser):
    """Collects the tags of a page and fails for one closed that was not open."""

    VOID = frozenset({"meta"})

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        """Open a tag."""
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Close it."""
        assert self.open.pop() == tag


PAIRS = [
    (("pingtan", 2022), ("pingtan", 2023)),
    (("pingtan", 2019), ("pingtan", 2023)),
    (("suqian", 2024), ("suqian", 2024)),
]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_page_is_closed_and_well_formed(old, new):
    """Every tag is closed in its turn, no script runs, nothing is fetched, and the style is the one named."""
    page = comparison_html(compare(report_json(*old), report_json(*new), "甲", "乙"))
    tags = Tags()
    tags.feed(page)
    tags.close()
    assert tags.open == []
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in tags.seen}
    assert not any("style" in attributes or "src" in attributes for _, attributes in tags.seen)
    assert all(attributes["href"].startswith("#") for tag, attributes in tags.seen if tag == "a")
    ids = [attributes["id"] for _, attributes in tags.seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"][1:] for tag, attributes in tags.seen if tag == "a"} <= set(ids)
    style = re.search("<style>(.*)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(a["content"] for _, a in tags.seen if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def test_the_page_says_what_the_comparison_holds():
    """Every fact is a row with its headers, and every mark says without colour what it is."""
    comparison = compare(report_json("pingtan", 2022), report_json("pingtan", 2023), "甲", "乙")
    page = lxml_html.fromstring(comparison_html(comparison))
    rows = page.xpath("//table[@class='facts']//tr[th[@scope='row']]")
    assert [[cell.text_content() for cell in row.findall("td")] for row in rows] == [
        [fact.old, fact.new, fact.difference] for fact in comparison.facts
    ]
    assert page.xpath("//table[@class='facts']/caption")
    pieces = [piece for change in comparison.sentences for piece in change.pieces]
    marks = page.xpath("//ul[@class='sentences']//*[self::del or self::ins]")
    words = {"old": "删去", "new": "新增"}
    assert [mark.text_content() for mark in marks] == [
        f"〔{words[kind]}：{text}〕" for kind, text in pieces if kind != "same"
    ]
    assert len(page.xpath("//ul[@class='findings']/li")) == len(comparison.findings)


def test_no_text_of_a_report_becomes_markup_or_moves_the_cursor(suqian):
    """Markup in names, labels, notes and sentences is shown as text; control characters are made visible."""
    bad = "<script>alert(1)</script>&\x1b[31m\x00\u202e"
    old = said(changed(suqian, label=bad, value="1"), f"甲{bad}一。")
    new = said(changed(suqian, label=bad, note=bad, value="2"), f"甲{bad}二。")
    new |= {"title": bad, "findings": [{"rule": "X", "severity": "error", "message": bad}]}
    comparison = compare(old, new, bad, bad)
    page = comparison_html(comparison)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 8
    text = "\n".join(comparison_lines(comparison))
    assert not {"\x1b", "\x00", "\u202e"} & {*page, *text}
    assert "\\u001b[31m\\u0000\\u202e" in text
    assert visible("全角　空格 和\u00a0字\n") == "全角　空格 和\u00a0字\\u000a"
