"""What a ledger itself shows to be wrong, case by case: time limits, dates, results, double entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from report_helpers.ledger.calendar import NAT
from report_helpers.ledger.counting import CARRIED_IN, NEW, OUTSIDE, entries, is_twice
from report_helpers.ledger.time_limits import time_limits_of
from report_helpers.ledger.words import BLANK, SEVERAL, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from report_helpers.facts.ledger import Caseload, Days
    from report_helpers.ledger.time_limits import TimeLimits

    Mask = NDArray[np.bool_]
    Words = str | Callable[[int], str]

SHOWN_ROWS = 10
ORDER = (  # what cannot come before what
    ("answered", "received"),
    ("correction_asked", "received"),
    ("correction_received", "correction_asked"),
    ("third_from", "received"),
    ("third_to", "third_from"),
    ("extended", "received"),
    ("answered", "correction_received"),
)


@dataclass(frozen=True, eq=False, slots=True)
class Breach:
    """One kind of fault: which cases have it (positions in the load), and the words for one of them.

    `cannot_tell` counts, by reason, the cases about which nothing can be said; 0 is a reason about the whole ledger.
    """

    cases: NDArray[np.int64]
    words: Callable[[int], str]
    cannot_tell: Mapping[str, int]


def examine(load: Caseload, period: tuple[date, date]) -> dict[str, list[Breach]]:
    """Return the faults of a ledger by what is wrong: the names of the ledger rules."""
    if load.vocabulary.rows is None:
        return {"dispute_rows": list(_uncounted(load))}
    limits = time_limits_of(load, period)
    return {
        "overdue": [_overdue(load, limits, period)],
        "correction": [_correction(load, limits)],
        "extension": [_extension(load, limits)],
        "third_party": [_third_party(load, limits)],
        "twice": list(_twice(load)),
        "order": list(_order(load)),
        "outcome": list(_unknown_outcome(load)),
        "group": list(_group(load)),
        "lacking": list(_lacking(load)),
        "year": list(_year(load, period)),
        "due": [_due(load, limits)],
    }


def _breach(mask: Mask, words: Words, limits: TimeLimits | None = None, **cannot_tell: Mask) -> Breach:
    reasons = {
        "unlisted": limits.days.unlisted if limits else "",
        "lacking": "缺少计算期限所需的日期",
        "unnumbered": "没有登记编号，不知道是否重复",
        "unreadable": "有无法识别的日期",
        "unnamed": "没有填写",
        "undated": "没有收到日期",
    }
    counts = {reasons[name]: int(np.count_nonzero(cases)) for name, cases in cannot_tell.items()}
    describe = words if callable(words) else lambda _: words
    return Breach(np.flatnonzero(mask), describe, {why: count for why, count in counts.items() if count})


def _overdue(load: Caseload, limits: TimeLimits, period: tuple[date, date]) -> Breach:
    answered = load.dates["answered"]

    def words(case: int) -> str:
        how = f"于 {answered[case]} 答复" if limits.is_answered[case] else f"至 {period[1]} 未答复"
        return f"应于 {limits.due[case]} 前答复，{how}，超过 {limits.days_over[case]} 个工作日"

    return _breach(limits.is_overdue, words, limits, unlisted=limits.unlisted, lacking=limits.lacking)


def _correction(load: Caseload, limits: TimeLimits) -> Breach:
    received, asked = load.dates["received"], _dates(load, "correction_asked")

    def words(case: int) -> str:
        took = _took(limits, limits.asked_after[case], asked[case])
        return f"{received[case]} 收到，{asked[case]} 才告知补正，{took}"

    unlisted = ~np.isnat(asked) & (limits.asked_late < 0) & ~limits.lacking
    return _breach(limits.asked_late > 0, words, limits, unlisted=unlisted)


def _took(limits: TimeLimits, days: int, end: np.datetime64) -> str:
    return f"{'用了' if end <= limits.days.last else '至少用了'} {days} 个工作日"


def _extension(load: Caseload, limits: TimeLimits) -> Breach:
    extended = _dates(load, "extended")
    given, known = ~np.isnat(extended), ~np.isnat(limits.before_extension) & ~limits.lacking

    def words(case: int) -> str:
        return f"{extended[case]} 批准延期，原期限已于 {limits.before_extension[case]} 届满，延期不能计入"

    late = known & (extended > limits.before_extension)
    # A limit beyond the lists is later than every day of them.
    unlisted = given & ~known & ~limits.lacking & ~(limits.days.knows(extended) & limits.days.knows(limits.start))
    return _breach(late, words, limits, unlisted=unlisted, lacking=given & limits.lacking)


def _third_party(load: Caseload, limits: TimeLimits) -> Breach:
    begin, end = _dates(load, "third_from"), _dates(load, "third_to")

    def words(case: int) -> str:
        took = _took(limits, limits.third_days[case], end[case])
        return f"{begin[case]} 至 {end[case]} 征求第三方意见，{took}，超过的不能扣除"

    half, both = np.isnat(begin) != np.isnat(end), ~np.isnat(begin) & ~np.isnat(end)
    if not {"third_from", "third_to"} <= load.dates.keys():
        half = _no(load)
    return _breach(limits.third_long > 0, words, limits, unlisted=both & (limits.third_long < 0), lacking=half)


def _twice(load: Caseload) -> Iterator[Breach]:
    same: dict[str, list[int]] = {}
    twice = is_twice(load)
    for case in np.flatnonzero(twice).tolist():
        same.setdefault(load.keys[case], []).append(case)

    def rows(case: int) -> str:
        others = [str(load.rows[other]) for other in same[load.keys[case]] if other != case]
        return f"与第 {'、'.join(others[:5])} 行是同一登记编号"

    yield _breach(twice, rows, unnumbered=_unnumbered(load))
    yield _breach(load.outcome == SEVERAL, "答复类型写了不止一种，一件申请只有一个最终结果")


def _order(load: Caseload) -> Iterator[Breach]:
    yield _breach(_no(load), "", unreadable=np.logical_or.reduce([_no(load), *load.unreadable.values()]))
    for later, earlier in ORDER:
        after, before = _dates(load, later), _dates(load, earlier)
        yield _breach(after < before, _earlier(load, (later, after), (earlier, before)))


def _earlier(load: Caseload, later: tuple[str, Days], earlier: tuple[str, Days]) -> Callable[[int], str]:
    one, other = load.vocabulary.heading(later[0]), load.vocabulary.heading(earlier[0])
    return lambda case: f"{one} {later[1][case]} 早于{other} {earlier[1][case]}"


def _unknown_outcome(load: Caseload) -> Iterator[Breach]:
    yield _unknown(load, load.outcome == UNKNOWN, load.unknown_outcome, load.vocabulary.unknown_outcome)
    yield _breach(_no(load), "", unnamed=_unnamed(load))


def _unknown(load: Caseload, mask: Mask, written: Sequence[str], sentence: str) -> Breach:
    """Return the cases with a word that is none of the known ones, those with the same one as one case."""
    same: dict[str | int, list[int]] = {}
    for case in np.flatnonzero(mask).tolist():
        same.setdefault(written[case] or case, []).append(case)
    alike = {cases[0]: cases for cases in same.values()}

    def words(case: int) -> str:
        what = sentence.format(f"“{written[case]}”" if written[case] else "")
        count, rows = len(alike[case]), "、".join(str(load.rows[other]) for other in alike[case][:SHOWN_ROWS])
        more = "等" if count > SHOWN_ROWS else ""
        return f"{what}，共 {count} 件（第 {rows} 行{more}）" if count > 1 else what

    return Breach(np.array(list(alike), dtype=np.int64), words, {})


def _group(load: Caseload) -> Iterator[Breach]:
    yield _unknown(load, load.group == UNKNOWN, load.unknown_group, load.vocabulary.unknown_group)
    yield _breach(_no(load), "", unnamed=load.group == BLANK)
    yield _breach(load.group == SEVERAL, "申请人类型写了不止一类")


def _lacking(load: Caseload) -> Iterator[Breach]:
    yield from _empty(load)
    yield _breach(_unnumbered(load), "没有登记编号")
    yield _breach(load.group == BLANK, "没有申请人类型")
    yield _breach(_unnamed(load), "有答复日，没有答复类型")
    for name, wrong in load.unreadable.items():
        yield _breach(wrong, f"{load.vocabulary.heading(name)}不是有效的日期")
    received, answered = load.dates["received"], load.dates["answered"]
    yield _breach(np.isnat(received) & ~load.unreadable["received"], "没有收到日期")
    without = np.isnat(answered) & ~load.unreadable["answered"] & (load.outcome != BLANK)
    yield _breach(without, "有答复类型，没有答复日")


def _empty(load: Caseload) -> Iterator[Breach]:
    if not len(load.rows):
        yield Breach(np.array([], dtype=np.int64), str, {load.vocabulary.empty: 0})


def _unnumbered(load: Caseload) -> Mask:
    return np.fromiter((not key for key in load.keys), dtype=bool, count=len(load.keys))


def _unnamed(load: Caseload) -> Mask:
    """Tell which cases have an answer without a result."""
    return np.asarray((load.outcome == BLANK) & ~np.isnat(load.dates["answered"]))


def _year(load: Caseload, period: tuple[date, date]) -> Iterator[Breach]:
    entry, received, year = entries(load, period), load.dates["received"], period[0].year
    yield _breach(_no(load), "", undated=np.isnat(received))
    yield _breach(entry == OUTSIDE, f"不属于 {year} 年：收到和答复都不在统计期限内，没有计入")
    no_new, no_carried = (entry == NEW) & (load.carried == 1), (entry == CARRIED_IN) & (load.carried == 0)
    yield _breach(no_new, lambda case: f"{received[case]} 收到，是本年新收，却标为上年结转")
    yield _breach(no_carried, lambda case: f"{received[case]} 收到，是上年结转，却标为不是")


def _due(load: Caseload, limits: TimeLimits) -> Breach:
    registered = _dates(load, "due")
    given = ~np.isnat(registered)

    def words(case: int) -> str:
        return f"登记的法定到期日是 {registered[case]}，按条例应为 {limits.due[case]}"

    wrong = given & ~np.isnat(limits.due) & (registered != limits.due)
    unlisted = given & np.isnat(limits.due) & ~limits.lacking & ~limits.waiting
    return _breach(wrong, words, limits, unlisted=unlisted, lacking=given & limits.lacking)


def _uncounted(load: Caseload) -> Iterator[Breach]:
    """Yield what keeps a row from being counted where cases have an outcome alone."""
    words = load.vocabulary
    yield from _empty(load)
    yield _unknown(load, load.group < 0, load.unknown_group, words.unknown_group)
    yield _unknown(load, load.outcome < 0, load.unknown_outcome, words.unknown_outcome)
    if "decided" in load.dates:
        is_closed = (load.outcome >= 0) & (load.outcome != list(words.outcomes).index(words.pending))
        yield _breach(is_closed & np.isnat(load.dates["decided"]), "已有结果，没有有效的日期")


def _dates(load: Caseload, name: str) -> Days:
    """Return the dates of a column, all blank where the file has none."""
    return load.dates.get(name, np.full(len(load.rows), NAT))


def _no(load: Caseload) -> Mask:
    return np.zeros(len(load.rows), dtype=bool)
