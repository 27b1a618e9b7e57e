"""The ledger 台账: reading it, counting it into tables 三 and 四, comparing it with the legal time limits."""

from report_helpers.ledger.calendar import working_days
from report_helpers.ledger.comparing import comparison_lines, contents_to_write, differing_cells
from report_helpers.ledger.counting import count_applications, count_disputes
from report_helpers.ledger.examining import Breach, examine
from report_helpers.ledger.reading import read_applications, read_disputes
from report_helpers.ledger.spreadsheet import MAX_BYTES
from report_helpers.ledger.time_limits import TimeLimits, TimeLimitSummary, summarise, time_limits_of

__all__ = [
    "MAX_BYTES",
    "Breach",
    "TimeLimitSummary",
    "TimeLimits",
    "comparison_lines",
    "contents_to_write",
    "count_applications",
    "count_disputes",
    "differing_cells",
    "examine",
    "read_applications",
    "read_disputes",
    "summarise",
    "time_limits_of",
    "working_days",
]
