"""What survives of Eq. 32 for a trained classifier: new data, new noise, and labels left out."""

import itertools

import sympy

from paper_checks.papers.dmi import dmi
from paper_checks.papers.dmi.memorising import (
    OURS,
    InSample,
    TrainedClassifier,
    with_clean,
    with_own,
)
from theory.domain import Classes, Each, Samples, Simplex, Transitions
from theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    SymbolicVector,
    class_sum,
    eq,
    every_class,
    every_column,
    every_sample,
    sample_mean,
)
from theory.language.terms import determinant, expected, matrix, product
from theory.proof.rules import (
    average,
    combine,
    exchanged_mean,
    of_equal,
    of_product,
    renamed,
    sifted,
    summed,
)

IN_SAMPLE = "dmi.in-sample"


@dmi.claim(
    "in-sample/cross-fitted",
    title="Cross-fitted, draws averaged: DMI(h, Ỹ) = DMI(h, Y)·|det T|",
    locus=OURS,
    kind="pop",
    repairs=IN_SAMPLE,
)
class CrossFitted(TrainedClassifier):
    r"""$\mathbf{DMI}(h(X), \tilde Y) = \mathbf{DMI}(h(X), Y)\, |\det T|$ on the training set, of
    joint matrices that are averaged over the draws of the noise, where no output depends on the
    noisy label of its own point.

    As in cross-validation: the output at a point comes from a classifier trained on the others. Any
    number of points and classes; `h[i][j]` is the mean output at the point `i` over the draws in
    which its own noisy label is `j`. It does not hold of the mean of the determinants, nor of that
    of one training set: where two points of each of two classes output the noisy label of each
    other, at the rate 1/5, the mean of $\det \hat Q_{\tilde Y}$ is 0.05, and that of
    $\det \hat Q_Y$ times $\det T$ is 0.09.
    """

    given = {
        "own label left out": lambda c, n, h: every_sample(
            lambda i: every_column(
                lambda j: every_class(lambda k: eq(h[i][j][k], h[i][0][k]), c), c
            ),
            n,
        )
    }

    conclusion = InSample.conclusion

    def prove(p):
        c, n, T, h, y = p.c, p.n, p.T, p.h, p.y[ANY_SAMPLE]
        own, clean = with_own(p.y, T, h, n), with_clean(p.y, T, h, n)
        output, left = (
            renamed(p.given("own label left out"), {ANY_CLASS: ANY_ROW}),
            h[ANY_SAMPLE][0],
        )
        at_label = renamed(output, {ANY_COLUMN: ANY_CLASS})
        seen = average(combine(T[y][ANY_CLASS] * at_label.expr, (at_label, T[y][ANY_CLASS])), n)
        weighted = combine(T[y][ANY_COLUMN] * output.expr, (output, T[y][ANY_COLUMN]))
        mean = class_sum(lambda j: T[y][j] * h[ANY_SAMPLE][j][ANY_ROW], c) - left[ANY_ROW]
        total = (p.domain("T", y)["total"], left[ANY_ROW])
        known = combine(mean, summed(weighted, ANY_COLUMN, c), total)
        mark, move = sympy.KroneckerDelta(y, ANY_COLUMN), T[ANY_COLUMN][ANY_CLASS]
        of_label = average(combine(mark * known.expr, (known, mark)), n)
        moved = summed(combine(move * of_label.expr, (of_label, move)), ANY_COLUMN, c)
        order = exchanged_mean(mark * move * left[ANY_ROW], ANY_COLUMN, c, n)
        picked = renamed(sifted(T[ANY_CLASS][ANY_COLUMN], y, c), {ANY_COLUMN: ANY_CLASS})
        once = average(combine(left[ANY_ROW] * picked.expr, (picked, left[ANY_ROW])), n)
        mixed = product(clean, T)
        entry = own[ANY_ROW][ANY_CLASS] - mixed[ANY_ROW][ANY_CLASS]
        equal = combine(entry, seen, (moved, -1), (order, -1), (once, -1))
        return combine(p.goals[0].difference, of_equal(own, mixed, equal), of_product(clean, T))


def weighted(f, g, n, c):
    """The joint matrix of two variables that are independent at each of n points."""
    return matrix(lambda k, j: sample_mean(lambda i: f[i][k] * g(i, j), n), c)


