"""Reading published reports: pages of any layout → rows and lines → cells with their origin."""

from report_helpers.transcription.model import READING_WORDS, Reading, Transcript
from report_helpers.transcription.page_reader import SUFFIXES
from report_helpers.transcription.to_report import agency_key, as_report
from report_helpers.transcription.transcribe import transcribe
from report_helpers.transcription.writing import harmless, refuse_used, write_transcript

__all__ = [
    "READING_WORDS",
    "SUFFIXES",
    "Reading",
    "Transcript",
    "agency_key",
    "as_report",
    "harmless",
    "refuse_used",
    "transcribe",
    "write_transcript",
]
