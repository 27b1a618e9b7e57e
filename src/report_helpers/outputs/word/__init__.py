"""The Word file: its exporter, styles, tables and its reading back."""
