"""Losses, noise, derivations and proof engines.

Exact, interval and array arithmetic from one formula.
"""
