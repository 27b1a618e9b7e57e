"""Reads the rows of a year's index, one an agency, back from what was built, and writes them as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from report_helpers.checks.finding import CHECKS, RESULT_WORDS, SEVERITY_WORDS, VERDICT_WORDS, read_checks
from report_helpers.errors import InputError, Problem
from report_helpers.files.csv_text import ENCODING, spreadsheet_csv
from report_helpers.files.plain_files import read_bytes
from report_helpers.files.records import Duration, parse_record
from report_helpers.signatures.reviews import StageRecord
from report_helpers.signatures.statement import STAGES
from report_helpers.sources.report_json import PLACE, read_report_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from report_helpers.forms.kind import Index

MAX_BYTES = 50_000_000
AGAIN = "请重新生成这份报告"
PAGES = ("report.html", "review.html")


class State(StrEnum):
    """The state of an agency's report."""

    BUILT = "已生成"
    FAILED = "失败"
    MISSING = "缺数据"
    IMPORTED = "外部公布件"


class Publication(StrEnum):
    """How a report stands towards the public, the most urgent first."""

    BROKEN = "公布件有误"
    OVERDUE = "逾期未公布"
    OPEN = "未公布"
    LATE = "逾期公布"
    DONE = "已公布"
    ELSEWHERE = "外部公布件"


class Review(StrEnum):
    """How one of the three reviews stands, the most urgent first."""

    BROKEN = "有改动"
    OPEN = "未签"
    SIGNED = "已签"


