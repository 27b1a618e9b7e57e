"""Rows and their figures: shifted, split, blank, run together, of either form or of both."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.layouts import tabbed, web
from benchmarks.published.measuring import verdict
from benchmarks.published.tables import sample
from hypothesis import given
from hypothesis import strategies as st

from report_helpers.errors import InputError
from report_helpers.facts.fact import Status
from report_helpers.forms.kind import load_kind
from report_helpers.published.labels import form_rows
from report_helpers.published.model import Page, Row
from report_helpers.published.reading import read_rows
from report_helpers.published.run_together import ways_with_total
from report_helpers.published.transcribe import read_report, transcribe
from tests.conftest import DISCLOSURE

ROWS = form_rows(DISCLOSURE, DISCLOSURE.form("2021"))
TOY = Path(__file__).parents[1] / "kinds/toy"
COLUMNS = ("natural", "commercial", "research", "public_welfare", "legal_service", "other_org", "total")
HEAD = (
    "（本列数据的勾稽关系为）",
    "",
    "",
    "自然人",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
    "总计",
)


def read(tmp_path, text: str, name: str = "r.html"):
    """Read a text as a file of that name."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return transcribe(path)


def readings_of(*rows: tuple[str | None, ...]):
    """Read rows of one table."""
    lines = [Row(cells, f"第 {n} 行", 1) for n, cells in enumerate(rows, 1)]
    return read_rows(ROWS, lines).readings


def test_shifted_rows_are_read_under_their_own_labels(tmp_path):
    """「3.其他」 and 「（七）总计」 one column to the left are read as what they say, all 200 cells."""
    report = sources()[-1]
    specimen = tabbed(sample(report))[1].decode()
    assert "\n3.其他\t" in specimen
    found = read(tmp_path, specimen, "r.txt").readings
    assert len(found) == 200
    assert all(found[cell.id].value == cell.value for cell in report.cells())


def test_every_reading_says_where_it_stands(tmp_path):
    """A transcript names its file, a reading its table and row, and the text that stood there."""
    transcript = read(tmp_path, web(sample(sources()[-1])))
    reading = transcript.readings["applications.other.3.total"]
    assert (transcript.file, reading.place, reading.text) == ("r.html", "第 2 张表第 26 行", str(reading.value))


def test_a_row_run_together_lists_both_readings():
    """330000033 has two readings under T3-3: both are listed, neither is taken."""
    found = readings_of(("一、本年新收政府信息公开申请数量", "330000033"))
    reading = found["applications.new.total"]
    assert (reading.status, reading.value) == (Status.BLANK, None)
    assert set(reading.candidates) == {"33、0、0、0、0、0、33", "3、30、0、0、0、0、33"}


def test_a_row_of_seven_figures_is_no_run():
    """Seven figures in seven cells are read."""
    found = readings_of(("一、本年新收政府信息公开申请数量", "3", "30", "0", "0", "0", "0", "33"))
    assert found["applications.new.commercial"].value == 30


def test_figures_packed_to_the_left_are_refused():
    """A figure with digits enough for the whole row, and blanks behind it, is no figure."""
    found = readings_of(HEAD, ("一、本年新收政府信息公开申请数量", "", "", "330000033", *[""] * 6))
    assert all(reading.is_refused for reading in found.values())


def test_a_slipped_row_with_blanks_is_refused():
    """Where several placings fit, none is taken."""
    found = readings_of(("（七）总计", "", "5", "", "", "", "", "", "", ""))
    assert all(reading.is_refused for reading in found.values())


def test_a_header_places_blanks():
    """Under a header, a row in its own column is read with its blanks."""
    found = readings_of(HEAD, ("一、本年新收政府信息公开申请数量", "", "", "", "5", "", "", "", "", ""))
    assert found["applications.new.commercial"].value == 5
    assert found["applications.new.natural"].status is Status.BLANK
    assert not found["applications.new.natural"].is_refused


def test_a_header_full_rows_contradict_places_nothing():
    """A header over other columns than the full rows' says nothing about rows with blanks."""
    wrong = ("", "", "自然人", *HEAD[4:], "")
    full = ("一、本年新收政府信息公开申请数量", "", "", "1", "0", "0", "0", "0", "0", "1")
    found = readings_of(wrong, full, ("四、结转下年度继续办理", "", "", "", "5", "", "", "", "", ""))
    assert found["applications.new.natural"].value == 1
    assert found["applications.carried_out.commercial"].is_refused


