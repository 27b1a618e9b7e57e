"""Faults in the numbers, years and names of the text: what stands where a placeholder stood."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from benchmarks.faults.page import slip, slip_in

from report_helpers.forms.cells import form_cells, form_groups

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from benchmarks.faults.page import Changes, Page, Placeholder

    from report_helpers.facts.fact import Fact

# Agencies of the same kind, from whose reports a text may have been copied.
PEERS = {
    "suqian": ("淮安市人民政府", "连云港市人民政府", "宿迁市宿城区人民政府", "徐州市人民政府", "宿州市人民政府"),
    "pingtan": ("福州新区", "福清市人民政府", "平潭县人民政府", "厦门市人民政府", "横琴粤澳深度合作区"),
    "shanzhou-sifaju": ("三门峡市湖滨区司法局", "三门峡市司法局", "三门峡市陕州区民政局", "灵宝市司法局", "陕县司法局"),
}
OTHER_CHARACTERS = "市县区省人民政府局厅委办司法财政实验综合平潭宿迁州城陕三门峡新开发管理会"
NAMES = {"agency.name", "agency.short"}
# A figure of the text with its parts, as offices write them: id, whole, unit, parts.
LISTS = (
    ("training", "全年举办政府信息公开培训", "场", ("集中培训", "专题辅导", "跟班学习")),
    ("items", "全年通过政府网站发布信息", "条", ("政策文件", "工作动态", "公示公告")),
    ("readings", "全年发布政策解读", "篇", ("文字解读", "图表解读", "视频解读")),
    ("replies", "全年答复网上留言", "件", ("咨询类", "建议类", "求助类")),
)


def _typed(page: Page, place: Placeholder, text: str) -> Changes:
    return page.with_text(place.start, place.end, text)


def _figures(page: Page, *derived: str) -> list[Placeholder]:
    """Return the placeholders that print a figure with a number in it, derived in one of these ways."""
    return [p for p in page.placeholders if p.derived in derived and re.search(r"[0-9]", page.printed(p))]


def right_number(page: Page, random: Random) -> Changes:
    """No fault: the number a placeholder prints is typed in its place."""
    place = random.choice(_figures(page, "", "last_year"))
    return _typed(page, place, page.printed(place))


def wrong_number(page: Page, random: Random) -> Changes:
    """A number is typed in place of a placeholder, one off or with two digits exchanged."""
    place = random.choice(_figures(page, "", "last_year"))
    return _typed(page, place, slip_in(page.printed(place), random))


def right_percentage(page: Page, random: Random) -> Changes | None:
    """No fault: the percentage a placeholder prints is typed in its place."""
    places = _figures(page, "share", "yoy")
    place = random.choice(places) if places else None
    return _typed(page, place, page.printed(place)) if place else None


def wrong_percentage(page: Page, random: Random) -> Changes | None:
    """A percentage is typed in place of a placeholder: mistyped, or its direction turned round."""
    places = _figures(page, "share", "yoy")
    if not places:
        return None
    place = random.choice(places)
    right = page.printed(place)
    turned = right.translate(str.maketrans("增长下降", "下降增长"))
    mistyped = slip_in(right, random)
    return _typed(page, place, random.choice((mistyped, mistyped, mistyped, turned)))


def wrong_fact(page: Page, random: Random) -> Changes:
    """A placeholder names a fact of another meaning."""
    place = random.choice([p for p in page.placeholders if page.report.get(p.name) is not None])
    totals = [cell for cell in form_cells(page.report.form) if cell.endswith(".total") or cell.startswith("proactive")]
    groups = [group for group in form_groups(page.report.form) if group.endswith(".total")]
    other = random.choice([name for name in (*totals, *groups) if name != place.name])
    return _typed(page, place, page.narrative[place.start : place.end].replace(place.name, other, 1))


def stale_year(page: Page, random: Random) -> Changes:
    """Last year's year stands where a placeholder stood: the year, the year of the plans, the period."""
    place = random.choice([p for p in page.placeholders if p.name in {"year", "next_year", "period"}])
    last = page.report.year - 1
    typed = {"year": f"{last}", "next_year": f"{last + 1}", "period": f"{last}年1月1日至{last}年12月31日"}
    return _typed(page, place, typed[place.name])


