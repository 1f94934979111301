"""The class sum of symmetric cross-entropy for outputs bounded below, and its excess risk."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.derived.sl_tolerance import (
    UniformNoise,
    below_chance,
    loss,
    noisy_order,
)
from lossproof.paper_checks.papers.notation import *

here = derived.at("on SL, after Wang et al. (2019)")


def top(c, floor):
    """The largest output where each of the others is at the floor."""
    return 1 - (c - 1) * floor


def least(c, alpha, beta, A):
    return alpha * c * sympy.log(c) - beta * A * (c - 1)


def most(c, alpha, beta, A, floor):
    return -alpha * ((c - 1) * sympy.log(floor) + sympy.log(top(c, floor))) - beta * A * (c - 1)


def above_least(p, name, prediction):
    """`-sum_j log f_j - c log c >= 0`."""
    u, c = prediction[ANY_CLASS], p.c
    tangent = combine(c * u - 1 - sympy.log(c) - sympy.log(u), log_bound(positive(c * u)))
    return combine(
        -prediction.total(sympy.log) - c * sympy.log(c),
        total(tangent, c),
        (p.domain(name)["total"], -c),
    )


def below_most(p, name, prediction, above):
    """`sum_j log f_j - (c-1) log floor - log top >= 0`, where `above` says `f_l >= floor`.

    The logarithm is above its chord: that is two tangents at `f_l`.
    """
    u, c, floor, whole = prediction[ANY_CLASS], p.c, p.floor, p.domain(name)["total"]
    height = top(c, floor)
    two = combine(c - 1, p.domain("c")["lower"], (1,))
    room = combine(height - u, total_of_others(above, ANY_CLASS, c, two), (whole, -1))
    tall = combine(height, room, (u,))
    goal = prediction.total(sympy.log) - (c - 1) * sympy.log(floor) - sympy.log(height)

    def tangent(end):
        return combine(
            end.expr / u - 1 - sympy.log(end.expr) + sympy.log(u),
            log_bound(combine(end.expr / u, (end, 1 / u))),
            log_quotient(end, positive(u)),
        )

    def spread(even):
        chord = (
            (1 - c * floor) * sympy.log(u)
            - (height - u) * sympy.log(floor)
            - (u - floor) * sympy.log(height)
        )
        each = combine(chord, (room, tangent(positive(floor))), (above, tangent(tall)))
        ends = whole, sympy.log(height) - sympy.log(floor)
        return quotient(goal, combine((1 - c * floor) * goal, total(each, c), ends), even)

    def even(only):
        level = combine(floor - height, only)
        each = total(log_increases(above, positive(floor)), c)
        return combine(goal, each, log_increases(level, tall))

    return cases(1 - c * floor, spread, even, strict=True)


@here.claim("sl-class-sum")
class SlClassSum:
    r"""On outputs ≥ ε, SL = α CE + β RCE summed over all labels has a range α times as wide as that
    of CE, and attains both ends.

    On outputs that are at least $\varepsilon$ the class sum of
    $\mathrm{SL} = \alpha\,CE + \beta\,RCE$ lies between $\alpha c \log c - \beta A (c-1)$ and
    $\alpha \left( (c-1) \log \frac1\varepsilon + \log \frac{1}{1 - (c-1) \varepsilon} \right) -
    \beta A (c-1)$, and both are attained.

    The first is attained at the uniform prediction, the second where all other classes are at the
    `floor`, $\varepsilon$. The width is proportional to $\alpha$ alone, and grows like
    $\alpha (c-1) \log \frac1\varepsilon$: RCE does not reduce it.
    """

    c = Classes(tried=(2, 3))
    alpha, beta, A = Real(0), Real(0), Real(None, 0, open="right")
    f, floor = Simplex(c, interior=True), Real(0, 1, open="both")

    given = {
        "floor": lambda c, f, floor: every_class(lambda j: ge(f[j], floor), c),
    }

    def conclusion(c, alpha, beta, A, f, floor):
        def summed(prediction):
            return over_labels(loss(alpha, beta, A), prediction)

        low, high = least(c, alpha, beta, A), most(c, alpha, beta, A, floor)
        return (
            ge(summed(f), low),
            le(summed(f), high),
            eq(summed(Blocks((1 / c, c))), low),
            eq(summed(Blocks((top(c, floor), 1), (floor, c - 1))), high),
        )

    def prove(p):
        low, high, even, corner = p.goals
        constant = p.domain("f")["total"], -p.beta * p.A * (p.c - 1)
        return (
            combine(low.difference, (p.alpha, above_least(p, "f", p.f)), constant),
            combine(
                high.difference,
                (p.alpha, below_most(p, "f", p.f, p.given("floor"))),
                (constant[0], -constant[1]),
            ),
            identity(even.lhs, even.rhs),
            identity(corner.lhs, corner.rhs),
        )


@here.claim("sl-class-sum/excess-risk", repairs="derived.sl-tolerant/any-weights")
class SlExcessRisk(UniformNoise):
    r"""If the clean minimiser of SL has outputs ≥ ε, uniform noise η < (c−1)/c adds risk ≤
    ηα/(c−1−ηc) × (range of CE's class sum on outputs ≥ ε), α CE's weight.

    If no output of $f^*$ is below $\varepsilon$, the minimiser of the noisy risk of SL has
    $R(\hat f) - R(f^*) \le \frac{\eta \alpha}{c - 1 - \eta c} \left( (c-1) \log \frac1\varepsilon +
    \log \frac{1}{1 - (c-1) \varepsilon} - c \log c \right)$ under uniform noise of rate
    $\eta < \frac{c-1}{c}$.

    This is what remains of tolerance with $\alpha > 0$; `floor` is $\varepsilon$. Here $f$ is
    $\hat f$ and $g$ is $f^*$; the noisy risk of SL of $f$ is at most that of $g$, and $R$ is the
    clean risk of SL. The bracket is the exact width of the range of the class sum. The bound is
    proportional to $\alpha$ and does not depend on $\beta$ and $A$; it vanishes as $\varepsilon$
    reaches $1/c$ and grows without limit as $f^*$ becomes confident. Whether the excess risk does
    so is not decided.
    """

    beta, floor = Real(0), Real(0, 1, open="both")
    given = {
        "rate": below_chance,
        "noisy minimiser": noisy_order,
        "outputs of the clean minimiser": lambda n, c, g, floor: every_sample(
            lambda s: every_class(lambda j: ge(g[s][j], floor), c), n
        ),
    }

    def conclusion(n, c, y, alpha, beta, A, eta, f, g, floor):
        F, G = (losses_of(h, loss(alpha, beta, A)) for h in (f, g))
        width = most(c, alpha, beta, A, floor) - least(c, alpha, beta, A)
        excess = clean_risk(F, y, n) - clean_risk(G, y, n)
        return le(excess, eta / (c - 1 - eta * c) * width)

    def prove(p):
        c, alpha, beta, A = p.c, p.alpha, p.beta, p.A
        F, G = (losses_of(h, loss(alpha, beta, A)) for h in (p.f, p.g))
        lo, hi = least(c, alpha, beta, A), most(c, alpha, beta, A, p.floor)
        constant, one, other = -beta * A * (c - 1), p.f[ANY_SAMPLE], p.g[ANY_SAMPLE]
        high = below_most(p, "g", other, p.given("outputs of the clean minimiser"))
        return excess_risk(
            F,
            G,
            p.y,
            p.eta,
            c,
            p.n,
            order=p.given("noisy minimiser"),
            low=combine(
                F[ANY_SAMPLE].total() - lo,
                (alpha, above_least(p, "f", one)),
                (p.domain("f")["total"], constant),
            ),
            high=combine(
                hi - G[ANY_SAMPLE].total(), (alpha, high), (p.domain("g")["total"], -constant)
            ),
            rate=p.given("rate"),
            lo=lo,
            hi=hi,
        )
