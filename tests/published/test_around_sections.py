"""What stands above the first section and below the last one of a published report."""

from __future__ import annotations

from datetime import date

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.layouts import merged
from benchmarks.published.tables import sample

from report_helpers.published.auditing import audit_files
from report_helpers.published.transcribe import transcribe
from tests.conftest import DISCLOSURE

SUQIAN = sources()[8]
PAGE = merged(sample(SUQIAN))[1].decode()
FIRST = "<p>一、总体情况</p>"


def page(tmp_path, opening="", closing="", name="a.html"):
    """Write a sound page with something above its first section and below its last."""
    assert FIRST in PAGE
    path = tmp_path / name
    path.write_text(PAGE.replace(FIRST, opening + FIRST).replace("</body>", f"{closing}</body>"), encoding="utf-8")
    return path


def test_the_opening_is_the_sentences_between_title_and_first_section(tmp_path):
    """A publisher's line and a table of contents are no part of it; sentences are."""
    opening = "<p>发布时间：2025-01-20 来源：办公室</p><p>目录</p><p>一、总体情况</p><p>现公布本报告。欢迎监督。</p>"
    assert transcribe(page(tmp_path, opening)).opening == "现公布本报告。欢迎监督。"
    assert transcribe(page(tmp_path)).opening == ""


def test_the_opening_is_judged_like_the_text(tmp_path):
    """A period of another year and a lost character above the first section are found, the period once more is not."""
    wrong = "<p>统计期限为2023年1月1日至2024年12月31日。</p><p>政府信息开指南已更新。</p>"
    found = audit_files([page(tmp_path, wrong)], DISCLOSURE).files[0].findings
    assert {f.rule for f in found if "引言" in f.place} == {"X-8", "P-5"}
    right = "<p>统计期限为2024年1月1日至2024年12月31日。</p>"
    assert not [f for f in audit_files([page(tmp_path, right)], DISCLOSURE).files[0].findings if f.rule == "X-8"]


@pytest.mark.parametrize(
    ("closing", "day"),
    [
        ("<p>宿迁市人民政府</p><p>2025年3月14日</p>", date(2025, 3, 14)),
        ("<p>宿迁市人民政府 2025 年 3 月 14 日</p>", date(2025, 3, 14)),
        ("<p>二〇二五年三月十四日</p>", date(2025, 3, 14)),
        ("<p>2025年13月40日</p>", None),
        ("<p>版权所有</p><p>2025年3月14日</p>", None),
        ("<p>甲</p><p>乙</p><p>丙</p><p>2025年3月14日</p>", None),
        ("", None),
    ],
)
def test_the_closing_day(tmp_path, closing, day):
    """The day right below the last sentence closes the report; what the site prints below does not."""
    assert transcribe(page(tmp_path, closing=closing)).dated == day


@pytest.mark.parametrize(("day", "rules"), [("2025年3月10日", set()), ("2025年3月11日", {"X-13"})])
def test_a_report_of_a_city_is_due_in_march(tmp_path, day, rules):
    """A report dated behind the day its level has is told of (X-13)."""
    found = audit_files([page(tmp_path, closing=f"<p>{day}</p>")], DISCLOSURE).files[0].findings
    assert {f.rule for f in found} & {"X-13"} == rules


def test_the_name_of_a_file_is_none_of_the_reports_words(tmp_path):
    """A file's name is not judged as the text is: XX, 机密 and a telephone number in it are nobody's fault."""
    path = page(tmp_path, name="XX镇机密★_13912345678.html")
    assert not [f for f in audit_files([path], DISCLOSURE).files[0].findings if f.rule.startswith("P-")]
