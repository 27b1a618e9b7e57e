"""The ledger 台账: reading it, counting it into tables, comparing it with the legal time limits.

Only what finds a ledger is exported here: the other modules import numpy, which a report without one never needs.
"""

from report_helpers.ledger.files import counted_facts, ledger_file, read_ledger

__all__ = ["counted_facts", "ledger_file", "read_ledger"]
