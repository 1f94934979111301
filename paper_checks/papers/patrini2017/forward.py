"""Section 4.2: the forward correction."""

import sympy

from paper_checks.papers.patrini2017 import patrini2017
from paper_checks.papers.patrini2017.inverse import HALF, is_inverse
from paper_checks.papers.patrini2017.proper import (
    CROSS_ENTROPY,
    SQUARE,
    costlier,
    risk,
)
from paper_checks.papers.softmax import two_classes
from theory.domain import Classes, Each, Label, Real, Scores, Simplex, Transitions
from theory.language import (
    ANY_CLASS,
    ANY_ROW,
    SymbolicVector,
    class_sum,
    eq,
    every_class,
    every_sample,
    ge,
    gt,
    le,
    lt,
)
from theory.language.terms import nested_sum, transposed
from theory.lemmas import forward_undone, noisy_mean, noisy_total
from theory.losses import applied, cce, expectation, forward, label_losses
from theory.proof.rules import (
    at_largest,
    cases,
    combine,
    nonnegative,
    positive,
    reciprocal,
    renamed,
    replaced,
    summed,
    whole,
)
from theory.proof.rules.other_classes import LargestSymbol

LOCUS = "Sec. 4.2"


def noisy_output(T, f):
    """`T' f`: the distribution of the noisy label where that of the clean one is `f`."""
    return applied(transposed(T), f)


def corrected(loss, T, f):
    """The forward corrected losses under every label."""
    return forward(lambda u: label_losses(u, loss), f, transposed(T))


def noisy_risk(loss, p, T, f):
    """The expected corrected loss: `p` is the posterior of the clean label, T draws the noisy."""
    losses = corrected(loss, T, f)
    return expectation(p, SymbolicVector(lambda y: expectation(T[y], losses), T.size))


@patrini2017.claim(
    "forward-form", title="The forward loss is −log Tᵀ p̂(y|x)", locus=f"{LOCUS}, Eq. 3-5", kind="id"
)
class ForwardForm:
    r"""$\ell(e^i, \hat p(\tilde y | x)) = -\log \hat p(\tilde y = e^i | x) = -\log \sum_j T_{ji}\,
    \hat p(y = e^j | x)$, "or in matrix form" $-\log T^\top \hat p(y|x)$.

    `J[j][i]` is the joint law of the clean label, drawn from the output `f`, and the noisy one,
    drawn from its row of $T$; the noisy prediction is the sum of a column. It is a distribution
    again, "in [0, 1]" (Sec. 6). The noisy label $i$ must be possible, or its loss is infinite.
    """

    c = Classes(tried=(2, 3))
    i = Label(c)
    f, T, J = Simplex(c), Transitions(c), Each(c, Scores(c, 0))

    given = {
        "drawn in turn": lambda c, f, T, J: every_sample(
            lambda y: every_class(lambda k: eq(J[y][k], T[y][k] * f[y]), c), c
        ),
        "possible": lambda c, i, J: gt(class_sum(lambda y: J[y][i], c), 0),
    }

    def conclusion(c, i, f, T, J):
        prediction = SymbolicVector(lambda k: class_sum(lambda y: J[y][k], c), c)
        noisy = noisy_output(T, f)
        return (
            eq(cce(prediction[i]), corrected(CROSS_ENTROPY, T, f)[i]),
            eq(noisy.total(), 1),
            every_class(lambda k: ge(noisy[k], 0), c),
        )

    def prove(p):
        (form, *_), c, s, z = p.goals, p.c, ANY_ROW, ANY_CLASS
        column = summed(p.given("drawn in turn").at(z, p.i), s, c)
        own = class_sum(lambda y: p.J[y][p.i], c)
        rows, entry = p.domain("T"), p.domain("f")
        share = renamed(entry["nonnegative"], {z: s})
        part = combine(p.T[s][z] * p.f[s], (rows["nonnegative"], share))
        return (
            replaced(form.lhs, column, own, noisy_output(p.T, p.f)[p.i]),
            noisy_total(p.T, p.f, rows["total"], entry["total"]),
            summed(part, s, c),
        )


