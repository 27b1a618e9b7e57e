"""The ledger 台账: reading it, counting it into tables, comparing it with the legal time limits."""
