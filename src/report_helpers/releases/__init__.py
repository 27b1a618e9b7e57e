"""Releases: verifying that a report is what its manifest says."""

from report_helpers.releases.verify import verify

__all__ = ["verify"]
