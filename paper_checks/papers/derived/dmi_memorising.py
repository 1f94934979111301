"""Li's question on Eq. 32: a classifier evaluated on the noisy labels on which it was trained."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *
from lossproof.theory.lemmas.diagonals import diagonal

ours = derived.at("after Eq. 32 of Li's notes")


def with_clean(y, T, h, n):
    """The joint matrix of output and clean label on the training set."""

    def at(i, k, label):
        mean = class_sum(lambda j: T[y[i]][j] * h[i][j][k], T.size)
        return sympy.KroneckerDelta(y[i], label) * mean

    return matrix(lambda k, label: sample_mean(lambda i: at(i, k, label), n), T.size)


def with_own(y, T, h, n):
    """The joint matrix of output and the noisy label that was trained on."""
    return matrix(lambda k, j: sample_mean(lambda i: T[y[i]][j] * h[i][j][k], n), T.size)


class TrainedClassifier:
    c, n = Classes(tried=(2, 3)), Samples(tried=(2, 3))
    y, T, h = Each(n, Label(c)), Transitions(c), Each(n, Transitions(c))


@derived.claim("dmi-fresh/in-sample", "what Li denies after Eq. 32 of his notes", kind="pop")
class InSample(TrainedClassifier):
    r"""On the training set, averaged over label noise T, any classifier's DMI with noisy labels is
    |det T| times its DMI with true labels.

    $\mathbf{DMI}(h(X), \tilde Y) = \mathbf{DMI}(h(X), Y)\, |\det T|$ on the training set, for
    joint matrices averaged over the noise.

    Eq. 32 is about the population, where it is proved as `dmi.loss-shift`. Li says that it does not
    hold where $h$ was trained on the same labels; so this claim, which is refuted, is what Li
    denies.

    The number of points, with classes `y`, the number of classes, and the way to learn from the
    noisy labels are arbitrary; determinants are signed. `h[i][j]` is the mean output at the point
    `i` over the realisations in which its own noisy label is `j`; `one-draw` considers a single
    realisation. It fails because $h$ depends on the noise in $\tilde Y$. It holds if no output
    depends on the label with which it is compared (`cross-fitted`), or if the labels are new
    (`dmi-fresh`).

    The counterexample has two points with noise of the rates 1/5 and 3/10. Its classifier is right
    more often than not with either noisy label, and at one of the points more often when the label
    is right.
    """

    given = {
        "every class": lambda c, n, y: every_class(
            lambda k: gt(sample_mean(lambda i: sympy.KroneckerDelta(y[i], k), n), 0), c
        )
    }

    def conclusion(c, n, y, T, h):
        clean = determinant(with_clean(y, T, h, n))
        return eq(determinant(with_own(y, T, h, n)), clean * determinant(T))


@ours.claim("dmi-fresh/memoriser", kind="pop")
class Memoriser:
    r"""For a classifier that memorises its training set, DMI with the noisy labels is |det T| times
    DMI with the true ones, T the transition matrix.

    Eq. 32 holds on the training set for a classifier that memorises it, such as nearest
    neighbour or a full tree: $\mathbf{DMI}(h(X), \tilde Y) = \mathbf{DMI}(h(X), Y)\, |\det T|$.

    There is a training set of any size and any number of classes: `prior` are the class frequencies
    and `T` the frequencies of the noisy labels in each class, over the noise. The left-hand side is
    the determinant of $\mathrm{diag}(\tilde p)$, the joint matrix of $\tilde Y$ with itself, in
    which $T$ enters only through the frequencies of the noisy labels. The right-hand side has
    $\det T$ twice: once from $h$, which is as noisy as the labels, and once more for the labels.
    The realised flip rates do not help either (`one-draw`).
    """

    c = Classes(tried=(2, 3))
    prior, T = Simplex(c, interior=True), Transitions(c)

    def conclusion(c, prior, T):
        joint = response_joint(prior, T)
        own = diagonal(SymbolicVector(lambda j: row_total(joint, j), c))
        return eq(determinant(own), determinant(joint) * determinant(T))


@ours.claim("dmi-fresh/one-draw", kind="pop")
class OneDraw:
    r"""For a classifier that memorises its training set, DMI with the noisy labels is |det| of the
    matrix of realised flip rates times DMI with the true ones.

    The numbers of points and of classes are arbitrary; `N` contains the frequencies of (noisy,
    clean) label in the realisation, whose flip rates are $\hat T_{yj} = N_{jy} / \pi_y$. The
    realised rates do not help: Eq. 32 lacks independence, not an average.
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
