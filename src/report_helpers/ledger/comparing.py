"""The tables on file compared with what the ledgers count: in words, and as contents that may be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import Grid, Line, Problem, raise_problems
from report_helpers.facts.fact import Status
from report_helpers.forms.cells import form_cells, table_names
from report_helpers.ledger.time_limits import summarise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.ledger import Ledger
    from report_helpers.facts.report import Report
    from report_helpers.forms.model import Form

    Typed = Mapping[str, Mapping[str, Fact]]

LABEL_LENGTH = 16


def comparison_lines(report: Report, typed: Typed) -> Iterator[Line | Grid]:
    """Yield a report's ledgers counted, its applications by their time limits, what differs in the tables on file."""
    for ledger in report.ledgers.values():
        yield from _count_lines(ledger, report.form)
        if ledger.load.vocabulary.limits is not None:
            yield Line(summarise(ledger.load, report.period).sentence, "heading")
    for ledger in report.ledgers.values():
        yield from _difference_lines(ledger, typed, report.form)


def _count_lines(ledger: Ledger, form: Form) -> Iterator[Line | Grid]:
    """Yield the counted table; a cell without a count is a question mark."""
    yield Line(f"{table_names(form)[ledger.table]}　{ledger.load.file}：{len(ledger.load.rows)} 行", "heading")
    cells = [cell for cell in form_cells(form).values() if cell.table == ledger.table]
    rows = dict.fromkeys(cell.row for cell in cells)
    if len(rows) == 1:
        lines = ((f"{cell.group_label} {cell.column_label}", _written(ledger.counted[cell.id])) for cell in cells)
        yield Grid(("", "件数"), tuple(lines), has_figures=True)
        return
    heads = ("", *dict.fromkeys(cell.column_label for cell in cells))
    grid = []
    for row in rows:
        own = [cell for cell in cells if cell.row == row]
        label = own[0].row_label
        short = label if len(label) <= LABEL_LENGTH else f"{label[: LABEL_LENGTH - 1]}…"
        grid.append((short, *(_written(ledger.counted[cell.id]) for cell in own)))
    yield Grid(heads, tuple(grid), has_figures=True)


def differing_cells(ledger: Ledger, typed: Typed) -> list[str]:
    """Return the cells in which a table on file is not what its ledger counts; none where no table is on file."""
    facts = typed.get(ledger.table, {})
    return [cell for cell, fact in facts.items() if _differs(fact, ledger.counted[cell])]


def _difference_lines(ledger: Ledger, typed: Typed, form: Form) -> Iterator[Line]:
    """Yield every cell in which the table on file differs from its ledger, or that there is none."""
    name = table_names(form)[ledger.table]
    if ledger.table not in typed:
        yield Line(f"{name}没有填报，由台账计数得出")
        return
    wrong = differing_cells(ledger, typed)
    for cell in wrong:
        old, new = typed[ledger.table][cell].printed or "空白", _written(ledger.counted[cell])
        yield Line(f"不一致　{form_cells(form)[cell].label}（{cell}）：填报 {old} → 台账 {new}", "error")
    if not wrong:
        yield Line(f"{name}与台账逐格一致", "good")


def contents_to_write(
    ledgers: Collection[Ledger], typed: Typed, form: Form, folder: str, *, force: bool
) -> dict[str, str]:
    """Return what the cells of the tables in *folder* shall hold.

    Raises InputError for a cell without a count, and where a table on file differs and *force* is not given.
    """
    problems = []
    for ledger in ledgers:
        unknown = sum(count is None for count in ledger.counted.values())
        if unknown:
            what = f"{table_names(form)[ledger.table]}有 {unknown} 格无法计数，没有写入"
            problems.append(Problem(what, ledger.load.file, fix="请先改正台账的错误"))
        elif differing_cells(ledger, typed) and not force:
            fix = "请核对上面列出的各格；确以台账为准的，加 --force"
            problems.append(Problem("已有填报的表，与台账不同，没有覆盖", f"{folder}/{ledger.table}.csv", fix=fix))
    raise_problems(problems)
    return {cell: str(count) for ledger in ledgers for cell, count in ledger.counted.items()}


def _written(count: int | None) -> str:
    return "？" if count is None else str(count)


def _differs(fact: Fact, count: int | None) -> bool:
    if fact.status is Status.NOT_APPLICABLE:
        return count != 0
    return fact.value is None or fact.value != count
