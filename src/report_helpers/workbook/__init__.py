"""The fill-in workbook: written from the form, read back into facts."""
