"""The fill-in workbook: written from the form, read back into facts."""

from report_helpers.workbook.contents import opening_figures
from report_helpers.workbook.draft import read_draft
from report_helpers.workbook.handing_out import hand_out, missing, preview
from report_helpers.workbook.reading import Filled, read_workbook
from report_helpers.workbook.saving import Change, changes, files_to_write, save
from report_helpers.workbook.writing import workbook_bytes

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
