"""How a draft puts its findings together."""

from __future__ import annotations

import pytest
from lxml import html

from report_helpers.outputs.draft_findings import print_findings

WHOLE = {"clause": "", "fix": "填 0", "where": [], "labels": []}
DRAFT = "pingtan@2020"  # eleven blanks for one reason


def blank(number, why="空白，没有人填报"):
    """Return what F-1 finds of a cell."""
    cell = {"where": [f"t.r{number}.c"], "labels": [f"三、第{number}行 件数"]}
    return {
        **WHOLE,
        **cell,
        "rule": "F-1",
        "severity": "warning",
        "message": f"F-1 〔填报〕三、第{number}行 件数：{why}",
    }


def test_findings_are_counted_and_errors_come_first():
    """The count names each severity, and an error stands before a note."""
    findings = [
        {**WHOLE, "rule": "Y-2", "severity": "note", "message": "说明一"},
        {**WHOLE, "rule": "T3-1", "severity": "error", "message": "T3-1 〔勾稽〕错误一"},
    ]
    printed = print_findings(findings)
    assert printed["counts"] == "错误 1 条、说明 1 条"
    assert [item["messages"] for item in printed["items"]] == [["T3-1 〔勾稽〕错误一"], ["Y-2 说明一"]]


def test_what_is_said_of_several_cells_is_said_once():
    """Blanks for one reason are one sentence with all their cells; another reason is another, another fix an item."""
    findings = [blank(1), blank(2), blank(3, "空白（原件模糊）"), {**blank(4), "fix": "填 1"}]
    one, other = print_findings(findings)["items"]
    assert one["messages"] == [
        "F-1 〔填报〕三、第1行 件数；三、第2行 件数：空白，没有人填报",
        "F-1 〔填报〕三、第3行 件数：空白（原件模糊）",
    ]
    assert one["where"] == ["t.r1.c", "t.r2.c", "t.r3.c"]
    assert other["messages"] == ["F-1 〔填报〕三、第4行 件数：空白，没有人填报"]


@pytest.mark.parametrize("labels", [[], ["甲"], ["甲", "乙"]])
def test_a_message_that_does_not_begin_with_its_cell_stands_as_it_is(labels):
    """Two of them are two messages, equal ones are one."""
    finding = {**WHOLE, "rule": "R-1", "severity": "note", "message": "R-1 两处不同：一", "labels": labels}
    items = print_findings([finding, finding, {**finding, "message": "R-1 两处不同：二"}])["items"]
    assert [item["messages"] for item in items] == [["R-1 两处不同：一", "R-1 两处不同：二"]]


def test_a_draft_on_the_web_shows_equal_findings_once(built):
    """Eleven blanks are one entry of the list, with a link to each cell."""
    page = html.fromstring((built(DRAFT) / "report.html").read_bytes())
    entries = page.xpath("//li[@data-rule='F-1']")
    assert len(entries) == 1
    assert len(entries[0].xpath(".//a")) == 11
    assert page.xpath("//aside[@class='findings']/p")[0].text_content().startswith("错误 2 条、提示 12 条、说明 4 条。")
