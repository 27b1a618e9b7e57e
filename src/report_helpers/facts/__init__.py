"""Facts, reports and their ids: the centre everything else is a view of."""

from report_helpers.facts.fact import Fact, Origin, Status
from report_helpers.facts.identifiers import ReportId, is_fact_id, parse_fact_id, read_year
from report_helpers.facts.report import Agency, CellNote, Report

__all__ = [
    "Agency",
    "CellNote",
    "Fact",
    "Origin",
    "Report",
    "ReportId",
    "Status",
    "is_fact_id",
    "parse_fact_id",
    "read_year",
]
