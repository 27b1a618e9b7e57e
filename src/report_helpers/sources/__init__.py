"""From files to a report: the workspace's CSV, YAML and Markdown."""

from report_helpers.sources.table_csv import table_headers, table_rows, write_table
from report_helpers.sources.workspace import ENVIRONMENT_VARIABLE, Parameters, Workspace, find_workspace

__all__ = [
    "ENVIRONMENT_VARIABLE",
    "Parameters",
    "Workspace",
    "find_workspace",
    "table_headers",
    "table_rows",
    "write_table",
]
