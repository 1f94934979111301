"""Li's question on Eq. 32: a classifier that was trained on the noisy labels it is judged by.

A training set of two classes has a point of each, drawn with frequencies `w`; `T` is the noise. A
draw of the noise is a pair of noisy labels, and the classifier that is trained on it has outputs
`h[i][d]` at the point `i`: draws are numbered 0 to 3, the noisy label of the first point first.
Probabilities are averaged over the draws, each of which is enumerated.
"""

import itertools

import sympy

from paper_checks.papers.dmi import dmi
from theory.derivation import combine, nonnegative
from theory.determinants import determinant, matrix
from theory.domain import Classes, Each, Joint, Label, Simplex, Transitions
from theory.other_classes import sifted
from theory.relation import eq, gt, le, lt
from theory.sums import ANY_CLASS, class_sum

LOCUS = "Li's notes, Eq. 32 and question"
DRAWS = tuple(itertools.product(range(2), repeat=2))


def number(draw):
    return 2 * draw[0] + draw[1]


def chance(T, draw):
    return T[0][draw[0]] * T[1][draw[1]]


def with_clean(w, T, h):
    """The joint matrix of output and clean label on the training set."""

    def entry(k, y):
        return w[y] * sympy.Add(*(chance(T, d) * h[y][number(d)][k] for d in DRAWS))

    return matrix(entry, 2)


def with_own(w, T, h):
    """The joint matrix of output and the noisy label that was trained on."""

    def entry(k, j):
        terms = (
            w[i] * chance(T, d) * h[i][number(d)][k] for i in range(2) for d in DRAWS if d[i] == j
        )
        return sympy.Add(*terms)

    return matrix(entry, 2)


def memoriser():
    """The classifier whose output at a point is the noisy label of that point."""
    return [[[int(d[i] == k) for k in range(2)] for d in DRAWS] for i in range(2)]


def noise(T):
    return matrix(lambda i, j: T[i][j], 2)


def noisy(w, T, j):
    """The frequency of the noisy label."""
    return w[0] * T[0][j] + w[1] * T[1][j]


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

    What survives: see `fresh` (new data, exactly), `fresh-draws` (new noise on any finite sample),
    `cross-fitted` (in sample, by classifiers that did not see the label), and `in-sample` and
    `truth-in-sample` for what does not.
    """

    c = Classes(tried=(2, 3))
    y, k, T = Label(c), Label(c), Transitions(c)

    given = {
        "uncertain noise": lambda y, k, T: (gt(T[y][k], 0), lt(T[y][k], 1)),
    }

    def conclusion(c, y, k, T):
        def output(j):
            return sympy.KroneckerDelta(j, k)

        both = class_sum(lambda j: T[y][j] * output(j) * sympy.KroneckerDelta(j, k), c)
        either = class_sum(lambda j: T[y][j] * output(j), c)
        return gt(both, either * either)

    def prove(p):
        (goal,) = p.goals
        some, rest = p.given("uncertain noise")
        row = sifted(p.T[p.y][ANY_CLASS], p.k, p.c)
        return combine(goal.difference, (some, rest), (1 - goal.lhs - some.expr, row))


@dmi.claim("conditional-independence/in-sample", locus=LOCUS, kind="pop")
class InSample(TrainedClassifier):
    r"""$\mathbf{DMI}(h(X), \tilde Y) = \mathbf{DMI}(h(X), Y)\, |\det T|$ on the training set.

    For every way `h` to learn from the two noisy labels, and determinants with their sign. The
    catch: the noise in $\tilde Y$ is in $h$ too, so it is no longer noise for $h$. The repair: let
    no output depend on the label that it is compared with, or compare with new labels.
    """

    def conclusion(w, T, h):
        clean = determinant(with_clean(w, T, h))
        return eq(determinant(with_own(w, T, h)), clean * determinant(noise(T)))


@dmi.claim("conditional-independence/memoriser", locus=LOCUS, kind="pop")
class Memoriser(TrainingSet):
    r"""Eq. 32 on the training set for a classifier that memorises it: nearest neighbour, full tree.

    The object is $\mathrm{diag}(\tilde p)$, the joint matrix of $\tilde Y$ with itself. Its
    determinant does not know of $T$, whereas the right-hand side has $\det T$ twice: once from
    $h$, which is as noisy as the labels, and once more for the labels.
    """

    def conclusion(w, T):
        h = memoriser()
        clean = determinant(with_clean(w, T, h))
        return eq(determinant(with_own(w, T, h)), clean * determinant(noise(T)))


@dmi.claim("conditional-independence/one-draw", locus=LOCUS, kind="pop")
class OneDraw:
    r"""Eq. 32 on the training set for one realised draw of the noise, with its own flip rates.

    Any number of points, and `h` memorises; `N` holds the frequencies of (noisy, clean) label.
    The flip rates of the draw are $\hat T_{yk} = N_{ky} / \pi_y$, so that
    $\det N \det \hat T = (\det N)^2 / (\pi_0 \pi_1)$. Realised rates in place of $T$ do not help:
    what is missing is independence, not an average.
    """

    N = Joint(2)

    given = {
        "both classes": lambda N: (gt(N[0][0] + N[1][0], 0), gt(N[0][1] + N[1][1], 0)),
    }

    def conclusion(N):
        prior = [N[0][y] + N[1][y] for y in range(2)]
        observed = [N[k][0] + N[k][1] for k in range(2)]
        return eq(observed[0] * observed[1], determinant(N) ** 2 / (prior[0] * prior[1]))


@dmi.claim("conditional-independence/truth-in-sample", locus="Main theorem, in sample", kind="ineq")
class TruthInSample(TrainedClassifier):
    r"""On the training set the truth has the largest $\mathbf{DMI}(h(X), \tilde Y)$ of all $h$.

    The main theorem of L_DMI leans on Eq. 32. In sample the premise fails, and with it the
    conclusion: by how much, see `memoriser-wins`.
    """

    def conclusion(w, T, h):
        truth = determinant(matrix(lambda k, j: w[k] * T[k][j], 2))
        return le(sympy.Abs(determinant(with_own(w, T, h))), sympy.Abs(truth))


@dmi.claim("conditional-independence/memoriser-wins", locus="Main theorem, in sample", kind="ineq")
class MemoriserWins(TrainingSet):
    r"""On the training set a memoriser has a larger $\mathbf{DMI}(h(X), \tilde Y)$ than the truth:
    $\tilde p_0 \tilde p_1 \ge \pi_0 \pi_1 |\det T|$, strictly where the noise is uncertain.

    $\mathcal{L}_{DMI}$ of a training set is lowest at the noisy labels themselves, for any noise.
    """

    given = {
        "uncertain noise": lambda T: (gt(T[0][0], 0), gt(T[0][1], 0)),
    }

    def conclusion(w, T):
        best = noisy(w, T, 0) * noisy(w, T, 1)
        truth = w[0] * w[1] * determinant(noise(T))
        return gt(best, truth), gt(best, -truth)

    def prove(p):
        w, T = p.w, p.T
        stay, flip = p.given("uncertain noise")
        own = (w[0] ** 2, stay, flip)
        other = nonnegative(w[1] ** 2 * T[1][0] * T[1][1])
        crossed = nonnegative(2 * w[0] * w[1] * T[0][1] * T[1][0])
        straight = nonnegative(2 * w[0] * w[1] * T[0][0] * T[1][1])
        above, below = p.goals
        return (
            combine(above.difference, own, other, crossed),
            combine(below.difference, own, other, straight),
        )
