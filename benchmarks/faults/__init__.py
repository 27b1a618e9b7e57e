"""Proof that the rules would have caught it: faults seeded into real reports, and how many come to light."""
