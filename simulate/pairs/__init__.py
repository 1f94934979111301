"""Pair and triplet losses of embeddings under label noise: in expectation, by counts, redrawn."""

from simulate.pairs.mining import (
    Ranking as Ranking,
    Triplets as Triplets,
    batch_hard as batch_hard,
    batch_hard_by_masks as batch_hard_by_masks,
)
