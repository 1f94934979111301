"""Pair and triplet losses of embeddings under label noise: in expectation, by counts, redrawn."""

from simulate.pairs.mining import Ranking, Triplets, batch_hard, batch_hard_by_masks

__all__ = ["Ranking", "Triplets", "batch_hard", "batch_hard_by_masks"]
