"""Reads files within bounds and writes them whole: text, CSV, JSON, YAML documents, Office containers."""
