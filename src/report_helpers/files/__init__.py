"""Bounded reading and whole writing of files: text, CSV, JSON, YAML documents, Office containers."""
