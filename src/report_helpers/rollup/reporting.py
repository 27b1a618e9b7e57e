"""A roll-up in words: who is in and who is late, which cells differ, what was written, what is behind a cell."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.errors import ExitCode, InputError, Line, Problem, raise_problems
from report_helpers.facts.fact import Status, signed
from report_helpers.facts.identifiers import TEXT_FILE
from report_helpers.facts.units import UnitState
from report_helpers.files.clock import today
from report_helpers.files.file_sets import finish_begun, replace_files
from report_helpers.forms.cells import form_cells
from report_helpers.forms.model import form_name
from report_helpers.rollup.comparing import differences, filled_in
from report_helpers.rollup.summing import roll_up
from report_helpers.sources.table_csv import write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from report_helpers.errors import Printed
    from report_helpers.facts.fact import Fact
    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.units import Unit, UnitReturn, Units
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form
    from report_helpers.rollup.comparing import CellDifference
    from report_helpers.rollup.model import Rollup
    from report_helpers.sources.workspace import Workspace

    AboutUnits = Callable[[Units, Kind], Mapping[str, Sequence[str]]]
    TextOf = Callable[[Kind, Form], str]

STAGE = "写汇总表"
SHOWN_UNITS = 8
# Lower governments send consolidated reports, by the date of their own level (条例第四十九条).
_BELOW = {"city": "county", "province": "city", "state": "province"}


@dataclass(frozen=True, slots=True)
class Late:
    """A unit that is late: published after its day, or not in though the day has passed (`published` is None)."""

    unit: Unit
    until: date
    published: date | None


def compare_and_write(  # noqa: PLR0913  what checks and what begins a text, and two options
    place: Workspace,
    report_id: ReportId,
    errors_of: AboutUnits,
    odd_of: AboutUnits,
    text_of: TextOf,
    *,
    write: bool,
    strict: bool = False,
) -> Printed:
    """Compare a parent's tables with its units' and write those that are not there; with *write*, all of them.

    A parent that has no text gets the one that a year begins with, which *text_of* returns.
    *errors_of* returns what is wrong with tables and texts of units, by agency: they are named, and with *strict*
    refused; *odd_of* what is unusual about units, which is noted. Ends with DONE where the tables, as they then
    are, are the sums of the units'. Raises InputError without a list, for what cannot be read, and for typed tables.
    """
    finish_begun(place.root, report_id.data_path, STAGE)
    units = _units_of(place, report_id)
    if write and units.list.typed:
        fix = "要由汇总生成，请先把 typed 改为 false"
        what = "写明各表由人工填报，不能重写"
        raise InputError(Problem(what, units.list.file, column="typed", value="true", fix=fix))
    rollup = roll_up(units)
    yield from _unit_lines(rollup)
    kind = place.settings(report_id).kind
    yield from _about_units(rollup, errors_of(units, kind), odd_of(units, kind), strict=strict)
    level, deadlines = place.agency(report_id.agency).level, place.settings(report_id).deadlines
    for late in late_units(units, level, deadlines, today()):
        what = f"{late.published} 才公布" if late.published else "至今未报"
        yield Line(f"逾期　{late.unit.name}：应于 {late.until} 前报送，{what}", "warning")
    raise_problems(problem for back in rollup.of_state(UnitState.UNREADABLE) for problem in back.problems)
    facts = _facts(place, report_id)
    yield from _lacking(rollup)
    for difference in differences(rollup, facts):
        yield from _difference(rollup, difference)
    text = place.root / report_id.data_path / TEXT_FILE
    texts = {} if os.path.lexists(text) else {text.name: text_of(place.settings(report_id).kind, rollup.units.form)}
    yield from _written(place, report_id, rollup, facts, texts, write=write)
    return (yield from _verdict(rollup, _facts(place, report_id)))


def explain_cell(place: Workspace, report_id: ReportId, cell_id: str) -> Iterator[Line]:
    """Yield the units behind a cell with their figures and the files these were read from."""
    rollup = roll_up(_units_of(place, report_id))
    cell = rollup.cells.get(cell_id)
    if cell is None:
        raise InputError(Problem("没有这个数据格", value=cell_id, fix=f"编号如 {next(iter(rollup.cells))}"))
    total = "没有合计" if cell.total is None else f"合计 {cell.total:f}"
    yield Line(f"{form_cells(rollup.units.form)[cell_id].label}（{cell_id}）：{total}", "heading")
    lacking = rollup.lacking(cell)
    if lacking:
        yield Line(f"缺　{lacking}；已有的相加 {cell.so_far:f}", "warning")
    for back in rollup.units.returns:
        ends = ("report.json", f"{cell_id.partition('.')[0]}.csv")
        file = next((f"（{name}）" for name in back.files if name.endswith(ends)), "")
        yield Line(f"{_figure(cell.units, back, cell_id)}　{back.unit.name}{file}")


def _due(unit: Unit, level: str, deadlines: Mapping[str, date]) -> date | None:
    """Return the day a unit's figures must be in: its own, else the year's for units or for the level below."""
    key = _BELOW.get(level, "unit") if unit.kind == "下级政府" else "unit"
    return unit.until or deadlines.get(key)


def late_units(units: Units, level: str, deadlines: Mapping[str, date], day: date) -> Iterator[Late]:
    """Yield the units that are late on *day*. Data without a release bears no date, and is not late."""
    for back in units.returns:
        until = _due(back.unit, level, deadlines)
        if until is None:
            continue
        if back.state is UnitState.MISSING:
            if day > until:
                yield Late(back.unit, until, None)
            continue
        if back.published is not None and back.published > until:
            yield Late(back.unit, until, back.published)


def _units_of(place: Workspace, report_id: ReportId) -> Units:
    units = place.units(report_id)
    if units is None:
        what, file = f"{place.agency(report_id.agency).name}没有单位名单", f"data/{report_id.agency}/units.yaml"
        raise InputError(Problem(what, file=file, fix="请先建立，写法见 docs/data-files.zh-CN.md"))
    return units


def _facts(place: Workspace, report_id: ReportId) -> dict[str, Fact]:
    return {cell: fact for table in place.typed_tables(report_id).values() for cell, fact in table.items()}


def _unit_lines(rollup: Rollup) -> Iterator[Line]:
    """Yield who is in, who is missing and who cannot be used, by name."""
    listed = rollup.units.list
    excluded = "、".join(f"{name}：{why}" for name, why in listed.excluded)
    more = f"，不汇总 {len(listed.excluded)} 家（{excluded}）" if excluded else ""
    yield Line(f"名单　{listed.file}：{len(listed.units)} 家{more}", "heading")
    released = sum(back.published is not None for back in rollup.present)
    yield Line(f"已报　{len(rollup.present)} 家（{released} 家用已公布的数）")
    missing = rollup.of_state(UnitState.MISSING)
    if missing:
        yield Line(f"未报　{len(missing)} 家：{'、'.join(back.unit.name for back in missing)}", "error")
    for back in rollup.of_state(UnitState.OTHER_FORM):
        forms = f"用了 {form_name(back.form)}，应为 {rollup.units.form.name}"
        yield Line(f"格式不同　{back.unit.name}：{forms}", "error")
    for back in rollup.of_state(UnitState.UNREADABLE):
        yield Line(f"无法读取　{back.unit.name}", "error")


def _about_units(
    rollup: Rollup, wrong: Mapping[str, Sequence[str]], odd: Mapping[str, Sequence[str]], *, strict: bool
) -> Iterator[Line]:
    """Yield what is wrong with units' tables and texts, refused where *strict*, and what is unusual about them."""
    for agency, errors in wrong.items():
        yield Line(f"有错误　{rollup.names([agency])}：{'；'.join(errors)}", "error")
    if strict and wrong:
        what = f"{rollup.names(wrong)}自己的表或正文有错误，不汇总（--strict）"
        raise InputError(Problem(what, rollup.units.list.file, fix="请退回这些单位改正"))
    for agency, unusual in odd.items():
        yield from (Line(f"说明　{rollup.names([agency])}：{one}", "note") for one in unusual)


