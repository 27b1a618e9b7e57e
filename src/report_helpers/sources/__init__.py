"""Reads a workspace's CSV, YAML and Markdown files into reports."""
