"""Finds the numerals of a plain Chinese text: where each one stands and what it is.

`figure` and `percentage` are what an auditor must account for; every other kind is excused and says why.
In doubt a numeral is a figure: a false alarm costs a look, a figure overlooked costs the audit.

- In Arabic digits every numeral is reported, with or without a counter; each digit lies in exactly one.
- In Chinese characters only before a counter or as a known phrase. 一 before 个, 项, 次 … counts
  (一个微信公众号); before 批, 套, 种, 系列, 方面 … it is an article, and 一次性, 一项重要 … are phrases.
- Terms of law (20个工作日, 3个月内) and clock times are dates.
- In 《…》 and “…” a bare number is a name (“12345”) and Chinese figures are idioms (“三张清单”).
  What has a unit in Arabic digits, and every other kind, stays what it is.
- Behind two or more letters a number with a counter is a figure (APP3个); else it belongs to the name (A4).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import accumulate
from typing import Literal

from report_helpers.files.characters import HALF_WIDTH
from report_helpers.narrative.chinese_numbers import CHINESE_DIGITS, read_whole
from report_helpers.narrative.odd_numbers import read_odd
from report_helpers.narrative.patterns import Patterns, fill, read_patterns

Kind = Literal["figure", "percentage", "date", "ordinal", "clause", "document_number", "name", "idiom"]


class _Patterns(Patterns):
    """numerals.yaml: qualifiers by the character they are written as, and what kind each pattern finds."""

    before: dict[str, str]
    after: dict[str, str]
    none: str
    measured: str
    ranked: str
    kinds: tuple[tuple[Kind | None, str], ...]


_DATA = read_patterns("numerals.yaml", _Patterns)
_QUALIFIER = f"(?:{'|'.join(_DATA.before.values())})"
_FIRST = "".join(sorted({word[0] for word in _DATA.listed("PHRASES")}))
_FILLED = _DATA.filled(QUALIFIER=_QUALIFIER, FIRST=_FIRST, NONE=_DATA.none)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral with its qualifier and unit, as it stands in a text."""

    start: int
    end: int
    text: str
    value: Decimal | None
    kind: Kind
    unit: str = ""
    qualifier: str = ""
    upper: Decimal | None = None


_IS_TIME = re.compile(_FILLED["IS_TIME"])
_COUNTED = re.compile(f"{_FILLED['COUNTED']}$")
_MEASURED, _RANKED = re.compile(_DATA.measured), re.compile(_DATA.ranked)
_DAYS = re.compile("[0-9０-９]{1,2}日")
_PLACE_ENDS = re.compile("[位名]|(?=[^一-鿿]|$)")  # 第三名, 居全省第一; not 第一梯队
_NONE = "零"  # 零投诉: none of what follows
_LEAD = 12  # characters before a number that say what it is of
_PARTS = re.compile(fill("<AMOUNT>|<CHINESE>++", _FILLED))
_FRACTION = re.compile(f"({_QUALIFIER})?(.+?)分之(.*?)(以上|以下|左右)?")
_FRACTIONS = {"百": "%", "千": "‰", "万": "‱"}
_ISSUER = re.compile(r"[^\W\d_]*\Z")
_NO_ISSUER = re.compile("(?:.*(?:根据|按照|依据|关于|印发|通知|规定|文件|[见即的以和及按]))?")
_CLAUSE_GOES_ON = re.compile(r"\s*[、，和及与或至到]\s*")
_IN_CAPITALS = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟貳參")
_BEFORE_CAPITALS = frozenset("队退入落行大登着内水海放收捡")  # 退伍, 大陆, 放肆, 收拾
_CLOSING = {"》": "《", "〉": "〈", "”": "“", "’": "‘", "」": "「", "』": "『"}
_SCALES = {"百": 2, "千": 3, "万": 4, "亿": 8}


