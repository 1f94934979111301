"""Sec. 4.3: what the text says of the accuracies in Tables 1 and 2."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018

table_1 = zhang2018.at("Sec. 4.3 and Table 1")
table_2 = zhang2018.at("Sec. 4.3 and Table 2")


# Under uniform noise 0.2, 0.4, 0.6, 0.8: FASHION-MNIST, CIFAR-10, CIFAR-100.
CCE = accuracies("93.24 92.09 90.29 86.20 86.98 81.88 74.14 53.82 58.72 48.20 37.41 18.10")
MAE = accuracies("80.39 79.30 82.41 74.73 83.72 67.00 64.21 38.63 15.80 9.03 7.74 3.76")
TRUE = accuracies("93.64 92.69 91.16 87.59 88.63 85.07 79.12 64.30 63.16 54.65 44.62 24.83")
ESTIMATED = accuracies("93.26 92.24 90.54 85.57 87.99 83.25 74.96 54.64 39.19 31.05 19.12 8.99")
LQ = accuracies("93.35 92.58 91.30 88.01 89.83 87.13 82.54 64.07 66.81 61.77 53.16 29.16")
TRUNCATED = accuracies("93.21 92.60 91.56 88.33 89.7 87.62 82.70 67.92 67.61 62.64 54.04 29.60")
BEST_BASELINE = [Max(*column) for column in zip(CCE, MAE, TRUE, ESTIMATED, strict=True)]
# Under class-dependent noise 0.1, 0.2, 0.3, 0.4, of the same data.
FORWARD = accuracies("94.33 94.03 93.91 93.65 91.32 90.35 89.25 88.12 71.05 71.08 70.76 70.82")
OTHERS = (
    accuracies("94.06 93.72 92.72 89.82 90.69 88.59 86.14 80.11 66.54 59.20 51.40 42.74"),
    accuracies("74.03 63.03 58.14 56.04 82.61 52.93 50.36 45.52 13.38 11.50 8.91 8.20"),
    accuracies("94.09 93.66 93.52 88.53 90.52 89.09 86.79 83.55 45.96 42.46 38.13 34.44"),
    accuracies("93.51 93.24 92.21 89.53 90.91 89.33 85.45 76.74 68.36 66.59 61.45 47.22"),
    accuracies("93.53 93.36 92.76 91.62 90.43 89.45 87.10 82.28 68.86 66.59 61.87 47.66"),
)


@table_1.claim("uniform-outperforms", kind="order")
class UniformOutperforms:
    r"""In Table 1 of Zhang and Sabuncu, L_q and truncated L_q have a higher accuracy than all four
    baselines at every rate of uniform noise.

    The text says that under uniform noise both losses clearly outperformed the baselines, forward
    correction with the true matrix included.

    On FASHION-MNIST forward correction with the true matrix has the higher accuracy at the rates
    0.2 (93.64 against 93.35 and 93.21) and 0.4, and on CIFAR-10 at 0.8 it is above $\mathcal{L}_q$.
    In the other columns truncated $\mathcal{L}_q$ is above all baselines (`ten-of-twelve`).
    """

    def conclusion():
        return tuple(
            gt(proposed, baseline)
            for row in (LQ, TRUNCATED)
            for proposed, baseline in zip(row, BEST_BASELINE, strict=True)
        )


@table_1.claim(
    "uniform-outperforms/ten-of-twelve", kind="order", repairs="zhang2018.uniform-outperforms"
)
class UniformOutperformsTen:
    r"""In Table 1 of Zhang and Sabuncu, truncated L_q has a higher accuracy than all four baselines
    in ten of the twelve columns with uniform noise.

    These are all columns but those of FASHION-MNIST at the rates 0.2 and 0.4.
    """

    def conclusion():
        return tuple(map(gt, TRUNCATED[2:], BEST_BASELINE[2:]))


@table_1.claim(
    "truncating-enhances", kind="order", repairs="zhang2018.truncating-enhances/every-column"
)
class TruncatingEnhances:
    r"""In Table 1 of Zhang and Sabuncu, truncation increases the mean accuracy of L_q over the
    columns with uniform noise, for each of the three data sets.

    The text says that truncation "enhanced results", which is taken of the mean over the rates. At
    the single rate 0.2 it did not, on FASHION-MNIST and CIFAR-10 (`every-column`).
    """

    def conclusion():
        data = (slice(4 * k, 4 * k + 4) for k in range(3))
        return tuple(gt(sum(TRUNCATED[of]) / 4, sum(LQ[of]) / 4) for of in data)


@table_1.claim("truncating-enhances/every-column", kind="order")
class TruncatingEnhancesEveryColumn:
    r"""In Table 1 of Zhang and Sabuncu, truncation increases the accuracy of L_q in every column
    with uniform noise.

    At the rate 0.2 it decreases it from 93.35 to 93.21 on FASHION-MNIST, and from 89.83 to 89.7 on
    CIFAR-10.
    """

    def conclusion():
        return tuple(map(gt, TRUNCATED, LQ))


@table_1.claim("forward-best", kind="order")
class ForwardBest:
    """In Table 1 of Zhang and Sabuncu, forward correction by the true matrix has the highest
    accuracy in every column with class-dependent noise.

    The text says that this is so in general; it is in all twelve columns.
    """

    def conclusion():
        best_other = (Max(*column) for column in zip(*OTHERS, strict=True))
        return tuple(map(gt, FORWARD, best_other))


@table_2.claim("open-set", kind="order")
class OpenSet:
    r"""In Table 2 of Zhang and Sabuncu, truncated L_q has a higher accuracy than all five other
    methods, under open-set and under closed-set noise.

    The text says so of open-set noise and of the best method until then, which is one of the five.
    Without truncation $\mathcal{L}_q$ is below MAE in both rows, which the text explains.
    """

    def conclusion():
        *others, open_set = accuracies("62.92 64.18 79.28 75.06 71.10 79.55")
        *closed_others, closed = accuracies("62.38 77.81 78.15 74.31 64.79 79.12")
        return gt(open_set, Max(*others)), gt(closed, Max(*closed_others))
