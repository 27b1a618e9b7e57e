"""What an office adds to its ledgers: own words in params/words.yaml, holidays in params/holidays.yaml."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.ledger.calendar import working_days
from report_helpers.ledger.examining import examine
from report_helpers.ledger.time_limits import time_limits_of
from report_helpers.runs.fingerprints import input_files
from report_helpers.signoff.parts import AGENCY, parts_of
from tests.conftest import run_report

REPORT, FOLDER = ReportId("suqian", 2024), "data/suqian/2024"
HEAD = "登记编号,收到日期,申请人类型,答复日,答复类型\n"
LAST = working_days().last.item().year  # that the library knows
NEXT = LAST + 1
OFF = f"{{name: 元旦, first: {NEXT}-01-01}}, {{name: 国庆节, first: {NEXT}-10-01, last: {NEXT}-10-07}}"
SOURCE = "国务院办公厅关于部分节假日安排的通知"


def saturday(year, number=1):
    """Return a Saturday of March."""
    return next(day for day in (date(year, 3, 1 + more + 7 * number) for more in range(7)) if day.weekday() == 5)


def put(workspace, name, text):
    """Write a file of the workspace."""
    path = workspace.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def with_ledger(workspace, *rows):
    """Put a ledger in the place of table 三."""
    put(workspace, f"{FOLDER}/ledger.csv", HEAD + "".join(f"{row}\n" for row in rows))
    (workspace.root / FOLDER / "applications.csv").unlink(missing_ok=True)
    return workspace


def holidays(body=OFF, year=NEXT, source=SOURCE, work=""):
    """Return the text of a holiday file with one year."""
    return f"years:\n  {year}:\n    source: {source}\n    rest: [{body}]\n    work: [{work}]\n"


def complaint(workspace):
    """Return what is wrong with the workspace's ledgers."""
    with pytest.raises(InputError) as caught:
        workspace.ledgers(REPORT)
    return str(caught.value)


def test_an_offices_own_words_are_counted_as_what_they_stand_for(workspace):
    """已公开 and 公民个人 are unknown until params/words.yaml says what they mean; then they are counted."""
    rows = ("1,2024-02-01,公民个人,2024-02-20,已公开", "2,2024-02-01,企业法人,2024-02-20,信息 不存在")
    with_ledger(workspace, *rows)
    load = workspace.ledgers(REPORT)["applications"].load
    assert (load.group.tolist(), load.outcome.tolist()) == ([-1, -1], [-1, -1])
    words = "已公开: 予以公开\n  信息不存在: 本机关不掌握相关政府信息\n  公民个人: 自然人\n  企业法人: 商业企业\n"
    before = parts_of(workspace.load(REPORT), workspace.root)[AGENCY].hash
    put(workspace, "params/words.yaml", f"ledger:\n  {words}")
    counted = workspace.ledgers(REPORT)["applications"].counted
    one = {cell for cell, count in counted.items() if count == 1 and not cell.endswith("total")}
    assert {"applications.granted.natural", "applications.unavailable.1.commercial"} <= one
    report = workspace.load(REPORT)
    assert report.facts["applications.granted.natural"].value == 1
    assert report.words == {}
    assert parts_of(report, workspace.root)[AGENCY].hash != before


@pytest.mark.parametrize(
    ("words", "where", "what"),
    [
        ("已公开: 予以公布", "ledger·已公开", "“予以公布”）：不是台账里能填的任何一种"),
        ("已公开: 不予公开", "ledger·已公开", "不是台账里能填的任何一种"),  # a group, not a result
        ("予以公开: 部分公开", "ledger·予以公开", "这个词本来另有意思"),
        ("公民: 商业企业", "ledger·公民", "这个词本来另有意思"),
        ("已公开: 予以公开\n  已 公开: 部分公开", "ledger·已 公开", "同一个词有两种意思"),
        ("公开？: 予以公开", "ledger·公开？", "含有问号等符号"),
        ('"": 予以公开', "ledger", "没有字"),
        ("已公开: ''", "ledger·已公开", "不是台账里能填的任何一种"),
    ],
)
def test_a_wrong_word_is_refused_with_its_place(workspace, words, where, what):
    """A word that stands for nothing, for two things, or for another than it is known for stops the reading."""
    with_ledger(workspace, "1,2024-02-01,自然人,2024-02-20,予以公开")
    put(workspace, "params/words.yaml", f"ledger:\n  {words}\n")
    found = complaint(workspace)
    assert found.startswith(f"params/words.yaml 列「{where}")
    assert what in found


@pytest.mark.parametrize(
    "text", ["ledger: [已公开]\n", "ledger: {已公开: [予以公开]}\n", "leger: {已公开: 予以公开}\n"]
)
def test_another_shape_of_the_word_list_is_named(workspace, text):
    """A list, a nested value and a misspelt key are refused."""
    put(workspace, "params/words.yaml", text)
    with pytest.raises(InputError, match=r"params/words\.yaml"):
        workspace.load(REPORT)


