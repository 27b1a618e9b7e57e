"""The second statute: its forms, its rules, and what it prints."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from report_helpers.checks.rule_catalogue import catalogue, own_rules
from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.forms.cells import form_cells
from report_helpers.forms.kind import load_kind
from report_helpers.releases.comparison import compare
from report_helpers.tables.charts import draw_chart
from report_helpers.tables.layout import lay_out
from tests.conftest import ROOT, SHIPPED
from tests.specimens import base_of, changed, checked, load, of_kind, planted, zero_facts

KIND = load_kind("enforcement")
SPECIMENS = of_kind("enforcement")


@pytest.fixture(scope="module")
def qingyuan():
    """The county's figures as they were published."""
    return SHIPPED.load(ReportId("qingyuan", 2024, "enforcement"))


def test_the_published_county_report_has_no_error_and_no_warning(qingyuan):
    """The figures of 庆元县 2024 as published keep every rule."""
    assert checked(qingyuan).verdict == "pass"


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda specimen: specimen["rule"])
def test_a_rule_catches_its_fault_and_leaves_the_near_one_alone(specimen):
    """The broken specimen fails its rule, the one that comes close does not."""
    base = base_of("enforcement")
    assert checked(planted(base, specimen["fails"])).rules[specimen["rule"]] == "fail"
    assert checked(planted(base, specimen["passes"])).rules[specimen["rule"]] != "fail"


SENTENCES = [
    ("EX-5", "罚款占行政处罚总数的{}。", "87.8%", "78.8%"),
    ("EX-5", "占行政处罚总数{}的是罚款。", "87.8%", "78.8%"),
    ("EX-5", "行政处罚以罚款为主，占比{}。", "87.77%", "78.77%"),
    ("EX-5", "警告、通报批评占行政处罚总数的{}。", "11.3%", "13.1%"),
    ("EX-5", "占行政处罚总数{}的是警告、通报批评。", "11.3%", "13.1%"),
    ("EX-5", "行政处罚以警告、通报批评为主，占比{}。", "11.3%", "13.1%"),
    ("EX-5", "行政处罚以吊销许可证为主，占比{}。", "0.1%", "1.1%"),
    ("EX-5", "许可申请26569宗，其中不予许可102宗，占{}。", "0.4%", "4%"),
    ("EX-5", "全县执法人员40人，执法证持有人员38人，执证率达{}。", "95%", "85%"),
    ("EX-4", "在岗人数100人。办理案件1368件，人均办案{}，其中一般程序346件。", "13.68件", "16.38件"),
    ("EX-6", "全县未实施行政{}。", "处罚的不列", "处罚"),
    ("EX-2", "其中罚款{}。", "94929宗", "94992宗"),
    ("EX-2", "警告、通报批评{}，罚款94929宗。", "12175宗", "12715宗"),
    ("EX-2", "其中{}。", "警告12000宗、通报批评175宗", "警告和通报批评12000宗"),
    ("EX-2", "没收违法所得、没收非法财物{}。", "235宗", "253宗"),
    ("EX-2", "暂扣许可证、执照，降低资质等级{}。", "189宗", "198宗"),
    ("EX-2", "吊销许可证、执照{}。", "101宗", "110宗"),
    ("EX-2", "责令停产停业、责令关闭、限制从业{}。", "11宗", "12宗"),
    ("EX-2", "其他行政处罚{}。", "12宗", "21宗"),
    ("EX-2", "全县未发生{}案件。", "重大安全", "行政拘留"),
    ("EX-2", "{}", "并处两种以上行政处罚的，算一宗行政处罚，计入最重的行政处罚类别。", "全县实施行政处罚2宗。"),
    ("EX-1", "全年办理行政许可{}。", "26564宗", "26642宗"),
]


