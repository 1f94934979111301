"""Figures of runs: training on noisy labels, and sampling."""
