"""The web page: its exporter, its templates and its reading back."""
