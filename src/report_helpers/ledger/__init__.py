"""The ledger 台账: reading it, counting it into tables 三 and 四, comparing it with the legal time limits."""

from typing import TYPE_CHECKING

from report_helpers.quick_import import exported_lazily

if TYPE_CHECKING:
    from report_helpers.ledger.calendar import working_days
    from report_helpers.ledger.comparing import comparison_lines, contents_to_write, differing_cells
    from report_helpers.ledger.counting import count_applications, count_disputes
    from report_helpers.ledger.examining import Breach, examine
    from report_helpers.ledger.files import counted_facts, ledger_file, read_ledger
    from report_helpers.ledger.reading import read_applications, read_disputes
    from report_helpers.ledger.time_limits import TimeLimits, TimeLimitSummary, summarise, time_limits_of

__all__ = [
    "Breach",
    "TimeLimitSummary",
    "TimeLimits",
    "comparison_lines",
    "contents_to_write",
    "count_applications",
    "count_disputes",
    "counted_facts",
    "differing_cells",
    "examine",
    "ledger_file",
    "read_applications",
    "read_disputes",
    "read_ledger",
    "summarise",
    "time_limits_of",
    "working_days",
]

__getattr__ = exported_lazily(
    __name__,  # a report without a ledger never imports numpy
    {
        "calendar": "working_days",
        "comparing": "comparison_lines contents_to_write differing_cells",
        "counting": "count_applications count_disputes",
        "examining": "Breach examine",
        "files": "counted_facts ledger_file read_ledger",
        "reading": "read_applications read_disputes",
        "time_limits": "TimeLimits TimeLimitSummary summarise time_limits_of",
    },
)
