"""Li's question on Eq. 32: a classifier that was trained on the noisy labels it is judged by.

A training set of two classes has a point of each, drawn with frequencies `w`; `T` is the noise. A
draw of the noise is a pair of noisy labels, and the classifier that is trained on it has outputs
`h[i][d]` at the point `i`: draws are numbered 0 to 3, the noisy label of the first point first.
Joint matrices are averaged over the draws, each of which is enumerated.
"""

import itertools

import sympy

from paper_checks.papers.dmi import dmi
from theory.domain import Classes, Each, Joint, Label, Simplex, Transitions
from theory.language import ANY_CLASS, eq, gt, lt
from theory.language.terms import determinant, expected, matrix, unfold
from theory.proof.rules import combine, sifted

LOCUS, OURS = "Eq. 32 and question", "our question, after Eq. 32"
DRAWS = tuple(itertools.product(range(2), repeat=2))


def number(draw):
    return 2 * draw[0] + draw[1]


def drawn(point, own, other):
    """The draw in which a point has the label `own`, and the other point the label `other`."""
    return (own, other) if point == 0 else (other, own)


def output(T, h, i, j, k):
    """The chance of the output `k` at a point with the noisy label `j`, over that of the other."""
    return expected(lambda b: h[i][number(drawn(i, j, b))][k], T[1 - i])


def with_clean(w, T, h):
    """The joint matrix of output and clean label on the training set."""

    def entry(k, y):
        return w[y] * expected(lambda j: output(T, h, y, j, k), T[y])

    return matrix(entry, 2)


def with_own(w, T, h):
    """The joint matrix of output and the noisy label that was trained on."""

    def entry(k, j):
        return sympy.Add(*(w[i] * T[i][j] * output(T, h, i, j, k) for i in range(2)))

    return matrix(entry, 2)


def written_out(table):
    """The matrix with every expectation in it as the sum that it is."""
    return matrix(lambda i, j: unfold(table[i][j]), 2)


def memoriser():
    """The classifier whose output at a point is the noisy label of that point."""
    return [[[int(d[i] == k) for k in range(2)] for d in DRAWS] for i in range(2)]


def truthful():
    """The classifier whose output at a point is its clean label."""
    return [[[int(i == k) for k in range(2)] for _ in DRAWS] for i in range(2)]


def noise(T):
    return matrix(lambda i, j: T[i][j], 2)


def noisy(w, T, j):
    """The frequency of the noisy label."""
    return w[0] * T[0][j] + w[1] * T[1][j]


def entries(name, of, classifier=None):
    """Names for the entries of `of(w, T, h)`, of any classifier or of one that is given."""

    def entry(k, j):
        if classifier is None:
            return lambda w, T, h: of(w, T, h)[k][j]
        return lambda w, T: of(w, T, classifier())[k][j]

    return {f"{name}{k}{j}": entry(k, j) for k in range(2) for j in range(2)}


class TrainingSet:
    w, T = Simplex(2, interior=True), Transitions(2)


class TrainedClassifier(TrainingSet):
    h = Each(2, Each(4, Simplex(2)))


@dmi.claim("conditional-independence", locus=LOCUS, kind="exists")
class ConditionalIndependence:
    r"""$h(X) \perp \tilde Y \mid Y$ may fail when $h$ was trained on the same $\tilde Y$.

    A classifier that memorises outputs $\tilde Y$ itself. Given the clean label $y$, output and
    noisy label are then both $k$ with probability $T_{yk}$; independent they would be so with
    $T_{yk}^2$, which is less unless the noise is certain. Any number of classes.

    What survives of Eq. 32: see `dmi.in-sample/fresh` (new data, exactly), `/fresh-draws` (new
    noise for given samples) and `/cross-fitted` (in sample, by classifiers that did not see the
    label); what does not: `dmi.in-sample` and `dmi.truth-in-sample`. What Li would put in its place
    is `dmi.given-noisy`.
    """

    c = Classes(tried=(2, 3))
    y, k, T = Label(c), Label(c), Transitions(c)

    given = {
        "uncertain noise": lambda y, k, T: (gt(T[y][k], 0), lt(T[y][k], 1)),
    }

    def conclusion(c, y, k, T):
        def output(j):
            return sympy.KroneckerDelta(j, k)

        both = expected(lambda j: output(j) * sympy.KroneckerDelta(j, k), T[y])
        either = expected(output, T[y])
        return gt(both, either * either)

    def prove(p):
        (goal,) = p.goals
        some, rest = p.given("uncertain noise")
        row = sifted(p.T[p.y][ANY_CLASS], p.k, p.c)
        return combine(goal.difference, (some, rest), (1 - goal.lhs - some.expr, row))


