"""The ledger 台账: reading it, counting it into tables 三 and 四, holding it against the legal terms."""

from report_helpers.ledger.calendar import working_days
from report_helpers.ledger.counting import count_applications, count_disputes
from report_helpers.ledger.examining import Breach, examine
from report_helpers.ledger.reading import read_applications, read_disputes
from report_helpers.ledger.spreadsheet import MAX_BYTES
from report_helpers.ledger.summary import TermSummary, summarise
from report_helpers.ledger.terms import Terms, terms_of

__all__ = [
    "MAX_BYTES",
    "Breach",
    "TermSummary",
    "Terms",
    "count_applications",
    "count_disputes",
    "examine",
    "read_applications",
    "read_disputes",
    "summarise",
    "terms_of",
    "working_days",
]
