"""Exports the PDF, tags it and reads it back."""
