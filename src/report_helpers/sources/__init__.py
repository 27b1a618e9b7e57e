"""Reads a workspace's CSV, YAML and Markdown files into reports."""

from report_helpers.sources.facts_csv import write_text_facts
from report_helpers.sources.narrative_md import as_written, read_typed_text
from report_helpers.sources.release import RELEASE, published_on, published_path
from report_helpers.sources.settings_files import Parameters
from report_helpers.sources.table_csv import write_table, write_tables
from report_helpers.sources.unit_figures import read_units, unit_input_files
from report_helpers.sources.units_yaml import kept_units_file
from report_helpers.sources.waivers_yaml import NAME as WAIVERS
from report_helpers.sources.waivers_yaml import with_waiver
from report_helpers.sources.workspace import ENVIRONMENT_VARIABLE, Workspace, find_workspace

__all__ = [
    "ENVIRONMENT_VARIABLE",
    "RELEASE",
    "WAIVERS",
    "Parameters",
    "Workspace",
    "as_written",
    "find_workspace",
    "kept_units_file",
    "published_on",
    "published_path",
    "read_typed_text",
    "read_units",
    "unit_input_files",
    "with_waiver",
    "write_table",
    "write_tables",
    "write_text_facts",
]
