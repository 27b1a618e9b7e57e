"""Facts, reports and their ids: the centre everything else is a view of."""

from report_helpers.facts.fact import Fact, Origin, Status, signed
from report_helpers.facts.identifiers import ReportId, is_fact_id, parse_fact_id, read_year
from report_helpers.facts.ledger import Caseload, CasesBehind, Ledger, LedgerVocabulary, ShownCase
from report_helpers.facts.record import CASES_MIME, FACTS_MIME, case_records, cases_behind, fact_records
from report_helpers.facts.report import Agency, CellNote, Report, blank_facts
from report_helpers.facts.residual import Residual, Spot, Verdict, compared, unverifiable
from report_helpers.facts.units import ListedDocument, RollupPolicy, Unit, UnitList, UnitReturn, Units, UnitState
from report_helpers.facts.waiver import Waiver, fingerprint

__all__ = [
    "CASES_MIME",
    "FACTS_MIME",
    "Agency",
    "Caseload",
    "CasesBehind",
    "CellNote",
    "Fact",
    "Ledger",
    "LedgerVocabulary",
    "ListedDocument",
    "Origin",
    "Report",
    "ReportId",
    "Residual",
    "RollupPolicy",
    "ShownCase",
    "Spot",
    "Status",
    "Unit",
    "UnitList",
    "UnitReturn",
    "UnitState",
    "Units",
    "Verdict",
    "Waiver",
    "blank_facts",
    "case_records",
    "cases_behind",
    "compared",
    "fact_records",
    "fingerprint",
    "is_fact_id",
    "parse_fact_id",
    "read_year",
    "signed",
    "unverifiable",
]
