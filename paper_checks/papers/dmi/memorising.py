"""Li's question on Eq. 32: a classifier that was trained on the noisy labels it is judged by."""

import sympy

from lossproof.paper_checks.papers.dmi import dmi, question
from lossproof.theory.domain import Classes, Each, Joint, Label, Samples, Simplex, Transitions
from lossproof.theory.information import column_total, response_joint, row_total
from lossproof.theory.language import (
    ANY_CLASS,
    SymbolicVector,
    class_sum,
    eq,
    every_class,
    gt,
    lt,
    sample_mean,
)
from lossproof.theory.language.terms import determinant, expected, matrix
from lossproof.theory.lemmas.diagonals import diagonal
from lossproof.theory.proof.rules import combine, sifted

LOCUS, OURS = "Eq. 32 and question", "our question, after Eq. 32"


def with_clean(y, T, h, n):
    """The joint matrix of output and clean label on the training set."""

    def at(i, k, label):
        mean = class_sum(lambda j: T[y[i]][j] * h[i][j][k], T.size)
        return sympy.KroneckerDelta(y[i], label) * mean

    return matrix(lambda k, label: sample_mean(lambda i: at(i, k, label), n), T.size)


def with_own(y, T, h, n):
    """The joint matrix of output and the noisy label that was trained on."""
    return matrix(lambda k, j: sample_mean(lambda i: T[y[i]][j] * h[i][j][k], n), T.size)


@question.claim("conditional-independence", locus=LOCUS, kind="exists")
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


class TrainedClassifier:
    c, n = Classes(tried=(2, 3)), Samples(tried=(2, 3))
    y, T, h = Each(n, Label(c)), Transitions(c), Each(n, Transitions(c))


@dmi.claim(
    "in-sample",
    title="In sample, draws averaged: DMI(h, Ỹ) = DMI(h, Y)·|det T|",
    locus="our question: what Li denies after Eq. 32",
    kind="pop",
)
class InSample(TrainedClassifier):
    r"""$\mathbf{DMI}(h(X), \tilde Y) = \mathbf{DMI}(h(X), Y)\, |\det T|$ on the training set, of
    joint matrices that are averaged over the draws of the noise.

    Eq. 32 is about the population, and proved as `loss-shift`. Li says that it does not hold where
    $h$ was trained on the same labels; so what is refuted here is what Li denies.

    Any number of points with their classes `y`, any number of classes, every way to learn from the
    noisy labels, and determinants with their sign. `h[i][j]` is the mean output at the point `i`
    over the draws in which its own noisy label is `j`. For one realised draw see `one-draw`. The
    catch: the noise in $\tilde Y$ is in $h$ too, so it is no longer noise for $h$. The repair: let
    no output depend on the label that it is compared with, or compare with new labels. Object: two
    points with noise of the rates 1/5 and 3/10, and a classifier that is right more often than not
    with either noisy label, and at one of them the more often where the label is right.
    """

    given = {
        "every class": lambda c, n, y: every_class(
            lambda k: gt(sample_mean(lambda i: sympy.KroneckerDelta(y[i], k), n), 0), c
        )
    }

    def conclusion(c, n, y, T, h):
        clean = determinant(with_clean(y, T, h, n))
        return eq(determinant(with_own(y, T, h, n)), clean * determinant(T))


@dmi.claim(
    "in-sample/memoriser",
    title="In sample, for a classifier that memorises",
    locus=OURS,
    kind="pop",
)
class Memoriser:
    r"""Eq. 32 on the training set for a classifier that memorises it: nearest neighbour, full tree.

    A training set of any size and any number of classes: `prior` are their frequencies, `T` those
    of the noisy labels in each, over the draws of the noise. The left-hand side comes to
    $\mathrm{diag}(\tilde p)$, the joint matrix of $\tilde Y$ with itself, in which $T$ is only seen
    through the frequencies of the noisy labels. The right-hand side has $\det T$ twice: once from
    $h$, which is as noisy as the labels, and once more for the labels. The rates of one draw do
    not help either, see `one-draw`.
    """

    c = Classes(tried=(2, 3))
    prior, T = Simplex(c, interior=True), Transitions(c)

    def conclusion(c, prior, T):
        joint = response_joint(prior, T)
        own = diagonal(SymbolicVector(lambda j: row_total(joint, j), c))
        return eq(determinant(own), determinant(joint) * determinant(T))


@dmi.claim(
    "in-sample/one-draw",
    title="In sample, for one realised draw of the noise",
    locus=OURS,
    kind="pop",
)
class OneDraw:
    r"""Eq. 32 on the training set for one realised draw of the noise, with its own flip rates.

    Any number of points and of classes, and `h` memorises; `N` holds the frequencies of
    (noisy, clean) label in the draw, and its flip rates are $\hat T_{yj} = N_{jy} / \pi_y$.
    Realised rates in place of $T$ do not help: what is missing is independence, not an average.
    """

    c = Classes(tried=(2, 3))
    N = Joint(c)

    given = {
        "every class": lambda c, N: every_class(lambda y: gt(column_total(N, y), 0), c),
    }

    def conclusion(c, N):
        own = diagonal(SymbolicVector(lambda j: row_total(N, j), c))
        rates = matrix(lambda y, j: N[j][y] / column_total(N, y), c)
        return eq(determinant(own), determinant(N) * determinant(rates))
