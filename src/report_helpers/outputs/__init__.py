"""Exports a report with nbconvert, writes the open data, and reads all of them back."""
