"""Reads published reports of any layout into reports whose cells know their origin, and audits them by the rules."""

from report_helpers.published.audit_views import UNREAD, audit_csv, audit_html, audit_lines
from report_helpers.published.auditing import audit_files
from report_helpers.published.importing import import_files
from report_helpers.published.model import CellReading, Transcript
from report_helpers.published.page_reader import find_files
from report_helpers.published.transcribe import transcribe
from report_helpers.published.writing import write_transcript

__all__ = [
    "UNREAD",
    "CellReading",
    "Transcript",
    "audit_csv",
    "audit_files",
    "audit_html",
    "audit_lines",
    "find_files",
    "import_files",
    "transcribe",
    "write_transcript",
]
