"""Figures of what is run: training on noisy labels, and sampling."""
