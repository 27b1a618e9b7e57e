"""Releases: verifying that a report is what its manifest says."""