def test_a_row_twice_with_other_figures_is_refused():
    """Two rows of one label that differ leave the cells that differ blank."""
    row = ("四、结转下年度继续办理", "1", "0", "0", "0", "0", "0", "1")
    found = readings_of(row, (row[0], "2", *row[2:-1], "2"))
    assert found["applications.carried_out.natural"].is_refused
    assert found["applications.carried_out.research"].value == 0


def test_rows_without_labels_take_the_place_between_their_neighbours():
    """A row without a label is the one missing between two known rows; of two missing, it is neither."""
    ends = (("1.属于国家秘密", *"0000000"), ("3.危及“三安全一稳定”", *"0000000"), ("4.保护第三方合法权益", *"0000000"))
    found = readings_of(ends[0], ("", *"2000002"), ends[1])
    assert found["applications.refused.2.natural"].value == 2
    assert "applications.refused.2.natural" not in readings_of(ends[0], ("", *"2000002"), ends[2])


@given(st.lists(st.integers(0, 40), min_size=6, max_size=6), st.lists(st.booleans(), min_size=7, max_size=7))
def test_no_way_of_running_together_is_read_wrong(figures, joined):
    """However cells run into their neighbours, what is read is what was there."""
    truth = [*figures, sum(figures)]
    texts: list[str] = []
    for number, is_joined in zip(truth, joined, strict=True):
        if is_joined and texts:
            texts[-1] += str(number)
        else:
            texts.append(str(number))
    for padded in ((*texts, *[""] * (7 - len(texts))), (*[""] * (7 - len(texts)), *texts), tuple(texts)):
        found = readings_of(HEAD, ("一、本年新收政府信息公开申请数量", "", "", *padded))
        for column, value in zip(COLUMNS, truth, strict=True):
            reading = found[f"applications.new.{column}"]
            assert reading.is_refused or reading.value == value


@given(st.lists(st.integers(0, 99), min_size=6, max_size=6))
def test_the_truth_is_among_the_readings(figures):
    """The ways a row falls apart include the one it was made of."""
    truth = (*figures, sum(figures))
    assert truth in islice(ways_with_total(["".join(map(str, truth))], 7), 10_000)


@given(st.lists(st.sampled_from(["", "0", "7", "12", "/", "无", "3件"]), min_size=7, max_size=7))
def test_a_proper_row_is_read_or_refused(texts):
    """In a table with a header every figure is read where it stands, or refused."""
    found = readings_of(HEAD, ("二、上年结转政府信息公开申请数量", "", "", *texts))
    for column, text in zip(COLUMNS, texts, strict=True):
        reading = found[f"applications.carried_in.{column}"]
        expected = text.removesuffix("件")
        assert reading.is_refused or verdict(reading, "" if text == "无" else expected) == "right"


@given(st.lists(st.text(max_size=30), max_size=40))
def test_any_text_is_read_or_refused_in_words(lines):
    """Lines of any text give a transcript or a sentence, never a stack trace."""
    try:
        read_report(Page("f", tuple(Row((line,), "p") for line in lines)), DISCLOSURE)
    except InputError as error:
        assert error.sentences()


@pytest.mark.parametrize(("proactive", "applications"), [("2021", "2019"), ("2019", "2021")])
def test_a_hybrid_is_read_as_what_it_shows(tmp_path, proactive, applications):
    """Table 二 of one form and table 三 of the other are both read, and the page is said to be a hybrid."""
    by_form = {report.form.version: sample(report) for report in sources()[-2:]}
    base, other = by_form[proactive], by_form[applications]
    mixed = replace(base, views=(base.views[0], other.views[1], base.views[2]))
    found = read(tmp_path, web(mixed))
    assert (found.form.version, found.is_hybrid) == (proactive, True)
    assert any("混合" in remark for remark in found.remarks)
    expected = base.expected | {c: t for c, t in other.expected.items() if c.startswith("applications")}
    assert all(verdict(reading, expected[cell]) == "right" for cell, reading in found.readings.items())


def test_a_workspaces_own_form_reads_a_page_of_its_year(tmp_path):
    """A form that is nothing but YAML in a workspace reads every figure of a page that prints its labels."""
    folder = tmp_path / "params/kinds/disclosure/forms"
    folder.mkdir(parents=True)
    new = "version: '2026'\nvariant_of: '2021'\nnotice: 国办公开办函〔2026〕1号\nyears: {first: 2026}\n"
    renamed = "rename: {applications.public_welfare: 慈善和志愿服务组织, applications.research: 高等院校和科研院所}\n"
    (folder / "2026.yaml").write_text(new + renamed, encoding="utf-8")
    words = {"社会公益组织": "慈善和志愿服务组织", "科研机构": "高等院校和科研院所"}
    report, path = sample(sources()[-1]), tmp_path / "page.html"
    page = web(report.with_labels(lambda label: words.get(label, label)))
    path.write_text(page.replace(f"{report.report.year}年", "2026年"), encoding="utf-8")
    found = transcribe(path, kind=load_kind("disclosure", tmp_path))
    assert (found.form.version, found.year) == ("2026", 2026)
    assert {verdict(reading, report.expected[cell]) for cell, reading in found.readings.items()} == {"right"}


