"""Reading published reports: pages of any layout → rows and lines → cells with their origin."""

from report_helpers.transcription.model import READING_WORDS, Reading, Transcript
from report_helpers.transcription.to_report import as_report
from report_helpers.transcription.transcribe import transcribe
from report_helpers.transcription.writing import write_transcript

__all__ = ["READING_WORDS", "Reading", "Transcript", "as_report", "transcribe", "write_transcript"]
