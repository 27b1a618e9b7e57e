"""Tests of drafts that come in."""
