"""Reads and writes facts.csv: the named figures of the text, and which are parts of which."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from report_helpers.errors import Problem, raise_problems
from report_helpers.facts.fact import Fact, Origin, Status
from report_helpers.files.csv_text import csv_text
from report_helpers.forms.cells import form_cells
from report_helpers.sources.figures import FigureError, read_figure
from report_helpers.sources.grid import GridRow, Header, read_grid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from report_helpers.forms.model import Form

HEADERS = (
    Header("id", "编号"),
    Header("label", "名称", optional=True),
    Header("value", "数值"),
    Header("qualifier", "约数", optional=True),
    Header("unit", "单位", optional=True),
    Header("part_of", "属于", optional=True),
    Header("source", "来源", optional=True),
)
_NO_VALUE = "请填数字；没有发生的填 0，这一年用不着的删去这一行"
DRAFT = "正文草稿"  # the source of a figure that a draft alone gives; its file name follows
QUALIFIERS = ("余", "约", "近")
# Letters only: a digit or a mark in a unit would print as part of the figure.
UNIT = re.compile(r"[^\W\d_]{1,8}(?:/[^\W\d_]{1,4})?|[%‰℃]")
_TEXT_ID = re.compile(r"text\.[a-z][a-z0-9_]*")


def read_text_facts(path: Path, shown: str, form: Form, *, is_draft: bool = False) -> dict[str, Fact]:
    """Read the figures of the text; they may be parts of each other or of the form's cells.

    Raises InputError for ill-formed or repeated ids, unreadable values and, but in a draft, missing ones,
    unknown qualifiers, and parts whose whole is unknown, has another unit, or is
    a part of them in turn.
    """
    return text_facts_of(read_grid(path, shown, HEADERS, ordered=False), shown, form, is_draft=is_draft)


def text_facts_of(rows: Iterable[GridRow], shown: str, form: Form, *, is_draft: bool = False) -> dict[str, Fact]:
    """Return the figures of the text in *rows*, whose cells are named as HEADERS are; InputError as above."""
    problems: list[Problem] = []
    facts: dict[str, Fact] = {}
    for row in rows:
        found = list(_row_problems(row, shown, facts))
        problems += found
        if not found:
            fact = _read_row(row, shown, form, problems, is_draft=is_draft)
            if fact is not None:
                facts[fact.id] = fact
    if not problems:
        units = {cell.id: cell.unit for cell in form_cells(form).values()}
        units |= {fact.id: fact.unit for fact in facts.values()}
        problems += _part_problems(facts, units, form.input_rules.parts)
    raise_problems(problems)
    return facts


def write_text_facts(facts: Iterable[Fact]) -> str:
    """Return the CSV text of facts.csv for figures of the text, in the order given."""
    rows = (
        (fact.id, fact.label, fact.printed + fact.note, fact.qualifier, fact.unit, fact.part_of, fact.source)
        for fact in facts
    )
    return csv_text([[header.label for header in HEADERS], *rows])


def _read_row(row: GridRow, shown: str, form: Form, problems: list[Problem], *, is_draft: bool) -> Fact | None:
    cells = {header.id: row.cells.get(header.id, "") for header in HEADERS}
    label = cells["label"] or cells["id"]
    try:
        figure = read_figure(cells["value"], "amount", cells["unit"], form.input_rules.count)
    except FigureError as error:
        problems.append(Problem(error.what, shown, row.number, label, "数值", cells["value"], fix=error.fix))
        return None
    if figure.status is Status.NOT_APPLICABLE or (figure.status is Status.BLANK and not is_draft):
        rule = form.input_rules.blank
        problems.append(Problem("没有数值", shown, row.number, label, "数值", rule=rule, fix=_NO_VALUE))
        return None
    return Fact(
        id=cells["id"],
        label=label,
        status=figure.status,
        value=figure.value,
        unit=cells["unit"],
        note=figure.note,
        qualifier=cells["qualifier"],
        part_of=cells["part_of"],
        source=cells["source"],
        origin=Origin(shown, row.number, "数值"),
    )


def _row_problems(row: GridRow, shown: str, seen: Mapping[str, Fact]) -> Iterator[Problem]:
    fact_id, qualifier = row.cells["id"], row.cells.get("qualifier", "")
    if not _TEXT_ID.fullmatch(fact_id):
        fix = "请写成 text.英文名，如 text.wechat_posts"
        yield Problem("不是有效的编号", shown, row.number, column="编号", value=fact_id, fix=fix)
    elif fact_id in seen:
        yield Problem("这个编号重复了", shown, row.number, column="编号", value=fact_id, fix="请删去一行或改名")
    unit = row.cells.get("unit", "")
    if unit and not UNIT.fullmatch(unit):
        fix = "请只写单位，如 件、条、万元、人次、%"
        yield Problem("不是有效的单位", shown, row.number, column="单位", value=unit, fix=fix)
    if qualifier and qualifier not in QUALIFIERS:
        fix = f"可用的有：{'、'.join(QUALIFIERS)}"
        yield Problem("取值无效", shown, row.number, column="约数", value=qualifier, fix=fix)


def _part_problems(facts: Mapping[str, Fact], units: Mapping[str, str], rule: str) -> Iterator[Problem]:
    """Check every part against its whole; *units* maps all ids there are to their units."""
    for fact in facts.values():
        origin = fact.origin
        if not fact.part_of or origin is None:
            continue
        place = (origin.file, origin.row, fact.label, "属于", fact.part_of)
        unit = units.get(fact.part_of)
        if unit is None:
            yield Problem("找不到这个数据项", *place, fix="请填写另一行的编号或表格单元的编号")
        elif unit != fact.unit:
            reason = f"它的单位是“{unit}”，与本行的“{fact.unit}”不同，不能相加"
            yield Problem(reason, *place, rule=rule, fix="请统一单位")
        elif _is_circular(fact, facts):
            yield Problem("归属关系循环", *place, fix="整体不能又是部分的部分")


def _is_circular(fact: Fact, known: Mapping[str, Fact]) -> bool:
    whole, seen = fact.part_of, set[str]()
    while whole in known and whole not in seen:
        seen.add(whole)
        whole = known[whole].part_of
    return whole in seen
