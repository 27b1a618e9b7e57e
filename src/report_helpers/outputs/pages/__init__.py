"""Writes the internal pages: the review page and the index of a year."""
