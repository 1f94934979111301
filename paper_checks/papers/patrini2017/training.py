"""Section 5: statements about training runs, measured on the digits of scikit-learn."""

from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.simulate.training import EFFECTS


@patrini2017.claim("forward-beats-backward", "Sec. 5.2 and 6")
class ForwardBeatsBackward:
    """On digits with asymmetric noise 0.6, forward correction by the true transition matrix is more
    accurate than backward correction.

    Forward correction often performs better than backward correction; measured here with the
    true $T$ at $N = 0.6$.

    The measurement covers one case, where the two differ most in Table 2: with the true $T$, for
    similar digits flipped at $N = 0.6$. It does not cover how often forward correction is better,
    over data and noise. In the population the two have the same minimisers (Theorems 1 and 2), so
    the difference comes from finite samples and optimisation.
    """

    effects = (EFFECTS["forward-beats-backward"],)


@patrini2017.claim("ce-collapses-asymmetric", "Sec. 5.1 and Table 2, asymmetric N = 0.6")
class CeCollapses:
    """On digits, asymmetric noise 0.6 costs cross-entropy over 25 points of accuracy, and forward
    correction less than a quarter of that.

    Under asymmetric noise of $N = 0.6$ the accuracy of cross-entropy collapses, while forward
    correction with the true $T$ stays near that on clean data.

    The paper measured this on MNIST, and we measure it on digits of scikit-learn. Collapses:
    cross-entropy loses more than 25 points against training on clean labels. Near: forward
    correction loses less than a quarter of what cross-entropy loses. Table 2 has 97.9, 53.0 and
    97.3 on MNIST. The reason in the population is `population`.
    """

    effects = (EFFECTS["ce-collapses"], EFFECTS["forward-stays"])


@patrini2017.claim("two-stage", "Algorithm 1 and Sec. 5.2")
class TwoStage:
    """On digits with asymmetric noise 0.6, backward and forward correction by the estimated
    transition matrix beat cross-entropy.

    Algorithm 1 helps, with backward and with forward correction: train, estimate $T$ from the
    outputs, train again with the correction.

    The measurement compares both with the uncorrected loss, for similar digits flipped at $N =
    0.6$, where Table 2 has 67.4 and 64.9 against 53.0 on MNIST. On the digits of scikit-learn only
    `forward` agrees; for `backward` the opposite was measured.
    """

    effects = (EFFECTS["two-stage-backward"], EFFECTS["two-stage"])


@patrini2017.claim("two-stage/forward", "Algorithm 1 and Sec. 5.2")
class TwoStageForward:
    """On digits with asymmetric noise 0.6, forward correction by the estimated transition matrix
    beats cross-entropy.

    Algorithm 1 with forward correction helps: train, estimate $T$ from the outputs, train again
    with the correction.

    The measurement compares forward correction with the uncorrected loss, for similar digits
    flipped at $N = 0.6$, where Table 2 has 64.9 against 53.0 on MNIST.
    """

    effects = (EFFECTS["two-stage"],)


@patrini2017.claim("two-stage/backward", "Algorithm 1 and Sec. 5.2")
class TwoStageBackward:
    """On digits with asymmetric noise 0.6, backward correction by the estimated transition matrix
    beats cross-entropy.

    Algorithm 1 with backward correction helps: train, estimate $T$ from the outputs, train
    again with the correction.

    The measurement is that of `forward`, where Table 2 has 67.4 against 53.0 on MNIST. On our
    digits the mean difference has the opposite sign: for 49 of 64 seeds the accuracy is below that
    without correction, for most of them near chance, while the other seeds gain up to 23 points.
    The estimate is singular in the population (`argmax-estimator`), and training does not change
    that.

    The verdict is not REFUTED: a measurement on one data set and one network shows that the
    correction need not help, not that the sentence is false for the authors' data. By the same rule
    agreement is at most CONFIRMED; where the opposite is measured the claim is UNDECIDED, with the
    measured result.
    """

    effects = (EFFECTS["two-stage-backward"],)


@patrini2017.claim("estimated-in-between", "Sec. 5.1 and Table 2")
class EstimatedInBetween:
    r"""On digits with asymmetric noise 0.6, both corrections with the estimated matrix T reach an
    accuracy between that of cross-entropy and that with the true T.

    With $\hat T$ estimated, performance lies in between, "yet it is significantly better than
    with no correction", for backward and for forward correction.

    The measurement takes for each the smaller of the two steps in test accuracy, from cross-entropy
    to the correction with $\hat T$ and from there to that with $T$, for similar digits flipped at
    $N = 0.6$. On the digits of scikit-learn only `forward` agrees.
    """

    effects = (EFFECTS["backward-in-between"], EFFECTS["estimated-in-between"])


@patrini2017.claim("estimated-in-between/forward", "Sec. 5.1 and Table 2")
class EstimatedInBetweenTrained:
    r"""On digits with asymmetric noise 0.6, forward correction with the estimated matrix T reaches
    an accuracy between cross-entropy and the true T.

    With $\hat T$ estimated, performance of forward correction lies in between, yet it is
    "significantly better than with no correction".

    The measurement uses trained networks, for similar digits flipped at $N = 0.6$, and takes the
    smaller of the two steps in test accuracy, from cross-entropy to forward correction with $\hat
    T$ and from there to that with $T$: the interval of its mean lies above 0.
    """

    effects = (EFFECTS["estimated-in-between"],)


@patrini2017.claim("cifar100-cause/few-images", "Sec. 6")
class Cifar100CauseFewImages:
    r"""On digits, fewer images per class give a less accurate estimate of the transition matrix.

    A limited number of images per class is detrimental to the estimator of $T$, under strong
    noise and under weak.

    This is the other of the two causes that the authors name. The measurement is for similar digits
    flipped at $N = 0.2$ and at $N = 0.6$, with 16 images a class against 128 and the same number of
    steps: the increase of the error of the estimate, in the case where it is smaller. 16 seeds, as
    planned, had left the question open (-0.044 to 0.166), so 16 more were added: two looks, the
    second one taken because of the first. Each has the error $5 \cdot 10^{-10}$, and the two
    together the claim's share of $10^{-9}$.
    """

    effects = (EFFECTS["few-images"],)


@patrini2017.claim("baselines", "Sec. 5.2 and Table 2")
class Baselines:
    """On digits with asymmetric noise 0.6, forward correction by the true transition matrix beats
    six losses that do not use the matrix.

    Under strong asymmetric noise forward correction by the true $T$ is more accurate than the
    losses that do not use $T$: unhinged and sigmoid with batch normalisation, Savage, soft and hard
    bootstrap, cross-entropy.

    The comparison is with the best of the six, chosen for each seed by its test accuracy, which
    favours them. Other noise is not measured: with an LSTM on IMDB, without noise and at symmetric
    $N = 0.1$, cross-entropy is ahead in Table 2, of which the text says "overall" and "usually". At
    $N = 0.2$ most are close in Table 2 on MNIST; on CIFAR-100 the best of the six is 4.2 points
    below forward correction.
    """

    effects = (EFFECTS["baselines"],)
