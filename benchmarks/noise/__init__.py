"""Noisy labels: drawn, counted, estimated, and trained on."""
