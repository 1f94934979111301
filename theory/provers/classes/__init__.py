"""Sums over the classes: planes below their terms, and inequalities of means."""
