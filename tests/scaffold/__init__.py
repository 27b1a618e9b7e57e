"""Tests of starting a workspace, an agency and a year."""