RENAMED = ("proactive.licence: 许可", "proactive.licence: 行政许可决定", "applications.granted: （一）公开")


@pytest.mark.parametrize("own", ["2021", "own"])
@pytest.mark.parametrize("renamed", [*RENAMED, "disputes.review.upheld: 维持原行为"])
def test_labels_decide_between_forms_before_the_year_does(tmp_path, renamed, own):
    """Of two forms of one year that differ by a label alone, the one whose label stands there is read."""
    folder = tmp_path / "params/kinds/disclosure/forms"
    folder.mkdir(parents=True)
    new = "version: own\nvariant_of: '2021'\nnotice: 省文〔2022〕1号\nyears: {first: 2022}\n"
    (folder / "own.yaml").write_text(f"{new}rename: {{{renamed}}}\n", encoding="utf-8")
    kind = load_kind("disclosure", tmp_path)
    report = sample(replace(sources()[8], form=kind.forms[own]))
    path = tmp_path / "page.html"
    path.write_text(web(report), encoding="utf-8")
    found = transcribe(path, kind=kind)
    assert (found.form.version, found.is_hybrid) == (own, False)
    assert {verdict(reading, report.expected[cell]) for cell, reading in found.readings.items()} == {"right"}


def test_blank_stroke_and_remark_are_kept_apart(tmp_path):
    """A blank, a "/" and a figure with a remark are three things."""
    cells = {"proactive.normative.issued": "22（其中修订16件）", "proactive.licence.decisions": "/"}
    cells["proactive.normative.repealed"] = ""
    changed = sample(sources()[-1]).with_figures(lambda cell, text: (cells.get(cell, text), ""))
    found = read(tmp_path, web(changed)).readings
    statuses = [found[cell].status for cell in cells]
    assert statuses == [Status.NOTED, Status.NOT_APPLICABLE, Status.BLANK]
    assert [found[cell].printed for cell in cells] == list(cells.values())


def test_a_mark_of_a_note_is_no_digit(tmp_path):
    """22 with a raised 1 behind it is not 221."""
    text = web(sample(sources()[-1]))
    value = ">11<"
    assert (
        read(tmp_path, text.replace(value, ">11<sup>1</sup><", 1)).readings["proactive.regulations.issued"].is_refused
    )
    marked = read(tmp_path, text.replace(value, ">11<sup>注1</sup><", 1)).readings["proactive.regulations.issued"]
    assert marked.value == 11


def test_the_last_heading_counts(tmp_path):
    """A table of contents above does not hide the text below."""
    made = sample(sources()[-1])
    contents = "".join(f"<p>{section.heading}</p>" for section in made.report.form.sections)
    found = read(tmp_path, web(made).replace("<body>", f"<body>{contents}"))
    assert "统计期限" in found.narrative["overview"]


def test_a_label_of_two_tables_is_read_in_the_table_it_stands_in():
    """合计 is a row of both tables of the toy kind: each is read under its own heads, or after its own rows."""
    kind = load_kind("waterworks", TOY)
    rows = form_rows(kind, kind.form("county-1"))
    works = [("工程", None, "处数", "长度（千米）", "投资（单位：万元）"), ("渠道", "干渠", "1", "2.5", "5")]
    works += [(None, "支渠", "1", "0", "0"), ("其他", "管道", "1", "0", "0"), ("合计", None, "3", "2.5", "5")]
    funds = [("资金来源", "金额（单位：万元）"), ("合计", "5"), ("中央", "2"), ("地方", "3")]
    lines = [Row(cells, f"{n}", 1) for n, cells in enumerate(works)] + [
        Row(cells, f"f{n}", 2) for n, cells in enumerate(funds)
    ]
    found = read_rows(rows, lines).readings
    assert (found["works.all.cost"].value, found["works.all.cost"].place) == (5, "4")
    assert (found["funds.all.amount"].value, found["funds.all.amount"].place) == (5, "f1")
    assert len(found) == 15
