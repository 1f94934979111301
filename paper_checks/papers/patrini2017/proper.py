"""Equation 7: the minimiser of a proper composite loss."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017

CROSS_ENTROPY, SQUARE = (LOSSES[name].expression for name in ("cce", "mse"))


def risk(loss, p, f):
    """The expected loss of the output `f` where the label is drawn from `p`."""
    return expectation(p, label_losses(f, loss))


def same(c, p, f):
    return every_class(lambda j: eq(f[j], p[j]), c)


def cost(above, below, away=None):
    """`P (log P - log Q) - P + Q >= 0` from `P > 0` and `Q > 0`.

    It is `> 0` with `away`, which says `Q/P - 1 > 0` or `1 - Q/P > 0`.
    """
    P, Q = above.expr, below.expr
    ratio = combine(Q / P, (below, reciprocal(above)))
    bound = log_bound(ratio) if away is None else strict_log_bound(ratio, away)
    goal = P * (sympy.log(P) - sympy.log(Q)) - P + Q
    return combine(goal, (above, bound), (P, log_quotient(below, above)))


def costlier(above, below, at, sums, apart, label, two, size):
    """`sum_z P (log P - log Q) > 0` of two distributions that differ at the label.

    Parameters
    ----------
    above, below : `P > 0` and `Q > 0` in any class `z`
    at : takes a fact about any class to the label
    sums : `sum_z Q - sum_z P == 0`
    apart : `(Q - P)^2 > 0` at the label
    two : there are two classes
    """
    own, other = at(above), at(below)
    P, Q, share = own.expr, other.expr, reciprocal(own)
    apart = combine(sympy.expand(apart.expr), apart)

    def larger(order):
        return cost(own, other, combine(Q / P - 1, (order, share)))

    def smaller(order):
        return cost(own, other, combine(1 - Q / P, (order, share)))

    def equal(order, reverse):
        absurd = combine(-1, (order, reverse, reciprocal(apart)))
        least = cost(own, other)
        return combine(least.expr, absurd, positive(1), least)

    def not_larger(reverse):
        return cases(P - Q, smaller, lambda order: equal(order, reverse), strict=True)

    alone = cases(Q - P, larger, not_larger, strict=True)
    every = cost(above, below)
    others = total_of_others(combine(every.expr, every, (0, own), (0, other)), label, size, two)
    return combine(others.expr + alone.expr - sums.expr, others, alone, (-1, sums))


class _TwoOutputs:
    c = Classes(tried=(2, 3))
    p, f = Simplex(c, interior=True), Simplex(c, interior=True)


def errors(f):
    """The 0-1 loss of an output of two classes under both labels."""
    ahead = f[1] - f[0]
    wrong = (1 + above_zero(ahead) - above_zero(-ahead)) / 2
    return Vector((wrong, 1 - wrong))


@patrini2017.claim(
    "proper-composite-argmin/examples",
    "Sec. 4.2, Eq. 7",
    kind="argmin",
    repairs="patrini2017.proper-composite-argmin",
)
class ProperCompositeArgmin(_TwoOutputs):
    r"""The expected cross-entropy and square loss of a predicted distribution are minimal only at
    the posterior.

    $\operatorname{argmin}_h \mathbb{E}_{x,y}\, \ell_\psi(y, h(x)) = \psi(p(y|x))$ for
    cross-entropy and square loss, the authors' examples of proper composite losses.

    The formal statement is at one $x$ with the posterior `p`: an output $f =
    \psi^{-1}(h(x))$ that differs from `p` in the entry of some class `k` has a larger expected
    loss, by both. So `p` is the only minimiser: $\psi^{-1}(h) = p$ is "the shape of the link
    function applied to" it. Outputs and posterior are positive, as those of a softmax are.

    For $h = \psi(p)$ to be one vector the link must be invertible, see `softmax-link`. And $h$ must
    be able to take the value at each $x$.
    """

    k = Label(_TwoOutputs.c)

    given = {"another output": lambda k, p, f: gt((f[k] - p[k]) ** 2, 0)}

    def conclusion(p, f):
        return tuple(lt(risk(loss, p, p), risk(loss, p, f)) for loss in (CROSS_ENTROPY, SQUARE))


@patrini2017.claim("proper-composite-argmin", "Sec. 4.2, Eq. 7", kind="argmin")
class ProperCompositeZeroOne:
    r"""An expected proper loss, the 0-1 loss included, is minimal only at the posterior.

    $\operatorname{argmin}_h \mathbb{E}_{x,y}\, \ell_\psi(y, h(x)) = \psi(p(y|x))$ for
    every proper composite loss.

    The word strictly is missing. The 0-1 loss is proper: no output has a smaller expected loss than
    the posterior. However, every output with the same likeliest class has an equally small one, so
    the posterior is not the only minimiser. The claim has two classes, and half an error for a tie.
    For the authors' examples, cross-entropy and square loss, the equation holds (`examples`). That
    softmax is the inverse of no link is `softmax-link`.
    """

    p, f = Simplex(2, interior=True), Simplex(2, interior=True)

    given = {
        "no tie": lambda p: gt(p[0], p[1]),
        "by 0-1 loss": lambda p, f: le(expectation(p, errors(f)), expectation(p, errors(p))),
    }

    def conclusion(p, f):
        return same(2, p, f)


@patrini2017.claim("softmax-link", "Sec. 4.2, after Eq. 6", kind="argmin")
class ProperCompositeOneVector:
    r"""The softmax is the inverse of a link function: two score vectors with the same softmax are
    equal.

    A constant that is added to every score does not change the softmax. So the scores $h$ that
    minimise the expected loss (Eq. 7) are not one vector but a line. Either one score is fixed
    (`one-score-fixed`), or Eq. 7 is about $\psi^{-1}(h)$, as in
    `proper-composite-argmin/examples`.
    """

    c = Classes(tried=(2, 3))
    h, g = Scores(c), Scores(c)

    given = {
        "same softmax": lambda c, h, g: every_class(
            lambda j: eq(
                sympy.exp(h[j]) * g.total(sympy.exp), sympy.exp(g[j]) * h.total(sympy.exp)
            ),
            c,
        )
    }

    def conclusion(c, h, g):
        return same(c, h, g)


@patrini2017.claim(
    "softmax-link/one-score-fixed",
    "Sec. 4.2, after Eq. 6",
    kind="argmin",
    repairs="patrini2017.softmax-link",
)
class ProperCompositeOneScoreFixed(ProperCompositeOneVector):
    """Two score vectors with the same softmax are equal if they agree in the score of one class.

    An example is a last score that is 0 by definition. The condition is also necessary: equal
    vectors have every score in common.
    """

    k = Label(ProperCompositeOneVector.c)

    given = ProperCompositeOneVector.given | {
        "one score fixed": lambda k, h, g: eq(g[k], h[k]),
    }

    def prove(p):
        h, g = p.h[ANY_CLASS], p.g[ANY_CLASS]
        fixed, same = p.given("one score fixed"), p.given("same softmax")
        alike = replaced(sympy.exp(p.g[p.k]), fixed, p.g[p.k], p.h[p.k])
        whole, other = (scores.total(sympy.exp) for scores in (p.g, p.h))
        sums = combine(
            whole - other,
            (same.at(ANY_CLASS, p.k), sympy.exp(-p.h[p.k])),
            (alike, other * sympy.exp(-p.h[p.k])),
        )
        share = reciprocal(total(positive(sympy.exp(g)), p.c))
        ratio = combine(sympy.exp(h - g) - 1, (same, share, sympy.exp(-g)), (-1, sums, share))
        back = combine(sympy.exp(g - h) - 1, (-1, ratio, sympy.exp(g - h)))
        above = combine(g - h, log_bound(positive(sympy.exp(h - g))), (-1, ratio))
        below = combine(h - g, log_bound(positive(sympy.exp(g - h))), (-1, back))
        return squeezed(above, below)