@dataclass(frozen=True, slots=True)
class Seconds:
    """What a stage of a build cost: CPU seconds (user and system, children included) and wall seconds."""

    cpu: Duration
    wall: Duration


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One agency: verdict, counts of findings, the figures of the index; None is blank or "/".

    `folder` is the report's folder beside the index, `pages` which of its pages there are,
    `seconds` what building took, `published` whether it is before the public and `published_detail` since when
    or until when, `reviews` the three reviews as they stood when it was built, `units` how many units there are
    and which sent nothing in, None where there is no list of units, `results` how many rules gave which.
    Without a report there are only `state`, `reason`, `published` and `units`.
    """

    report: str
    agency: str
    folder: str
    verdict: str = ""
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    figures: tuple[Decimal | None, ...] = ()
    seconds: float | None = None
    state: State = State.BUILT
    reason: str = ""
    pages: tuple[str, ...] = PAGES
    published: Publication | None = None
    published_detail: str = ""
    reviews: tuple[Review, ...] = ()
    units: tuple[int, tuple[str, ...]] | None = None
    results: Mapping[str, int] = field(default_factory=dict)

    @property
    def conclusion(self) -> str:
        """The verdict in words, or why there is none."""
        return VERDICT_WORDS[self.verdict] if self.state == State.BUILT else str(self.state)

    @property
    def counts(self) -> tuple[int | None, ...]:
        """Errors, warnings and notes; None each where nothing was checked."""
        found = (self.errors, self.warnings, self.notes)
        return found if self.state == State.BUILT else (None,) * len(found)

    @property
    def absent(self) -> int | None:
        """How many units sent nothing in; None where there is no list of units."""
        return None if self.units is None else len(self.units[1])


FIRST_HEADERS = ("报告编号", "机关", "状态", "校验结论", *SEVERITY_WORDS.values())
RESULT_HEADERS = tuple(f"规则{word}" for word in RESULT_WORDS.values())
UNITS_HEADER, PUBLISHED_HEADER = "缺报单位", "公布"
LAST_HEADERS = (*STAGES, UNITS_HEADER, "缺哪些单位", "用时（秒）", PUBLISHED_HEADER, "公布说明", "原因", "文件夹")


def read_index_rows(year_folder: Path, index: Index) -> tuple[IndexRow, ...]:
    """Read every report built under reports/<year>/, with the figures of *index*, in the order of the folders' names.

    A folder without data/report.json is no report and passed over, as are those beginning
    with a dot, which are being built. A file that is broken makes a row that says so.
    """
    folders = sorted(year_folder.iterdir()) if year_folder.is_dir() else ()
    return tuple(
        read_index_row(folder, index)
        for folder in folders
        if not folder.name.startswith(".") and (folder / PLACE).exists()
    )


def read_index_row(folder: Path, index: Index) -> IndexRow:
    """Read one built report; a file that is broken makes a row in the state 失败, with the reason."""
    try:
        return _read_row(folder, index)
    except InputError as error:
        report = f"{folder.name}@{folder.parent.name}"
        reason = "；".join(error.sentences())
        return IndexRow(report, folder.name, folder.name, state=State.FAILED, reason=reason, pages=())


def read_totals(path: Path, index: Index) -> tuple[Decimal | None, ...] | None:
    """Read an index.csv and add up each figure over its rows; None where no row has one, or no such file."""
    try:
        rows = list(csv.DictReader(io.StringIO(read_bytes(path, path.name, MAX_BYTES).decode(ENCODING))))
        names = [figure.label for figure in index.figures]
        return tuple(total(Decimal(row[name]) for row in rows if row[name]) for name in names)
    except (InputError, OSError, ValueError, KeyError, InvalidOperation, csv.Error):
        return None


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of the figures there are, None when there is none."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def index_csv(rows: Iterable[IndexRow], index: Index) -> bytes:
    """Return the rows as CSV for a spreadsheet; blank where there is no figure."""
    lines = [(*FIRST_HEADERS, *(figure.label for figure in index.figures), *RESULT_HEADERS, *LAST_HEADERS)]
    for row in rows:
        texts = (row.report, row.agency, row.state, VERDICT_WORDS.get(row.verdict, ""))
        known = (*row.counts, *figures_of(row, index))
        figures = ("" if figure is None else format(Decimal(figure), "f") for figure in known)
        seconds = "" if row.seconds is None else f"{row.seconds:.1f}"
        results = (str(row.results.get(word, "")) for word in RESULT_WORDS.values())
        reviews = row.reviews or ("",) * len(STAGES)
        units = ("", "") if row.units is None else (str(row.absent), "、".join(row.units[1]))
        public = (row.published or "", row.published_detail)
        lines.append((*texts, *figures, *results, *reviews, *units, seconds, *public, row.reason, row.folder))
    return spreadsheet_csv(lines)


def figures_of(row: IndexRow, index: Index) -> tuple[Decimal | None, ...]:
    """Return the figures of a row in the order of the index; None each where there is no report."""
    return row.figures if row.figures and row.state == State.BUILT else (None,) * len(index.figures)


def _read_row(folder: Path, index: Index) -> IndexRow:
    shown = f"{folder.parent.name}/{folder.name}/{PLACE}"
    report = read_report_json(folder / PLACE, shown, AGAIN)
    judged = f"{folder.parent.name}/{folder.name}/{CHECKS}"
    checks = read_checks(read_bytes(folder / CHECKS, judged, MAX_BYTES, AGAIN), judged)
    facts = {fact["id"]: fact["value"] for fact in report["facts"]}
    severities = Counter(finding["severity"] for finding in checks["findings"])
    try:
        return IndexRow(
            report=str(report["report"]),
            agency=str(report["agency"]),
            folder=folder.name,
            verdict=checks["verdict"],
            results={word: list(checks["rules"].values()).count(key) for key, word in RESULT_WORDS.items()},
            errors=severities["error"],
            warnings=severities["warning"],
            notes=severities["note"],
            figures=tuple(_sum(facts, figure.cells) for figure in index.figures),
            seconds=_seconds(folder),
            pages=tuple(name for name in PAGES if (folder / name).is_file()),
            reviews=tuple(map(_review, checks.get("signatures", ()))),
        )
    except (KeyError, AttributeError, InvalidOperation):
        raise InputError(Problem("不是本工具生成的报告数据", shown, fix=AGAIN)) from None


def _review(stage: Mapping[str, Any]) -> Review:
    """Return how a stage stands, given as its fields."""
    found = StageRecord(**stage)
    if found.is_complete:
        return Review.SIGNED
    is_broken = found.refused or "broken" in {part["state"] for part in stage["parts"]}
    return Review.BROKEN if is_broken else Review.OPEN


def _sum(facts: dict[str, str], cells: Sequence[str]) -> Decimal | None:
    """Return the sum of some cells; None when one of them is blank or "/"."""
    values = [facts[cell] for cell in cells]
    if any(value in {"", "/"} for value in values):
        return None
    return sum((Decimal(value) for value in values), Decimal(0))


def _seconds(folder: Path) -> float | None:
    """Return what building took; None where it was not kept."""
    path, shown = folder / "timings.json", f"{folder.parent.name}/{folder.name}/timings.json"
    if not path.exists():
        return None
    stages = parse_record(read_bytes(path, shown, MAX_BYTES), dict[str, Seconds], shown, "不是本工具记录的用时", AGAIN)
    return sum(stage.wall for stage in stages.values())
