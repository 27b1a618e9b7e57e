"""Lays out the statutory tables as frozen values, and draws them and the charts."""

from report_helpers.tables.charts import Chart, chart_ids, draw_chart
from report_helpers.tables.html import notebook_html, table_html
from report_helpers.tables.layout import lay_out
from report_helpers.tables.model import CHART_MIME, TABLE_MIME, TableView, note_mark

__all__ = [
    "CHART_MIME",
    "TABLE_MIME",
    "Chart",
    "TableView",
    "chart_ids",
    "draw_chart",
    "lay_out",
    "note_mark",
    "notebook_html",
    "table_html",
]