@pytest.mark.parametrize(("rule", "sentence", "right", "wrong"), SENTENCES)
def test_what_a_sentence_says_of_the_figures_is_compared(rule, sentence, right, wrong):
    """Shares in either order of words, rates, averages, none: the wrong number is found, the right one is not."""
    base = base_of("enforcement")
    for said, failing in ((right, False), (wrong, True)):
        outcome = checked(planted(base, {"narrative": {"overview": sentence.format(said)}}))
        assert (outcome.rules[rule] == "fail") == failing, said


def test_an_organ_speaks_of_itself():
    """A department that gives the tables' figure as the whole city's is told (EX-8); the city's own text may."""
    zhengzhou = load("enforcement/zhengzhou-chengguan@2020")
    for whose, failing in (("全市共", True), ("按照全市统一部署，本局", False)):
        text = f"2020年，{whose}实施行政处罚{{{{ penalties.total }}}}。"
        assert (checked(planted(zhengzhou, {"narrative": {"overview": text}})).rules["EX-8"] == "fail") == failing


def test_the_published_figures_of_qufu_are_judged():
    """曲阜 2021: the row 合计 is that of its one organ; 23 kinds in 10 cases are questioned."""
    cells = {"filed": 10, "closed": 10, "fine": 10, "confiscate_gains": 2, "confiscate_goods": 1, "halt": 10}
    figures = {**cells, "money_wan": Decimal("170.8115")}
    facts = {f"penalties.{row}{cell}": value for cell, value in figures.items() for row in ("", "own.")}
    outcome = checked(planted(base_of("enforcement"), {"form": "shandong", "facts": facts}))
    assert (outcome.rules["ER-1"], outcome.rules["EP-4"], outcome.rules["EP-10"]) == ("pass", "fail", "pass")
    (message,) = [finding.message for finding in outcome.findings if finding.rule == "EP-4"]
    assert "填报 10，各类别之和 23，差 13" in message or "差 −13" in message, message


def test_every_rule_has_a_specimen():
    """No rule of the kind is without a specimen."""
    assert {one["rule"] for one in SPECIMENS} == set(catalogue(KIND)) - set(own_rules()) - {
        "O-4"
    }  # the engine's own has one in tests/checks


def test_a_form_prints_its_lines_over_and_under_the_table(qingyuan):
    """The caption names organ and year; the explanation stands below; one head is merged over all columns."""
    view = lay_out(qingyuan, "penalties")
    assert view.above == ("表一", "庆元县2024年度行政处罚实施情况统计表")
    assert view.below[-1] == "4.“罚没金额”以处罚决定书确定的金额为准。"
    assert (view.rows[0][0].text, view.rows[0][0].colspan) == ("行政处罚实施数量（宗）", 11)
    assert len(form_cells(qingyuan.form)) == 16


def test_the_form_of_a_year_is_the_whole_one():
    """A year that several forms serve takes the whole form, not the variant that leaves a table out."""
    assert KIND.form_for_year(2024).version == "zj-2024"


def test_the_variant_without_a_power_asks_for_the_sentence():
    """Where the licence table is left out, the part is kept and has no table."""
    form = KIND.form("no-licences")
    assert [table.id for table in form.tables] == ["penalties"]
    assert form.section("licences").table == ""


def test_the_blanks_of_a_published_page_stay_blank():
    """西湖公安 2022 prints five cells blank: they are kept, with the reason, and the sum cannot be verified."""
    report = SHIPPED.load(ReportId("xihu-gongan", 2022, "enforcement"))
    assert sum(fact.value is None for fact in report.cells()) == 5
    outcome = checked(report)
    assert (outcome.verdict, outcome.rules["EP-1"], outcome.rules["EP-7"]) == ("warn", "not_verifiable", "pass")


def test_money_in_yuan_is_told_from_wan_yuan():
    """Datong's form has its amount in 元 and 14 columns, the sum among them."""
    cells = form_cells(KIND.form("sx-2021"))
    assert len(cells) == 14
    assert (cells["penalties.money_yuan"].unit, cells["penalties.money_yuan"].label) == ("元", "罚没金额（元）")


