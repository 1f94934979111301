"""Means over the classes and the samples: tangents, sums of squares, logarithms of sums."""
