"""The statutory forms as data: one YAML file a version, and the frozen model over it."""

from report_helpers.forms.catalogue import form_for_year, form_versions, load_form
from report_helpers.forms.cells import Cell, band_cells, column_lines, form_cells, form_groups, row_lines, table_names
from report_helpers.forms.label_text import letters_of, without_number, without_remark
from report_helpers.forms.model import Band, Column, Form, Identity, Row, Section, Severity, Table

__all__ = [
    "Band",
    "Cell",
    "Column",
    "Form",
    "Identity",
    "Row",
    "Section",
    "Severity",
    "Table",
    "band_cells",
    "column_lines",
    "form_cells",
    "form_for_year",
    "form_groups",
    "form_versions",
    "letters_of",
    "load_form",
    "row_lines",
    "table_names",
    "without_number",
    "without_remark",
]
