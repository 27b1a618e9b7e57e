"""Sentences with a fault that no placeholder takes part in: parts, shares of counts, lists, lost characters, plans."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from benchmarks.faults.page import Changes, Page

# What is counted, its unit, and three parts.
COUNTED = (
    ("编印办事手册", "册", ("社保类", "就医类", "就学类")),
    ("发布图解", "张", ("民生类", "惠企类", "交通类")),
    ("回应社会关切", "次", ("网站", "热线", "现场")),
    ("推送动态", "条", ("视频号", "公众号", "微博")),
)
SHARES = (
    ("抽查答复文书{whole}份，其中合格{part}份，占{share}%。"),
    ("举办开放活动{whole}次，其中夜间{part}次，占比为{share}%。"),
    ("转发上级信息{part}条，占全部推送{whole}条的{share}%。"),
)
LISTS = (
    "主要做法：一是建立台账，{}是逐项销号。",
    "工作中一是补齐制度；二是抓好培训；{}是强化督查。",
    "一是人员较少；二是检索不便；{}是更新偏慢。",
)
# What stands in a text, and the same with a character lost or doubled.
LOST = (
    *("统计期限自{year}1月1日起。", "数据截至{year}年1231日。", "各单位动公开财政信息。", "府信息公开专栏每周更新。"),
    *("依请公开渠道畅通。", "依申公开渠道畅通。", "县县政府网站设有专栏。", "公示栏由青石镇镇人民政府更新。"),
    *("做好政策政策解读。", "公开栏目的的更新较快。", "依照《政府信息公开条例编制。", "收件渠道畅通，，答复及时。"),
)
ALL_DONE = (
    "年内收到的政府信息公开申请均已办理完毕。",
    "依申请公开事项全部依法办结，无结转。",
    "政府信息公开申请已全部办结。",
)


def _at_end(page: Page, random: Random, text: str, *sections: str) -> Changes:
    """Put *text* behind a paragraph of the sections."""
    _, end = random.choice(page.paragraphs(*sections))
    return page.with_text(end, end, text)


def _split(random: Random) -> tuple[int, list[int]]:
    parts = [random.randint(2, 60) for _ in range(3)]
    return sum(parts), parts


def next_sentence_parts(page: Page, random: Random) -> Changes:
    """Parts in the same or the next sentence, or in pieces after ；, make another sum."""
    what, unit, names = random.choice(COUNTED)
    whole, parts = _split(random)
    parts[random.randrange(3)] += random.choice((1, 2, 9))
    a, b, c = (f"{name}{number}{unit}" for name, number in zip(names, parts, strict=True))
    ways = (
        f"，其中{a}；{b}；{c}。",
        f"。其中{a}、{b}、{c}。",
        f"。按类别分，{a}、{b}、{c}。",
        f"，其中{a}、{b}、{c}。",
    )
    return _at_end(page, random, f"{what}{whole}{unit}{random.choice(ways)}", "一")


def part_above_whole(page: Page, random: Random) -> Changes:
    """What stands behind 其中 is more than the whole."""
    what, unit, names = random.choice(COUNTED)
    whole = random.randint(5, 200)
    part = whole + random.randint(1, 60)
    return _at_end(page, random, f"{what}{whole}{unit}，其中{random.choice(names)}{part}{unit}。", "一")


def share_of_count(page: Page, random: Random) -> Changes:
    """The percentage of n of m is not theirs."""
    whole = random.randint(8, 300)
    part = random.randint(1, whole - 1)
    share = 100 * part / whole + random.choice((-1, 1)) * random.choice((0.9, 3, 10))
    text = random.choice(SHARES).format(whole=whole, part=part, share=f"{abs(share):.1f}")
    return _at_end(page, random, text, "一")


def all_done(page: Page, random: Random) -> Changes | None:
    """All is said to be finished, although something is carried over."""
    carried = page.report.get("applications.carried_out.total")
    if carried is None or not carried.value:
        return None
    return _at_end(page, random, random.choice(ALL_DONE), "一", "三")


def list_in_sentence(page: Page, random: Random) -> Changes:
    """一是、二是 in a sentence skip a number."""
    text = random.choice(LISTS)
    return _at_end(page, random, text.format(random.choice("四五六")), "一", "五")


def lost_character(page: Page, random: Random) -> Changes:
    """A character is lost or doubled in a term, a date or a pair of marks."""
    return _at_end(page, random, random.choice(LOST).format(year=page.report.year), "一", "五", "六")


def period_ends_elsewhere(page: Page, random: Random) -> Changes:
    """The period runs over two years, or over another one."""
    year = page.report.year
    first, last = random.choice(((year - 1, year), (year - 1, year - 1), (year, year + 1)))
    period = f"数据统计期限为{first}年1月1日至{last}年12月31日。"
    said = [found.span() for found in re.finditer(r"[^。\n]*统计期限[^。\n]*。", page.narrative)]
    return page.with_text(*random.choice(said), period) if said else _at_end(page, random, period, "一")
