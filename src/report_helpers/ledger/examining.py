"""What a ledger of applications itself shows to be wrong, case by case: limits, dates, results, double entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from report_helpers.ledger.calendar import working_days
from report_helpers.ledger.columns import heading_of
from report_helpers.ledger.counting import CARRIED_IN, NEW, OUTSIDE, entries, is_twice
from report_helpers.ledger.time_limits import CORRECTION, THIRD_PARTY, time_limits_of
from report_helpers.ledger.vocabulary import BLANK, SEVERAL, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from report_helpers.facts.ledger import Caseload, Days
    from report_helpers.ledger.time_limits import TimeLimits

    Mask = NDArray[np.bool_]

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
    """Return the faults of a ledger of applications by what is wrong: the names of the ledger rules."""
    limits = time_limits_of(load, period)
    return {
        "overdue": [_overdue(load, limits, period)],
        "correction": [_correction(load, limits)],
        "extension": [_extension(load, limits)],
        "third_party": [_third_party(load, limits)],
        "twice": list(_twice(load)),
        "order": list(_order(load)),
        "outcome": list(_outcome(load)),
        "group": list(_group(load)),
        "lacking": list(_lacking(load)),
        "year": list(_year(load, period)),
        "due": [_due(load, limits)],
    }


def _breach(mask: Mask, words: Callable[[int], str], **cannot_tell: Mask) -> Breach:
    reasons = {
        "unlisted": f"的期限超出了放假安排已公布的年份（{working_days().years}）",
        "lacking": "缺少计算期限所需的日期",
        "unnumbered": "没有登记编号，不知道是否重复",
        "unreadable": "有认不出的日期",
        "unnamed": "没有填写",
        "undated": "没有收到日期",
    }
    counts = {reasons[name]: int(np.count_nonzero(cases)) for name, cases in cannot_tell.items()}
    return Breach(np.flatnonzero(mask), words, {why: count for why, count in counts.items() if count})


def _overdue(load: Caseload, limits: TimeLimits, period: tuple[date, date]) -> Breach:
    answered = load.dates["answered"]

    def words(case: int) -> str:
        how = f"于 {answered[case]} 答复" if limits.is_answered[case] else f"至 {period[1]} 未答复"
        return f"应于 {limits.due[case]} 前答复，{how}，超过 {limits.days_over[case]} 个工作日"

    return _breach(limits.is_overdue, words, unlisted=limits.unlisted, lacking=limits.lacking)


def _correction(load: Caseload, limits: TimeLimits) -> Breach:
    def words(case: int) -> str:
        received, asked = load.dates["received"][case], load.dates["correction_asked"][case]
        return f"{received} 收到，{asked} 才告知补正，用了 {limits.asked_after[case]} 个工作日"

    asked = load.dates.get("correction_asked")
    unlisted = _no(load) if asked is None else ~np.isnat(asked) & (limits.asked_after < 0) & ~limits.lacking
    return _breach(limits.asked_after > CORRECTION, words, unlisted=unlisted)


def _extension(load: Caseload, limits: TimeLimits) -> Breach:
    extended = load.dates.get("extended")
    if extended is None:
        return _breach(_no(load), str)
    known = ~np.isnat(limits.before_extension) & ~limits.lacking

    def words(case: int) -> str:
        return f"{extended[case]} 批准延期，原期限已于 {limits.before_extension[case]} 届满，延期不能计入"

    given = ~np.isnat(extended)
    unlisted, lacking = given & limits.unlisted, given & limits.lacking
    return _breach(known & (extended > limits.before_extension), words, unlisted=unlisted, lacking=lacking)


def _third_party(load: Caseload, limits: TimeLimits) -> Breach:
    def words(case: int) -> str:
        begin, end = load.dates["third_from"][case], load.dates["third_to"][case]
        return f"{begin} 至 {end} 征求第三方意见，用了 {limits.third_days[case]} 个工作日，超过的不能扣除"

    begin, end = load.dates.get("third_from"), load.dates.get("third_to")
    if begin is None or end is None:
        return _breach(_no(load), words)
    half, both = np.isnat(begin) != np.isnat(end), ~np.isnat(begin) & ~np.isnat(end)
    unlisted = both & (limits.third_days < 0)
    return _breach(limits.third_days > THIRD_PARTY, words, unlisted=unlisted, lacking=half)


def _twice(load: Caseload) -> Iterator[Breach]:
    same: dict[str, list[int]] = {}
    twice = is_twice(load)
    for case in np.flatnonzero(twice).tolist():
        same.setdefault(load.keys[case], []).append(case)

    def rows(case: int) -> str:
        others = [str(load.rows[other]) for other in same[load.keys[case]] if other != case]
        return f"与第 {'、'.join(others[:5])} 行是同一登记编号"

    yield _breach(twice, rows, unnumbered=_unnumbered(load))
    yield _breach(load.outcome == SEVERAL, lambda _: "答复类型写了不止一种，一件申请只有一个最终结果")


def _order(load: Caseload) -> Iterator[Breach]:
    unreadable = np.logical_or.reduce([_no(load), *load.unreadable.values()])
    yield _breach(_no(load), str, unreadable=unreadable)
    for later, earlier in ORDER:
        after, before = load.dates.get(later), load.dates.get(earlier)
        if after is not None and before is not None:
            yield _breach(after < before, _said(later, earlier, after, before))


def _said(later: str, earlier: str, after: Days, before: Days) -> Callable[[int], str]:
    return lambda case: f"{heading_of(later)} {after[case]} 早于{heading_of(earlier)} {before[case]}"


def _outcome(load: Caseload) -> Iterator[Breach]:
    unnamed = _answered_without_outcome(load)
    yield _breach(load.outcome == UNKNOWN, lambda _: "答复类型不是表三列明的办理结果", unnamed=unnamed)


def _group(load: Caseload) -> Iterator[Breach]:
    unnamed = load.group == BLANK
    yield _breach(load.group == UNKNOWN, lambda _: "申请人类型不是表三的六类之一", unnamed=unnamed)
    yield _breach(load.group == SEVERAL, lambda _: "申请人类型写了不止一类")


def _lacking(load: Caseload) -> Iterator[Breach]:
    if not len(load.rows):
        yield Breach(np.array([], dtype=np.int64), str, {"台账里一行也没有，请确认本年确实没有申请": 0})
    yield _breach(_unnumbered(load), lambda _: "没有登记编号")
    yield _breach(load.group == BLANK, lambda _: "没有申请人类型")
    yield _breach(_answered_without_outcome(load), lambda _: "有答复日，没有答复类型")
    for name, wrong in load.unreadable.items():
        yield _breach(wrong, _unreadable(name))
    received, answered = load.dates["received"], load.dates["answered"]
    yield _breach(np.isnat(received) & ~load.unreadable["received"], lambda _: "没有收到日期")
    without = np.isnat(answered) & ~load.unreadable["answered"] & (load.outcome != BLANK)
    yield _breach(without, lambda _: "有答复类型，没有答复日")


def _unnumbered(load: Caseload) -> Mask:
    return np.fromiter((not key for key in load.keys), dtype=bool, count=len(load.keys))


def _answered_without_outcome(load: Caseload) -> Mask:
    return np.asarray((load.outcome == BLANK) & ~np.isnat(load.dates["answered"]))


def _unreadable(name: str) -> Callable[[int], str]:
    return lambda _: f"{heading_of(name)}不是有效的日期"


def _year(load: Caseload, period: tuple[date, date]) -> Iterator[Breach]:
    entry, received, year = entries(load, period), load.dates["received"], period[0].year
    yield _breach(_no(load), str, undated=np.isnat(received))
    yield _breach(entry == OUTSIDE, lambda _: f"不属于 {year} 年：收到和答复都不在统计期限内，没有计入")
    no_new, no_carried = (entry == NEW) & (load.carried == 1), (entry == CARRIED_IN) & (load.carried == 0)
    yield _breach(no_new, lambda case: f"{received[case]} 收到，是本年新收，却标为上年结转")
    yield _breach(no_carried, lambda case: f"{received[case]} 收到，是上年结转，却标为不是")


def _due(load: Caseload, limits: TimeLimits) -> Breach:
    registered = load.dates.get("due")
    if registered is None:
        return _breach(_no(load), str)
    given = ~np.isnat(registered)

    def words(case: int) -> str:
        return f"登记的法定到期日是 {registered[case]}，按条例应为 {limits.due[case]}"

    unlisted, lacking = given & limits.unlisted, given & limits.lacking
    return _breach(
        given & ~np.isnat(limits.due) & (registered != limits.due), words, unlisted=unlisted, lacking=lacking
    )


def _no(load: Caseload) -> Mask:
    return np.zeros(len(load.rows), dtype=bool)
