"""The ledger 台账: reading it, counting it into tables, comparing it with the legal time limits.

The modules that import numpy, which a report without a ledger never needs, are imported by their own names.
"""

from report_helpers.ledger.files import counted_facts, ledger_file, read_ledger
from report_helpers.ledger.words import vocabularies

__all__ = ["counted_facts", "ledger_file", "read_ledger", "vocabularies"]
