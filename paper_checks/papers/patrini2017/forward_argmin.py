"""Section 4.2: the minimisers of the noisy risk of the forward correction."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.forward import noisy_output, noisy_risk
from lossproof.paper_checks.papers.patrini2017.inverse import HALF, is_inverse
from lossproof.paper_checks.papers.patrini2017.proper import (
    CROSS_ENTROPY,
    SQUARE,
    costlier,
    errors,
    risk,
)
from lossproof.paper_checks.papers.softmax import two_classes
from lossproof.theory.proof.rules.other_classes import LargestSymbol


class _Forward:
    c = Classes(tried=(2, 3))
    k, p, f = Label(c), Simplex(c), Simplex(c)
    T, U = Transitions(c), Each(c, Scores(c))

    given = {
        "T is not singular": is_inverse,
        "another output": lambda k, p, f: gt((f[k] - p[k]) ** 2, 0),
    }


class _Noisy:
    """What is known of the noisy posterior and of the noisy output, for a proof."""

    def __init__(self, p):
        self.p, self.size, entry = p, p.c, ANY_CLASS
        self.posterior, self.output = (noisy_output(p.T, vector) for vector in (p.p, p.f))
        self.P, self.Q = self.posterior[entry], self.output[entry]
        rows = p.domain("T")["total"]
        self.sums = combine(
            self.output.total() - self.posterior.total(),
            noisy_total(p.T, p.f, rows, p.domain("f")["total"]),
            (-1, noisy_total(p.T, p.p, rows, p.domain("p")["total"])),
        )

    def distance(self):
        """`sum_l (Q - P)^2 > 0`, since the outputs differ and T is not singular.

        What is left of `Q - P` after the projection on column `k` of `U` has a square, too.
        """
        p, z, gap = self.p, ANY_CLASS, self.Q - self.P
        column, moved = p.U[z][p.k], p.f[p.k] - p.p[p.k]
        inverse, apart = p.given("T is not singular"), p.given("another output")
        back, own = (forward_undone(p.T, p.U, of, inverse).at(z, p.k) for of in (p.f, p.p))
        length = summed(nonnegative(column**2), z, self.size)
        room = combine(1 + length.expr, positive(1), length)
        share = reciprocal(room)
        left = summed(nonnegative((room.expr * gap - moved * column) ** 2), z, self.size)
        return combine(
            summed(self.square(), z, self.size).expr,
            (left, share, share),
            (back, share, 2 * moved),
            (own, share, -2 * moved),
            (apart, share),
            (apart, share, share),
        )

    def square(self):
        """`(Q - P)^2 >= 0`."""
        return nonnegative((self.Q - self.P) ** 2)


@patrini2017.claim(
    "forward-argmin", "Theorem 2", kind="argmin", repairs="patrini2017.forward-argmin/zero-one"
)
class ForwardArgmin(_Forward):
    r"""Averaged over noise, a forward-corrected strictly proper loss on noisy labels has the clean
    minimiser if the transition matrix is non-singular.

    $\operatorname{argmin}_h \mathbb{E}_{x,\tilde y}\, \ell_\psi^{\rightarrow}(\tilde y, h(x)) =
    \operatorname{argmin}_h \mathbb{E}_{x,y}\, \ell_\psi(y, h(x))$ for a proper composite loss, if
    $T$ is non-singular.

    Proper has the sense of Eq. 7, where the posterior is the only minimiser: strictly proper. For a
    loss that is proper only, such as the 0-1 loss, see `zero-one`. At one $x$ an output $f =
    \psi^{-1}(h(x))$ that differs from the clean posterior `p` in the entry of some class `k` has a
    larger expected forward loss on noisy labels. So `p` is the only minimiser, as on clean labels.
    The network must be able to output `p` at each $x$ (`restricted`). The loss does not contain an
    inverse of $T$; `U` expresses that one exists.

    `A` and `B` hold the losses of the noisy posterior $T^\top p$ and of the noisy output $T^\top f$
    under every label; the only assumption on the loss is that it is strictly proper at these two.
    The condition that the mean of `B` is above that of `A` unless the two are equal is written with
    some `M`: the square of every difference is at most $M$ times the difference of the means, which
    holds for some $M$ exactly under that condition. Where a label is not possible cross-entropy has
    no value; the losses here are numbers, so it is covered where every label is possible.
    """

    A, B, M = Scores(_Forward.c), Scores(_Forward.c), Real(0)

    def _proper(c, p, f, T, A, B, M):
        P, Q = noisy_output(T, p), noisy_output(T, f)
        more = expectation(P, B) - expectation(P, A)
        return every_class(lambda j: le((Q[j] - P[j]) ** 2, M * more), c)

    given = _Forward.given | {"strictly proper": _proper}

    def conclusion(c, p, T, A, B):
        def mean(losses):
            return expectation(p, SymbolicVector(lambda y: expectation(T[y], losses), c))

        return lt(mean(A), mean(B))

    def prove(p):
        (goal,), noisy, c = p.goals, _Noisy(p), p.c
        more = goal.difference
        own, other = (noisy_mean(p.T, p.p, each) for each in (p.A, p.B))
        within = summed(p.given("strictly proper"), ANY_CLASS, c)
        bound = combine(c * p.M * more, noisy.distance(), within, (other, c * p.M), (own, -c * p.M))

        def not_above(order):
            none = whole(combine(0, bound, (order, c * p.M)))
            return combine(more, positive(1), none, (none, order))

        return cases(more, lambda order: order, not_above, strict=True)


@patrini2017.claim("forward-argmin/cross-entropy", "Theorem 2", kind="argmin")
class ForwardArgminCrossEntropy(_Forward):
    r"""Averaged over noise, forward-corrected cross-entropy on noisy labels has the clean minimiser
    if the transition matrix is non-singular.

    Theorem 2 for cross-entropy: an output that differs from the clean posterior has a larger
    expected forward loss on noisy labels.

    Every noisy label is possible at $x$ and under the output, as is the case where every class is
    possible: otherwise cross-entropy has no value. By `proper-composite-argmin/examples` the
    posterior also minimises the clean loss.
    """

    given = _Forward.given | {
        "possible": lambda c, p, T, f: every_class(
            lambda j: tuple(gt(noisy_output(T, each)[j], 0) for each in (p, f)), c
        )
    }

    def conclusion(p, T, f):
        return lt(noisy_risk(CROSS_ENTROPY, p, T, p), noisy_risk(CROSS_ENTROPY, p, T, f))

    def prove(p):
        goal, noisy, c = p.goals[-1], _Noisy(p), p.c
        above, below = p.given("possible")
        logs = [
            SymbolicVector(lambda j, of=of: sympy.log(of[j]), c)
            for of in (noisy.posterior, noisy.output)
        ]
        own, other = (noisy_mean(p.T, p.p, each) for each in logs)
        two, square, distance = two_classes(p), noisy.square(), noisy.distance()

        def somewhere(here, top):
            largest = here(square)
            (label,) = largest.expr.atoms(LargestSymbol)
            apart = combine(largest.expr, (summed(top, ANY_CLASS, c), 1 / c), (distance, 1 / c))
            return costlier(above, below, here, noisy.sums, apart, label, two, c)

        return combine(goal.difference, at_largest(square, somewhere), own, (-1, other))


@patrini2017.claim("forward-argmin/square", "Theorem 2", kind="argmin")
class ForwardArgminSquare(_Forward):
    r"""Averaged over noise, forward-corrected square loss on noisy labels has the clean minimiser
    if the transition matrix is non-singular.

    Theorem 2 for the square loss: an output that differs from the clean posterior has a larger
    expected forward loss on noisy labels.
    """

    def conclusion(p, T, f):
        return lt(noisy_risk(SQUARE, p, T, p), noisy_risk(SQUARE, p, T, f))

    def prove(p):
        (goal,), noisy, c = p.goals, _Noisy(p), p.c
        rows, whole = p.domain("T")["total"], p.domain("p")["total"]
        every = summed(combine(rows.expr * p.p[ANY_ROW], (rows, p.p[ANY_ROW])), ANY_ROW, c)
        one = combine(class_sum(lambda y: p.p[y], c) - 1 + every.expr, every, whole)
        squares = [
            class_sum(lambda j, of=of: of[j] ** 2, c) for of in (noisy.posterior, noisy.output)
        ]
        return combine(
            goal.difference,
            noisy.distance(),
            (squares[1] - squares[0], one),
            (-2, noisy_mean(p.T, p.p, noisy.output)),
            (2, noisy_mean(p.T, p.p, noisy.posterior)),
        )


@patrini2017.claim("forward-argmin/zero-one", "Theorem 2, read for any proper loss", kind="argmin")
class ForwardArgminZeroOne:
    r"""Every clean minimiser of the 0-1 loss minimises the forward-corrected 0-1 loss on noisy
    labels.

    Theorem 2 for the 0-1 loss, which is proper but not strictly: an output with the least
    expected loss on clean labels has the least expected forward loss on noisy labels.

    The least is that of the posterior `p`, under both. The claim has two classes, half an error for
    a tie, and $T_{ii} > \frac12$. However, the clean minimisers are all outputs with the likeliest
    class of `p`, and the noisy output $T^\top f$ of one of them may have another likeliest class
    than the noisy posterior.
    """

    p, f = Simplex(2, interior=True), Simplex(2, interior=True)
    T = Transitions(2, interior=True)

    given = {
        "no tie": lambda p: gt(p[0], p[1]),
        "above one half": lambda T: every_sample(lambda i: gt(T[i][i], HALF), 2),
        "clean minimiser": lambda p, f: le(expectation(p, errors(f)), expectation(p, errors(p))),
    }

    def conclusion(p, f, T):
        P, Q = noisy_output(T, p), noisy_output(T, f)
        return le(expectation(P, errors(Q)), expectation(P, errors(P)))


@patrini2017.claim(
    "forward-argmin/restricted", "our question, Theorem 2 on a restricted class", kind="argmin"
)
class ForwardArgminRestricted:
    r"""If a network can give only two outputs, the expected forward cross-entropy on noisy labels
    ranks them as cross-entropy on clean labels does.

    On a restricted class, where the network can output `f` and `g` only, forward cross-entropy
    ranks them as on clean labels: the one with the smaller expected loss on clean labels has the
    smaller expected forward loss on noisy labels.

    "Robustness applies to the minimizer only", as the text says after the proof, and it takes "any
    neural network that [is] enough expressive". This claim shows how much that requires: where the
    posterior is not among the outputs, forward correction may prefer another one. Backward
    correction does not, see `backward-argmin`. The counterexample uses cross-entropy and $T_{ii} >
    \frac12$.
    """

    c = Classes(tried=(2, 3))
    p, f, g = Simplex(c, interior=True), Simplex(c, interior=True), Simplex(c, interior=True)
    T = Transitions(c, interior=True)

    given = {
        "above one half": lambda c, T: every_sample(lambda i: gt(T[i][i], HALF), c),
        "better on clean labels": lambda p, f, g: lt(
            risk(CROSS_ENTROPY, p, f), risk(CROSS_ENTROPY, p, g)
        ),
    }

    def conclusion(p, T, f, g):
        return le(noisy_risk(CROSS_ENTROPY, p, T, f), noisy_risk(CROSS_ENTROPY, p, T, g))
