"""The fill-in workbook: written from the form, read back into facts."""

from report_helpers.workbook.contents import read_draft
from report_helpers.workbook.importing import blanked, changes, files_to_write, missing, preview, save
from report_helpers.workbook.reading import read_workbook
from report_helpers.workbook.writing import hand_out, workbook_bytes

__all__ = [
    "blanked",
    "changes",
    "files_to_write",
    "hand_out",
    "missing",
    "preview",
    "read_draft",
    "read_workbook",
    "save",
    "workbook_bytes",
]
