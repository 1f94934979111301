"""Table 2 and the findings of Sec. 5.2: both corrections beside losses without correction."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.tables import (
    BACKWARD,
    BACKWARD_ESTIMATED,
    CLEAN,
    CROSS_ENTROPY,
    FORWARD,
    FORWARD_ESTIMATED,
)

finding_a = patrini2017.at("Sec. 5.2, (a), and Table 2")
finding_c = patrini2017.at("Sec. 5.2, (c), and Table 2")
finding_e = patrini2017.at("Sec. 5.2, (e), and Table 2")

# Without noise, in the order of the data sets: cross-entropy, both bootstraps, backward and forward
# correction, each with the true and the estimated matrix.
WITHOUT_NOISE = tuple(
    zip(
        CLEAN,
        accuracies("97.9 87.7 86.7 90.9 87.1 67.9"),
        accuracies("97.9 87.3 86.7 90.4 86.5 68.5"),
        accuracies("97.9 87.6 86.7 90.1 87.6 68.5"),
        accuracies("97.9 87.7 87.0 90.8 87.2 68.6"),
        accuracies("97.9 87.8 86.7 91.2 87.5 68.8"),
        accuracies("97.9 87.4 87.0 90.5 87.8 68.1"),
        strict=True,
    )
)
# The 12 asymmetric columns, low and high N of each data set, of the six losses without correction:
# cross-entropy, unhinged, sigmoid, Savage, soft and hard bootstrap.
WITHOUT_CORRECTION = (
    CROSS_ENTROPY,
    accuracies("97.0 71.2 83.8 52.1 80.6 72.9 87.1 60.0 85.2 59.4 48.0 14.5"),
    accuracies("96.7 71.4 71.8 57.0 81.7 72.8 79.1 61.8 86.3 70.0 55.6 16.4"),
    accuracies("97.0 51.3 76.0 50.5 85.2 58.3 86.3 53.5 87.2 70.4 1.8 1.6"),
    accuracies("97.5 53.0 84.6 57.8 85.1 57.8 88.6 53.1 86.1 69.0 63.8 16.3"),
    accuracies("97.4 55.0 84.7 58.3 85.1 59.0 88.6 54.7 86.7 71.8 63.9 17.0"),
)
CIFAR_100 = [row[-1] for row in WITHOUT_CORRECTION]


def asymmetric(row):
    """The columns with asymmetric noise, of a row with the symmetric ones too."""
    return [value for place, value in enumerate(row) if place % 3]


def average(row):
    return sum(row) / len(row)


@finding_a.claim("spread-without-noise")
class SpreadWithoutNoise:
    """In Patrini's Table 2 without noise, the accuracies of all losses but unhinged, sigmoid and
    Savage are within 2 points of each other.

    The text names these three as exceptions from a spread of 2 points. The largest spread of the
    others is 1.3, of the LSTM on IMDB.
    """

    def conclusion():
        return tuple(le(Max(*data) - sympy.Min(*data), 2) for data in WITHOUT_NOISE)


@finding_c.claim("overall-best", repairs="patrini2017.overall-best/every-column")
class OverallBest:
    """On average over the 12 asymmetric columns of Patrini's Table 2, both corrections by the true
    transition matrix beat each of the six losses without correction.

    The text calls the two corrections "overall the best performing" under asymmetric noise, which
    is taken of the mean over data sets and rates. The means are 84.9 for forward and 78.0 for
    backward correction, and at most 68.5 for the others. In single columns it is otherwise
    (`every-column`).
    """

    def conclusion():
        best = Max(*map(average, WITHOUT_CORRECTION))
        return tuple(gt(average(asymmetric(row)), best) for row in (BACKWARD, FORWARD))


@finding_c.claim("overall-best/every-column")
class OverallBestEveryColumn:
    """In every asymmetric column of Patrini's Table 2, both corrections by the true transition
    matrix beat each of the six losses without correction.

    Backward correction is below cross-entropy in five of the six columns with low asymmetric noise,
    by up to 9.7 points on CIFAR-100, and forward correction is below Savage in one (87.0 against
    87.2).
    """

    def conclusion():
        best = [Max(*column) for column in zip(*WITHOUT_CORRECTION, strict=True)]
        return tuple(
            ge(corrected, other)
            for row in (BACKWARD, FORWARD)
            for corrected, other in zip(asymmetric(row), best, strict=True)
        )


@finding_e.claim("estimated-beats-others", kind="order")
class EstimatedBeatsOthers:
    """In Patrini's Table 2, CIFAR-100 at asymmetric noise 0.6, both corrections by the estimated
    transition matrix beat the six losses without correction.

    The text says that even there the estimate leads to a better accuracy than competing methods.
    With the estimated matrix forward correction has 15.9, below cross-entropy (17.1), both
    bootstraps and sigmoid. Of backward correction it is true (`backward`).
    """

    def conclusion():
        best = Max(*CIFAR_100)
        return gt(BACKWARD_ESTIMATED[-1], best), gt(FORWARD_ESTIMATED[-1], best)


@finding_e.claim(
    "estimated-beats-others/backward", kind="order", repairs="patrini2017.estimated-beats-others"
)
class EstimatedBeatsOthersBackward:
    """In Patrini's Table 2, CIFAR-100 at asymmetric noise 0.6, backward correction by the estimated
    transition matrix beats the six losses without correction.

    It has 18.5, and the best of the six others 17.1.
    """

    def conclusion():
        return gt(BACKWARD_ESTIMATED[-1], Max(*CIFAR_100))