def year_of(version, year, facts, previous=None):
    """Return a report in a form, 0 in every cell but some."""
    kind = load_kind("enforcement", ROOT / "tests/workspaces/hubei")
    base, form = base_of("enforcement"), kind.form(version)
    zero = zero_facts(form)
    cells = zero | {cell: changed(zero[cell], cell, value) for cell, value in facts.items()}
    return replace(
        base, id=replace(base.id, year=year), kind=kind, form=form, facts=cells, narrative={}, previous=previous
    )


JUMP = "{}：本年 {}，上年 {}，相差 10.0 倍"


def jumps(report):
    """Return what EY-1 finds, and the cells that it cannot compare."""
    found = [finding for finding in checked(report).findings if finding.rule == "EY-1"]
    messages = [finding.message.removeprefix("EY-1 〔年度衔接〕") for finding in found if finding.result == "fail"]
    return messages, {cell for finding in found if finding.result == "not_verifiable" for cell in finding.where}


def test_years_compare_on_the_coarser_columns():
    """After finer columns the coarser ones are compared with sums; before them the sums are, once for all parts."""
    finer = year_of("sx-2021", 2021, {"penalties.caution": 30, "penalties.criticism": 10, "penalties.halt": 3})
    coarser = year_of("zj-2024", 2022, {"penalties.warn_notice": 400, "penalties.halt_close_ban": 3}, finer)
    assert jumps(coarser)[0] == [JUMP.format("警告、通报批评", 400, 40)]
    finest = year_of("hb-2023", 2023, {"penalties.criticism": 4000, "penalties.ban": 3}, coarser)
    assert jumps(finest) == ([JUMP.format("警告＋通报批评", 4000, 400)], set())


def test_the_older_columns_nest_with_none():
    """What 其他行政处罚 and 警告 count changed with the law of 2021: they are not compared across it."""
    older = year_of("old-8", 2021, {"penalties.other_and_new": 30})
    found, lacking = jumps(year_of("zj-2024", 2022, {"penalties.other": 3000}, older))
    assert found == []
    assert {"penalties.other", "penalties.warn_notice"} <= lacking
    assert "penalties.fine" not in lacking


def test_amounts_in_yuan_and_in_wan_compare():
    """Before and after a form with its amount in 元, EY-1 compares 万元, and a text in 亿元 is that of the table."""
    yuan = year_of("sx-2021", 2021, {"penalties.money_yuan": 4000000})
    assert (yuan.get("penalties.money_wan").value, yuan.get("penalties.money_wan").unit) == (400, "万元")
    later = year_of("zj-2024", 2022, {"penalties.money_wan": 4000}, yuan)
    assert jumps(later)[0] == [JUMP.format("罚没金额（万元）", 4000, 400)]
    earlier = year_of("zj-2024", 2020, {"penalties.money_wan": 40})
    assert jumps(replace(yuan, previous=earlier))[0] == [JUMP.format("罚没金额（万元）", 400, 40)]
    for amount, result in (("0.04亿元", "pass"), ("400元", "fail")):
        text = {section.id: f"2021年罚没金额{amount}。" for section in yuan.form.sections}
        assert checked(replace(yuan, narrative=text)).rules["EX-2"] == result


def as_content(report):
    """Return a report as `report diff` compares it."""
    facts = [
        {"id": fact.id, "label": fact.label, "unit": fact.unit, "status": fact.status.value, "note": fact.note}
        | {"table": "penalties", "value": "" if fact.value is None else f"{fact.value:f}"}
        for fact in report.cells()
    ]
    names = {"title": "", "kind": "enforcement", "form": report.form.version, "verdict": "pass", "findings": []}
    return {**names, "facts": facts, "sections": [{"id": "penalties", "heading": "一、", "paragraphs": []}]}


