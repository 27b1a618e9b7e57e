"""The PDF: its exporter, its Typst templates, its tags and its reading back."""
