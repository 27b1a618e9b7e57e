"""Writes reports/<year>/index.html: every agency of a year on one page.

One file as the reports' pages are: style and script inline and named by their hashes,
nothing fetched. Without its script the page says the same, neither sorted nor searched.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.checks.finding import SEVERITY_WORDS, VERDICT_WORDS
from report_helpers.outputs.pages.closed_page import render_page
from report_helpers.outputs.pages.index_rows import (
    PAGES,
    PUBLISHED_HEADER,
    UNITS_HEADER,
    IndexRow,
    Publication,
    Review,
    State,
    figures_of,
    total,
)
from report_helpers.rollup.model import names_of
from report_helpers.signatures.statement import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from report_helpers.forms.kind import Index, Kind

STATUTORY_SHEET = Path(__file__).parents[1] / "html" / "templates" / "statutory_html" / "statutory.css"
# The first of each class of new applications; the last has no end.
SIZES = (0, 1, 10, 50, 200, 1000)
LARGEST = 5
SHOWN_EXCESSES = 20
# Verdicts and states, the worst first: this is also the order the script sorts them in.
CONCLUSIONS = {
    "失败": "fail",
    "缺数据": "missing",
    "外部公布件": "missing",
    VERDICT_WORDS["fail"]: "fail",
    VERDICT_WORDS["warn"]: "warn",
    VERDICT_WORDS["nothing"]: "missing",
    VERDICT_WORDS["pass"]: "pass",
}
PUBLICATIONS = {
    Publication.BROKEN: "fail",
    Publication.OVERDUE: "fail",
    Publication.OPEN: "missing",
    Publication.LATE: "warn",
    Publication.DONE: "pass",
    Publication.ELSEWHERE: "missing",
}
REVIEWS = {Review.BROKEN: "fail", Review.OPEN: "missing", Review.SIGNED: "pass"}
NOT_REVIEWED = "—"
FIRST = ("机关", "校验结论", *SEVERITY_WORDS.values())  # the columns before those of the three reviews
TOLD_RESULTS = ("不通过", "已豁免", "无法核验")  # how many rules gave these stands under the verdict
ALWAYS_TALLIED = tuple(VERDICT_WORDS[verdict] for verdict in ("fail", "warn", "pass"))
SHOWN_YEARS = 6
Totals = tuple[Decimal | None, ...]
LONG = 1000  # from so many rows on, those out of sight are not laid out


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars, each a label, a count and its colour's class."""

    id: str
    caption: str
    bars: Sequence[tuple[str, int, str]]
    unit: str = "家"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows have which word in a column, given by its place."""

    label: str
    column: int
    counts: Sequence[tuple[str, int]]


def index_html(rows: Sequence[IndexRow], year: int, kind: Kind, before: Mapping[int, Totals] | None = None) -> str:
    """Return the page: what failed or is overdue first, else in the order given; the same rows give the same bytes.

    *before* has the totals of the index figures of other years, for the trend.
    """
    index, rows = kind.settings.index, sorted(rows, key=_urgency)
    by_conclusion = {name: sum(row.conclusion == name for row in rows) for name in CONCLUSIONS}
    charts: list[Chart] = []
    with_figure = [row for row in rows if index.figures and figures_of(row, index)[0]]
    if index.figures:
        charts = [_size_chart(rows, index), *_trend_charts(rows, year, index, before or {})]
    return render_page(
        "index",
        (STATUTORY_SHEET,),
        rows=rows,
        year=year,
        kind=kind,
        index=index,
        columns=_columns(index),
        figures_of=lambda row: figures_of(row, index),
        tallies=_tallies(rows, by_conclusion),
        charts=charts,
        largest=sorted(with_figure, key=lambda row: -(row.figures[0] or 0))[:LARGEST],
        excesses=_excesses(rows, index),
        shown_excesses=SHOWN_EXCESSES,
        long=LONG,
        classes=CONCLUSIONS | PUBLICATIONS | REVIEWS,
        told=TOLD_RESULTS,
        no_reviews=(NOT_REVIEWED,) * len(STAGES),
        report_page=PAGES[0],
        review_page=PAGES[1],
        figure=_figure,
        names_of=names_of,
    )


def _urgency(row: IndexRow) -> tuple[int, int, int]:
    """Return what rows are ordered by: failed or published wrong, then overdue, then the worst verdict."""
    is_wrong = row.state is State.FAILED or row.published is Publication.BROKEN
    rank = 0 if is_wrong else 1 if row.published is Publication.OVERDUE else 2
    return rank, tuple(CONCLUSIONS).index(row.conclusion), -row.errors


def _columns(index: Index) -> list[tuple[str, str]]:
    """Return the head of every column with how it sorts: as text, as a number, or by words, the worst first."""
    text, *numbers = FIRST
    verdict, *numbers = numbers
    return [
        (text, "text"),
        (verdict, " ".join(CONCLUSIONS)),
        *((name, "number") for name in numbers),
        *((stage, " ".join((*Review, NOT_REVIEWED))) for stage in STAGES),
        (PUBLISHED_HEADER, " ".join(Publication)),
        (UNITS_HEADER, "number"),
        *((figure.label, "number") for figure in index.figures),
    ]


def _tallies(rows: Sequence[IndexRow], by_conclusion: Mapping[str, int]) -> list[Tally]:
    """Return the counts over the table, the worst first; a word that no row has is left out, the verdicts apart."""
    known = [(name, count) for name, count in by_conclusion.items() if count or name in ALWAYS_TALLIED]
    tallies = [Tally(FIRST[1], FIRST.index(FIRST[1]), known)]
    last = Counter(row.reviews[-1] for row in rows if row.reviews)
    public = Counter(row.published for row in rows)
    columns = len(FIRST) + len(STAGES)
    tallies.append(Tally(STAGES[-1], columns - 1, [(word, last[word]) for word in Review if last[word]]))
    tallies.append(Tally(PUBLISHED_HEADER, columns, [(word, public[word]) for word in Publication if public[word]]))
    return [tally for tally in tallies if tally.counts]


def _excesses(rows: Sequence[IndexRow], index: Index) -> list[tuple[IndexRow, Decimal, Decimal]]:
    """Return the rows whose part exceeds its share of the whole, each with whole and part, the largest part first."""
    if index.excess is None:
        return []
    labels = [figure.label for figure in index.figures]
    whole, part = labels.index(index.excess.whole), labels.index(index.excess.part)
    known = [(row, row.figures[whole], row.figures[part]) for row in rows if row.figures]
    found = [(row, of, some) for row, of, some in known if of is not None and some is not None]
    return sorted((item for item in found if item[2] > item[1] * index.excess.above), key=lambda item: -item[2])


def _size_chart(rows: Sequence[IndexRow], index: Index) -> Chart:
    figure = index.figures[0]
    known = [row.figures[0] for row in rows if row.figures and row.figures[0] is not None]
    # A negative figure, which is an error, is not lost.
    sizes = Counter(max(bisect_right(SIZES, new) - 1, 0) for new in known)
    counts = []
    for place, (first, end) in enumerate(zip(SIZES, (*SIZES[1:], None), strict=True)):
        name = "0" if end == 1 else f"{first}" if end is None else f"{first}—{end - 1}"
        counts.append((f"{name} {figure.unit}{'以上' if end is None else ''}", sizes[place], ""))
    blank = sum(row.state == State.BUILT and figures_of(row, index)[0] is None for row in rows)
    if blank:
        counts.append(("空白", blank, "missing"))
    return Chart("sizes", f"{figure.label}的{figure.unit}数", counts)


def _trend_charts(rows: Sequence[IndexRow], year: int, index: Index, before: Mapping[int, Totals]) -> Iterator[Chart]:
    """Yield the first two figures by year, where there is a year to compare with."""
    columns = list(zip(*(figures_of(row, index) for row in rows), strict=True)) or [()] * len(index.figures)
    now: Totals = tuple(map(total, columns))
    years = sorted({**before, year: now}.items())[-SHOWN_YEARS:]
    for place, figure in enumerate(index.figures[:2]):
        counts = [(f"{each}年", int(found), "") for each, totals in years if (found := totals[place]) is not None]
        if len(counts) > 1:
            caption = f"历年{figure.label}（{figure.unit}，各机关合计）"
            yield Chart(f"trend-{place}", caption, counts, figure.unit)


def _figure(value: Decimal | int | None) -> str:
    return "—" if value is None else format(Decimal(value), "f")
