"""The statutes' reports: one folder a kind, data first, code only for what data cannot say."""
