"""Reads published reports of any layout into reports whose cells know their origin, and audits them by the rules."""
