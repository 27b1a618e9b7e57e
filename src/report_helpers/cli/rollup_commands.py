"""The roll-up: a parent's tables from its units' figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from report_helpers.cli.console import say
from report_helpers.cli.options import report_argument, report_id_of, today, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem
from report_helpers.facts import Status, UnitState
from report_helpers.forms import form_cells
from report_helpers.rollup import differences, filled_in, late_units, roll_up, write_tables
from report_helpers.sources import find_workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from report_helpers.facts import Fact, ReportId, UnitReturn
    from report_helpers.rollup import CellDifference, Rollup
    from report_helpers.sources import Workspace

    Tables = Mapping[str, Mapping[str, Fact]]

SHOWN_UNITS = 8


@click.command("rollup")
@report_argument
@workspace_option
@click.option("--write", is_flag=True, help="已有的三张表也按汇总数重写（先列出差异）")
@click.option("--explain", metavar="数据项", help="列出一个数据项由哪些单位的数相加而成，如 applications.new.total")
def rollup_command(report: str, workspace: Path | None, write: bool, explain: str | None) -> ExitCode:  # noqa: FBT001
    """汇总：由各单位的数据生成上级的三张表。

    单位名单写在 data/<上级>/units.yaml。上级的表还没有的，写出来；已有的，逐格核对，有差异时退出码 1。
    """
    place = find_workspace(workspace)
    report_id = report_id_of(report, place)
    agency = place.agency(report_id.agency)
    units = place.units(report_id)
    if units is None:
        shown = f"data/{report_id.agency}/units.yaml"
        raise InputError(
            Problem(f"{agency.name}没有单位名单", file=shown, fix="请先建立，写法见 docs/data-files.zh-CN.md")
        )
    if write and units.list.typed:
        fix = "要由汇总生成，请先把 typed 改为 false"
        raise InputError(
            Problem("写明三张表由人工填报，不能重写", units.list.file, column="typed", value="true", fix=fix)
        )
    rollup = roll_up(units)
    if explain:
        return _explain(rollup, explain)
    _show_units(place, report_id, rollup)
    unreadable = [problem for back in rollup.of_state(UnitState.UNREADABLE) for problem in back.problems]
    if unreadable:
        raise InputError(unreadable)
    typed = place.typed_tables(report_id)
    facts = {cell: fact for table in typed.values() for cell, fact in table.items()}
    _show_lacking(rollup)
    for difference in differences(rollup, facts):
        _show_difference(rollup, difference)
    _write(place, report_id, rollup, typed, write=write)
    return _verdict(rollup, place.typed_tables(report_id))


def _show_units(place: Workspace, report_id: ReportId, rollup: Rollup) -> None:
    """Say who is in, who is missing and who is late, by name."""
    listed = rollup.units.list
    say(f"名单　{listed.file}：{len(listed.units)} 家" + _excluded(listed.excluded), "bold")
    released = sum(back.files[0].startswith("releases/") for back in rollup.present)
    say(f"已报　{len(rollup.present)} 家（{released} 家用已公布的数）")
    missing = rollup.of_state(UnitState.MISSING)
    if missing:
        say(f"未报　{len(missing)} 家：{_names(missing)}", "red")
    for back in rollup.of_state(UnitState.OTHER_FORM):
        say(f"格式不同　{back.unit.name}：用了 {back.form} 年格式，应为 {rollup.units.form.version} 年格式", "red")
    for back in rollup.of_state(UnitState.UNREADABLE):
        say(f"读不出来　{back.unit.name}", "red")
    level, deadlines = place.agency(report_id.agency).level, place.settings(report_id).deadlines
    for late in late_units(place.root, rollup.units, level, deadlines, today()):
        what = f"{late.published} 才公布" if late.published else "至今未报"
        say(f"逾期　{late.unit.name}：应于 {late.until} 前报送，{what}", "yellow")


def _names(units: Iterable[UnitReturn]) -> str:
    return "、".join(back.unit.name for back in units)


def _excluded(excluded: tuple[tuple[str, str], ...]) -> str:
    return f"，不汇总 {len(excluded)} 家（{'、'.join(f'{name}：{why}' for name, why in excluded)}）" if excluded else ""


def _show_lacking(rollup: Rollup) -> None:
    """Say which cells have no sum although all units are in, and where a unit's own lists disagree."""
    for problem in rollup.problems:
        say(f"文件清单　{problem.sentence()}", "yellow")
    if rollup.absent:
        return
    labels = form_cells(rollup.units.form)
    for cell in rollup.cells.values():
        if cell.adds and cell.total is None:
            say(f"没有合计　{labels[cell.cell].label}（{cell.cell}）：{rollup.lacking(cell)}", "yellow")
    own = [labels[cell.cell].label for cell in rollup.cells.values() if not cell.adds]
    if own:
        say(f"不由各单位相加，请自行填写　{'、'.join(own)}", "yellow")


