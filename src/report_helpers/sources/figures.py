"""Reads the figure in one cell as offices really fill it in.

A cell is a number, "/" (not applicable, by a person's decision) or blank. Full-width
digits, thousands separators, the column's own unit and a bracketed remark are
understood; whatever has more than one reading is refused, never guessed: a remark that
names another unit, a count whose point may part thousands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from report_helpers.facts.fact import Status
from report_helpers.files.characters import HALF_WIDTH, without_unseen
from report_helpers.forms.model import MONEY

_FOLD = HALF_WIDTH | {0x00A0: 0x20}

_REMARK = re.compile(r"^(?P<head>[^（(]*)(?P<remark>[（(].*[）)])$", re.DOTALL)
_NUMBER = re.compile(r"(?P<number>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*(?P<unit>[^\s0-9.,+-]*)")
_APPROXIMATE = re.compile(
    r"\(\s*[十百千万亿]*[元件条个项宗起份次]?(?:大约|大概|约数?|左右|上下|浮动|以[上下内]|余|近|接近|多|不[足到]|[超大小]过?于?|至[少多]|最[少多]"
    r"|暂定|估计?|估算|概数|预计|待[核查定]|未核[实对]?|存疑|不详|\?+)+[十百千万亿]*[元件条个项宗起份次]?\s*\)"
)
# A remark of nothing but another figure: （13）, （1/10）, （合计120）, （应为13件）; （304册） are goods.
_OTHER_FIGURE = re.compile(
    r"\(\s*(?:应|实|实际|改|更正|修正|原|合计|共计?|总计|总数)?(?:为|是)?\s*:?\s*(?P<figure>[+-]?[0-9][0-9,.]*(?:/[0-9]+)?)\s*(?:件|条|个|项|宗|起|份|次|篇|人次|[百千万亿]{0,2}元|万|亿|%)?\s*\)"
)
# A remark that may turn the figure's sign: （负）, （-）, （净减少）, （红字）.
_MINUS = re.compile(
    r"[\s(]*(?:为|是|应为|系|净)*(?:负[数值号]?|减[少去]?|[-\u2013\u2014\u2212]+|红字|赤字|冲[减销]|亏损?)[件条个项宗起份次元\s)]*"
)
_COUNT_UNITS = {"件", "条", "个", "项", "宗", "起", "份", "次", "篇", "人次"}
# 1.000 of things that are counted: one, or a thousand with the point that other countries put there.
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
# A remark, or a part of one, that says nothing but in what the figure is: （单位：元）, （以万元计）, （百件）.
_PART = re.compile(r"[\s()（）\[\]【】〔〕,，、;；:：.。/=“”‘’\"'「」『』]+")
_ABOUT_UNITS = re.compile(
    r"(?:计量单位|金额单位|货币单位|单位|金额|币种|数额|均|都|应|此|系|实际|统一|为|是|以|按|用|已|折合|折算|换算|人民币)+|(?:计算|计|整)$"
)
_MULTIPLE = r"[十百千万亿拾佰仟萬億]"
_UNIT_WORD = re.compile(
    rf"(?P<multiple>{_MULTIPLE}*)(?P<unit>元|圆|圓|块钱?|角|分|厘|美元|美金|欧元|英镑|港[元币]|日元|澳元|rmb|cny|usd|yuan|(?:hk|us)?[￥¥$€£%％‰]"
    rf"|{'|'.join(sorted(_COUNT_UNITS))})|{_MULTIPLE}+|[×x*][0-9]+|[0-9]+倍|[kw]|百分[之比]|千分之|万分之|打|对|双",
    re.IGNORECASE,
)

_COUNTS = {"count", "signed"}
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
    if _APPROXIMATE.fullmatch(without_unseen(remark.translate(_FOLD))):
        raise FigureError("带有约数，不是确切的数字", rule, "请查清后填写确切的数字")
    if not folded and not remark:
        return Figure(Status.BLANK)
    if folded == "/":
        return Figure(Status.NOT_APPLICABLE, note=remark)
    value, found_unit = _read_number(folded, rule)
    _check_unit(found_unit, kind, unit, rule)
    _check_remark(remark, kind, unit, rule)
    other = _OTHER_FIGURE.fullmatch(without_unseen(remark.translate(_FOLD)))
    if other is not None and other["figure"].replace(",", "") != f"{value:f}":
        raise FigureError(f"说明里另有一个数“{other['figure']}”", rule, "请查清后只填一个数字，说明写清是什么的数")
    if _THOUSANDS.fullmatch(folded.removesuffix(found_unit).strip()) and (kind in _COUNTS or unit in _COUNT_UNITS):
        raise FigureError("带小数点，可能是 1，也可能是 1000 这样的千位分隔", rule, "请填整数，不写小数点")
    nothing = Decimal(0) if kind in _COUNTS else abs(value)
    value = nothing if value == 0 else _check_range(value, kind, unit, rule)
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
    known = MONEY.keys() if kind == "money" else _COUNT_UNITS
    if found not in known:
        raise FigureError(f"含有无法识别的文字“{found}”", rule, "请只填数字，说明放在括号里，如 22（其中修订16件）")
    if kind == "money" and unit:
        raise FigureError(f"单位是“{found}”，本列的单位是“{unit}”", rule, f"请换算成{unit}后只填数字")


def _check_remark(remark: str, kind: str, unit: str, rule: str) -> None:
    """Refuse a remark that gives the figure another unit: （元） in a 万元 column, （万件） in one of cases."""
    if not remark:
        return
    if _MINUS.fullmatch(without_unseen(remark.translate(_FOLD))):
        raise FigureError("说明可能把数字变成负数", rule, "是负数的，在数字前写 -；不是的，请写清说明的是什么")
    for part in _PART.split(without_unseen(remark.translate(_FOLD))):
        word = _ABOUT_UNITS.sub("", part)
        found = _UNIT_WORD.fullmatch(word)
        is_plain_count = kind in _COUNTS and word in _COUNT_UNITS
        if found is not None and word != unit and not is_plain_count:
            own = f"本列的单位是“{unit}”" if unit else "本列只填数量"
            raise FigureError(f"说明里的单位是“{word}”，{own}", rule, "请换算成本列的单位后只填数字")


def _check_range(value: Decimal, kind: str, unit: str, rule: str) -> Decimal:
    """Check the figure by its kind: whole, not negative, within reason."""
    if value < 0 and kind != "signed":
        raise FigureError("是负数", rule, "此处不能为负数，请核对")
    if abs(value) > LIMIT:
        raise FigureError("超出合理范围（超过 10 亿）", rule, "请核对位数和单位")
    if kind in _COUNTS:
        if value != value.to_integral_value():
            raise FigureError("不是整数", rule, f"{'件数' if unit == '件' else '数量'}应为整数，请核对")
        return value.quantize(Decimal(1))
    return value
