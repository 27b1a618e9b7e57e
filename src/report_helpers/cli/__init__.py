"""The `report` command."""

from report_helpers.cli.app import main

__all__ = ["main"]