@dmi.claim("in-sample", locus="Li's question, after Eq. 32", kind="pop")
class InSample(TrainedClassifier):
    r"""$\mathbf{DMI}(h(X), \tilde Y) = \mathbf{DMI}(h(X), Y)\, |\det T|$ on the training set.

    Eq. 32 is about the population, and proved as `loss-shift`. That it fails where $h$ was trained
    on the same labels is what Li says; here it is put to the search. Two points, one of each of two
    classes, every way `h` to learn from their two noisy labels, and determinants with their sign.
    The joint matrices are averaged over the draws of the noise, each of which is enumerated; they
    are not those of one realised draw. The catch: the noise in $\tilde Y$ is in $h$ too, so it is
    no longer noise for $h$. The repair: let no output depend on the label that it is compared with,
    or compare with new labels.
    """

    where = entries("seen", with_own) | entries("clean", with_clean)

    def conclusion(w, T, h):
        clean = determinant(with_clean(w, T, h))
        return eq(determinant(with_own(w, T, h)), clean * determinant(noise(T)))


@dmi.claim(
    "in-sample/memoriser",
    title="In sample, for a classifier that memorises",
    locus=OURS,
    kind="pop",
)
class Memoriser(TrainingSet):
    r"""Eq. 32 on the training set for a classifier that memorises it: nearest neighbour, full tree.

    Two points, one of each of two classes; joint matrices are averaged over the draws of the noise,
    for one realised draw see `one-draw`. The left-hand side comes to $\mathrm{diag}(\tilde p)$, the
    joint matrix of $\tilde Y$ with itself, in which $T$ is only seen through the frequencies of the
    noisy labels. The right-hand side has $\det T$ twice: once from $h$, which is as noisy as the
    labels, and once more for the labels.
    """

    where = entries("seen", with_own, memoriser) | entries("clean", with_clean, memoriser)

    def conclusion(w, T):
        h = memoriser()
        clean = determinant(with_clean(w, T, h))
        return eq(determinant(with_own(w, T, h)), clean * determinant(noise(T)))


@dmi.claim(
    "in-sample/one-draw",
    title="In sample, for one realised draw of the noise",
    locus=OURS,
    kind="pop",
)
class OneDraw:
    r"""Eq. 32 on the training set for one realised draw of the noise, with its own flip rates.

    Any number of points of two classes, and `h` memorises; `N` holds the frequencies of
    (noisy, clean) label in the draw, and its flip rates are $\hat T_{yj} = N_{jy} / \pi_y$.
    Realised rates in place of $T$ do not help: what is missing is independence, not an average.
    """

    N = Joint(2)

    given = {
        "both classes": lambda N: (gt(N[0][0] + N[1][0], 0), gt(N[0][1] + N[1][1], 0)),
    }

    def conclusion(N):
        def output(k, j):
            """Whether a point with the noisy label `j` gets the output `k`."""
            return int(k == j)

        own = matrix(lambda k, j: output(k, j) * (N[j][0] + N[j][1]), 2)
        clean = matrix(lambda k, y: output(k, 0) * N[0][y] + output(k, 1) * N[1][y], 2)
        rates = matrix(lambda y, j: N[j][y] / (N[0][y] + N[1][y]), 2)
        return eq(determinant(own), determinant(clean) * determinant(rates))
