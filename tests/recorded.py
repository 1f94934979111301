"""The committed records, read once for all tests: a test that changes one changes a copy."""

from lossproof.paper_checks import records

RECORDED = records.load()
