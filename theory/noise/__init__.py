"""Label noise: transition matrices, and the checks on labels and probabilities.

Exact if the entries are rational. Nothing here depends on losses or sampling.

>>> T = TransitionMatrix.from_rows([["4/5", "1/5"], ["3/10", "7/10"]])
>>> T[0, 1], T.determinant(), T.exact
(Fraction(1, 5), Fraction(1, 2), True)
"""

from lossproof.theory.noise.checks import (
    check_labels as check_labels,
    check_probabilities as check_probabilities,
    written_out as written_out,
)
from lossproof.theory.noise.published import (
    cifar10_flips as cifar10_flips,
    cifar100_circular as cifar100_circular,
    imdb_binary as imdb_binary,
    mnist_flips as mnist_flips,
)
from lossproof.theory.noise.rounding import (
    SUM_TOLERANCE as SUM_TOLERANCE,
    tolerance_of as tolerance_of,
    widened as widened,
)
from lossproof.theory.noise.transition import TransitionMatrix as TransitionMatrix, mixed as mixed
