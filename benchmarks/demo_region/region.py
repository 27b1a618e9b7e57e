"""The folder of a synthetic region: a workspace with parameters, notebook, units and their parent."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.demo_region.planting import Unit, make_unit, planted
from benchmarks.demo_region.second_kind import FAULT, KIND, RULE, second_report
from benchmarks.demo_region.written import Written

from report_helpers.errors import InputError, Problem
from report_helpers.forms.cells import form_cells
from report_helpers.forms.kind import DEFAULT_KIND, load_kind
from report_helpers.sources.table_csv import write_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.forms.model import Form

ROOT = Path(__file__).parents[2]
PARENT, PARENT_NAME = "shili-shi", "示例市人民政府"
DIGITS = "零一二三四五六七八九"
PLANTED, NOTEBOOK = "planted.csv", "notebooks/annual_report.ipynb"
NOTE = "（合成数据）由 make demo-region 随机生成，仅供试用，与任何真实机关无关"
OFFICE = ("shili-bangongshi", "示例市人民政府办公室", "本办公室", "本级机关")
# Kind: slug, name, how it calls itself. Of ten units six are departments, one a district, three towns.
NAMED = {
    "部门": ("ju", "示例市第{}局", "本局"),
    "下级政府": ("qu", "示例市第{}区人民政府", "本区"),
    "乡镇": ("zhen", "示例市第{}镇人民政府", "本镇"),
}
MIX = ("部门", "下级政府", "部门", "乡镇", "部门", "部门", "乡镇", "部门", "部门", "乡镇")
# level and type as agency.yaml has them
RANKS = {
    "本级机关": ("city", "office"),
    "部门": ("city", "department"),
    "下级政府": ("county", "government"),
    "乡镇": ("town", "government"),
}


def make_region(folder: Path, units: int, year: int, seed: str) -> int:
    """Write a region of so many *units* into *folder*; return the number of planted faults.

    A region written before is replaced. Raises InputError when something else lies there.
    """
    _refuse_others(folder)
    faults = planted(units, seed)
    written = Written(folder)
    written.write(PLANTED, "")  # first, so that a region half written is known for one
    writer = _Writer(written, year)
    made = [make_unit(who, seed, faults.get(number)) for number, who in enumerate(islice(_identities(), units))]
    for unit in made:
        writer.unit(unit)
    both = next((unit for unit in made if unit.kind == "部门" and not unit.rule), None)
    if both:
        writer.second_report(both, year)
    writer.parent(made)
    for one in (year - 1, year):
        written.write(f"params/{one}.yaml", _parameters(one, made[0].agency))
    written.write(NOTEBOOK, (ROOT / NOTEBOOK).read_text(encoding="utf-8"))
    twice = [replace(both, rule=RULE, fault=FAULT)] if both else []
    written.write(PLANTED, _planted_csv([*made, *twice]))
    written.prune()
    return len(faults) + len(twice)


def _refuse_others(folder: Path) -> None:
    is_there = folder.is_symlink() or folder.exists()
    if is_there and (folder.is_symlink() or not (folder / PLANTED).is_file()):
        fix = "请移走，或另写一个文件夹"
        raise InputError(Problem("这里已有别的文件，不是合成的地区", file=str(folder), fix=fix))


def _identities() -> Iterator[tuple[str, str, str, str]]:
    """Yield agency, name, short and kind of one unit after another, without end."""
    yield OFFICE
    counts = dict.fromkeys(NAMED, 0)
    for kind in cycle(MIX):
        slug, name, short = NAMED[kind]
        counts[kind] += 1
        yield f"shili-{slug}-{counts[kind]:04}", name.format(in_words(counts[kind])), short, kind


def in_words(number: int) -> str:
    """Return a whole number from 1 to 99,999 written out: 12 is 十二, 10010 is 一万零一十."""
    digits = str(number)
    units = ("万", "千", "百", "十", "")[-len(digits) :]
    written = "".join(
        "零" if digit == "0" else DIGITS[int(digit)] + unit for digit, unit in zip(digits, units, strict=True)
    )
    return re.sub("^一十", "十", re.sub("零+", "零", written).rstrip("零"))


class _Writer:
    """Writes the folders of agencies; the tables are laid out once and then filled in."""

    def __init__(self, written: Written, year: int) -> None:
        """Lay out the tables of both years."""
        self._write, self._years = written.write, (year - 1, year)
        self._tables = {one: _blank_tables(load_kind(DEFAULT_KIND).form_for_year(one)) for one in self._years}

    def unit(self, unit: Unit) -> None:
        """Write one unit's folder."""
        folder = f"data/{unit.agency}"
        agency = _agency(unit.name, unit.short, RANKS[unit.kind], PARENT_NAME, self._years)
        self._write(f"{folder}/agency.yaml", agency)
        for year, figures, narrative in zip(self._years, unit.figures, unit.narratives, strict=True):
            for name, blank in self._tables[year].items():
                self._write(f"{folder}/{year}/{name}.csv", blank % figures)
            self._write(f"{folder}/{year}/facts.csv", _facts(figures))
            self._write(f"{folder}/{year}/narrative.md", narrative.text())

    def second_report(self, unit: Unit, year: int) -> None:
        """Write the unit's report of another kind, which differs from the first in one figure."""
        for name, text in second_report(unit, year):
            self._write(f"data/{unit.agency}/{KIND}/{year}/{name}", text)

    def parent(self, units: list[Unit]) -> None:
        """Write the parent's folder: who it is, and the list of its units."""
        agency = _agency(PARENT_NAME, "全市", ("city", "government"), "示例省人民政府", self._years)
        self._write(f"data/{PARENT}/agency.yaml", agency)
        lines = (f"  - {{agency: {unit.agency}, name: {unit.name}, kind: {unit.kind}}}\n" for unit in units)
        self._write(f"data/{PARENT}/units.yaml", f"# {NOTE}。\nunits:\n{''.join(lines)}")


