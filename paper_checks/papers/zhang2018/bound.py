"""Section 3.2: how the guarantee of L_q depends on q, and the special case of the unhinged loss."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.zhang2018 import zhang2018
from lossproof.paper_checks.papers.zhang2018.risk import (
    above_guarantee,
    at_most_chance,
    below_chance,
    bound,
    clean_minimiser,
    drawn_minimiser,
    expected_minimiser,
    few_flipped,
    lq_risk,
)

here = zhang2018.at("after Eq. 8")

UNHINGED = sympy.Integer(1)


@here.claim("bound-monotone/constant")
class BoundMonotoneConstant:
    r"""Under uniform noise 0 < η < 1 − 1/c, the bound on the excess clean risk of the noisy
    minimiser of L_q decreases in q and is 0 at q = 1.

    For the bound $A$ of Eq. 8, $A(q) < A(r)$ for $q < r \le 1$; $A(r) \le 0$, and below 0 exactly
    where $r < 1$.

    Both ends of the range of $\eta$ are excluded: at $\eta = 0$ the bound $A$ is 0 for
    every $q$, although the paper states $A < 0$ (see `risk-bound/sign`), and at $\eta = 1 -
    \frac1c$ its denominator is 0.
    """

    c, eta = Classes(), Real(0, 1)
    q, r = Real(0, 1, open="left"), Real(0, 1, open="left")

    given = {
        "rate": below_chance,
        "noise": lambda eta: gt(eta, 0),
        "larger q": lambda q, r: lt(q, r),
    }

    def conclusion(c, q, r, eta):
        return (
            lt(bound(eta, c, q), bound(eta, c, r)),
            le(bound(eta, c, r), 0),
            iff(lt(bound(eta, c, r), 0), lt(r, 1)),
        )

    def prove(p):
        return constant_grows(p, p.given("noise"))


def constant_grows(p, noise):
    """`A(r) - A(q) > 0`, `-A(r) >= 0` and that this is 0 at 1; `noise` is the fact `eta > 0`."""
    q, r, c, eta, larger = p.q, p.r, p.c, p.eta, p.given("larger q")
    margin = below_uniform(p.given("rate"), eta, c)
    two = combine(c - 1, p.domain("c")["lower"], (1,))
    growth = power_in_exponent(two, larger, 1 - r)
    excess = power_in_exponent(two, p.domain("r")["upper"], 0)
    steps = combine(
        (c ** (1 - q) - 1) / q - (c ** (1 - r) - 1) / r,
        (1 / q, growth),
        (1 / (q * r), excess, larger),
    )
    goal = bound(eta, c, r) - bound(eta, c, q)
    lost, rest = -bound(eta, c, r), p.domain("r")["upper"]
    scale = (noise, reciprocal(margin), 1 / r)
    equal = above_zero(lost) - above_zero(1 - r)

    def below(case):
        some = combine(lost, (power_in_exponent(two, case, 0), *scale))
        return combine(equal, decided(lost, some), (-1, decided(1 - r, case)))

    def at_end(case):
        none = combine(-lost, (power_in_exponent(two, case, 1 - r), *scale))
        return combine(equal, decided(lost, none), (-1, decided(1 - r, case)))

    return (
        combine(goal, (noise, steps, reciprocal(margin))),
        combine(lost, (power_in_exponent(two, rest, 0), *scale)),
        cases(1 - r, below, at_end, strict=True),
    )


def at_one(n, y, f, g):
    return clean_minimiser(n, y, UNHINGED, f, g)


def same_risk(n, y, f, g):
    return eq(lq_risk(g, y, n, UNHINGED), lq_risk(f, y, n, UNHINGED))


def larger_q(q, r):
    return lt(q, r)


def all_parts(n, c, y, q, r, eta, f, g):
    return BoundMonotoneConstant.conclusion(c, q, r, eta), same_risk(n, y, f, g)


@here.claim("bound-monotone/drawn")
class BoundMonotoneDrawn:
    r"""For any realised noise that flips a share ≤ η < 1 − 1/c of labels, L_q's risk bound tightens
    with q, and at q = 1 the noisy minimiser has the least clean risk.

    The bound is formalised as in `risk-bound/drawn`: $\hat f = g$ minimises the risk over the
    realised labels $z$. The statement about the constant alone is `constant`; the rate lies in the
    range that it has there.

    $A = 0$ would make the two risks equal where the bound holds, but the bound holds for noise that
    is averaged.
    """

    n, c = Samples(tried=(3,)), Classes(tried=(2,))
    y, z = Each(n, Label(c)), Each(n, Label(c))
    eta = Real(0, 1, open="both")
    q, r = Real(0, 1, open="left"), Real(0, 1, open="left")
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))

    given = {
        "rate": below_chance,
        "share": few_flipped,
        "larger q": larger_q,
        "clean minimiser": at_one,
        "noisy minimiser": lambda n, z, f, g: drawn_minimiser(n, z, UNHINGED, f, g),
    }
    conclusion = all_parts


class Averaged:
    """The noisy minimiser at q = 1 is that of the risk averaged over the noise."""

    n, c = Samples(tried=(1, 2)), Classes(tried=(2, 3))
    y, eta = Each(n, Label(c)), Real(0, 1, open="left")
    f, g = Each(n, Simplex(c)), Each(n, Simplex(c))

    given = {
        "clean minimiser": at_one,
        "noisy minimiser": lambda n, c, y, eta, f, g: expected_minimiser(
            n, c, y, UNHINGED, eta, f, g
        ),
    }


@here.claim(
    "bound-monotone",
    repairs=("zhang2018.bound-monotone/drawn", "zhang2018.bound-monotone/endpoint"),
)
class BoundMonotone(Averaged):
    r"""For averaged uniform noise η < 1 − 1/c, L_q's bound on excess risk tightens as q grows, and
    at q = 1 the noisy minimiser has the least clean risk.

    $\hat f$ minimises the risk averaged over the noise, as in `risk-bound`. The rate stays below $1
    - 1/c$; `endpoint` shows that this is necessary.
    """

    q, r = Real(0, 1, open="left"), Real(0, 1, open="left")

    given = {"rate": below_chance, "larger q": larger_q} | Averaged.given
    conclusion = all_parts

    def prove(p):
        noise = p.domain("eta")["lower"]
        # At q = 1 the class sum is c - 1 for every prediction.
        low, high = (
            combine(sign * (1 - h[ANY_SAMPLE].total()), (-sign, p.domain(name)["total"]))
            for sign, name, h in ((1, "g", p.g), (-1, "f", p.f))
        )
        lower = above_guarantee(p, UNHINGED, low, high)
        return *constant_grows(p, noise), squeezed(lower, p.given("clean minimiser"))


@here.claim("bound-monotone/endpoint")
class BoundMonotoneEndpoint(Averaged):
    r"""Under averaged uniform noise η ≤ 1 − 1/c, a minimiser of the noisy risk of L_q with q = 1
    has the least clean risk.

    At $q = 1$, $R(\hat f) = R(f^*)$ for averaged uniform noise of rate $\eta \le 1 - 1/c$.

    The range of the rate is the printed one. The statement does not involve the constant, which
    divides by 0 at the end of the range. It fails at that end: there every label is equally likely,
    the averaged risk of a symmetric loss is the same for all hypotheses, and each of them minimises
    it. With the rate below its end this is the last part of `bound-monotone`.
    """

    given = {"rate": at_most_chance} | Averaged.given
    conclusion = same_risk
