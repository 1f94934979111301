"""Noise tolerance of symmetric losses under uniform noise.

A hypothesis is given by its table of losses: `F[i][j]` is its loss on sample `i` if the label were
`j`. A class of two hypotheses is enough: a minimiser over a larger one beats each of the others.
"""

from lossproof.paper_checks.papers.ghosh2017 import ghosh2017
from lossproof.paper_checks.papers.notation import *

here = ghosh2017.at("implicit in Zhang & Sabuncu (2018), Sec. 3.1")
place = ghosh2017.at("Zhang & Sabuncu (2018), Sec. 3.1")


def symmetric(n, F, G):
    C = F[0].total()
    return every_sample(lambda s: (eq(F[s].total(), C), eq(G[s].total(), C)), n)


def below_chance(c, eta):
    return lt(eta, (c - 1) / c)


def unhinged_risk(f, labels, n):
    return sample_mean(lambda i: unhinged(f[i][labels[i]]), n)


def few_flipped(n, y, z, eta):
    """No more labels differ than are expected to."""
    return le(flipped_share(y, z, n), eta)


def clean_minimiser(n, y, F, G):
    return le(clean_risk(F, y, n), clean_risk(G, y, n))


@here.claim("uniform-risk-identity", repairs="ghosh2017.uniform-risk-identity/drawn")
class UniformRiskIdentity:
    r"""Averaged uniform noise η turns the risk R of a loss whose sum over c labels is constant, C,
    into (1 − ηc/(c − 1))R + ηC/(c − 1).

    $R^\eta = \left(1 - \frac{\eta c}{c-1}\right) R + \frac{\eta}{c-1}\,C$ for a symmetric loss
    under uniform noise.

    This is the step behind the tolerance claimed there. $C$ is the sum of the loss over the labels,
    and $R^\eta$ is the expectation over the noise. `drawn` is the same claim for realised noisy
    labels.
    """

    n, c = Samples(), Classes()
    y = Each(n, Label(c))
    eta, C = Real(0, 1), Real()
    F = Each(n, Scores(c))

    given = {"symmetric": lambda n, C, F: every_sample(lambda s: eq(F[s].total(), C), n)}

    def conclusion(n, c, y, eta, C, F):
        return eq(uniform_risk(F, y, eta, c, n), symmetric_risk(clean_risk(F, y, n), eta, c, C))


@here.claim("uniform-risk-identity/drawn")
class UniformRiskIdentityDrawn:
    r"""If exactly a share η of labels is flipped, the risk R of a loss with constant sum C over c
    labels becomes (1 − ηc/(c − 1))R + ηC/(c − 1).

    $R^\eta = \left(1 - \frac{\eta c}{c-1}\right) R + \frac{\eta}{c-1}\,C$ for a symmetric loss,
    where $R^\eta$ is the mean over realised labels $z$ of which exactly a share $\eta$ is flipped.

    A mean over the noisy data set is one such value, while the right side is their expectation: it
    matters which labels are flipped.
    """

    n, c = Samples(tried=(3,)), Classes(tried=(2,))
    y, z = Each(n, Label(c)), Each(n, Label(c))
    eta, C = Real(0, 1, open="both"), Real()
    F = Each(n, Scores(c))

    given = {
        "symmetric": lambda n, C, F: every_sample(lambda s: eq(F[s].total(), C), n),
        "share": lambda n, y, z, eta: eq(eta, flipped_share(y, z, n)),
    }

    def conclusion(n, c, y, z, eta, C, F):
        return eq(clean_risk(F, z, n), symmetric_risk(clean_risk(F, y, n), eta, c, C))


@place.claim("uniform-tolerance/drawn", kind="argmin")
class UniformToleranceDrawn:
    r"""A symmetric loss tolerates any realised noise that flips a share ≤ η < (c − 1)/c of the
    labels.

    $R^\eta(f^*) - R^\eta(f) \le 0$ for all $f$ if the loss is symmetric, $\eta < (c-1)/c$, and
    $R^\eta$ is the mean over any realised labels of which at most a share $\eta$ is flipped.

    The noise is uniform. The source defines the noisy risk as the mean over the noisy data set;
    taken literally that is a mean over the realised labels $z$, and with $0 < \eta$ every $z$ has
    positive probability.

    The argument in the source is about the expectation over all realisations. A single realisation
    may flip just the labels on which $f^*$ does better.
    """

    n, c = Samples(tried=(3,)), Classes(tried=(2,))
    y, z = Each(n, Label(c)), Each(n, Label(c))
    eta = Real(0, 1, open="both")
    F, G = Each(n, Scores(c, 0)), Each(n, Scores(c, 0))

    given = {
        "symmetric": symmetric,
        "rate": below_chance,
        "share": few_flipped,
        "clean minimiser": clean_minimiser,
    }

    def conclusion(n, z, F, G):
        return le(clean_risk(F, z, n), clean_risk(G, z, n))


@place.claim("uniform-tolerance/exact-share", kind="argmin")
class UniformToleranceExactShare:
    r"""The unhinged loss tolerates any realised noise that flips exactly a share η < (c − 1)/c of
    the labels.

    This is the most favourable interpretation of a mean over realised labels: the share of flipped
    labels is the noise rate itself. The symmetric loss is the unhinged one, $1 - f_y$.

    It fails because it matters which labels are flipped: a rare flip can fall on the sample where
    the hypotheses differ most. It does not help that $f^*$ is the only minimiser of the two. The
    statement holds for the expectation over the noise, where every label is flipped equally often:
    `uniform-tolerance`.
    """

    n, c = Samples(tried=(3,)), Classes(tried=(2,))
    y, z = Each(n, Label(c)), Each(n, Label(c))
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))

    given = {
        "rate": lambda n, c, y, z: below_chance(c, flipped_share(y, z, n)),
        "only clean minimiser": lambda n, y, f, g: lt(
            unhinged_risk(f, y, n), unhinged_risk(g, y, n)
        ),
    }

    def conclusion(n, z, f, g):
        return le(unhinged_risk(f, z, n), unhinged_risk(g, z, n))


@place.claim(
    "uniform-tolerance",
    kind="argmin",
    repairs=("ghosh2017.uniform-tolerance/drawn", "ghosh2017.uniform-tolerance/exact-share"),
)
class UniformTolerance:
    r"""A symmetric loss tolerates averaged uniform noise of rate η < (c − 1)/c.

    $R^\eta(f^*) - R^\eta(f) \le 0$ for all $f$ if the loss is symmetric, the noise is uniform
    and $\eta < (c-1)/c$.

    $R^\eta$ is the expectation over the noise, as in the argument that the source gives; `drawn`
    and `exact-share` consider single realisations.
    """

    n, c = Samples(), Classes(tried=(2, 3))
    y, eta = Each(n, Label(c)), Real(0, 1)
    F, G = Each(n, Scores(c)), Each(n, Scores(c))

    given = {
        "symmetric": symmetric,
        "rate": below_chance,
        "clean minimiser": clean_minimiser,
    }

    def conclusion(n, c, y, eta, F, G):
        return le(uniform_risk(F, y, eta, c, n), uniform_risk(G, y, eta, c, n))
