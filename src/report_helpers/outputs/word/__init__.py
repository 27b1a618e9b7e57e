"""Exports the Word file and reads it back."""
