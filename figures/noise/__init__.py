"""Figures of label noise: risks, corrections, curvature, and estimates of the noise."""
