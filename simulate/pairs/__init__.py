"""Pairs and triplets of embedded points: how they are sampled, and the noise they tolerate."""

from lossproof.simulate.pairs.embeddings import (
    Survey as Survey,
    Tolerated as Tolerated,
    survey as survey,
)
from lossproof.simulate.pairs.mining import (
    Ranking as Ranking,
    Triplets as Triplets,
    batch_hard as batch_hard,
    batch_hard_by_masks as batch_hard_by_masks,
)
from lossproof.simulate.pairs.regimes import Regime as Regime
from lossproof.simulate.pairs.retrieval import (
    class_spread as class_spread,
    one_to_one_risk as one_to_one_risk,
    pair_auc as pair_auc,
    precision_at_1 as precision_at_1,
)
from lossproof.simulate.pairs.sphere import on_sphere as on_sphere
from lossproof.simulate.pairs.strategies import (
    AllPairs as AllPairs,
    BatchHard as BatchHard,
    DistanceWeighted as DistanceWeighted,
    RandomTriplets as RandomTriplets,
    SemiHard as SemiHard,
    Weighted as Weighted,
)
from lossproof.simulate.pairs.tolerance import (
    PairTolerance as PairTolerance,
    TripletMix as TripletMix,
    TripletTolerance as TripletTolerance,
    pair_tolerance as pair_tolerance,
    triplet_mix as triplet_mix,
    triplet_tolerance as triplet_tolerance,
    uniform_rate as uniform_rate,
)
