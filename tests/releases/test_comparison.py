"""What differs between two reports: figures, sentences, findings."""

from __future__ import annotations

import copy
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from report_helpers.releases.comparison import FactChange, FindingChange, compare
from report_helpers.releases.comparison_sentences import sentences
from report_helpers.releases.comparison_views import comparison_html, comparison_lines
from tests.releases.compared_reports import changed, report_json, said

ISSUED = "proactive.normative.issued"


def one_change(old, new):
    """Return the one fact that differs as (old, new, difference)."""
    (fact,) = compare(old, new, "甲", "乙").facts
    return fact.old, fact.new, fact.difference


def test_one_changed_figure_is_all_that_differs(suqian):
    """Of a copy with one changed figure exactly that figure is told, with its difference."""
    number = next(i for i, fact in enumerate(suqian["facts"]) if fact["id"] == ISSUED)
    comparison = compare(suqian, changed(suqian, number, value="53"), "发布版", "草稿")
    label, heading = "行政规范性文件 本年制发件数", "二、主动公开政府信息情况"
    assert comparison.facts == (FactChange(ISSUED, label, "件", heading, "50", "53", "+3"),)
    assert (comparison.sentences, comparison.findings, comparison.of_one_form) == ((), (), ())
    assert not comparison.is_same
    assert f"    {label}（件）：50 → 53　+3" in list(comparison_lines(comparison))


def test_two_years_tell_figures_sentences_and_findings():
    """Two years of one agency differ in figures, sentences and findings, each told with both sides."""
    old, new = report_json("pingtan", 2022), report_json("pingtan", 2023)
    comparison = compare(old, new, "pingtan@2022", "pingtan@2023")
    facts = {fact.id: fact for fact in comparison.facts}
    before, after = ({fact["id"]: fact["value"] for fact in report["facts"]} for report in (old, new))
    assert set(facts) == {key for key in after if before[key] != after[key]}
    assert all((fact.old, fact.new) == (before[key], after[key]) for key, fact in facts.items())
    assert facts[ISSUED].difference == "−11"
    assert {(finding.status, finding.rule) for finding in comparison.findings} >= {("gone", "Y-5"), ("new", "Y-2")}
    lines = "\n".join(comparison_lines(comparison))
    assert "改动　【2022→2023】年制发行政规范性文件【88→77】件，【废止55件→同比下降12.5%】；" in lines
    assert "行政事业性收费 本年收费金额（单位：万元）：9116.36 → 5949.088667　−3167.271333" in lines
    assert "新出现　提示　Y-2 〔年度衔接〕" in lines


def test_cells_of_one_form_are_said_in_one_line():
    """Cells that only the form of 2019, or of 2021, has are no changes but one line each with their number."""
    comparison = compare(report_json("pingtan", 2019), report_json("pingtan", 2023), "2019", "2023")
    assert all(fact.old is not None and fact.new is not None for fact in comparison.facts)
    lines = list(comparison_lines(comparison))
    assert "  2019 年格式有、2021 年格式没有的 26 项。" in lines
    assert "  2021 年格式有、2019 年格式没有的 28 项。" in lines
    page = lxml_html.fromstring(comparison_html(comparison))
    assert [len(item.findall(".//li")) for item in page.iter("details")] == [26, 28]


