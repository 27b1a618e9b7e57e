"""Writes the open data: facts.csv, datapackage.json and report.json."""