def test_what_differs_between_nested_columns_is_told_as_a_sum():
    """Two forms are compared on the coarser columns, in either direction, in one unit; a blank part makes a blank."""
    finer = year_of("hb-2023", 2023, {"penalties.caution": 30, "penalties.halt": 2, "penalties.ban": 3})
    coarser = year_of("zj-2024", 2024, {"penalties.warn_notice": 40, "penalties.halt_close_ban": 5})
    contents = as_content(finer), as_content(coarser)
    merged = KIND.settings.merged
    (change,) = compare(*contents, "甲", "乙", merged).facts
    assert (change.label, change.old, change.new, change.difference) == ("警告、通报批评", "30", "40", "+10")
    (back,) = compare(*contents[::-1], "乙", "甲", merged).facts
    assert (back.label, back.old, back.new, back.difference) == ("警告＋通报批评", "40", "30", "−10")
    assert [group.form for group in compare(*contents, "甲", "乙", merged).of_one_form] == ["zj-2024"]  # licences
    cases = {**contents[0], "facts": [{**fact, "unit": "件"} for fact in contents[0]["facts"] if fact["unit"] == "宗"]}
    (change,) = [
        one for one in compare(cases, contents[1], "甲", "乙", merged).facts if one.id == "penalties.warn_notice"
    ]
    assert (change.old, change.new) == ("30件", "40宗")
    blank = as_content(year_of("hb-2023", 2023, {"penalties.caution": None, "penalties.ban": 5}))
    assert [one.old for one in compare(blank, contents[1], "甲", "乙", merged).facts] == ["空白"]


def test_amounts_in_two_units_are_compared_in_one():
    """What 大同's form has in 元 differs from 万元 only where the amount does."""
    yuan = as_content(year_of("sx-2021", 2021, {"penalties.money_yuan": 4000001}))
    wan = as_content(year_of("zj-2024", 2022, {"penalties.money_wan": 400}))
    (change,) = compare(yuan, wan, "甲", "乙", KIND.settings.merged).facts
    assert (change.label, change.old, change.new) == ("罚没金额（万元）", "400.0001", "400")


def test_sums_of_sums_are_said_in_order(tmp_path):
    """Cells that would add each other up without end are refused with their place."""
    folder = tmp_path / "params/kinds/enforcement"
    folder.mkdir(parents=True)
    own = "name: 行政执法统计年报\nmerged: {penalties.a: [penalties.b], penalties.b: [penalties.a]}\n"
    (folder / "kind.yaml").write_text(own, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_kind("enforcement", tmp_path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.column) == ("params/kinds/enforcement/kind.yaml", "merged·penalties.a")


def test_zhengzhou_names_only_what_differs():
    """郑州's figures for 2020 keep every rule in a variant without 行政拘留, whose sum has no such term either."""
    report = SHIPPED.load(ReportId("zhengzhou-chengguan", 2020, "enforcement"))
    outcome = checked(report)
    assert (report.form.version, outcome.verdict, outcome.rules["EP-1"]) == ("old-8-zhengzhou", "pass", "pass")
    assert "penalties.detain" not in form_cells(report.form)
    assert [lay_out(report, table).above[0] for table in ("licences", "penalties")] == ["表一", "表二"]


def test_a_brace_in_a_printed_line_is_no_error(qingyuan):
    """A line of a form that holds another brace is printed as it stands."""
    tables = tuple(table.model_copy(update={"above": ("{unit}", "{year}年")}) for table in qingyuan.form.tables)
    report = replace(qingyuan, form=qingyuan.form.model_copy(update={"tables": tables}))
    assert lay_out(report, "penalties").above == ("{unit}", "2024年")


def test_bars_of_a_table_without_row_labels_are_named_by_its_columns(qingyuan):
    """Each bar of the penalties has the printed name of its column."""
    chart = draw_chart(qingyuan, "penalties")
    for label in ("警告、通报批评", "罚款", "责令停产停业、责令关闭、限制从业"):
        assert f">{label}<" in chart.svg
