"""Pair and triplet losses of embeddings under label noise: in expectation, by counts, redrawn."""

from simulate.pairs.mining import (
    Ranking as Ranking,
    Triplets as Triplets,
    batch_hard as batch_hard,
    batch_hard_by_masks as batch_hard_by_masks,
)
from simulate.pairs.retrieval import (
    class_spread as class_spread,
    pair_auc as pair_auc,
    precision_at_1 as precision_at_1,
)
from simulate.pairs.sphere import on_sphere as on_sphere
from simulate.pairs.strategies import (
    AllPairs as AllPairs,
    BatchHard as BatchHard,
    DistanceWeighted as DistanceWeighted,
    RandomTriplets as RandomTriplets,
    SemiHard as SemiHard,
    Weighted as Weighted,
)
from simulate.pairs.tolerance import (
    PairTolerance as PairTolerance,
    Regime as Regime,
    TripletMix as TripletMix,
    pair_tolerance as pair_tolerance,
    triplet_mix as triplet_mix,
    uniform_rate as uniform_rate,
)
