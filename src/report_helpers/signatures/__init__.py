"""Signatures by SSH keys: who may sign, what a signed statement says, and whether the three reviews stand."""
