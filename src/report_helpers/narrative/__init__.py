"""Binds the text of a report to its facts: placeholders, numerals and the section model."""
