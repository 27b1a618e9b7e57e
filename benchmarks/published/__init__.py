"""Specimens of published reports in every layout, and how much of each is read right."""
