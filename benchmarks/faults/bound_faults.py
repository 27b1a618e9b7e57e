"""Faults around placeholders: another year's figure, another whole, what touches a figure, what is said without one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from benchmarks.faults.page import Changes, Page, Placeholder

DOWN, UP = ("同比下降", "比上年明显减少", "较上年大幅下降"), ("同比上升", "比上年有所增加", "同比大幅增长")
CHINESE = "零壹贰叁肆伍陆柒捌玖"
CIRCLED = "①②③④⑤⑥⑦⑧⑨"
SCRIPTS = ("٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")


def _cells(page: Page, *derived: str) -> list[Placeholder]:
    """Return the placeholders of figures of the tables that print a number, derived in one of these ways."""
    of_tables = (p for p in page.placeholders if p.derived in derived and not p.name.startswith("text."))
    return [p for p in of_tables if re.search("[0-9]", page.printed(p))]


def other_year(page: Page, random: Random) -> Changes | None:
    """A placeholder prints last year's figure as this year's, or the reverse."""
    before = page.report.previous
    places = [
        p
        for p in _cells(page, "", "last_year")
        if before and (old := before.get(p.name)) and (now := page.report.get(p.name)) and old.value != now.value
        if old.value is not None
    ]
    if not places:
        return None
    place = random.choice(places)
    name = f"{place.name} | last_year" if not place.derived else place.name
    return page.with_text(place.start, place.end, f"{{{{ {name} }}}}")


def other_whole(page: Page, random: Random) -> Changes | None:
    """A share is taken of another whole."""
    places = _cells(page, "share")
    if not places:
        return None
    place = random.choice(places)
    wholes = (
        "disputes.review.total",
        "proactive.normative.in_force",
        "applications.new.natural",
        "applications.granted.total",
    )
    usable = [whole for whole in wholes if (fact := page.report.get(whole)) and fact.value and whole != place.name]
    whole = random.choice(usable)
    return page.with_text(place.start, place.end, f"{{{{ {place.name} | share({whole}) }}}}")


def touched(page: Page, random: Random) -> Changes:
    """A digit, a sign or a scale stands right at a placeholder."""
    place = random.choice(_cells(page, ""))
    before = page.narrative[place.start - 1]
    heads = ("1", "-", "三", "0.", "+") if before not in "0123456789" else ("-",)
    fact = page.report.get(place.name)
    unit = fact.unit if fact else ""
    number = f"{{{{ {place.name} | number }}}}"
    tails = (f"5{unit}", f".5{unit}", f"²{unit}", f"亿{unit}", "%")
    way = random.choice(("before", "behind"))
    text = (
        random.choice(heads) + page.narrative[place.start : place.end]
        if way == "before"
        else number + random.choice(tails)
    )
    return page.with_text(place.start, place.end, text)


def other_unit(page: Page, random: Random) -> Changes:
    """Another unit is typed behind the bare number of a placeholder."""
    place = random.choice(_cells(page, ""))
    fact = page.report.get(place.name)
    units = ("元", "亿元", "千元") if fact and fact.unit == "万元" else ("元", "万件", "%", "万元")
    return page.with_text(place.start, place.end, f"{{{{ {place.name} | number }}}}{random.choice(units)}")


def wrong_way(page: Page, random: Random) -> Changes | None:
    """A rise is called a fall, or the reverse, without a number."""
    places = _cells(page, "yoy", "change")
    if not places:
        return None
    place = random.choice(places)
    fell = re.search("下降|减少", page.printed(place)) is not None
    words = random.choice(
        (*(UP if fell else DOWN), "与上年持平" if _differs(page, place) else (UP if fell else DOWN)[0])
    )
    return page.with_text(place.start, place.end, words)


def _differs(page: Page, place: Placeholder) -> bool:
    """Tell whether a figure is more than a tenth away from last year's."""
    now = page.report.get(place.name)
    old = page.report.previous.get(place.name) if page.report.previous else None
    if now is None or old is None or now.value is None or not old.value:
        return False
    return abs(now.value - old.value) > old.value / 10


def unseen(page: Page, random: Random) -> Changes:
    """A wrong number is typed in place of a placeholder in a writing that is easily overlooked."""
    place = random.choice(_cells(page, ""))
    fact = page.report.get(place.name)
    value, unit = int(fact.value or 0) if fact else 0, fact.unit if fact else ""
    wrong = value + random.choice((7, 31, 102))
    digits = str(wrong)
    script = random.choice(SCRIPTS)
    ways = [
        f"（{wrong}）{unit}",
        f"“{wrong}”{unit}",
        f"【{wrong}】{unit}",
        f"{wrong - 5}+5{unit}",
        "".join(script[int(digit)] for digit in digits) + unit,
        digits[0] + script[int(digits[1])] + digits[2:] + unit if len(digits) > 1 else CIRCLED[wrong % 9] + unit,
    ]
    if value >= len(CHINESE) and unit == "件":
        ways += [f"{CHINESE[random.randint(1, 9)]}{unit}", f"{random.choice(CIRCLED)}{unit}", f"Ⅷ{unit}", f"IV{unit}"]
    return page.with_text(place.start, place.end, random.choice(ways))