def test_figures_of_the_text_that_one_agency_lacks_are_told_one_by_one():
    """A named figure of the text that one side lacks is told as such, last of all facts."""
    comparison = compare(report_json("suqian", 2024), report_json("shanzhou-sifaju", 2023), "甲", "乙")
    lacking = [fact for fact in comparison.facts if fact.old is None]
    assert len(lacking) == 12
    assert {fact.table for fact in lacking} == {"正文中的数据"}
    assert comparison.facts[-1] in lacking
    assert "    主动公开信息（条）：（无此项） → 350余" in list(comparison_lines(comparison))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"value": "350", "qualifier": "余"}, {"value": "350"}, ("350余", "350", "")),
        ({"value": "300", "qualifier": "约"}, {"value": "400"}, ("约300", "400", "约+100")),
        (
            {"value": "22"},
            {"value": "22", "status": "noted", "note": "（其中修订16件）"},
            ("22", "22（其中修订16件）", ""),
        ),
        ({"value": "", "status": "blank"}, {"value": "0"}, ("空白", "0", "")),
        ({"value": "", "status": "blank"}, {"value": "/", "status": "not_applicable"}, ("空白", "不适用", "")),
        ({"value": "5", "unit": "件"}, {"value": "6", "unit": "条"}, ("5件", "6条", "")),
        ({"value": "5"}, {"value": "5", "status": "noted"}, ("5〔数字〕", "5〔附说明的数字〕", "")),
        ({"value": "0.1"}, {"value": "0.30"}, ("0.1", "0.30", "+0.20")),
        ({"value": "-1"}, {"value": "-3"}, ("-1", "-3", "−2")),
        ({"value": "1"}, {"value": "9" * 90}, ("1", "9" * 90, "")),
        ({"value": "1"}, {"value": "1e9999999"}, ("1", "1e9999999", "")),
        ({"value": "5"}, {"value": "5.0"}, ("5", "5.0", "")),
    ],
)
def test_a_change_is_seen_in_value_status_note_qualifier_or_unit(suqian, old, new, expected):
    """Whatever differs of a fact can be read from its two sides; only two numbers have a difference."""
    assert one_change(changed(suqian, **old), changed(suqian, **new)) == expected


def test_only_the_changed_words_and_figures_of_a_sentence_are_marked(suqian):
    """Of a sentence rewritten in year and figures, only these are marked, and no figure is cut in two."""
    old = said(suqian, "2022年收到申请74件，全部办结。第二句不变；")
    new = said(suqian, "2023年收到申请81件，全部办结。第二句不变；第三句是新的！")
    first, second = compare(old, new, "甲", "乙").sentences
    assert first.pieces == (
        ("old", "2022"),
        ("new", "2023"),
        ("same", "年收到申请"),
        ("old", "74"),
        ("new", "81"),
        ("same", "件，全部办结。"),
    )
    assert first.section_heading == "一、总体情况"
    assert (second.old, second.new, second.pieces) == (None, "第三句是新的！", (("new", "第三句是新的！"),))


def test_a_section_that_one_side_lacks_is_told_with_its_heading(suqian):
    """A section that one report lacks is struck out, its heading with it."""
    shorter = copy.deepcopy(suqian)
    section = shorter["sections"].pop()
    gone = compare(suqian, shorter, "甲", "乙").sentences
    assert [change.old for change in gone] == sentences([section["heading"], *section["paragraphs"]])
    assert all(change.new is None for change in gone)


def test_sentences_end_at_full_stops_and_lines():
    """A sentence ends at 。；！？ with the closing quotes after it, at a line's end, and nothing is lost."""
    assert sentences(["他说：“好。”然后；走！？\n没有句号", "", "。"]) == [
        "他说：“好。”",
        "然后；",
        "走！？",
        "没有句号",
        "。",
    ]


def test_a_finding_that_stands_twice_counts_twice(suqian):
    """Findings are compared with their number: one of two equal findings gone is told."""
    finding = {"rule": "T3-1", "severity": "error", "message": "T3-1 不平"}
    twice, once = {**suqian, "findings": [finding, finding]}, {**suqian, "findings": [finding]}
    expected = FindingChange("gone", "T3-1", "error", "T3-1 不平")
    assert compare(twice, once, "甲", "乙").findings == (expected,)


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "value": st.sampled_from(["", "/", "0", "5", "5.0", "-3", "12345.678", "9" * 50, "x"]),
        "status": st.sampled_from(["number", "noted", "not_applicable", "blank"]),
        "qualifier": st.sampled_from(["", "余", "约", "近"]),
        "note": st.sampled_from(["", "（说明）"]),
        "unit": st.sampled_from(["", "件", "万元"]),
        "table": st.sampled_from(["", "proactive"]),
    },
)
TEXTS = st.lists(st.text("年申请件12。；！\n<&甲乙", max_size=40), max_size=6)


