"""Section 5: what is said of training runs, measured on the digits of scikit-learn."""

from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.simulate.training import EFFECTS


@patrini2017.claim(
    "forward-beats-backward",
    title="Forward beats backward with the true T at N = 0.6",
    locus="Sec. 5.2 and 6",
    kind="sim",
)
class ForwardBeatsBackward:
    r"""Forward correction often performs better than backward correction.

    Measured in one case, where the two differ most in Table 2: with the true $T$, for similar
    digits flipped at $N = 0.6$. How often it is so, over data and noise, is not measured. What the
    population says of the two is the same (Theorems 1 and 2), so that it is a matter of finite
    samples and of optimising.
    """

    effects = (EFFECTS["forward-beats-backward"],)


@patrini2017.claim(
    "two-stage",
    title="Algorithm 1, T estimated first, helps with forward",
    locus="Algorithm 1 and Sec. 5.2",
    kind="sim",
)
class TwoStage:
    r"""Algorithm 1 with forward correction helps: train, estimate $T$ from the outputs, train again
    with the correction.

    Algorithm 1 takes backward or forward correction. Measured with forward correction against the
    uncorrected loss, for similar digits flipped at $N = 0.6$, where Table 2 has 64.9 against 53.0
    on MNIST. For backward correction it is `backward`.
    """

    effects = (EFFECTS["two-stage"],)


@patrini2017.claim(
    "two-stage/backward",
    title="Algorithm 1, T estimated first, helps with backward",
    locus="Algorithm 1 and Sec. 5.2",
    kind="sim",
)
class TwoStageBackward:
    r"""Algorithm 1 with backward correction helps.

    Measured like `two-stage`, where Table 2 has 67.4 against 53.0 on MNIST. On our digits the mean
    is the other way: of 64 seeds 49 are below no correction at all, most of them near chance, while
    the others gain up to 23 points. The estimate is singular in the population
    (`argmax-estimator`), and no training mends that.

    The verdict is not REFUTED: one data set and one network, measured, say that it need not help,
    not that the sentence is false of the authors' data. The same rule gives agreement no more than
    CONFIRMED; where the opposite is measured the claim is left UNDECIDED, with what was found.
    """

    effects = (EFFECTS["two-stage-backward"],)


@patrini2017.claim(
    "estimated-in-between/trained",
    title="N = 0.6: forward with T̂ lies between CCE and forward with T",
    locus="Sec. 5.1 and Table 2",
    kind="sim",
)
class EstimatedInBetweenTrained:
    r"""With $\hat T$ estimated, performance of forward correction lies in between, yet it is
    "significantly better than with no correction".

    Measured of trained networks, for similar digits flipped at $N = 0.6$, as the lesser of the two
    steps in test accuracy, from cross-entropy to forward correction with $\hat T$ and from there to
    that with $T$: the interval of its mean lies above 0. The sentence is of both corrections;
    backward correction with $\hat T$ is `two-stage/backward`.
    """

    effects = (EFFECTS["estimated-in-between"],)


@patrini2017.claim(
    "cifar100-cause/few-images",
    title="From few images a class T is estimated worse",
    locus="Sec. 6",
    kind="sim",
)
class Cifar100CauseFewImages:
    r"""A limited number of images per class is detrimental to the estimator of $T$, under strong
    noise and under weak.

    The other half of the mix that the authors believe in. Measured for similar digits flipped at
    $N = 0.2$ and at $N = 0.6$, with 16 images a class against 128 and as many steps: by how much
    more the estimate is off, in the case where that is less. 16 seeds, as planned, had left it open
    (-0.044 to 0.166), so 16 more were added: two looks, the second one taken because of the first.
    Each has the error $5 \cdot 10^{-10}$, and the two together the claim's share of $10^{-9}$.
    """

    effects = (EFFECTS["few-images"],)


@patrini2017.claim(
    "baselines",
    title="Strong asymmetric noise: forward with T beats losses without",
    locus="Sec. 5.2 and Table 2",
    kind="sim",
)
class Baselines:
    r"""Under strong asymmetric noise forward correction by the true $T$ is above what the losses
    reach that know nothing of it: unhinged and sigmoid with batch normalisation, Savage, soft and
    hard bootstrap, cross-entropy.

    Measured against the best of the six, chosen anew for each seed with its test accuracy in sight,
    which favours them. Other noise is not measured: with an LSTM on IMDB, without noise and at
    symmetric $N = 0.1$, cross-entropy is ahead in Table 2, of which the text says "overall" and
    "usually". At $N = 0.2$ most are close in Table 2 on MNIST; on CIFAR-100 the best of the six is
    4.2 points below forward correction.
    """

    effects = (EFFECTS["baselines"],)
