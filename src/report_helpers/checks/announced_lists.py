"""A list told with its number and written item by item: 从四个方面改进：一是……二是…… (X-11)."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from report_helpers.checks.text_conventions import SERIES, number_of
from report_helpers.facts.residual import compared
from report_helpers.narrative.chinese_numbers import read_whole
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Passage, Text

PLANS = "工作(?!日|人员|[组站])|任务|措施|举措|短板|不足|环节"  # of which a text says how many there are
_TOLD = re.compile(
    # No number of items: 2024年工作, 第三条措施, 五公开工作, 3个工作日.
    r"(?<![0-9一二三四五六七八九十百〇○零第])(?P<said>(?P<count>[两二三四五六七八九十]|[2-9]|1[0-2])\s*"
    "(?:[个大项条类][^，。；：、！？“”0-9]{0,4}?"
    f"(?:方面|层面|维度|问题|差距|{PLANS})|方面|层面|维度|[点条项](?!例)))"
    "[^，。；：、！？0-9]{0,12}[：:。，,]"
)
# 针对上年的三个问题，一是…: what the list is about, not how long it is.
_OTHERS = re.compile("(?:针对|上述|上年的?|去年的?|这|以上|其中)[^，。；：]{0,3}$")
# As marks of a list they stand where it was announced only: 自然人最多，其次是企业 ranks.
_MARKS = (
    *SERIES.values(),
    re.compile(r"(?:(?<=[：:；;。，])|^)\s*(\d{1,2})[.．、](?![0-9])"),
    re.compile("(?:(?<=[，。；：:;])|^)(首先|其次|再次|然后|最后)(?=[，,是要])"),
)
_ORDINALS = {"首先": 1, "其次": 2, "再次": 3}
_TELLS = 30  # characters in which a number, its noun and the mark behind them stand
_BEFORE = 8
_REACH = 60  # passages behind the number in which its items may begin


def announced_lists(text: Text, rule: Rule) -> Iterator[Residual]:
    """Yield the comparison of every number of items told right before a list with how many it has."""
    for place, passage in enumerate(text.passages):
        for found in _TOLD.finditer(passage.text):
            near = text.passages[place + 1 : place + 1 + _REACH]
            later = [other for other in near if other.section == passage.section]
            named = _listed(passage, found, later)
            if not named or _OTHERS.search(passage.text, max(0, found.start() - _BEFORE), found.start()):
                continue
            said = int(read_whole(found["count"].replace("两", "二")) or 0)
            nearest = min(named, key=lambda length: abs(length - said))
            spot = spot_in(passage, found.start(), "told")
            yield compared(rule, spot, (said, nearest), words=words_of_list(found["said"], said, nearest, "按序号数"))


def words_of_list(told: str, said: int, listed: int, parts: str) -> dict[str, str]:
    """Return what is said of a list that is *told* with another number of items than it has."""
    return {
        "cell": "正文列举",
        "left": told,
        "found": told,
        "right": f"{listed} 项",
        "parts": parts,
        "gap": f"少列 {said - listed} 项" if said > listed else f"多列 {listed - said} 项",
        "approximate": "",
    }


def tells_of_list(passage: Passage, position: int) -> bool:
    """Tell whether the number at a place is that of a list that follows it."""
    found = _TOLD.match(passage.text, position, position + _TELLS)
    if found is None:
        return False
    # 发布信息7条。 tells of none.
    is_open = found.end() == len(passage.text) and (found[0][-1] in "：:" or found["said"][-1] not in "条项点")
    return is_open or bool(_listed(passage, found, ()))


def _listed(passage: Passage, found: re.Match[str], later: Sequence[Passage]) -> set[int]:
    """Return how many items the list behind a number may have; nothing where none follows.

    It is over before a mark that does not go on, or goes on behind a list within it, or in the next paragraphs.
    """
    for pattern in _MARKS:
        numbers = _numbers(pattern.finditer(passage.text, found.end()))
        is_next = passage.text[found.end() :].strip() == "" or pattern.match(passage.text, found.end())
        begun = [number for number in _numbers(filter(None, (pattern.match(p.text) for p in later))) if number]
        if is_next and (numbers or begun)[:1] == [1]:
            within = _runs(numbers)
            return within | {max(_runs([*numbers, *begun]))}
    return set()


def _numbers(marks: Iterable[re.Match[str]]) -> list[int]:
    """Return the numbers of marks; 然后 and 最后 go on by one."""
    numbers: list[int] = []
    for mark in marks:
        said, last = mark[mark.lastindex or 0], numbers[-1] if numbers else 0
        is_word = said.endswith(("先", "次", "后"))
        numbers.append(_ORDINALS.get(said, last + 1) if is_word else number_of(mark))
    return numbers


def _runs(numbers: Sequence[int]) -> set[int]:
    """Return how far numbers go on one by one, up to the first that does not and past those that do not.

    Of 一是……一是…… each is one.
    """
    if set(numbers) == {1}:
        return {len(numbers)}
    first = next((n for n, number in enumerate(numbers) if number != n + 1), len(numbers))
    last = [*accumulate(numbers, lambda done, number: number if number == done + 1 else done, initial=0)][-1]
    return {first, last} - {0}
