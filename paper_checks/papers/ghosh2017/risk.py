"""Noise tolerance of symmetric losses, and what boundedness has to do with it.

A hypothesis is given by its table of losses: `F[i][j]` is its loss on sample `i` if the label were
`j`. A class of two hypotheses is enough: a minimiser over a larger one beats each of the others.
"""

import sympy

from paper_checks.papers.ghosh2017 import ghosh2017
from theory.bounds import below_uniform, uniform_risk_identity
from theory.derivation import average, combine, quotient, total
from theory.domain import Classes, Each, Label, Real, Samples, Scores, Simplex, Transitions
from theory.losses import unhinged
from theory.other_classes import total_of_others
from theory.relation import eq, le, lt
from theory.risk import (
    clean_risk,
    expectation,
    noisy_risk,
    retained,
    uniform_expectation,
    uniform_risk,
    weighted_risk,
)
from theory.sums import ANY_CLASS, ANY_SAMPLE, every_class, every_sample, sample_mean


def symmetric(n, F, G):
    C = F[0].total()
    return every_sample(lambda s: (eq(F[s].total(), C), eq(G[s].total(), C)), n)


def below_chance(c, eta):
    return lt(eta, (c - 1) / c)


def unhinged_risk(f, labels, n):
    return sample_mean(lambda i: unhinged(f[i][labels[i]]), n)


def clean_minimiser(n, y, F, G):
    return le(clean_risk(F, y, n), clean_risk(G, y, n))


@ghosh2017.claim("uniform-risk-identity", locus="Zhang & Sabuncu (2018), Sec. 3.1", kind="id")
class UniformRiskIdentity:
    r"""$R^\eta = \left(1 - \frac{\eta c}{c-1}\right) R + \frac{\eta}{c-1}\,C$ for a symmetric loss.

    The step behind the tolerance claimed there. $C$ is the sum of the loss over the labels; the
    noise is uniform, and its average is taken.
    """

    n, c = Samples(), Classes()
    y = Each(n, Label(c))
    eta, C = Real(0, 1), Real()
    F = Each(n, Scores(c))

    given = {"symmetric": lambda n, C, F: every_sample(lambda s: eq(F[s].total(), C), n)}

    def conclusion(n, c, y, eta, C, F):
        return eq(
            uniform_risk(F, y, eta, c, n),
            retained(eta, c) * clean_risk(F, y, n) + eta / (c - 1) * C,
        )

    def prove(p):
        return uniform_risk_identity(p.F, p.y, p.eta, p.c, p.n, p.C, p.given("symmetric"))


@ghosh2017.claim("uniform-tolerance", locus="Zhang & Sabuncu (2018), Sec. 3.1", kind="argmin")
class UniformTolerance:
    r"""$R^\eta(f^*) - R^\eta(f) \le 0$ for all $f$ if the loss is symmetric and $\eta < (c-1)/c$.

    The noise is uniform. The noisy risk is defined there as the mean over the noisy data set, so it
    is a mean over the labels $z$ that were drawn; with $0 < \eta$ every $z$ has positive
    probability, and the statement is read as one about each of them.

    A draw may flip just the labels on which $f^*$ does better. The argument is about the average
    over all draws: see the repair.
    """

    n, c = Samples(), Classes(tried=(2, 3))
    y, z = Each(n, Label(c)), Each(n, Label(c))
    eta = Real(0, 1, open="both")
    F, G = Each(n, Scores(c, 0)), Each(n, Scores(c, 0))

    given = {
        "symmetric": symmetric,
        "rate": below_chance,
        "clean minimiser": clean_minimiser,
    }

    def conclusion(n, z, F, G):
        return le(clean_risk(F, z, n), clean_risk(G, z, n))


