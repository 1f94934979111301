"""Recorded verdicts: read, written whole, and compared with what is found anew.

Plain data: this room imports neither SymPy nor anything of ours, so that `lossproof list` answers
at once and a record can be read without what made it.
"""

from paper_checks.records.store import FOLDER, differences, load, save

__all__ = ["FOLDER", "differences", "load", "save"]
