"""The CSV beside the index of a year."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from report_helpers.outputs.pages.index_rows import Publication, Review, index_csv
from tests.conftest import DISCLOSURE
from tests.outputs.pages.test_index_page import CLEAN, FAILED

INDEX = DISCLOSURE.settings.index


def test_csv_has_the_same_rows():
    """The CSV opens in a spreadsheet: byte order mark, Chinese heads, blank where there is no figure."""
    content = index_csv([CLEAN, FAILED], INDEX)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0][:5] == ["报告编号", "机关", "状态", "校验结论", "错误"]
    assert rows[1] == [
        "ju@2024",
        "示例局",
        "已生成",
        "通过",
        *"001",
        "12",
        "10",
        "2",
        "1",
        "0",
        *[""] * 10,
        "6.2",
        *[""] * 3,
        "ju",
    ]
    assert rows[2] == ["zhen@2024", "示例镇", "失败", "", *[""] * 21, "内核没有回应", "zhen"]
    signed = (Review.SIGNED, Review.BROKEN, Review.OPEN)
    row = replace(
        CLEAN, reviews=signed, published=Publication.DONE, published_detail="2025-01-20", units=(2, ("甲局",))
    )
    (found,) = csv.DictReader(io.StringIO(index_csv([row], INDEX).decode("utf-8-sig")))
    words = ("初审", "复审", "终审", "缺报单位", "缺哪些单位", "公布", "公布说明")
    assert [found[word] for word in words] == ["已签", "有改动", "未签", "1", "甲局", "已公布", "2025-01-20"]


def test_csv_holds_no_formula():
    """A name or a reason is never taken for a formula."""
    row = replace(FAILED, agency="=HYPERLINK(1)", reason="+A1", folder="@x", report="-a@2024")
    (_, written) = csv.reader(io.StringIO(index_csv([row], INDEX).decode("utf-8-sig")))
    assert [written[0], written[1], written[-2], written[-1]] == ["'-a@2024", "'=HYPERLINK(1)", "'+A1", "'@x"]