def _blank_tables(form: Form) -> dict[str, str]:
    """Return each table's CSV with `%(id)s` in every cell."""
    cells = form_cells(form)
    holders = {cell: f"%({cell})s" for cell in cells}
    return {table.id: write_table(form, table, holders) for table in form.tables}


def _facts(figures: dict[str, str]) -> str:
    """Return facts.csv: what was disclosed, by channel, in keeping with the unit's size."""
    website = 40 + int(figures["applications.new.total"]) + int(figures["proactive.normative.in_force"]) * 3
    posts = website // 2 + int(figures["applications.granted.total"])
    source = "合成数据"
    rows = (
        ("text.disclosed", "主动公开信息", website + posts, "条", ""),
        ("text.website_posts", "政府网站", website, "条", "text.disclosed"),
        ("text.wechat_posts", "微信公众号", posts, "条", "text.disclosed"),
        ("text.processing_fee", "收取信息处理费", 0, "元", ""),
    )
    lines = (f"{key},{label},{value},,{unit},{whole},{source}\n" for key, label, value, unit, whole in rows)
    return "编号,名称,数值,约数,单位,属于,来源\n" + "".join(lines)


def _agency(name: str, short: str, rank: tuple[str, str], parent: str, years: tuple[int, int]) -> str:
    notes = "".join(f"  - {{year: {year}, cells: [], reason: {NOTE}}}\n" for year in years)
    return (
        f"# {NOTE}。\nname: {name}\nshort: {short}\nlevel: {rank[0]}\ntype: {rank[1]}\nparent: {parent}\n"
        f'contact:\n  address: ""\n  phone: ""\nnotes:\n{notes}'
    )


def _parameters(year: int, agency: str) -> str:
    return (
        f"# {year}年度报告的参数：默认机关、默认报告种类和输出格式。{NOTE}。\n"
        f"year: {year}\ndefault_agency: {agency}\ndefault_kind: {DEFAULT_KIND}\noutputs: [html, pdf, docx]\n"
    )


def _planted_csv(units: list[Unit]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["单位", "名称", "规则", "差错"])
    writer.writerows([unit.agency, unit.name, unit.rule, unit.fault] for unit in units if unit.rule)
    return out.getvalue()