@cache
def expression() -> re.Pattern[str]:
    """Return all patterns as one: groups g0, g1 … by kind, `arabic` and `chinese` for figures.

    A run of digits is always consumed by the first pattern that starts at it, and repeats never give
    back, so the work is linear in the length of the text.
    """
    special = "|".join(f"(?P<g{index}>{pattern})" for index, (_, pattern) in enumerate(_DATA.kinds))
    figures = "(?P<arabic><ARABIC>)|(?P<chinese><FIGURE_CN>)|<CHINESE>++"
    return re.compile(fill(f"{special}|{figures}", _FILLED), re.MULTILINE)


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """Return every numeral of *text* in its order, and what each is; none overlap."""
    quoted = _quoted(text)
    found: list[Numeral] = []
    for match in expression().finditer(text):
        numeral = _numeral(match, quoted=quoted[match.start()])
        if numeral is not None:
            found.append(_in_context(numeral, found[-1] if found else None, text))
    return tuple(found)


def _quoted(text: str) -> list[bool]:
    """Tell of each character whether it stands in a quotation or title that closes on its line."""
    steps = [0] * (len(text) + 1)
    opened: dict[str, list[int]] = {mark: [] for mark in _CLOSING.values()}
    for place, character in enumerate(text):
        if character == "\n":
            opened = {mark: [] for mark in opened}
        elif character in opened:
            opened[character].append(place)
        elif character in _CLOSING and opened[_CLOSING[character]]:
            steps[opened[_CLOSING[character]].pop()] += 1
            steps[place] -= 1
    return [depth > 0 for depth in accumulate(steps)]


def _in_context(numeral: Numeral, before: Numeral | None, text: str) -> Numeral:
    """Give a document number its issuer (国办函) and let 第三十六条、三十七条 go on as clauses."""
    if numeral.kind == "document_number" and numeral.text[0] in "（(〔[【［":
        nearby = text[max(before.end if before else 0, numeral.start - 8) : numeral.start]
        issuer = _NO_ISSUER.sub("", "".join(_ISSUER.findall(nearby)), count=1)
        start = numeral.start - len(issuer)
        return replace(numeral, start=start, text=text[start : numeral.end])
    if numeral.kind in {"date", "ordinal"}:
        return _measured(numeral, text)
    goes_on = before is not None and before.kind == "clause" and numeral.unit in {"条", "款", "项"}
    if before is not None and goes_on and _CLAUSE_GOES_ON.fullmatch(text, before.end, numeral.start):
        return replace(numeral, kind="clause", unit="")
    return numeral


def _measured(numeral: Numeral, text: str) -> Numeral:
    """Make a figure of a term that says how long something took, and of a place in a ranking."""
    lead = text[max(0, numeral.start - _LEAD) : numeral.start]
    if numeral.kind == "ordinal":
        ends = _PLACE_ENDS.match(text, numeral.end) if numeral.text[0] == "第" else None
        if ends is None or not _RANKED.search(lead):
            return numeral
        return replace(numeral, end=ends.end(), text=numeral.text + ends[0], kind="figure", unit=ends[0] or "位")
    is_term = numeral.unit or _DAYS.fullmatch(numeral.text)
    if not is_term or not _MEASURED.search(lead):
        return numeral
    return replace(numeral, kind="figure", unit=numeral.unit or numeral.text[-1])


def _numeral(match: re.Match[str], *, quoted: bool) -> Numeral | None:
    """Return the numeral that *match* found; None for a word that is passed over."""
    group = match.lastgroup
    if group is None:
        return None
    if group == "arabic":
        numeral = _figure(match, "")
        bare = numeral.kind == "figure" and not numeral.unit
        return replace(numeral, kind="name", value=None, upper=None) if quoted and bare else numeral
    if group == "chinese":
        if (
            match["clow"] in _IN_CAPITALS
            and match.string[max(0, match.start() - 1) : match.start()] in _BEFORE_CAPITALS
        ):
            return None  # part of a word: 队伍, 大陆
        numeral = _figure(match, "c")
        counts = numeral.kind == "figure"
        return replace(numeral, kind="idiom", value=None, upper=None) if quoted and counts else numeral
    kind = _DATA.kinds[int(group[1:])][0]
    return _special(match, kind) if kind else None


