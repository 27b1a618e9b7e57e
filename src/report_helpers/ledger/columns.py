"""The columns of a ledger (条例第二十九至三十六条、第四十五条) and the ways offices head them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.ledger.vocabulary import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER_WITHIN = 10  # rows that may stand above the header: a title, a note on how to fill it in
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its id, what a ledger calls it (the usual heading first), whether it must be there."""

    id: str
    headings: tuple[str, ...]
    is_required: bool = False


NUMBER, GROUP, OUTCOME, CARRIED, APPLICANT = "number", "group", "outcome", "carried", "applicant"
_NUMBER = Column(NUMBER, ("登记编号", "登记号", "申请编号", "受理编号", "收件编号", "编号"), is_required=True)
# Read to be kept out of case numbers, and forgotten.
_PERSON = Column(APPLICANT, ("申请人", "申请人姓名", "申请人姓名或名称", "申请人名称", "姓名"))
APPLICATIONS = (
    _NUMBER,
    Column("received", ("收到日期", "收到申请日期", "收到日", "收件日期", "登记日期", "申请日期"), is_required=True),
    _PERSON,
    Column(GROUP, ("申请人类型", "申请人类别", "申请人情况", "申请主体"), is_required=True),
    Column("correction_asked", ("补正告知日", "补正告知日期", "补正通知日期", "告知补正日期")),
    Column("correction_received", ("补正收到日", "补正收到日期", "收到补正日期", "补正日期")),
    Column("third_from", ("征求第三方起", "征求第三方起日", "征求第三方开始日期", "征求第三方意见起", "第三方起")),
    Column("third_to", ("征求第三方止", "征求第三方止日", "征求第三方结束日期", "征求第三方意见止", "第三方止")),
    Column("extended", ("延期批准日", "延期批准日期", "延期日期", "延期审批日期")),
    Column("due", ("法定到期日", "到期日", "到期日期", "答复期限", "应答复日期")),
    Column("answered", ("答复日", "答复日期", "办结日期", "答复时间"), is_required=True),
    Column(OUTCOME, ("答复类型", "答复结果", "办理结果", "答复类别", "处理结果"), is_required=True),
    Column(CARRIED, ("上年结转", "是否上年结转", "结转")),
)
DISPUTE_COLUMNS = (
    _NUMBER,
    _PERSON,
    Column(GROUP, ("类型", "案件类型", "复议/诉讼", "种类"), is_required=True),
    Column(OUTCOME, ("结果", "审理结果", "处理结果", "案件结果"), is_required=True),
    Column("decided", ("日期", "结案日期", "审结日期", "决定日期", "裁判日期", "办结日期")),
)
APPLICATION_DATES = (
    "received", "correction_asked", "correction_received", "third_from", "third_to", "extended", "due", "answered",
)  # fmt: skip
DISPUTE_DATES = ("decided",)


def heading_of(column: str) -> str:
    """Return the usual heading of a column."""
    return next(known.headings[0] for known in (*APPLICATIONS, *DISPUTE_COLUMNS) if known.id == column)


def find_header(
    rows: Sequence[tuple[int, Sequence[object]]], columns: Sequence[Column]
) -> tuple[int, dict[str, int]] | None:
    """Return the position of the header among the first *rows* and of each column in it; None when there is none.

    Columns may stand in any order and among others, which are not read.
    """
    known = {plain(heading): column.id for column in columns for heading in column.headings}
    for position, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        found = [known.get(plain(str(cell))) for cell in cells]
        if len({name for name in found if name}) >= _ENOUGH:
            return position, {name: found.index(name) for name in dict.fromkeys(found) if name}
    return None


def refuse_header(shown: str, row: int, cells: Sequence[object], columns: Sequence[Column]) -> None:
    """Raise InputError when a header lacks a column that is needed, or has one twice; no cell is quoted."""
    known = {plain(heading): column for column in columns for heading in column.headings}
    found = [known[plain(str(cell))] for cell in cells if plain(str(cell)) in known]
    problems = [
        Problem("缺少这一列", shown, row, column=column.headings[0], fix=f"也可写作{'、'.join(column.headings[1:3])}")
        for column in columns
        if column.is_required and column not in found
    ]
    problems += [
        Problem("这一列重复了，不知道以哪一列为准", shown, row, column=column.headings[0], fix="请只留一列")
        for column in columns
        if found.count(column) > 1
    ]
    if problems:
        raise InputError(problems)
