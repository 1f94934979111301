"""Noisy labels: sampling, counting, estimation, and training."""