def _lacking(rollup: Rollup) -> Iterator[Line]:
    """Yield the cells without a sum although all units are in, and where a unit's own lists disagree."""
    for problem in rollup.problems:
        yield Line(f"文件清单　{problem.sentence()}", "warning")
    if rollup.absent:
        return
    labels = form_cells(rollup.units.form)
    for cell in rollup.cells.values():
        if cell.adds and cell.total is None:
            yield Line(f"没有合计　{labels[cell.cell].label}（{cell.cell}）：{rollup.lacking(cell)}", "warning")
    own = [labels[cell.cell].label for cell in rollup.cells.values() if not cell.adds]
    if own:
        yield Line(f"不由各单位相加，请自行填写　{'、'.join(own)}", "warning")


def _difference(rollup: Rollup, found: CellDifference) -> Iterator[Line]:
    """Yield a cell that differs, and the units behind it, the likely ones first."""
    written = "空白" if found.typed is None else f"{found.typed:f}"
    gap = "" if found.typed is None else f"，差 {signed(found.typed - found.total, '+')}"
    sums = f"各单位合计 {'至多 ' if found.at_most else ''}{found.total:f}{gap}"
    yield Line(f"不一致　{found.fact.label}（{found.fact.id}）：填报 {written}，{sums}", "error")
    for units, guess in ((found.left_out, "可能漏计"), (found.twice, "可能重复计算")):
        if units:
            yield Line(f"　　{guess}：{rollup.names(units)}")
    filled = {agency: value for agency, value in rollup.cells[found.fact.id].units.items() if value}
    for agency, value in list(filled.items())[:SHOWN_UNITS]:
        yield Line(f"　　{rollup.names([agency])} {value:f}")
    if len(filled) > SHOWN_UNITS:
        yield Line(f"　　另有 {len(filled) - SHOWN_UNITS} 家，用 --explain {found.fact.id} 全部列出")


