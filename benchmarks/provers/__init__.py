"""Automatic proofs: how many true inequalities are proved, and that no false one is."""