@dmi.claim(
    "in-sample/fresh",
    title="DMI(h, Ỹ) = DMI(h, Y)·|det T| on fresh data",
    locus="Eq. 32",
    kind="id",
    repairs=(IN_SAMPLE, "dmi.in-sample/memoriser"),
)
class Fresh:
    r"""$\mathbf{DMI}(h(X), \tilde Y) = \mathbf{DMI}(h(X), Y)\, |\det T|$ on fresh data, for every
    classifier, memorising or not, and with the sign.

    Any number of classes and of points, as a population: `f[i]` is the output of the trained
    classifier at a point and `W[i]` the law of the clean label there. Fresh means that the noise is
    drawn from `T` given the clean label alone, whatever noise $h$ was trained on. That is the
    definition here: the joint matrix of output and noisy label is $P T$, where $P$ is that of
    output and clean label, so what is proved is $\det (P T) = \det P \det T$.
    """

    c, n = Classes(tried=(2, 3)), Samples(tried=(2, 3))
    T, f, W = Transitions(c), Each(n, Simplex(c)), Each(n, Simplex(c))

    def conclusion(c, n, T, f, W):
        clean = weighted(f, lambda i, y: W[i][y], n, c)
        observed = weighted(f, lambda i, j: class_sum(lambda y: W[i][y] * T[y][j], c), n, c)
        return eq(determinant(observed), determinant(clean) * determinant(T))

    def prove(p):
        c, n, T, f, W = p.c, p.n, p.T, p.f[ANY_SAMPLE], p.W[ANY_SAMPLE]
        clean = weighted(p.f, lambda i, y: p.W[i][y], n, c)
        observed = weighted(p.f, lambda i, j: class_sum(lambda y: p.W[i][y] * T[y][j], c), n, c)
        term = f[ANY_ROW] * W[ANY_COLUMN] * T[ANY_COLUMN][ANY_CLASS]
        mixed = product(clean, T)
        entry = observed[ANY_ROW][ANY_CLASS] - mixed[ANY_ROW][ANY_CLASS]
        equal = combine(entry, (exchanged_mean(term, ANY_COLUMN, c, n), -1))
        split = of_product(clean, T)
        return combine(p.goals[0].difference, of_equal(observed, mixed, equal), split)


SAMPLES = 3


def noisy_law(W, T):
    """The law of the noisy label of every sample."""

    def law(s):
        return SymbolicVector(lambda j: W[s][0] * T[0][j] + W[s][1] * T[1][j], 2)

    return [law(s) for s in range(SAMPLES)]


def over_draws(of, laws, draw=()):
    """The mean of `of(draw)` over independent labels of the samples, each drawn from its law."""
    if len(draw) == len(laws):
        return of(draw)
    return expected(lambda j: over_draws(of, laws, (*draw, j)), laws[len(draw)])


def table(o, labels):
    """`(1/n) O^T L`, by output and label; `labels[s]` is a row of L."""
    rows = [*labels]
    return matrix(
        lambda k, j: sympy.Add(*(o[s][k] * rows[s][j] for s in range(SAMPLES))) / SAMPLES, 2
    )


def one_hot(label):
    return [sympy.KroneckerDelta(label, j) for j in range(2)]


@dmi.claim(
    "in-sample/fresh-draws",
    title="𝔼 det Q̂(h, Ỹ) = det Q̂(h, Y)·det T on three given samples",
    locus=OURS,
    kind="pop",
    repairs="dmi.in-sample/one-draw",
)
class FreshDraws:
    r"""$\mathbb{E} \det \hat Q_{h(X), \tilde Y} = \det \hat Q_{h(X), Y} \det T$ on three samples
    that are given, over noise drawn after $h$ was trained: without the factor
    $\frac{n!}{(n-C)!\,n^C}$ that a random sample has.

    Two classes, soft outputs `o`, labels `W` (one-hot, or not known for certain); the eight draws
    of the noise are enumerated. Points may be those $h$ was trained on, if only their labels are
    drawn again: what Eq. 32 needs is new noise, not new points.
    """

    o, W, T = Each(SAMPLES, Simplex(2)), Each(SAMPLES, Simplex(2)), Transitions(2)
    where = {
        "clean00": lambda o, W: table(o, W)[0][0],
        "clean01": lambda o, W: table(o, W)[0][1],
        "clean10": lambda o, W: table(o, W)[1][0],
        "clean11": lambda o, W: table(o, W)[1][1],
    }

    def conclusion(o, W, T):
        clean = determinant(table(o, [[W[s][0], W[s][1]] for s in range(SAMPLES)]))
        return eq(
            over_draws(lambda draw: determinant(table(o, map(one_hot, draw))), noisy_law(W, T)),
            clean * determinant(T),
        )

    def prove(p):
        o, W, T = p.o, p.W, p.T
        law, rows = noisy_law(W, T), [p.domain("T", y)["total"] for y in range(2)]
        terms = []
        for s, t in itertools.permutations(range(SAMPLES), 2):
            (u,) = {*range(SAMPLES)} - {s, t}
            sure = combine(
                law[u][0] + law[u][1] - 1,
                p.domain("W", u)["total"],
                *((W[u][y], rows[y]) for y in range(2)),
            )
            scale = (o[s][0] * o[t][1] - o[s][1] * o[t][0]) * law[s][0] * law[t][1]
            terms.append((scale / SAMPLES**2, sure))
        return combine(p.goals[0].difference, *terms)
