"""Figures of losses: their values, gradients and class sums, and what bounds on these guarantee."""