class _Link:
    c = Classes(tried=(2, 3))
    T = Transitions(c, interior=True)


def softmax(h, c):
    whole = h.total(sympy.exp)
    return SymbolicVector(lambda j: sympy.exp(h[j]) / whole, c)


@patrini2017.claim(
    "forward-link",
    title="Forward correction is composition with another link",
    locus="Proof of Theorem 2, Eq. 8",
    kind="id",
)
class ForwardLink(_Link):
    r"""$\ell_\psi^{\rightarrow}(y, h) = \ell(y, T^\top \psi^{-1}(h)) = \ell_\phi(y, h)$ with
    "$\phi^{-1} = \psi^{-1} \circ T^\top$".

    Said of cross-entropy, where $\psi^{-1}$ is the softmax: the loss of $T^\top \psi^{-1}(h)$ is
    that of $\psi^{-1}(T^\top h)$. The catch: the order of the two is the other one. What is meant
    is $\phi^{-1} = T^\top \circ \psi^{-1}$ and $\phi = \psi \circ (T^{-1})^\top$, see `order`,
    and that is what Eq. 10 goes on with.
    """

    y, h = Label(_Link.c), Scores(_Link.c)

    def conclusion(c, T, y, h):
        return eq(cce(noisy_output(T, softmax(h, c))[y]), cce(softmax(noisy_output(T, h), c)[y]))


class _Inverse:
    c = Classes(tried=(2, 3))
    T, U = Transitions(c), Each(c, Scores(c))
    given = {"T U = I": is_inverse, "U T = I": lambda c, T, U: is_inverse(c, U, T)}


@patrini2017.claim(
    "forward-link/order",
    locus="Proof of Theorem 2, Eq. 8",
    kind="id",
    repairs="patrini2017.forward-link",
)
class ForwardLinkOrder(_Inverse):
    r"""$\phi = \psi \circ (T^{-1})^\top$ is the inverse of $T^\top \circ \psi^{-1}$.

    $f = \psi^{-1}(h)$ is any vector: $(T^{-1})^\top T^\top f = f$, so that $\phi$ takes
    $T^\top \psi^{-1}(h)$ to $\psi(f) = h$, for every invertible $\psi$. The other way round,
    $T^\top (T^{-1})^\top q = q$ for every $q$. Of square matrices $T U = I$ and $U T = I$ imply
    each other; the proof takes both. Where $\phi$ is defined see `domain`.
    """

    f = Scores(_Inverse.c)

    def conclusion(c, T, U, f):
        back, forth = noisy_output(U, noisy_output(T, f)), noisy_output(T, noisy_output(U, f))
        return every_class(lambda j: (eq(back[j], f[j]), eq(forth[j], f[j])), c)

    def prove(p):
        return (
            forward_undone(p.T, p.U, p.f, p.given("T U = I")),
            forward_undone(p.U, p.T, p.f, p.given("U T = I")),
        )


@patrini2017.claim(
    "forward-link/domain",
    title="The domain of φ is the simplex, as that of ψ is",
    locus="Proof of Theorem 2, after Eq. 8",
    kind="id",
)
class ForwardLinkDomain(_Inverse):
    r"""The domain of $\phi$ is $\Delta^{c-1}$, as that of $\psi$ is: $(T^{-1})^\top q$ is a point
    of the simplex for each point $q$ of it.

    The catch: undoing the noise takes points near the border out of the simplex. $\phi$ is defined
    on $T^\top \Delta^{c-1}$ alone, which is smaller for all noise but a renaming. So $\ell_\phi$
    is not proper for every law of the noisy label; Theorem 2 needs it at $p(\tilde y | x)$ only,
    which does lie there.
    """

    T, q = Transitions(_Inverse.c, interior=True), Simplex(_Inverse.c, interior=True)

    def conclusion(c, U, q):
        return every_class(lambda j: ge(noisy_output(U, q)[j], 0), c)


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
    locus="Theorem 2, a restricted class",
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