@ghosh2017.claim(
    "uniform-tolerance/exact-share", locus="Zhang & Sabuncu (2018), Sec. 3.1", kind="argmin"
)
class UniformToleranceExactShare:
    r"""$R^\eta(f^*) \le R^\eta(f)$ for the drawn labels, of which exactly a share $\eta$ differ.

    The reading that is kindest to a mean over the drawn labels: their share of flips is the noise
    rate itself. The symmetric loss is the unhinged one, $1 - f_y$.

    It does matter which labels are flipped: a rare flip can fall on the sample where the
    hypotheses differ most.
    """

    n, c = Samples(tried=(3,)), Classes(tried=(2,))
    y, z = Each(n, Label(c)), Each(n, Label(c))
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))

    given = {
        "rate": lambda n, c, y, z: lt(
            sample_mean(lambda i: 1 - sympy.KroneckerDelta(y[i], z[i]), n), (c - 1) / c
        ),
        "clean minimiser": lambda n, y, f, g: le(unhinged_risk(f, y, n), unhinged_risk(g, y, n)),
    }

    def conclusion(n, z, f, g):
        return le(unhinged_risk(f, z, n), unhinged_risk(g, z, n))


@ghosh2017.claim(
    "uniform-tolerance/expected",
    locus="Zhang & Sabuncu (2018), Sec. 3.1",
    kind="argmin",
    repairs="ghosh2017.uniform-tolerance",
)
class UniformToleranceExpected:
    r"""$R^\eta(f^*) - R^\eta(f) \le 0$ for all $f$, with $R^\eta$ averaged over the noise.

    The noisy label of sample $i$ is $j$ with probability $W_{ij}$: one-hot rows are a single draw,
    and averaging over uniform noise gives each hypothesis its expected loss on each sample.
    """

    n, c = Samples(), Classes(tried=(2, 3))
    y, W = Each(n, Label(c)), Each(n, Simplex(c))
    eta = Real(0, 1)
    F, G = Each(n, Scores(c)), Each(n, Scores(c))

    given = {
        "symmetric": symmetric,
        "rate": below_chance,
        "clean minimiser": clean_minimiser,
        "noise averaged": lambda n, c, y, eta, W, F, G: every_sample(
            lambda s: tuple(
                eq(expectation(W[s], table[s]), uniform_expectation(table[s], y[s], eta, c))
                for table in (F, G)
            ),
            n,
        ),
    }

    def conclusion(n, W, F, G):
        return le(weighted_risk(F, W, n), weighted_risk(G, W, n))

    def prove(p):
        (goal,) = p.goals
        above_one = combine(p.c - 1, p.domain("c")["lower"], (1,))
        margin = below_uniform(p.given("rate"), p.eta, p.c)
        sum_f, sum_g = p.given("symmetric")
        mean_f, mean_g = p.given("noise averaged")
        scaled = combine(
            (p.c - 1) * goal.difference,
            (margin, p.given("clean minimiser")),
            (p.c - 1, average(mean_g)),
            (1 - p.c, average(mean_f)),
            (p.eta, average(sum_g)),
            (-p.eta, average(sum_f)),
        )
        return quotient(goal.difference, scaled, above_one)


class ClassDependent:
    """Class-dependent noise, and a hypothesis without loss on the clean data."""

    n, c = Samples(tried=(1,)), Classes(tried=(2, 3))
    y, T = Each(n, Label(c)), Transitions(c)
    F, G = Each(n, Scores(c, 0)), Each(n, Scores(c, 0))

    given = {
        "symmetric": symmetric,
        "clean minimiser": clean_minimiser,
        "zero clean risk": lambda n, y, F: eq(clean_risk(F, y, n), 0),
    }

    def conclusion(n, y, T, F, G):
        return le(noisy_risk(F, y, T, n), noisy_risk(G, y, T, n))


@ghosh2017.claim("class-dependent", locus="Zhang & Sabuncu (2018), Sec. 3.1", kind="argmin")
class ClassDependentTolerance(ClassDependent):
    r"""If $R(f^*) = 0$, a symmetric loss is also noise tolerant under class-dependent noise.

    $F$ is the table of $f^*$. Nothing is asked of the transition matrix; losses are nonnegative,
    so that no risk is below $R(f^*)$.

    Where a class is mostly labelled as another one, the noisy data reward the wrong answer.
    """


