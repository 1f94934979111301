"""Sampling, searching and estimating."""
