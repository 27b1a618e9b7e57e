"""A seeded ledger 台账 whose table 三 is known before a date is written, and what counting it costs."""