@ghosh2017.claim(
    "class-dependent/dominant", locus="Zhang & Sabuncu (2018), Sec. 3.1", kind="argmin"
)
class ClassDependentDominant:
    r"""If $R(f^*) = 0$ and $\eta_{ij} < \eta_{ii}$ for $j \ne i$, a symmetric loss is tolerant.

    The reading with the condition that the same paper states for its own class-dependent bound, for
    a single sample: $F$ and $G$ are the losses of $f^*$ and $f$ under each label, and `row` is the
    one row of the transition matrix that enters.

    A symmetric loss that is zero on the clean label may still favour one of the other labels, and
    the noise may favour another. An upper bound on the loss leaves no room for it: see
    `class-conditional`.
    """

    c = Classes(tried=(2, 3))
    y, row = Label(c), Simplex(c)
    F, G = Scores(c, 0), Scores(c, 0)

    given = {
        "symmetric": lambda F, G: eq(F.total(), G.total()),
        "zero clean risk": lambda y, F: eq(F[y], 0),
        "diagonal dominates": lambda c, y, row: every_class(
            lambda j: lt(row[j], row[y] + sympy.KroneckerDelta(j, y)), c
        ),
    }

    def conclusion(row, F, G):
        return le(expectation(row, F), expectation(row, G))


@ghosh2017.claim(
    "class-conditional",
    locus="Ghosh et al. (2017), Theorem 3",
    kind="argmin",
    repairs="ghosh2017.class-dependent",
)
class ClassConditional(ClassDependent):
    r"""Tolerance for $\eta_{ij} < 1 - \eta_i$, $0 \le \mathcal{L} \le C/(c-1)$ and $R(f^*) = 0$.

    The loss is symmetric with sum $C$, and $1 - \eta_i = T_{ii}$. Dominance is asked only weakly
    and only of the classes that occur, which is less than printed. Bound, symmetry and zero risk
    together fix the loss of $f^*$ on every label: none on the clean one, the most on all others.
    That $f^*$ minimises the clean risk follows from its being zero.
    """

    given = ClassDependent.given | {
        "diagonal dominates": lambda n, c, y, T: every_sample(
            lambda s: every_class(lambda j: le(T[y[s]][j], T[y[s]][y[s]]), c), n
        ),
        "bounded loss": lambda n, c, F, G: every_sample(
            lambda s: every_class(
                lambda j: tuple(le(table[s][j], F[0].total() / (c - 1)) for table in (F, G)), c
            ),
            n,
        ),
    }

    def prove(p):
        (goal,) = p.goals
        y = p.y[ANY_SAMPLE]
        row, own = p.T[y], p.T[y][y]
        f, g = p.F[ANY_SAMPLE], p.G[ANY_SAMPLE]
        most = p.F[0].total() / (p.c - 1)
        above_one = combine(p.c - 1, p.domain("c")["lower"], (1,))
        _, sum_g = p.given("symmetric")
        below_f, below_g = p.given("bounded loss")
        chance = p.domain("T", y)

        loses_less = combine(
            (own - row[ANY_CLASS]) * (most - g[ANY_CLASS]),
            (p.given("diagonal dominates"), below_g),
        )
        weighted = combine(row[ANY_CLASS] * (most - f[ANY_CLASS]), (chance["nonnegative"], below_f))
        at_most_one = chance["at most 1"].at(ANY_CLASS, y)
        each = combine(
            expectation(row, g) - expectation(row, f) + f[y],
            total(loses_less, p.c),
            total_of_others(weighted, y, p.c, above_one),
            (at_most_one, p.domain("F", ANY_SAMPLE, y)["lower"]),
            (own, sum_g),
        )
        return combine(goal.difference, average(each), (-1, p.given("zero clean risk")))
