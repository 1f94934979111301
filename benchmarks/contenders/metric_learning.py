"""Batch-hard mining by pytorch-metric-learning, on one thread."""

from __future__ import annotations

import numpy as np
import torch
from pytorch_metric_learning.distances import LpDistance
from pytorch_metric_learning.miners import BatchHardMiner


def mean_losses(embeddings: np.ndarray, noisy: np.ndarray, margin: float) -> np.ndarray:
    """The mean triplet loss of the mined triplets of every replicate, those without loss too.

    Its miner takes embeddings and labels, so it computes the distances in every replicate. Its
    losses are not asked: their default reducer averages those above 0 only, another quantity.
    """
    torch.set_num_threads(1)
    miner = BatchHardMiner(distance=LpDistance(normalize_embeddings=False, p=2))
    points = torch.from_numpy(embeddings)
    means = np.empty(len(noisy))
    for replicate, labels in enumerate(torch.from_numpy(noisy.astype(np.int64))):
        anchor, positive, negative = miner(points, labels)
        near = torch.linalg.vector_norm(points[anchor] - points[positive], dim=1)
        far = torch.linalg.vector_norm(points[anchor] - points[negative], dim=1)
        means[replicate] = torch.clamp(near - far + margin, min=0).mean().item()
    return means
