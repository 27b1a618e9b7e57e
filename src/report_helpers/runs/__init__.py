"""Runs: one report through papermill, built beside its folder and swapped in whole; many of them at once."""
