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
from report_helpers.outputs.pages.index_rows import LAST_HEADERS, PAGES, IndexRow, State, figures_of, total

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


def index_html(rows: Sequence[IndexRow], year: int, kind: Kind, before: Mapping[int, Totals] | None = None) -> str:
    """Return the page; the same rows give the same bytes, in the order given.

    *before* has the totals of the index figures of other years, for the trend.
    """
    index = kind.settings.index
    by_conclusion = {name: sum(row.conclusion == name for row in rows) for name in CONCLUSIONS}
    charts = [_verdict_chart(by_conclusion)]
    with_figure = [row for row in rows if index.figures and figures_of(row, index)[0]]
    if index.figures:
        charts += [_size_chart(rows, index), *_trend_charts(rows, year, index, before or {})]
    return render_page(
        "index",
        (STATUTORY_SHEET,),
        rows=rows,
        year=year,
        kind=kind,
        index=index,
        labels=(*SEVERITY_WORDS.values(), *(figure.label for figure in index.figures), LAST_HEADERS[0]),
        figures_of=lambda row: figures_of(row, index),
        tally={name: count for name, count in by_conclusion.items() if count or name in ALWAYS_TALLIED},
        charts=charts,
        largest=sorted(with_figure, key=lambda row: -(row.figures[0] or 0))[:LARGEST],
        excesses=_excesses(rows, index),
        shown_excesses=SHOWN_EXCESSES,
        long=LONG,
        classes=CONCLUSIONS,
        report_page=PAGES[0],
        review_page=PAGES[1],
        figure=_figure,
    )


def _excesses(rows: Sequence[IndexRow], index: Index) -> list[tuple[IndexRow, Decimal, Decimal]]:
    """Return the rows whose part exceeds its share of the whole, each with whole and part, the largest part first."""
    if index.excess is None:
        return []
    labels = [figure.label for figure in index.figures]
    whole, part = labels.index(index.excess.whole), labels.index(index.excess.part)
    known = [(row, row.figures[whole], row.figures[part]) for row in rows if row.figures]
    found = [(row, of, some) for row, of, some in known if of is not None and some is not None]
    return sorted((item for item in found if item[2] > item[1] * index.excess.above), key=lambda item: -item[2])


def _verdict_chart(by_conclusion: dict[str, int]) -> Chart:
    counts = [(name, count, CONCLUSIONS[name]) for name, count in reversed(by_conclusion.items()) if count]
    return Chart("verdicts", "校验结论", counts)


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
