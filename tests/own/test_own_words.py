"""The words of own cells pass the rules of the narrative, and are named by their cell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.facts.own import OwnPart
from report_helpers.narrative.own_text import render_own
from report_helpers.signoff.parts import parts_of
from report_helpers.tables.own import own_records
from tests.conftest import SHIPPED

CELL = "applications.new.natural"


def with_own(report, *parts):
    """Return a report with own parts in its third section."""
    own = [part if isinstance(part, OwnPart) else OwnPart("applications", 9, text=part) for part in parts]
    return replace(report, own=tuple(own))


def new_findings(report, *parts):
    """Return what is found with own parts and not without."""
    known = {finding.message for finding in check(report).findings}
    return [finding for finding in check(with_own(report, *parts)).findings if finding.message not in known]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("全年举办培训7场。", "N-1"),
        ("咨询请拨打13812345678。", "P-1"),
        ("全年新收政府信息公开申请9999件。", "X-1"),
        ("此处待填。", "P-6"),
    ],
)
@pytest.mark.parametrize("is_printed", [False, True])
def test_a_fault_in_an_own_cell_is_found_and_named_by_the_cell(suqian_2024, text, rule, is_printed):
    """The rules of the text judge own words, Markdown or printed, in their section."""
    (finding,) = new_findings(suqian_2024, OwnPart("applications", 9, text=text, is_printed=is_printed))
    assert finding.rule == rule
    assert "notebook 第 9 格" in finding.place
    assert finding.place.startswith("三、")


def test_placeholders_and_excuses_work_as_in_the_narrative(suqian_2024):
    """A placeholder prints its fact and is bound to it; an excuse lets a number stand."""
    text = f"自然人新收{{{{ {CELL} }}}}。培训7场。{{# 免核：培训7场；理由：台账 #}}"
    report = with_own(suqian_2024, text)
    assert not new_findings(suqian_2024, *report.own)
    (run,) = [run for run in render_own(report)[0].blocks[0].runs if run.fact]
    assert (run.fact, run.text) == (CELL, f"{suqian_2024.facts[CELL].printed}件")


def test_printed_text_is_taken_as_it_stands(suqian_2024):
    """No Markdown and no placeholder in what print leaves; a line is a paragraph."""
    (text,) = render_own(with_own(suqian_2024, OwnPart("applications", 9, text="*甲* {{ 乙 }}\n\n丙", is_printed=True)))
    assert [block.text() for block in text.blocks] == ["*甲* {{ 乙 }}", "丙"]


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("有 {{ text.nothing }}", "notebook 第 9 格 第 1 行（值“text.nothing”）：占位符没有对应的数据项"),
        ("<script>alert(1)</script>", "notebook 第 9 格（值“<script>”）：文字里有 HTML 标记"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "notebook 第 9 格：Markdown 里的表格不能公开。请用 pandas 的 DataFrame"),
        ("![图](a.png)", "notebook 第 9 格：正文里不能放图片"),
        ("# 大标题", "notebook 第 9 格（值“大标题”）：小标题的级别不对"),
        (OwnPart("applications", 9, text="\x1b[31m红\x1b[0m", is_printed=True), "看不见的字符（U+001B）"),
        (OwnPart("applications", 9, alt="一\n\n二"), "替代文字应是一段文字"),
    ],
)
def test_what_the_text_cannot_have_is_refused(suqian_2024, part, sentence):
    """A sentence names the cell, what it has and what to write instead."""
    with pytest.raises(InputError) as caught:
        render_own(with_own(suqian_2024, part))
    assert sentence in str(caught.value)


def test_a_section_is_signed_with_its_own_cells_and_otherwise_as_before(suqian_2024):
    """The hash of the section changes with every word, not with the cell's place; no other part and no hash of a
    report without own cells does.
    """
    hashes = [
        {name: part.hash for name, part in parts_of(report, SHIPPED.root).items()}
        for report in (
            suqian_2024,
            with_own(suqian_2024, "一段"),
            with_own(suqian_2024, OwnPart("applications", 12, text="一段")),
            with_own(suqian_2024, "两段"),
        )
    ]
    changed = [{name for name in hashes[0] if hashes[0][name] != other[name]} for other in hashes]
    assert changed == [set(), {"section:applications"}, {"section:applications"}, {"section:applications"}]
    assert hashes[1] == hashes[2] != hashes[3]


def test_records_go_to_the_cell_they_come_from(suqian_2024):
    """What is written into a cell's metadata is what that cell shows, in order."""
    report = with_own(suqian_2024, "甲", OwnPart("disputes", 11, text="乙"), OwnPart("disputes", 11, 2, text="丙"))
    texts = {
        cell: [each["blocks"][0]["runs"][0]["text"] for each in records]
        for cell, records in own_records(report).items()
    }
    assert texts == {9: ["甲"], 11: ["乙", "丙"]}
