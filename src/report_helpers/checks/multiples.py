"""How many times last year's figure this year's is: 是上年的1.7倍, 不足上年的三成, 增长0.7倍."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.checks.last_year import compared_with_last_year, in_both_years
from report_helpers.checks.stated_counts import Possible
from report_helpers.checks.words_of_numbers import LAST
from report_helpers.facts.fact import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.facts.report import Report
    from report_helpers.narrative.text import Mention

AS_MUCH = re.compile(f"(?:是|为|达到?|相当于|仅|[不未][到足]|超过?|约)+{LAST}的$")
_SHORT_OF = re.compile("[不未][到足]")
_MORE = re.compile("(?:增[长加]|提高|上升)了?$")


def multiples(report: Report, mention: Mention, of: Decimal = Decimal(1)) -> Iterator[Possible]:
    """Yield how many times last year's figure this year's is (是上年的1.7倍, 八成), or by how many it rose (0.7倍)."""
    is_more = _MORE.search(mention.before) is not None
    if not (is_more or AS_MUCH.search(mention.before)) or mention.numeral.value is None:
        return
    readings = compared_with_last_year(report, mention.passage, mention.start)
    for reading, (now, before) in in_both_years(report, readings):
        if before:
            times = rounded((now / before - is_more) * of, mention.numeral.value)
            if _SHORT_OF.search(mention.before) and times < mention.numeral.value:
                times = mention.numeral.value  # 不足上年的三成 is true of a quarter
            shown = f"{reading.name}{'增长' if is_more else '是上年的'} {times:f}{' 倍' if of == 1 else '%'}"
            yield Possible(reading.name, times, shown, reading.cells)
