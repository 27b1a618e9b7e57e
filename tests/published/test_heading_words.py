"""A heading that is not the form's: what stands below it is not read, whatever the layout."""

from __future__ import annotations

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.layouts import LAYOUTS
from benchmarks.published.tables import sample

from report_helpers.published.transcribe import transcribe

FIRST, SECOND = sources()[-2:]  # 2019's form and 2021's, all figures different
LAID_OUT = ["1 合并单元格", "2 该合并的留空", "4 制表符、错列", "5 一格一行", "8 识别出的 Markdown"]
OTHER_HEADINGS = [
    (SECOND, "本年制发件数", "上年制发件数", ".issued"),
    (SECOND, "本年处理决定数量", "上年处理决定数量", ".decisions"),
    (SECOND, "本年收费金额", "上年收费金额", ".amount"),
    (SECOND, "自然人", "外国人", ".natural"),
    (SECOND, "商业企业", "国有企业", ".commercial"),
    (SECOND, "结果维持", "驳回申请", ".upheld"),
    (SECOND, "行政复议", "行政裁决", ".review."),
    (FIRST, "上一年项目数量", "前年项目数量", ".items_before"),
    (FIRST, "采购总金额", "预算总金额", "procurement.amount"),
]


def _read(tmp_path, layout, report, change):
    suffix, data, printed = LAYOUTS[layout](sample(report, 3))
    path = tmp_path / f"a{suffix}"
    path.write_text(change(data.decode()), encoding="utf-8")
    return transcribe(path), printed.expected


@pytest.mark.parametrize("layout", LAID_OUT)
@pytest.mark.parametrize("heading", OTHER_HEADINGS)
def test_below_another_heading_nothing_is_read(tmp_path, layout, heading):
    """The cells below a heading that the form does not have are refused, those beside it read."""
    report, own, other, below = heading
    found, _ = _read(tmp_path, layout, report, lambda text: text.replace(own, other))
    under = [reading for cell, reading in found.readings.items() if below in f"{cell}."]
    beside = [reading for cell, reading in found.readings.items() if below not in f"{cell}."]
    assert under
    assert all(reading.value is None for reading in under)
    assert sum(reading.value is not None for reading in beside) > len(beside) / 2


def test_the_refusal_shows_the_other_heading(tmp_path):
    """The sentence names the heading that is printed."""
    found, _ = _read(tmp_path, "1 合并单元格", SECOND, lambda text: text.replace("自然人", "外国人"))
    assert "列标题“外国人”与格式不符" in found.readings["applications.new.natural"].why


@pytest.mark.parametrize("layout", LAID_OUT)
@pytest.mark.parametrize(
    ("own", "shown"),
    [("科研机构", ""), ("本年制发件数", "制发件数"), ("法律服务机构", "法律服务"), ("自然人", "自然人（件）")],
)
def test_a_heading_that_is_short_noted_or_missing_costs_nothing(tmp_path, layout, own, shown):
    """A heading left out, shortened or with a note in brackets is no other heading."""
    found, expected = _read(tmp_path, layout, SECOND, lambda text: text.replace(own, shown))
    refused = {cell for cell in expected if found.readings[cell].value is None and "列标题" in found.readings[cell].why}
    assert not refused


def test_figures_on_a_line_with_the_next_label_are_not_skipped(tmp_path):
    """Where a row's figure shares its line with the next label, the next figure is not taken for the first row's."""
    joined = "\n行政处罚\n18\n行政强制\n19\n", "\n行政处罚\n18 行政强制\n19\n"
    found, _ = _read(tmp_path, "5 一格一行", SECOND, lambda text: text.replace(*joined))
    assert found.readings["proactive.penalty.decisions"].value in {None, 18}
    assert found.readings["proactive.coercion.decisions"].value in {None, 19}
