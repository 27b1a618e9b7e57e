"""The open data: facts.csv, datapackage.json and report.json."""
