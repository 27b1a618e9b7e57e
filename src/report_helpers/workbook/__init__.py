"""The fill-in workbook: written from the form, read back into facts."""

from report_helpers.workbook.contents import opening_figures, read_draft
from report_helpers.workbook.importing import Change, changes, files_to_write, missing, preview, save
from report_helpers.workbook.reading import Filled, read_workbook
from report_helpers.workbook.writing import hand_out, workbook_bytes

__all__ = [
    "Change",
    "Filled",
    "changes",
    "files_to_write",
    "hand_out",
    "missing",
    "opening_figures",
    "preview",
    "read_draft",
    "read_workbook",
    "save",
    "workbook_bytes",
]