def _special(match: re.Match[str], kind: Kind) -> Numeral | None:
    """Return a numeral that its pattern alone explains; a single number in it is its value."""
    text = match[0].strip()
    start = match.end() - len(match[0].lstrip())
    value, unit, qualifier = None, "", ""
    if kind == "figure":
        counted = _COUNTED.search(text.rstrip("".join(_CLOSING)))
        unit = counted[0] if counted else ""
        value = Decimal(0) if text.startswith(_NONE) else read_odd(text.replace(unit, "") if unit else text)
        return Numeral(start, start + len(text), text, value, "percentage" if unit in {"%", "％"} else kind, unit)
    if kind == "name" and not re.search(_FILLED["DIGIT"], text):
        return None
    if kind == "percentage":
        value, unit, qualifier = _fraction(text)
    elif len(text) == 1 and kind == "ordinal":
        value = Decimal(int(unicodedata.numeric(text)))
    elif kind in {"date", "ordinal", "clause"}:
        parts = _PARTS.findall(text)
        value = _value(parts[0]) if len(parts) == 1 else None
    return Numeral(start, start + len(text), text, value, kind, unit, qualifier)


def _fraction(text: str) -> tuple[Decimal | None, str, str]:
    """Return value, unit and qualifier of 百分之十二, 千分之五, 百分百, and of 三分之二, which is about 67 %."""
    if text.endswith("百分百"):
        return Decimal(100), "%", ""
    match = _FRACTION.fullmatch(text)
    if match is None:
        return None, "", ""
    before, whole, part, after = match.groups()
    said, qualifier = _value(part), _qualifier(before, None, after)
    if whole in _FRACTIONS:
        return said, _FRACTIONS[whole], qualifier
    of = _value(whole)
    return (Decimal(round(100 * said / of)), "%", qualifier or "约") if of and said is not None else (None, "", "")


def _figure(match: re.Match[str], c: str) -> Numeral:
    """Return a number with its counter, %, or unit of time; the names of its groups begin with *c*."""
    low, high, scale, unit = (match[c + name] or "" for name in ("low", "high", "scale", "unit"))
    scale += "" if c else match["scale2"] or ""
    last = (high or low)[-1]
    if c and not scale and last in "万亿" and not set("万亿") & set((high or low)[:-1]) and (high or low) != last:
        low, high, scale = low.removesuffix(last), high.removesuffix(last), last
    if unit.endswith("元") and scale[-1:] in {"万", "亿"}:
        scale, unit = scale[:-1], scale[-1] + unit
    shift = sum(_SCALES[character] for character in scale) + (unit == "成")
    vague = bool(c and match["vague"])
    more = match["cmore"] if c else match["more"] or match["more2"]
    qualifier = _qualifier(match[c + "before"], more, match[c + "after"]) or "约" * (vague or unit == "成")
    value, upper = None if vague else _value(low, shift), _value(high, shift)
    if unit == "成" and value is not None and match.string.startswith("多", match.end()):
        upper = upper or value + 10  # 一成多: up to two
    unit = {"％": "%", "成": "%"}.get(unit, unit)
    kind: Kind = "date" if _IS_TIME.fullmatch(unit) else "figure"
    if unit in {"%", "‰", "个百分点", "百分点"}:
        kind = "percentage"
    return Numeral(match.start(), match.end(), match[0], value, kind, unit, qualifier, upper)


def _qualifier(before: str | None, more: str | None, after: str | None) -> str:
    """Return the one character for 大约, 余, 几, 以上 …; what stands in front goes first."""
    if before:
        return next(mark for mark, words in _DATA.before.items() if re.fullmatch(words, before))
    return {"几": "多"}.get(more or "", more or "") or _DATA.after.get(after or "", "")


def _value(text: str, shift: int = 0) -> Decimal | None:
    """Return a number in Arabic or Chinese digits times ten to the *shift*, exactly; None if it is none."""
    number = text.translate(HALF_WIDTH).replace(",", "")
    if not re.match("-?[0-9]", number):
        whole, _, decimals = text.partition("点")
        before, decimals = read_whole(whole), decimals.translate(CHINESE_DIGITS)
        if before is None or not re.fullmatch("[0-9]*", decimals):
            return None
        number = f"{before}.{decimals}"
    return Decimal(format(Decimal(f"{number}E{shift}"), "f"))