def _figure(figures: Mapping[str, Decimal | None], back: UnitReturn, cell_id: str) -> str:
    if back.state is not UnitState.IN:
        return "未报" if back.state is UnitState.MISSING else "不能用"
    if cell_id in back.not_applicable:
        return "/"
    value = figures[back.unit.agency]
    return "空白" if value is None else f"{value:f}"


def _written(  # noqa: PLR0913  what there is, and what is to be there
    place: Workspace,
    report_id: ReportId,
    rollup: Rollup,
    facts: Mapping[str, Fact],
    texts: Mapping[str, str],
    *,
    write: bool,
) -> Iterator[Line]:
    """Write the tables that are not there yet, or all of them when asked to, and *texts*; yield what was written."""
    form = rollup.units.form
    on_file = {cell.partition(".")[0] for cell in facts}
    due = [table.id for table in form.tables if table.id not in on_file or write]
    if due and rollup.absent:
        yield Line("单位没有到齐，没有写表", "error")
    elif due and rollup.units.list.typed:
        yield Line(f"写明由人工填报（typed: true），没有写表；还没有的表：{'、'.join(due)}", "error")
    elif due or texts:
        contents = filled_in(rollup, facts)
        files = {f"{name}.csv": write_table(form, form.table(name), contents) for name in due} | dict(texts)
        for path in replace_files(place.root / report_id.data_path, files, STAGE):
            yield Line(f"已写　{path.relative_to(place.root)}")
    if texts and due and not rollup.absent and not rollup.units.list.typed:
        yield Line("下一步：填写正文里的“待填”，再运行 report build " + str(report_id))


def _verdict(rollup: Rollup, facts: Mapping[str, Fact]) -> Printed:
    """Yield whether the parent's tables, as they now are, are the sums of the units'."""
    differing = len(list(differences(rollup, facts)))
    blank = sum(fact.status is Status.BLANK for fact in facts.values())
    if differing:
        yield Line(f"{differing} 格与各单位合计不一致。请核对；确以各单位为准的，加 --write 重写", "error")
    if blank:
        yield Line(f"各表还有 {blank} 格空白", "error")
    is_whole = facts.keys() == rollup.cells.keys()
    if differing or blank or not is_whole or rollup.absent or rollup.problems:
        return ExitCode.FINDINGS
    yield Line("各表与各单位合计逐格一致", "good")
    return ExitCode.DONE
