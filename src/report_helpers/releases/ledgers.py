"""What a release keeps of ledgers: their SHA-256 and the tables counted from them, never the ledgers themselves."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from report_helpers.errors import Problem, raise_problems
from report_helpers.files.hashing import sha256
from report_helpers.files.plain_files import read_bytes, write_new
from report_helpers.ledger.files import ENDINGS, ledger_file
from report_helpers.ledger.words import vocabularies
from report_helpers.sources.release_contents import FIX
from report_helpers.sources.table_csv import write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.report import Report
    from report_helpers.forms.kind import Kind
    from report_helpers.sources.workspace import Workspace

COUNTED = "counted"  # in the record: the tables at the paths they would have in a workspace


def ledger_files(workspace: Workspace, report: ReportId) -> dict[str, str]:
    """Return the SHA-256 of the ledgers a report and last year's are counted from, by path in the workspace."""
    found = {}
    for each in (report, report.last_year):
        if (workspace.root / each.data_path).is_dir():
            for words in vocabularies(workspace.settings(each).kind).values():
                name = ledger_file(workspace.root, each.data_path, words)
                if name:
                    found[name] = sha256(workspace.root / name)
    return found


def write_counted(report: Report, record: Path) -> None:
    """Write the tables that ledgers count, this year's and last year's, below the record of a release."""
    for each in (report, report.previous):
        for table in each.ledgers if each else ():
            facts = {fact.id: fact.printed for fact in each.cells(table)} if each else {}
            path = record / COUNTED / (each or report).id.data_path / f"{table}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_new(path, write_table(report.form, report.form.table(table), facts))


def counted_tables(report: ReportId, kind: Kind, record: Path) -> list[str]:
    """Return the tables that a release of *report* keeps in place of ledgers, by path in a workspace.

    Nothing else that lies among them is taken: it would stand in place of what git has.
    """
    names = (f"{each.data_path}/{table}.csv" for each in (report, report.last_year) for table in vocabularies(kind))
    return [name for name in names if (record / COUNTED / name).exists()]


def require_ledgers(report: ReportId, kind: Kind, ledgers: Iterable[str], shown: str) -> None:
    """Raise InputError for a file that a release calls a ledger and that no ledger of its report is."""
    files = [words.file for words in vocabularies(kind).values()]
    years = (report.data_path, report.last_year.data_path)
    known = {f"{folder}/{file}{ending}" for folder in years for file in files for ending in ENDINGS}
    odd = (name for name in ledgers if name not in known)
    raise_problems(Problem("登记的不是这份报告的台账", shown, value=name, fix=FIX) for name in odd)


def lacking_ledgers(workspace: Workspace, ledgers: Mapping[str, str]) -> list[str]:
    """Return those of the *ledgers* of a release that a workspace does not have as they were then."""
    paths = {name: workspace.root / name for name in ledgers}
    return [name for name, path in paths.items() if not path.is_file() or sha256(path) != ledgers[name]]


def bring_ledgers(
    workspace: Workspace, recorded: Workspace, ledgers: Mapping[str, str], record: Path, counted: Iterable[str]
) -> list[str]:
    """Put the ledgers of a release into *recorded*, a copy of the workspace; else the tables *counted* from them.

    Returns the ledgers that are lacking: with one lacking, none is used.
    """
    lacking = lacking_ledgers(workspace, ledgers)
    for name in ledgers:
        target = recorded.root / name
        target.unlink(missing_ok=True)
        if not lacking:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(workspace.root / name, target)
    for name in counted if lacking else ():
        target = recorded.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_new(target, read_bytes(record / COUNTED / name, f"{record}/{COUNTED}/{name}"))
    return lacking
