"""Exports the web page and reads it back."""
