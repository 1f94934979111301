"""A statement about training runs, measured on the digits of scikit-learn."""

from lossproof.paper_checks.papers.ghosh2017 import ghosh2017
from lossproof.simulate.training import EFFECTS


@ghosh2017.claim("bounded-more-robust/trained", "Li's summary, (iii)")
class BoundedTrained:
    r"""Networks trained on digits with 40 % symmetric noise classify clean test samples better with
    MSE or Savage than with CCE.

    Networks trained on noisy labels with bounded losses, MSE and Savage, classify clean test
    samples better than networks trained with CCE, which is unbounded.

    The source says it about experiments. We measure it after 150 epochs of SGD without dropout,
    long enough to fit wrong labels, under symmetric noise of 40 %, on our digits; other data and
    other networks may differ. The worse of the two bounded losses, chosen anew for each seed, is
    compared with CCE. MAE is bounded too, but it is also symmetric, which is another reason: part
    (ii).
    """

    effects = (EFFECTS["bounded-more-accurate"],)
