"""Tables and charts as frozen values, and what draws them."""

from report_helpers.tables.charts import Chart, chart_ids, draw_chart
from report_helpers.tables.html import notebook_html, table_html
from report_helpers.tables.layout import lay_out
from report_helpers.tables.model import CHART_MIME, TABLE_MIME, TableCell, TableView, note_mark

__all__ = [
    "CHART_MIME",
    "TABLE_MIME",
    "Chart",
    "TableCell",
    "TableView",
    "chart_ids",
    "draw_chart",
    "lay_out",
    "note_mark",
    "notebook_html",
    "table_html",
]
