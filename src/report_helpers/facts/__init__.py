"""Facts, reports and their ids: the centre everything else is a view of."""

from report_helpers.facts.fact import Fact, Origin, Status
from report_helpers.facts.identifiers import ReportId, is_fact_id, parse_fact_id, read_year
from report_helpers.facts.ledger import Caseload, Ledger
from report_helpers.facts.record import FACTS_MIME, fact_records
from report_helpers.facts.report import Agency, CellNote, Report
from report_helpers.facts.units import ListedDocument, Unit, UnitList, UnitReturn, Units, UnitState
from report_helpers.facts.waiver import Waiver, fingerprint

__all__ = [
    "FACTS_MIME",
    "Agency",
    "Caseload",
    "CellNote",
    "Fact",
    "Ledger",
    "ListedDocument",
    "Origin",
    "Report",
    "ReportId",
    "Status",
    "Unit",
    "UnitList",
    "UnitReturn",
    "UnitState",
    "Units",
    "Waiver",
    "fact_records",
    "fingerprint",
    "is_fact_id",
    "parse_fact_id",
    "read_year",
]
