"""Reads what public cells of a notebook show: text, tables and pictures."""
