"""What is said of training runs, measured on the digits of scikit-learn."""

from lossproof.paper_checks.papers.ghosh2017 import ghosh2017
from lossproof.simulate.training import EFFECTS


@ghosh2017.claim(
    "bounded-more-robust/trained",
    title="Trained on our noisy digits, MSE and Savage beat CCE",
    locus="Li's summary, (iii)",
    kind="sim",
)
class BoundedTrained:
    r"""Networks trained on noisy labels with bounded losses, MSE and Savage, classify clean test
    samples better than those trained with CCE, which is unbounded.

    The source says it of experiments. Measured after 150 epochs of SGD without dropout, long enough
    to fit wrong labels, under symmetric noise of 40 %; the worse of the two bounded losses, chosen
    anew for each seed, against CCE, on our digits; other data and other networks may differ. MAE,
    bounded too, is symmetric, which is another reason: part (ii).
    """

    effects = (EFFECTS["bounded-more-accurate"],)
