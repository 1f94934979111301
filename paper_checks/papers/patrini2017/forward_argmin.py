"""Section 4.2: what minimises the noisy risk of the forward correction."""

import sympy

from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.forward import noisy_output, noisy_risk
from lossproof.paper_checks.papers.patrini2017.inverse import HALF, is_inverse
from lossproof.paper_checks.papers.patrini2017.proper import (
    CROSS_ENTROPY,
    SQUARE,
    costlier,
    risk,
)
from lossproof.paper_checks.papers.softmax import two_classes
from lossproof.theory.domain import Classes, Each, Label, Real, Scores, Simplex, Transitions
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_ROW,
    SymbolicVector,
    class_sum,
    every_class,
    every_sample,
    gt,
    le,
    lt,
)
from lossproof.theory.language.terms import nested_sum
from lossproof.theory.lemmas import forward_undone, noisy_mean, noisy_total
from lossproof.theory.losses import expectation
from lossproof.theory.proof.rules import (
    at_largest,
    cases,
    combine,
    nonnegative,
    positive,
    reciprocal,
    summed,
    whole,
)
from lossproof.theory.proof.rules.other_classes import LargestSymbol

LOCUS = "Sec. 4.2"


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
    "forward-argmin",
    title="The forward loss has the clean minimiser on noisy labels",
    locus="Theorem 2",
    kind="argmin",
)
class ForwardArgmin(_Forward):
    r"""$\operatorname{argmin}_h \mathbb{E}_{x,\tilde y}\, \ell_\psi^{\rightarrow}(\tilde y, h(x))
    = \operatorname{argmin}_h \mathbb{E}_{x,y}\, \ell_\psi(y, h(x))$ for a proper composite loss, if
    $T$ is non-singular.

    Said of cross-entropy, at one $x$: an output $f = \psi^{-1}(h(x))$ that differs from the clean
    posterior `p` in the entry of some class `k` has a larger expected forward loss on noisy labels.
    So `p` is what that loss is least at, and by `proper-composite-argmin` what the clean loss is
    least at: both argmin hold the same $h$, those with $\psi^{-1}(h) = p$. `proper` says it of
    any strictly proper loss, `square` of the square loss. Every noisy label is possible at $x$ and
    by the output, as it is where every class is possible: cross-entropy has no value elsewhere,
    and the other two do without.

    What it takes: a strictly proper loss, a $T$ that is non-singular, and that the network can
    output `p` at each $x$. Among outputs that leave it out the best one may change: see
    `restricted`. No inverse of $T$ is in the loss; `U` is there to say that there is one.
    """

    given = _Forward.given | {
        "possible": lambda c, p, T, f: every_class(
            lambda j: tuple(gt(noisy_output(T, each)[j], 0) for each in (p, f)), c
        )
    }

    def conclusion(p, T, f):
        return lt(noisy_risk(CROSS_ENTROPY, p, T, p), noisy_risk(CROSS_ENTROPY, p, T, f))

    def prove(p):
        (goal,), noisy, c = p.goals, _Noisy(p), p.c
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


@patrini2017.claim(
    "forward-argmin/square", title="Theorem 2 for the square loss", locus="Theorem 2", kind="argmin"
)
class ForwardArgminSquare(_Forward):
    r"""Theorem 2 for the square loss: an output that differs from the clean posterior has a larger
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
            nested_sum(lambda j, of=of: of[j] ** 2, c) for of in (noisy.posterior, noisy.output)
        ]
        return combine(
            goal.difference,
            noisy.distance(),
            (squares[1] - squares[0], one),
            (-2, noisy_mean(p.T, p.p, noisy.output)),
            (2, noisy_mean(p.T, p.p, noisy.posterior)),
        )


@patrini2017.claim(
    "forward-argmin/proper",
    title="Theorem 2 for every strictly proper loss",
    locus="Theorem 2",
    kind="argmin",
)
class ForwardArgminProper(_Forward):
    r"""Theorem 2 for any strictly proper loss: an output that differs from the clean posterior has
    a larger expected forward loss on noisy labels.

    `A` and `B` hold the losses of the noisy posterior $T^\top p$ and of the noisy output
    $T^\top f$ under every label; nothing else is known of the loss but that it is strictly proper
    at these two. That the mean of `B` is above that of `A` unless the two are equal is said with
    some `M`: the square of every difference is at most $M$ times what the mean is above, which
    holds for some $M$ just then. Where a label is not possible cross-entropy has no value;
    the losses here are numbers, so it is covered where every label is possible.
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


@patrini2017.claim(
    "forward-argmin/restricted",
    title="The same where the network can output f and g only",
    locus="our question, Theorem 2 on a restricted class",
    kind="argmin",
)
class ForwardArgminRestricted:
    r"""The same where the network can output `f` and `g` only: the one with the smaller expected
    loss on clean labels has the smaller expected forward loss on noisy labels.

    "Robustness applies to the minimizer only", as the text says after the proof, and it takes "any
    neural network that [is] enough expressive". How much that asks for: where the posterior is not
    among the outputs, forward correction may come to prefer another one. Backward correction does
    not, see `backward-argmin`. With cross-entropy and $T_{ii} > \frac12$.
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
