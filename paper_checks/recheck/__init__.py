"""A second checker: confirms records from their own data, and shares no code with what made them.

Imports nothing of ours and no SymPy: Python's fractions and python-flint only.
"""
