"""Theorem 4, the proof: cross-entropy in the logits, and the effect of the correction on it."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.inverse import other_factor
from lossproof.paper_checks.papers.patrini2017.normalising import both_sides
from lossproof.paper_checks.papers.patrini2017.proper import CROSS_ENTROPY
from lossproof.paper_checks.papers.softmax import two_classes

theorem_4 = patrini2017.at("Theorem 4, proof")


def logits(u, b):
    return SymbolicVector(lambda k: u[k] + b[k], u.size)


def partition(u, b):
    """The sum of the exponentials of the logits."""
    return class_sum(lambda k: sympy.exp(u[k] + b[k]), u.size)


class LastLayer:
    """One sample: what the weights of the last layer make of its features, and the biases."""

    c = Classes(tried=(2, 3))
    u, b, y = Scores(c), Scores(c), Label(c)


@theorem_4.claim("cross-entropy-expansion")
class CrossEntropyExpansion(LastLayer):
    r"""The softmax cross-entropy of logits W_k x + b_k at the label i is −W_i x + b_i + log Σ_k
    e^(W_k x + b_k).

    $-\log \frac{e^{W_i x + b_i}}{\sum_k e^{W_k x + b_k}} = -W_i x + b_i + \log \sum_k e^{W_k x
    + b_k}$.

    `u` holds the $W_k x$, which may be any numbers.

    The sign of $b_i$ is wrong, in the only term of the bias that depends on the label. Eq. 15 has
    it right, so nothing that follows depends on the slip.
    """

    def conclusion(u, b, y):
        expansion = -u[y] + b[y] + sympy.log(partition(u, b))
        return eq(cce(softmax(logits(u, b))[y]), expansion)


@theorem_4.claim("cross-entropy-expansion/sign", repairs="patrini2017.cross-entropy-expansion")
class CrossEntropyExpansionSign(LastLayer):
    r"""The softmax cross-entropy of logits W_k x + b_k at the label i is −W_i x − b_i + log Σ_k
    e^(W_k x + b_k).

    $-\log \frac{e^{W_i x + b_i}}{\sum_k e^{W_k x + b_k}} =
    -W_i x - b_i + \log \sum_k e^{W_k x + b_k}$.
    """

    def conclusion(u, b, y):
        expansion = -u[y] - b[y] + sympy.log(partition(u, b))
        return eq(cce(softmax(logits(u, b))[y]), expansion)


def product(Q, T, i, j):
    """An entry of the product of two matrices."""
    return class_sum(lambda k: Q[i][k] * T[k][j], Q.size)


def undone(c, Q, T):
    """That `Q` is the inverse of `T`, as `Q T` is the identity."""
    delta = sympy.KroneckerDelta
    return every_sample(lambda i: every_class(lambda j: eq(product(Q, T, i, j), delta(i, j)), c), c)


class Inverse:
    """A matrix, its inverse, and a number that is the same for every label."""

    c = Classes(tried=(2, 3))
    Q, A = Each(c, Scores(c)), Real()

    def conclusion(c, Q, A):
        return every_sample(lambda i: eq(Q[i].total(lambda entry: entry * A), A), c)


@theorem_4.claim("log-partition")
class LogPartition(Inverse):
    r"""The inverse of a transition matrix, whose rows sum to 1, maps every constant vector to
    itself.

    $T^{-1} A \mathbf{1} = A \mathbf{1}$, as $T \mathbf{1} = \mathbf{1}$ for a row-stochastic
    $T$.

    `Q` is $T^{-1}$. The signs of the entries of $T$ do not matter: the condition is that the rows
    sum to 1 (`row-sums`).
    """

    T = Transitions(Inverse.c)
    given = {"Q T = I": undone}


@patrini2017.claim("backward-expansion", "Theorem 4, Eq. 14-16")
class BackwardExpansion:
    r"""Backward-corrected cross-entropy of logits Wx + b at the noisy label j is −(T⁻¹W)_j x −
    (T⁻¹b)_j + log Σ_k e^(W_k x + b_k), T the transition matrix.

    `u` is $W x$, `b` the biases, and `Q` is $T^{-1}$. The sign of $b$ is right here, other than in
    the display before (`cross-entropy-expansion`).
    """

    c = Classes(tried=(2, 3))
    u, b, j = Scores(c), Scores(c), Label(c)
    T, Q = Transitions(c), Each(c, Scores(c))
    given = {"Q T = I": undone}

    def conclusion(c, u, b, j, Q):
        z = SymbolicVector(lambda k: u[k] + b[k], c)
        losses = label_losses(softmax(z), CROSS_ENTROPY)
        own = -applied(Q, u)[j] - applied(Q, b)[j]
        return eq(backward(losses, Q)[j], own + sympy.log(partition(u, b)))


@patrini2017.claim("log-partition/any-matrix", "our question, Sec. 4.4")
class LogPartitionAnyMatrix:
    r"""The inverse of any diagonally dominant estimate of the transition matrix maps every constant
    vector to itself.

    $T^{-1} A \mathbf{1} = A \mathbf{1}$ for an "arbitrarily bad estimator" of $T$.

    For the authors an estimator of $T$ is row-stochastic, as $T$ is. The statement here is about
    any matrix of numbers inside (0, 1) with a dominant diagonal, so that it has an inverse; `B` is
    the inverse times $A \mathbf{1}$. An estimate by Eq. 12 and 13 consists of softmax outputs at
    one input for each class, so its rows sum to 1. An estimate made entry by entry need not have
    such rows before it is normalised (Sec. 5.1), and then it scales the log-partition.
    """

    c = Classes(tried=(2, 3))
    T, B, A = Each(c, Each(c, Real(0, 1, open="both"))), Scores(c), Real(0, open="left")
    given = {
        "T B = A 1": lambda c, T, B, A: every_sample(
            lambda i: eq(class_sum(lambda k: T[i][k] * B[k], c), A), c
        ),
        "dominant": lambda c, T: every_sample(lambda i: gt(2 * T[i][i], T[i].total()), c),
    }

    def conclusion(c, B, A):
        return every_class(lambda j: eq(B[j], A), c)


def off(values, value):
    """How far the values are from this one, together."""
    return class_sum(lambda j: sympy.Abs(values[j] - value), values.size)


def none_is_off(p, values, value, together):
    """`values[l] == value` for any class `l`, from `together`: `-off(values, value) >= 0`."""
    each, two = values[ANY_CLASS] - value, two_classes(p)
    others = total_of_others(nonnegative(sympy.Abs(each)), ANY_CLASS, p.c, two)
    small = combine(-sympy.Abs(each), together, others)
    below, above = both_sides(each)
    return squeezed(combine(each, above, small), combine(-each, below, small))


def together(p, none, order):
    """`-off >= 0` from `none`: that any value is off by 0; `order` is known."""
    weak = combine(none.expr, none, (0, order))
    return combine(
        -summed(nonnegative(sympy.Abs(none.expr)), ANY_CLASS, p.c).expr,
        (-1, summed(combine(sympy.Abs(none.expr), absolute(weak), none), ANY_CLASS, p.c)),
        (0, order),
    )


@patrini2017.claim(
    "log-partition/row-sums",
    "our question, Sec. 4.4",
    repairs="patrini2017.log-partition/any-matrix",
)
class LogPartitionRowSums:
    r"""The inverse of a matrix maps a constant vector other than 0 to itself if and only if every
    row of the matrix sums to 1.

    $T^{-1} A \mathbf{1} = A \mathbf{1}$, for $A \ne 0$, if and only if $T \mathbf{1} =
    \mathbf{1}$.

    This holds for any matrix with an inverse, `Q`, and entries of any sign; `B` is $T^{-1} A
    \mathbf{1}$ and `R` is $T \mathbf{1}$, the sums of the rows. The formal statement is: some entry
    of `B` is not $A$ if and only if some entry of `R` is not 1. For square matrices $T Q = I$ and
    $Q T = I$ imply each other; the proof assumes both.
    """

    c = Classes(tried=(2, 3))
    Q, T, A = Each(c, Scores(c)), Each(c, Scores(c)), Real()
    B, R = Scores(c), Scores(c)
    given = {
        "Q inverts T": lambda c, Q, T: (undone(c, Q, T), undone(c, T, Q)),
        "A is not 0": lambda A: different(A, 0),
        "B is Q A 1": lambda c, Q, A, B: every_class(lambda j: eq(B[j], A * Q[j].total()), c),
        "R is T 1": lambda c, T, R: every_class(lambda j: eq(R[j], T[j].total()), c),
    }

    def conclusion(A, B, R):
        return iff(gt(off(B, A), 0), gt(off(R, 1), 0))

    def prove(p):
        (goal,), c, A, nonzero = p.goals, p.c, p.A, p.given("A is not 0")
        back, forth = p.given("Q inverts T")
        changes, misses = (
            SymbolicVector(lambda j, of=of, value=value: of[j] - value, c)
            for of, value in ((p.B, A), (p.R, 1))
        )
        s, t, z = ANY_ROW, ANY_COLUMN, ANY_CLASS
        of_b, of_r = (renamed(p.given(name), {z: t}) for name in ("B is Q A 1", "R is T 1"))
        # What Q makes of the misses, and T of the changes.
        changed = combine(
            changes[s] + A * class_sum(lambda k: p.Q[s][k] * misses[k], c),
            renamed(of_b, {t: s}),
            (summed(combine(p.Q[s][t] * of_r.expr, (of_r, p.Q[s][t])), t, c), A),
            (A, exchanged(p.Q[s][t] * p.T[t][z], z, t, c), -1),
            (summed(back, z, c), A), (sifted(1, s, c), A),
        )  # fmt: skip
        missed = combine(
            A * misses[s] + class_sum(lambda i: p.T[s][i] * changes[i], c),
            (renamed(of_r, {t: s}), A),
            summed(combine(p.T[s][t] * of_b.expr, (of_b, p.T[s][t])), t, c),
            (A, exchanged(p.T[s][t] * p.Q[t][z], z, t, c), -1),
            (summed(forth, z, c), A), (sifted(1, s, c), A),
        )  # fmt: skip

        changing, missing = off(p.B, A), off(p.R, 1)

        def weighted(zero, weights):
            return summed(combine(weights[z] * zero.expr, (zero, weights[z])), z, c)

        def decide(seen, order):
            return combine(goal.difference, decided(changing, seen), (decided(missing, order), -1))

        def some(order):
            def same(none):
                """With no change no row would miss."""
                zero = none_is_off(p, p.B, A, none)
                row = combine(A * misses[s], missed, (-1, weighted(zero, p.T[s])))
                exact = other_factor(
                    misses[z], renamed(combine(A**2 * misses[s], (row, A)), {s: z}), nonzero
                )
                absurd = whole(combine(0, order, together(p, exact, order)))
                return combine(changing, (absurd, none), absurd, positive(1))

            return decide(cases(changing, lambda order: order, same, strict=True), order)

        def none(order):
            zero = none_is_off(p, p.R, 1, order)
            each = renamed(combine(changes[s], changed, (-A, weighted(zero, p.Q[s]))), {s: z})
            return decide(together(p, each, order), order)

        return cases(missing, some, none, strict=True)
