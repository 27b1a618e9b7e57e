"""The roll-up 汇总: a parent's tables from what its units sent in."""
