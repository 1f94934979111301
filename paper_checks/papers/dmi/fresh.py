"""What survives of Eq. 32 for a trained classifier: new data, new noise, and labels left out."""

import itertools

import sympy

from paper_checks.papers.dmi import dmi
from paper_checks.papers.dmi.memorising import (
    OURS,
    TrainedClassifier,
    drawn,
    entries,
    noise,
    number,
    with_clean,
    with_own,
    written_out,
)
from theory.domain import Each, Samples, Simplex, Transitions
from theory.language import SymbolicVector, eq, sample_mean
from theory.language.terms import determinant, expected, matrix, product
from theory.proof.rules import combine, identity

IN_SAMPLE = "dmi.in-sample"


def unaware(h):
    """That the output at a point is the same whatever its own noisy label is."""
    return tuple(
        eq(h[i][number(drawn(i, 0, other))][k], h[i][number(drawn(i, 1, other))][k])
        for i, other, k in itertools.product(range(2), repeat=3)
    )


@dmi.claim(
    "in-sample/cross-fitted",
    title="DMI(h, Ỹ) = DMI(h, Y)·|det T| with cross-fitting",
    locus=OURS,
    kind="pop",
    repairs=IN_SAMPLE,
)
class CrossFitted(TrainedClassifier):
    r"""$\mathbf{DMI}(h(X), \tilde Y) = \mathbf{DMI}(h(X), Y)\, |\det T|$ on the training set, where
    no output depends on the noisy label of its own point.

    As in cross-validation: the output at a point comes from a classifier trained on the others. Two
    points, one of each of two classes, and `h` and `w` as in `dmi.in-sample`; joint matrices are
    averaged over the draws of the noise, each of which is enumerated.
    """

    given = {"own label left out": lambda h: unaware(h)}

    where = entries("seen", with_own) | entries("clean", with_clean)

    def conclusion(w, T, h):
        clean = determinant(with_clean(w, T, h))
        return eq(determinant(with_own(w, T, h)), clean * determinant(noise(T)))

    def prove(p):
        w, T, h = p.w, p.T, p.h
        same = dict(
            zip(itertools.product(range(2), repeat=3), p.given("own label left out"), strict=True)
        )
        whole = [p.domain("T", y)["total"] for y in range(2)]
        own = written_out(with_own(w, T, h))
        split = product(written_out(with_clean(w, T, h)), noise(T))

        def entry(k, j):
            """`own[k][j] == split[k][j]`: independence given the clean label."""
            terms = []
            for i, b in itertools.product(range(2), repeat=2):
                scale = w[i] * T[i][j] * T[1 - i][b]
                terms.append((-scale * h[i][number(drawn(i, j, b))][k], whole[i]))
                terms.append(((1 - 2 * j) * scale * T[i][1 - j], same[i, b, k]))
            return combine(own[k][j] - split[k][j], *terms)

        return combine(
            p.goals[0].difference,
            (own[1][1], entry(0, 0)),
            (split[0][0], entry(1, 1)),
            (-own[1][0], entry(0, 1)),
            (-split[0][1], entry(1, 0)),
        )


def weighted(f, g, n):
    """The joint matrix of two variables that are independent at each of n points."""
    return matrix(lambda k, j: sample_mean(lambda i: f[i][k] * g(i, j), n), 2)


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

    Two classes and any number of points, as a population: `f[i]` is the output of the trained
    classifier at a point and `W[i]` the law of the clean label there. Fresh means that the noise is
    drawn from `T` given the clean label alone, whatever noise $h$ was trained on. That is the
    definition here: the joint matrix of output and noisy label is $P T$, where $P$ is that of
    output and clean label, so what is proved is $\det (P T) = \det P \det T$ for two classes.
    """

    n, T = Samples(tried=(2, 3)), Transitions(2)
    f, W = Each(n, Simplex(2)), Each(n, Simplex(2))

    def conclusion(n, T, f, W):
        clean = weighted(f, lambda i, y: W[i][y], n)
        observed = weighted(f, lambda i, j: W[i][0] * T[0][j] + W[i][1] * T[1][j], n)
        return eq(determinant(observed), determinant(clean) * determinant(noise(T)))

    def prove(p):
        return identity(p.goals[0].lhs, p.goals[0].rhs)


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
            clean * determinant(noise(T)),
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