@st.composite
def perturbed(draw):
    """Draw a report with a few facts changed or gone, other text, and perhaps another form."""
    content = report_json("suqian", 2024)
    content["facts"] = content["facts"][:8]
    for number, fields in draw(st.dictionaries(st.integers(0, 7), FIELDS, max_size=4)).items():
        content["facts"][number] |= fields
    gone = draw(st.sets(st.integers(0, 7), max_size=3))
    content["facts"] = [fact for number, fact in enumerate(content["facts"]) if number not in gone]
    content["form"] = draw(st.sampled_from(["2019", "2021"]))
    content["sections"] = content["sections"][: draw(st.integers(1, 3))]
    return said(content, *draw(TEXTS))


@given(content=perturbed())
@settings(max_examples=60, deadline=None)
def test_a_report_is_the_same_as_itself(content):
    """Any report compared with its own copy is the same, and is said to be."""
    comparison = compare(content, copy.deepcopy(content), "甲", "乙")
    assert comparison.is_same
    assert "两份报告的数据、正文和校验发现都相同。" in list(comparison_lines(comparison))
    assert "都相同" in comparison_html(comparison)


MIRRORED = str.maketrans("+−", "−+")


@given(one=perturbed(), other=perturbed())
@settings(max_examples=120, deadline=None)
def test_the_other_way_round_is_the_mirror_image(one, other):
    """Facts compared the other way round have old and new swapped and the sign of the difference turned."""
    there, back = compare(one, other, "甲", "乙"), compare(other, one, "乙", "甲")
    assert {(fact.id, fact.old, fact.new, fact.difference) for fact in there.facts} == {
        (fact.id, fact.new, fact.old, fact.difference.translate(MIRRORED)) for fact in back.facts
    }
    assert there.of_one_form == back.of_one_form[::-1]
    assert there.is_same == back.is_same
    assert all(fact.old != fact.new for fact in there.facts)


@given(one=perturbed(), other=perturbed())
@settings(max_examples=120, deadline=None)
def test_the_pieces_of_a_sentence_give_both_sides_again(one, other):
    """Without the new pieces a sentence is the old one, without the old the new; all of the text is told."""
    comparison = compare(one, other, "甲", "乙")
    for change in comparison.sentences:
        sides = ("".join(text for kind, text in change.pieces if kind != skipped) for skipped in ("new", "old"))
        assert tuple(sides) == (change.old or "", change.new or "")
        assert change.old != change.new
    kept = []
    for index, report in enumerate((one, other)):
        told = Counter((change.old, change.new)[index] for change in comparison.sentences)
        del told[None]
        held = Counter(
            s for section in report["sections"] for s in sentences([section["heading"], *section["paragraphs"]])
        )
        assert told <= held
        kept.append(held - told)
    assert kept[0] == kept[1]


def test_texts_without_bounds_are_compared_in_bounds(suqian):
    """Thousands of sentences without likeness, and sentences of great length, are told whole."""
    long = compare(said(suqian, "甲乙" * 1_500 + "。"), said(suqian, "甲乙丙" * 1_200 + "。"), "甲", "乙").sentences
    assert [[kind for kind, _ in change.pieces] for change in long] == [["old", "new"]]
    many = [said(suqian, "".join(f"{word}{chr(0x4E00 + n)}。" for n in range(600))) for word in "甲乙"]
    changes = compare(*many, "甲", "乙").sentences
    assert len(changes) == 1200
    assert all(change.old is None or change.new is None for change in changes)
