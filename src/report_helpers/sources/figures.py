"""Reads the figure in one cell as offices really fill it in.

A cell is a number, "/" (not applicable, by a person's decision) or blank. Full-width
digits, thousands separators, the column's own unit and a bracketed remark are
understood; whatever has more than one reading is refused, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from report_helpers.facts.fact import Status
from report_helpers.files.characters import HALF_WIDTH

_FOLD = HALF_WIDTH | {0x00A0: 0x20}

_REMARK = re.compile(r"^(?P<head>[^（(]*)(?P<remark>[（(].*[）)])$", re.DOTALL)
_NUMBER = re.compile(r"(?P<number>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*(?P<unit>[^\s0-9.,+-]*)")
_APPROXIMATE = re.compile(r"\(\s*(?:大约|约数?|左右|上下|以上|以下|余|近|多|暂定|估计|预计|待核|不详)\s*\)")
_MONEY_UNITS = {"元", "千元", "万元", "百万元", "亿元"}
_COUNT_UNITS = {"件", "条", "个", "项", "宗", "起", "份", "次", "篇", "人次"}

LIMIT = Decimal(10**9)
MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell says: a status, a value unless blank or "/", and a remark."""

    status: Status
    value: Decimal | None = None
    note: str = ""


class FigureError(ValueError):
    """A cell that is no figure: what is wrong, by which rule, and what to do."""

    def __init__(self, what: str, rule: str, fix: str) -> None:
        """Keep the three parts for the message."""
        self.what, self.rule, self.fix = what, rule, fix
        super().__init__(what)


@lru_cache(maxsize=4096)  # the same few hundred texts, thousands of times in a roll-up
def read_figure(text: str, kind: str = "count", unit: str = "", rule: str = "") -> Figure:
    """Return the figure in *text*.

    *kind* is `count` (whole, not negative), `signed` (whole), `money`, `decimal` or `amount`
    (decimal, not negative); *unit* is the column's printed unit, *rule* the one that a refusal
    names. Raises FigureError.
    """
    raw = text.strip()
    if len(raw) > MAX_LENGTH:
        raise FigureError("过长，不像是一个数字", rule, "请只填数字，说明写到正文里")
    found = _REMARK.match(raw)  # 22（其中修订16件）
    head, remark = (found["head"], found["remark"]) if found else (raw, "")
    folded = head.translate(_FOLD).strip()
    if _APPROXIMATE.fullmatch(remark.translate(_FOLD)):
        raise FigureError("带有约数，不是确切的数字", rule, "请查清后填写确切的数字")
    if not folded and not remark:
        return Figure(Status.BLANK)
    if folded == "/":
        return Figure(Status.NOT_APPLICABLE, note=remark)
    value, found_unit = _read_number(folded, rule)
    _check_unit(found_unit, kind, unit, rule)
    value = abs(value) if value == 0 else _check_range(value, kind, rule)
    note = ("" if found_unit == unit else found_unit) + remark
    return Figure(Status.NOTED if note else Status.NUMBER, value, note)


def _read_number(folded: str, rule: str) -> tuple[Decimal, str]:
    """Return the number and the unit behind it, or say why it is not one."""
    if re.fullmatch(r"[+-]?[0-9.]+[eE][+-]?[0-9]+", folded):
        raise FigureError("是科学计数法，位数可能已经丢失", rule, "请把单元格设为“数值”格式后重新填写")
    found = _NUMBER.fullmatch(folded)
    if found is None:
        raise FigureError("不是数字", rule, "请填数字；确实不适用的填“/”，没有发生的填 0")
    digits = found["number"].replace(",", "")
    whole = digits.lstrip("+-").partition(".")[0]
    if len(whole) > 1 and whole.startswith("0"):
        raise FigureError("以 0 开头，像是几个单元格连在了一起", rule, "请核对原表后填写一个数字")
    return Decimal(digits), found["unit"]


def _check_unit(found: str, kind: str, unit: str, rule: str) -> None:
    """Refuse a unit that would change the figure's meaning (元 in a 万元 column)."""
    if not found or found == unit:
        return
    if kind in {"amount", "decimal"}:
        what, fix = f"单位“{found}”", f"请只填数字，“单位”列现为“{unit or '（空）'}”"
        raise FigureError(f"{what}与本行的单位不同" if unit else f"{what}应写在“单位”列", rule, fix)
    known = _MONEY_UNITS if kind == "money" else _COUNT_UNITS
    if found not in known:
        raise FigureError(f"含有无法识别的文字“{found}”", rule, "请只填数字，说明放在括号里，如 22（其中修订16件）")
    if kind == "money" and unit:
        raise FigureError(f"单位是“{found}”，本列的单位是“{unit}”", rule, f"请换算成{unit}后只填数字")


def _check_range(value: Decimal, kind: str, rule: str) -> Decimal:
    """Check the figure by its kind: whole, not negative, within reason."""
    if value < 0 and kind != "signed":
        raise FigureError("是负数", rule, "此处不能为负数，请核对")
    if abs(value) > LIMIT:
        raise FigureError("超出合理范围（超过 10 亿）", rule, "请核对位数和单位")
    if kind in {"count", "signed"}:
        if value != value.to_integral_value():
            raise FigureError("不是整数", rule, "件数应为整数，请核对")
        return value.quantize(Decimal(1))
    return value
