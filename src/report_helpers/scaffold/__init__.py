"""Starts a workspace, an agency and a reporting year: writes the files an office fills in."""
