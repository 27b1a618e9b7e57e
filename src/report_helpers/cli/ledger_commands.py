"""The ledger: tables 三 and 四 counted from the cases, compared, written."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  click reads the annotation
from typing import TYPE_CHECKING

import click
from rich.table import Table

from report_helpers.checks import SEVERITY_WORDS
from report_helpers.checks.finding_texts import finding_of
from report_helpers.checks.ledger_rules import failing_cases
from report_helpers.cli.console import SEVERITY_COLOURS, out, say
from report_helpers.cli.options import report_argument, report_id_of, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem
from report_helpers.facts import Report, ReportId, Status, blank_facts
from report_helpers.forms import form_cells, load_form
from report_helpers.sources import find_workspace, replace_files, write_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.facts import Fact, Ledger
    from report_helpers.forms import Form
    from report_helpers.sources import Workspace

    Typed = Mapping[str, Mapping[str, Fact]]

LABEL_LENGTH = 16
NAMES = {"applications": "表三", "disputes": "表四"}


@click.command("ledger")
@report_argument
@workspace_option
@click.option("--write", is_flag=True, help="把计数写成 applications.csv（和 disputes.csv）；已有而不同的表不覆盖")
@click.option("--force", is_flag=True, help="与 --write 同用：已有而不同的表也按台账重写（先列出新旧）")
def ledger_command(report: str, workspace: Path | None, write: bool, force: bool) -> ExitCode:  # noqa: FBT001
    """台账：由台账逐件计数得出表三（和表四），核对期限，并与填报的表逐格比较。

    台账是 data/<机关>/<年份>/ledger.csv 或 ledger.xlsx，写法见 docs/ledger.zh-CN.md。有差异或错误时退出码 1。
    """
    place = find_workspace(workspace)
    report_id = report_id_of(report, place)
    bare = _report_of(place, report_id)
    ledgers = bare.ledgers
    if not ledgers:
        shown = f"data/{report_id.agency}/{report_id.year}/ledger.csv"
        raise InputError(
            Problem("没有台账", file=shown, fix="请放入 ledger.csv 或 ledger.xlsx，写法见 docs/ledger.zh-CN.md")
        )
    form, typed = bare.form, place.typed_tables(report_id)
    for ledger in ledgers.values():
        _show_table(ledger, form)
    _show_terms(bare)
    differing = _show_differences(ledgers, typed, form)
    errors = _show_faults(bare)
    if write:
        _write(place, report_id, ledgers, differing, force=force)
        differing = set()
    return ExitCode.FINDINGS if errors or differing else ExitCode.DONE


def _show_table(ledger: Ledger, form: Form) -> None:
    """Print the counted table; a cell without a count is a question mark."""
    say(f"{NAMES[ledger.table]}　{ledger.load.file}：{len(ledger.load.rows)} 行", "bold")
    cells = [cell for cell in form_cells(form).values() if cell.table == ledger.table]
    shown = Table(box=None, pad_edge=False, collapse_padding=True)
    if ledger.table == "disputes":
        shown.add_column("")
        shown.add_column("件数", justify="right")
        for cell in cells:
            shown.add_row(f"{cell.group_label} {cell.column_label}", _written(ledger.counted[cell.id]))
    else:
        columns = list(dict.fromkeys(cell.column_label for cell in cells))
        shown.add_column("", no_wrap=True)
        for column in columns:
            shown.add_column(column, justify="right", max_width=6, overflow="fold")
        for row in dict.fromkeys(cell.row for cell in cells):
            own = [cell for cell in cells if cell.row == row]
            shown.add_row(_short(own[0].row_label), *(_written(ledger.counted[cell.id]) for cell in own))
    out.print(shown)


def _short(label: str) -> str:
    return label if len(label) <= LABEL_LENGTH else f"{label[: LABEL_LENGTH - 1]}…"


def _written(count: int | None) -> str:
    return "？" if count is None else str(count)


def _show_terms(report: Report) -> None:
    ledger = report.ledgers.get("applications")
    if ledger is None:
        return
    from report_helpers.ledger import summarise  # noqa: PLC0415  numpy is loaded where there is a ledger

    found = summarise(ledger.load, report.period)
    say(
        f"期限　本年办理 {found.cases} 件：按期答复 {found.in_time}，逾期答复 {found.late}，"
        f"年末未答复且未到期 {found.open_in_term}，年末已逾期 {found.open_late}，等待申请人补正 {found.waiting}，"
        f"期限无法核验 {found.not_verifiable}" + (f"；最长超过 {found.longest} 个工作日" if found.longest else ""),
        "bold",
    )


def _show_differences(ledgers: Mapping[str, Ledger], typed: Typed, form: Form) -> set[str]:
    """Print every cell in which a typed table differs from its ledger; return the tables that differ."""
    differing = set()
    for table, ledger in ledgers.items():
        facts = typed.get(table)
        if facts is None:
            say(f"{NAMES[table]}没有填报，由台账计数得出")
            continue
        wrong = [cell for cell, count in ledger.counted.items() if _differs(facts[cell], count)]
        for cell in wrong:
            old = facts[cell].printed or "空白"
            new = _written(ledger.counted[cell])
            say(f"不一致　{form_cells(form)[cell].label}（{cell}）：填报 {old} → 台账 {new}", "red")
        if wrong:
            differing.add(table)
        else:
            say(f"{NAMES[table]}与台账逐格一致", "green")
    return differing


def _differs(fact: Fact, count: int | None) -> bool:
    if fact.status is Status.NOT_APPLICABLE:
        return count != 0
    return fact.value is None or fact.value != count


def _show_faults(report: Report) -> bool:
    """Print what is wrong with single cases; tell whether an error is among it."""
    found = False
    for rule, row in failing_cases(report):
        if row.unverifiable:
            say(f"说明　{rule.id} {rule.title}，无法核验：{row.unverifiable}。", SEVERITY_COLOURS["note"])
            continue
        finding = finding_of(report, rule, row)
        found = found or row.severity == "error"
        cases = f"（登记编号 {'、'.join(finding.cases)}）" if finding.cases else ""
        say(
            f"{SEVERITY_WORDS[row.severity]}　{finding.message}{cases}。{finding.fix}。", SEVERITY_COLOURS[row.severity]
        )
    return found


def _report_of(place: Workspace, report_id: ReportId, *, with_last_year: bool = True) -> Report:
    """Return a report of nothing but its ledgers, last year's included: its text may not be written yet."""
    parameters, before = place.parameters(report_id.year), ReportId(report_id.agency, report_id.year - 1)
    form, period = load_form(parameters.form), parameters.period.days
    has_previous = with_last_year and before.year in place.years(before.agency)
    previous = _report_of(place, before, with_last_year=False) if has_previous else None
    agency, ledgers = place.agency(report_id.agency), place.ledgers(report_id)
    return Report(report_id, agency, form, blank_facts(form), {}, period, previous, ledgers=ledgers)


def _write(
    place: Workspace, report_id: ReportId, ledgers: Mapping[str, Ledger], differing: set[str], *, force: bool
) -> None:
    """Write the counted tables; InputError where a typed one would be lost or a cell has no count."""
    folder = f"data/{report_id.agency}/{report_id.year}"
    problems = []
    for table, ledger in ledgers.items():
        unknown = sum(count is None for count in ledger.counted.values())
        if unknown:
            fix = "请先改正台账的错误"
            problems.append(Problem(f"{NAMES[table]}有 {unknown} 格数不出来，没有写", ledger.load.file, fix=fix))
        elif table in differing and not force:
            fix = "请核对上面列出的各格；确以台账为准的，加 --force"
            problems.append(Problem("已有填报的表，与台账不同，没有覆盖", f"{folder}/{table}.csv", fix=fix))
    if problems:
        raise InputError(problems)
    form = load_form(place.parameters(report_id.year).form)
    texts = {
        f"{table}.csv": write_table(form, form.table(table), {cell: str(n) for cell, n in ledger.counted.items()})
        for table, ledger in ledgers.items()
    }
    for path in replace_files(place.root / folder, texts, "写表"):
        say(f"已写　{path.relative_to(place.root)}")