def _show_difference(rollup: Rollup, found: CellDifference) -> None:
    """Print a cell that differs, and the units behind it, the likely ones first."""
    written = "空白" if found.typed is None else f"{found.typed:f}"
    gap = "" if found.typed is None else f"，差 {found.typed - found.total:+f}".replace("-", "−")
    most = "至多 " if found.at_most else ""
    say(f"不一致　{found.fact.label}（{found.fact.id}）：填报 {written}，各单位合计 {most}{found.total:f}{gap}", "red")
    for units, guess in ((found.left_out, "可能漏计"), (found.twice, "可能重复计算")):
        if units:
            say(f"　　{guess}：{rollup.names(units)}")
    figures = rollup.cells[found.fact.id].units
    filled = [agency for agency, value in figures.items() if value]
    for agency in filled[:SHOWN_UNITS]:
        say(f"　　{rollup.names([agency])} {figures[agency]:f}")
    if len(filled) > SHOWN_UNITS:
        say(f"　　另有 {len(filled) - SHOWN_UNITS} 家，用 --explain {found.fact.id} 全部列出")


def _explain(rollup: Rollup, cell_id: str) -> ExitCode:
    """List the units behind a cell with their figures and where they stand."""
    cell = rollup.cells.get(cell_id)
    if cell is None:
        raise InputError(Problem("没有这个数据格", value=cell_id, fix=f"编号如 {next(iter(rollup.cells))}"))
    total = "没有合计" if cell.total is None else f"合计 {cell.total:f}"
    say(f"{form_cells(rollup.units.form)[cell_id].label}（{cell_id}）：{total}", "bold")
    lacking = rollup.lacking(cell)
    if lacking:
        say(f"缺　{lacking}；已有的相加 {cell.so_far:f}", "yellow")
    for back in rollup.units.returns:
        say(f"{_figure(cell.units, back, cell_id)}　{back.unit.name}{_place(back, cell_id)}")
    return ExitCode.DONE


def _figure(figures: Mapping[str, object], back: UnitReturn, cell_id: str) -> str:
    if back.state is not UnitState.IN:
        return "未报" if back.state is UnitState.MISSING else "不能用"
    if cell_id in back.not_applicable:
        return "/"
    value = figures[back.unit.agency]
    return "空白" if value is None else f"{value:f}"


def _place(back: UnitReturn, cell_id: str) -> str:
    table = cell_id.partition(".")[0]
    file = next((name for name in back.files if name.endswith(("facts.csv", f"{table}.csv"))), "")
    return f"（{file}）" if file else ""


def _write(place: Workspace, report_id: ReportId, rollup: Rollup, typed: Tables, *, write: bool) -> None:
    """Write the tables that are not there yet, or all of them when asked to."""
    due = [table.id for table in rollup.units.form.tables if table.id not in typed or write]
    if not due:
        return
    if rollup.absent:
        say("单位没有到齐，没有写表", "red")
    elif rollup.units.list.typed:
        say(f"写明由人工填报（typed: true），没有写表；还没有的表：{'、'.join(due)}", "red")
    else:
        facts = {cell: fact for table in typed.values() for cell, fact in table.items()}
        folder = place.root / report_id.data_path
        for path in write_tables(folder, rollup, filled_in(rollup, facts), due):
            say(f"已写　{path.relative_to(place.root)}")


def _verdict(rollup: Rollup, typed: Tables) -> ExitCode:
    """Say whether the parent's tables, as they now stand, are the sums of the units'."""
    facts = {cell: fact for table in typed.values() for cell, fact in table.items()}
    differing = len(list(differences(rollup, facts)))
    blank = sum(fact.status is Status.BLANK for fact in facts.values())
    absent = len(rollup.units.form.tables) - len(typed)
    if differing:
        say(f"{differing} 格与各单位合计不一致。请核对；确以各单位为准的，加 --write 重写", "red")
    if blank:
        say(f"三张表还有 {blank} 格空白", "red")
    if differing or blank or absent or rollup.absent or rollup.problems:
        return ExitCode.FINDINGS
    say("三张表与各单位合计逐格一致", "green")
    return ExitCode.DONE
