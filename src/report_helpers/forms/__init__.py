"""The kinds of report and their forms as data: YAML files and the frozen model over them."""

from report_helpers.forms.cells import (
    Cell,
    band_cells,
    column_lines,
    form_cells,
    form_groups,
    letters_of,
    printed_rows,
    row_lines,
    table_names,
    without_number,
    without_remark,
)
from report_helpers.forms.kind import DEFAULT_KIND, OWN_KINDS, Index, Kind, kind_ids, load_kind
from report_helpers.forms.model import Band, Column, Form, Identity, Row, Section, Severity, Table

__all__ = [
    "DEFAULT_KIND",
    "OWN_KINDS",
    "Band",
    "Cell",
    "Column",
    "Form",
    "Identity",
    "Index",
    "Kind",
    "Row",
    "Section",
    "Severity",
    "Table",
    "band_cells",
    "column_lines",
    "form_cells",
    "form_groups",
    "kind_ids",
    "letters_of",
    "load_kind",
    "printed_rows",
    "row_lines",
    "table_names",
    "without_number",
    "without_remark",
]