def test_an_own_holiday_list_carries_time_limits_into_a_new_year(workspace):
    """A limit that ends in a year without a list is open and says where to write it; with one it is counted by it."""
    received = f"{LAST}-12-20"
    work = saturday(NEXT)
    with_ledger(workspace, f"1,{received},自然人,,")
    period = (date(LAST, 1, 1), date(LAST, 12, 31))

    def due():
        return time_limits_of(workspace.ledgers(REPORT)["applications"].load, period).due[0]

    assert str(due()) == "NaT"
    put(workspace, "params/holidays.yaml", holidays(work=work))
    load = workspace.ledgers(REPORT)["applications"].load
    days = working_days(load.vocabulary.holidays)
    assert str(days.last) == f"{NEXT}-12-31"
    count = np.busday_count(f"{NEXT}-01-01", f"{NEXT + 1}-01-01")
    weekdays_off = sum(date(NEXT, 10, day).weekday() < 5 for day in range(1, 8)) + (date(NEXT, 1, 1).weekday() < 5)
    every = days.between(np.array([f"{LAST}-12-31"], "datetime64[D]"), np.array([f"{NEXT}-12-31"], "datetime64[D]"))
    assert every[0] == count - weekdays_off + 1
    assert str(due()) > f"{NEXT}-01-01"
    assert workspace.root / "params/holidays.yaml" in input_files(workspace, REPORT)


def test_what_the_lists_leave_open_names_the_file_to_write(workspace):
    """The rule that cannot be verified says params/holidays.yaml."""
    with_ledger(workspace, f"1,{LAST}-12-20,自然人,{NEXT}-03-01,予以公开")
    load = workspace.ledgers(REPORT)["applications"].load
    found = examine(load, (date(NEXT, 1, 1), date(NEXT, 12, 31)))["overdue"][0]
    assert any("params/holidays.yaml" in why and f"–{LAST} 年" in why for why in found.cannot_tell)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (holidays(f"{{first: {NEXT + 1}-01-01}}"), f"不是 {NEXT} 年的日子"),
        (holidays(f"{OFF}, {{first: {NEXT}-10-07}}"), "这一天写了两次"),
        (holidays(work=f"{NEXT}-10-02"), "这一天写了两次"),
        (holidays(work=saturday(NEXT).replace(day=saturday(NEXT).day + 2)), "本来就上班"),
        (holidays(f"{{first: {NEXT}-10-07, last: {NEXT}-10-01}}"), "结束日早于开始日"),
        (holidays(f"{{first: {NEXT}-01-01, last: {NEXT}-12-31}}"), "超过 31 天"),
        (holidays(f"{{first: {NEXT}-02-30}}"), f"第 4 行：不是有效的 YAML（没有“{NEXT}-02-30”这一天）"),
        (holidays(source="''"), "不能为空"),
        (holidays(""), "至少要有一项"),
        (holidays().replace(f"    source: {SOURCE}\n", ""), "source」：缺少这一项"),
        (holidays(f"{{first: {NEXT + 1}-01-01}}", NEXT + 1), f"没有上一年（{NEXT} 年）的放假安排"),
        (holidays(f"{{first: {LAST}-01-01}}", LAST), f"与工具自带的 {LAST} 年放假安排有"),
        (holidays("{frist: 1}"), f"years·{NEXT}·rest·第 1 项·first」：缺少这一项"),
        (holidays(year="next"), "years·next"),
        ("years: {}\n", "至少要有一项"),
        ("- 1\n", "应为“名称: 值”的结构"),
    ],
)
def test_a_wrong_holiday_list_is_refused_with_its_place(workspace, text, what):
    """Days of another year, twice, reversed, on a weekday, of no source, unlike the library's: nothing is counted."""
    with_ledger(workspace, "1,2024-02-01,自然人,2024-02-20,予以公开")
    put(workspace, "params/holidays.yaml", text)
    found = complaint(workspace)
    assert found.startswith("params/holidays.yaml")
    assert what in found


def test_a_list_that_the_library_has_learnt_meanwhile_does_no_harm(workspace):
    """A year that is in both and the same is counted once; the report is checked as before."""
    import chinese_calendar

    every = [date(LAST, month, day) for month in range(1, 13) for day in range(1, 29)]
    off = [day for day in chinese_calendar.constants.holidays if day.year == LAST]
    work = [day for day in chinese_calendar.constants.workdays if day.year == LAST and day.weekday() >= 5]
    body = ", ".join(f"{{first: {day}}}" for day in off)
    with_ledger(workspace, "1,2024-02-01,自然人,2024-02-20,予以公开")
    put(workspace, "params/holidays.yaml", holidays(body, LAST, work=", ".join(map(str, work))))
    load = workspace.ledgers(REPORT)["applications"].load
    days = np.array(every, "datetime64[D]")
    with_own, without = working_days(load.vocabulary.holidays), working_days()
    assert (with_own.after(days, 3) == without.after(days, 3))[: len(days) - 5].all()


def test_a_wrong_list_ends_the_command_with_2(workspace):
    """`report check` prints one sentence and writes nothing."""
    with_ledger(workspace, "1,2024-02-01,自然人,2024-02-20,予以公开")
    put(workspace, "params/holidays.yaml", holidays(f"{{first: {NEXT + 1}-01-01}}"))
    finished = run_report("check", "suqian@2024", cwd=workspace.root)
    assert finished.returncode == 2
    assert "params/holidays.yaml" in finished.stderr
    assert "Traceback" not in finished.stderr
