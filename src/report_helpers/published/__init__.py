"""Reads published reports of any layout into reports whose cells know their origin, and audits them by the rules."""

from report_helpers.published.audit_views import UNREAD, audit_csv, audit_html, audit_lines
from report_helpers.published.auditing import audit_files
from report_helpers.published.importing import import_files, write_transcript
from report_helpers.published.model import CellReading
from report_helpers.published.page_reader import find_files
from report_helpers.published.transcribe import transcribe

__all__ = [
    "UNREAD",
    "CellReading",
    "audit_csv",
    "audit_files",
    "audit_html",
    "audit_lines",
    "find_files",
    "import_files",
    "transcribe",
    "write_transcript",
]