def wrong_agency(page: Page, random: Random) -> Changes:
    """Another agency's name, or the agency's with one character wrong or missing, stands in the text."""
    place = random.choice([p for p in page.placeholders if p.name in NAMES])
    if random.choice((True, False)):
        return _typed(page, place, random.choice(PEERS[page.report.agency.slug]))
    name = page.report.agency.name
    at = random.randrange(len(name))
    character = random.choice(["", random.choice([c for c in OTHER_CHARACTERS if c != name[at]])])
    return _typed(page, place, name[:at] + character + name[at + 1 :])


def wrong_parts(page: Page, random: Random) -> Changes | None:
    """Parts do not add up to their whole: in a sentence of the text, or in facts.csv."""
    if (page.root / page.folder / "facts.csv").exists():
        return _part_entered_wrong(page, random)
    return random.choice((_part_typed_wrong, _list_added_wrong))(page, random)


def _part_entered_wrong(page: Page, random: Random) -> Changes | None:
    """One figure of a list in facts.csv that added up is mistyped."""
    rows = page.rows("facts")
    wholes = [fact for fact in page.report.text_facts() if _adds_up([fact, *page.report.parts_of(fact.id)])]
    ids = [fact.id for whole in wholes for fact in (whole, *page.report.parts_of(whole.id))]
    row = random.choice([row for row in rows if row[0] in ids])
    row[2] = slip(row[2], random)
    return page.with_rows("facts", rows)


def _part_typed_wrong(page: Page, random: Random) -> Changes | None:
    """One part behind 其中 is typed wrong where all of them made the whole."""
    found = []
    for sentence in re.finditer(r"[^。；\n]*其中[^。；\n]*", page.narrative):
        places = [p for p in page.placeholders if sentence.start() <= p.start < sentence.end() and not p.derived]
        places = [p for p in places if page.report.get(p.name) is not None]
        cut = sentence.start() + sentence[0].index("其中")
        parts = [p for p in places if p.start > cut]
        whole = [p for p in places if p.start < cut][-1:]
        if whole and _adds_up([page.report.get(p.name) for p in (*whole, *parts)]):
            found += parts
    if not found:
        return None
    place = random.choice(found)
    return _typed(page, place, slip_in(page.printed(place), random))


def _list_added_wrong(page: Page, random: Random) -> Changes:
    """A sentence with a whole and its parts, entered in facts.csv, one of them mistyped."""
    name, whole, unit, parts = random.choice(LISTS)
    values = [random.randint(1, 30) for _ in parts]
    numbers = [str(sum(values)), *map(str, values)]
    wrong = random.randrange(len(numbers))
    numbers[wrong] = slip(numbers[wrong], random)
    ids = [f"text.{name}", *(f"text.{name}_{letter}" for letter in "abc")]
    rows = [["编号", "名称", "数值", "单位", "属于", "来源"]]
    rows += [
        [fact, label, number, unit, "" if fact == ids[0] else ids[0], "业务台账"]
        for fact, label, number in zip(ids, (whole, *parts), numbers, strict=True)
    ]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    listed = "、".join(f"{label}{{{{ {fact} }}}}" for label, fact in zip(parts, ids[1:], strict=True))
    _, end = random.choice(page.paragraphs("一"))
    changed = page.with_text(end, end, f"{whole}{{{{ {ids[0]} }}}}，其中{listed}。")
    return {**changed, f"{page.folder}/facts.csv": out.getvalue()}


def _adds_up(facts: Sequence[Fact | None]) -> bool:
    """Tell whether the first of *facts* is the sum of at least two others."""
    whole, *parts = (fact.value for fact in facts if fact is not None and fact.value is not None)
    return 1 < len(parts) == len(facts) - 1 and whole == sum(parts)
