"""Which form a page is filled in on: told by what the page prints, never by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.published.figures import is_value
from report_helpers.published.labels import comparable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report_helpers.forms import Form, Kind
    from report_helpers.published.model import Row

# What only one of the forms prints in table 二, and in table 三 below （六）.
_PROACTIVE = {
    "2019": ("本年新制作数量", "本年新公开数量", "对外公开总数量", "上一年项目数量", "采购项目数量"),
    "2021": ("本年制发件数", "本年废止件数", "现行有效件数", "本年处理决定数量"),
}
_OTHER_IN_PARTS = ("申请人无正当理由逾期不补正", "申请人逾期未按收费通知要求缴纳费用", "不再处理其政府信息公开申请")
_OTHER = "其他处理"


def choose_form(kind: Kind, rows: Sequence[Row], year: int, shown: str) -> tuple[Form, bool]:
    """Return the form, and whether it is made of two: table 二 of one, table 三 of the other.

    *year* decides only what the page leaves open. Raises InputError for a page that
    prints what belongs to both forms in one table, and for one that shows neither table.
    """
    words = "".join(comparable(word) for row in rows for word in row.text.split() if not is_value(word))
    versions = [version for version, marks in _PROACTIVE.items() if sum(mark in words for mark in marks) > 1]
    if len(versions) > 1:
        rule = list(kind.forms.values())[-1].input_rules.form
        what = "同时有 2019 年和 2021 年两种格式的表二"
        raise InputError(Problem(what, shown, rule=rule, fix="请核对是不是两份报告合在了一起"))
    in_parts: str | None = None
    if any(mark in words for mark in _OTHER_IN_PARTS):
        in_parts = "2021"
    elif _OTHER in words:
        in_parts = "2019"
    proactive = versions[0] if versions else None
    if proactive is None and in_parts is None:
        raise InputError(Problem("没有找到年度报告的三张表", shown, fix="请核对是不是政府信息公开工作年度报告的正文"))
    serving = kind.forms_of(year)
    prescribed = serving[-1].version if serving else None
    base = proactive or prescribed or in_parts or "2021"
    form = kind.form(base)
    if in_parts is None or in_parts == base:
        return form, False
    other = kind.form(in_parts).table("applications")
    tables = tuple(other if table.id == "applications" else table for table in form.tables)
    return form.model_copy(update={"tables": tables}), True
