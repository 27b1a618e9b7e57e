"""Lays out the statutory tables as frozen values, and draws them and the charts."""
