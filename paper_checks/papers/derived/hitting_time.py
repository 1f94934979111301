"""The time that gradient flow on the logits takes to raise the output at the label to 1/2."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.flow import (
    HALF,
    slope_of_time_left,
    time_of_cce,
    time_of_unhinged,
)
from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.softmax import not_certain, two_classes

place = derived.at("after Zhang & Sabuncu (2018), Sec. 3.2")


@evaluated
def speed(loss, f, y, k):
    """How fast `f[k]` moves while the logits follow the gradient flow, with powers collected."""
    moved = sympy.factor(sympy.powsimp(sympy.expand(velocity(loss, f, y)[k])))
    return sympy.powsimp(moved)


@evaluated
def rate(slope, f, y, loss):
    """How fast a time with this slope in `f[y]` changes while the logits follow the gradient flow."""
    return sympy.powsimp(slope * speed(loss, f, y, y))


def of_lq(q):
    return of_label(lambda u: lq(u, q))


class Flow:
    """One sample under the gradient flow of L_q."""

    c = Classes(tried=(2, 3))
    q = Real(0, 1, open="left")
    f, y = Simplex(c, interior=True), Label(c)

    def conclusion(c, q, f, y):
        return eq(rate(slope_of_time_left(f[y], q, c), f, y, of_lq(q)), -1)


@place.claim("hitting-time/start-alone")
class HittingTime(Flow):
    r"""Under L_q gradient flow on one sample's logits, the label's initial output alone determines
    when that output reaches 1/2.

    Under gradient flow of $L_q$ on the logits, the time from $p_y = p_0$ to $p_y = 1/2$ is
    $\frac{c-1}{c} \int_{p_0}^{1/2} \frac{dp}{p^{1+q} (1-p)^2}$ for any outputs at the other
    classes.

    The claim is stated without solving the flow. By the fundamental theorem of calculus the time
    has the derivative $-\frac{c-1}{c} / (p^{1+q} (1-p)^2)$ in its start $p$; while the logits follow
    $\dot z = -\nabla_z L_q$, the remaining time, which is 0 at $p_y = 1/2$, decreases at the rate
    1. The speed of $p_y$ is
    $p_y^{1+q} (1 - 2 p_y + \sum_j p_j^2)$, for $L_q$ with any $q$.

    It fails because the speed of $p_y$ also depends on how $1 - p_y$ is distributed over the other
    classes. The formula assumes equal outputs there, for which $p_y$ moves most slowly. The claim
    holds from equal logits at the other classes (`hitting-time`); `bounds` treats any start.
    """


def others_equal(c, f, y):
    """That every class but `y` has the same output."""
    return every_class(
        lambda j: eq((1 - sympy.KroneckerDelta(j, y)) * ((c - 1) * f[j] - 1 + f[y]), 0), c
    )


@place.claim(
    "hitting-time",
    repairs="derived.hitting-time/start-alone",
    assumes=("derived.hitting-time/stays-equal",),
)
class HittingTimeEqual(Flow):
    r"""Under L_q gradient flow on one sample's logits with equal other outputs, the label's output
    goes from p₀ to 1/2 in time (c−1)/c ∫ dp/(p^(1+q) (1−p)²).

    Under gradient flow of $L_q$ with equal outputs at the other classes, the time from
    $p_y = p_0$ to $p_y = 1/2$ is $\frac{c-1}{c} \int_{p_0}^{1/2} \frac{dp}{p^{1+q} (1-p)^2}$.

    The integral is a time only along a path on which the condition holds: equal outputs stay equal
    along the flow (`stays-equal`), which this claim assumes.
    """

    given = {"the other outputs are equal": others_equal}


def squares(p):
    """`(c-1) (sum_j f_j^2 - f_y^2) == (1 - f_y)^2` where the other outputs are equal."""
    f, u = p.f, p.f[p.y]
    here = f[ANY_CLASS] * ((p.c - 1) * f[ANY_CLASS] - 1 + u)
    equal = p.given("the other outputs are equal")
    summed = total(combine(f[ANY_CLASS] * equal.expr, (equal, f[ANY_CLASS])), p.c)
    picked = sifted(here, p.y, p.c)
    goal = (p.c - 1) * (f.total(lambda x: x**2) - u**2) - (1 - u) ** 2
    return combine(goal, summed, picked, (p.domain("f")["total"], 1 - u))


@place.claim("hitting-time/stays-equal")
class StaysEqual(Flow):
    r"""Under gradient flow of L_q or CCE on one sample's logits, equal outputs at the classes other
    than the label stay equal.

    Where $(c-1) p_k = 1 - p_y$ for every other class $k$, the difference of the two sides has the
    rate 0. So a network with equal logits at the other classes retains this property, and the
    formula holds until the end.
    """

    k = Label(Flow.c)
    given = {
        "the other outputs are equal": others_equal,
        "another class": lambda y, k: different(k, y),
    }

    def conclusion(c, q, f, y, k):
        def stays(loss):
            other, own = (speed(loss, f, y, label) for label in (k, y))
            return eq((c - 1) * other + own, 0)

        return stays(of_lq(q)), stays(of_label(cce))


@place.claim("hitting-time/bounds")
class Bounds(Flow):
    r"""Under L_q gradient flow on one sample's logits, equal outputs at the c − 1 other classes
    delay the label's output most, at most by a factor 2(c − 1)/c.

    Under gradient flow of $L_q$ from any start, the time to $p_y = 1/2$ is at most that of the
    formula for equal other outputs, and at least $\frac{c}{2(c-1)}$ of it.

    The remaining time of the formula decreases at least at the rate 1, and at most at the rate
    $2 (c-1)/c$. The first belongs to equal other outputs, the second to a single other class that
    has all of the rest. With two classes the two rates are the same.
    """

    def conclusion(c, q, f, y):
        change = rate(slope_of_time_left(f[y], q, c), f, y, of_lq(q))
        return le(change, -1), ge(change, -2 * (c - 1) / c)

    def prove(p):
        facts, two = p.domain("f"), two_classes(p)
        away = reciprocal(not_certain(p, "f", p.y))
        above = squares_of_others_above(p.f, p.y, sums_to_one=facts["total"], two=two)
        below = squares_of_others_below(
            p.f, p.y, entry=facts["nonnegative"].weakened(), sums_to_one=facts["total"]
        )
        slow, fast = (goal.difference for goal in p.goals)
        return (
            combine(slow, (above, reciprocal(two), away, away, 1 / p.c)),
            combine(fast, (below, two, away, away, 1 / p.c)),
        )


class ClosedForm:
    """The other outputs are equal; `v` is the probability at which the time is over."""

    c = Classes(tried=(2, 3))
    f, y, v = Simplex(c, interior=True), Label(c), Real(0, 1, open="both")
    given = {"the other outputs are equal": others_equal, "arrived": lambda v: eq(v, HALF)}

    def prove(p):
        away = reciprocal(not_certain(p, "f", p.y))
        moving, over = (goal.difference for goal in p.goals)
        return (
            combine(moving, (squares(p), away, away, -1 / p.c)),
            combine(over, replaced(over, p.given("arrived"), p.v, HALF)),
        )


@place.claim("hitting-time/cross-entropy", assumes=("derived.hitting-time/stays-equal",))
class HittingTimeCce(ClosedForm):
    r"""Under CCE gradient flow on one sample's logits with equal other outputs, the label's output
    takes a time of order log(1/p) from p to 1/2.

    It grows like $\log(1/p)$ as $p \to 0$. `v` is the label's output at the end, 1/2.
    """

    def conclusion(c, f, y, v):
        moving = rate(slope(lambda u: time_of_cce(u, c), f[y]), f, y, of_label(cce))
        return eq(moving, -1), eq(time_of_cce(v, c), 0)


@place.claim("hitting-time/unhinged", assumes=("derived.hitting-time/stays-equal",))
class HittingTimeUnhinged(ClosedForm):
    r"""Under unhinged gradient flow on one sample's logits with equal other outputs, the label's
    output takes a time of order 1/p from p to 1/2.

    Under gradient flow of the unhinged loss, $q = 1$, with equal other outputs, which stay
    equal, the time from $p$ to $1/2$ is $\frac{c-1}{c} \left(\frac1p - \frac{1}{1-p} + 2
    \log\left(\frac1p - 1\right)\right)$.

    It grows like $1/p$ as $p \to 0$, so that with many classes and $p_0 = 1/c$ the start is slow.
    MAE, which is twice this loss, takes half of the time, as with twice the learning rate.
    """

    def conclusion(c, f, y, v):
        moving = rate(slope(lambda u: time_of_unhinged(u, c), f[y]), f, y, of_label(unhinged))
        return eq(moving, -1), eq(time_of_unhinged(v, c), 0)


@place.claim("hitting-time/slower-with-q")
class SlowerWithQ:
    r"""Under L_q gradient flow on one sample's logits, the label's output grows more slowly the
    larger q is.

    So from the same start a larger $q$ takes longer between any two probabilities: all $q$ share
    one path, as $\nabla_z L_q$ is $p_y^q$ times the gradient of CCE. $L_q$ is as defined: another
    constant factor would change the comparison.
    """

    c = Classes(tried=(2, 3))
    q, r = Real(0, 1, open="left"), Real(0, 1, open="left")
    f, y = Simplex(c, interior=True), Label(c)
    given = {"r is smaller": lambda q, r: lt(r, q)}

    def conclusion(q, r, f, y):
        return lt(speed(of_lq(q), f, y, y), speed(of_lq(r), f, y, y))

    def prove(p):
        u, below = p.f[p.y], not_certain(p, "f", p.y)
        gap = power_of_fraction(positive(u), below, p.given("r is smaller"), p.r)
        others = total_of_others(positive(p.f[ANY_CLASS] ** 2), p.y, p.c, two_classes(p))
        return combine(p.goals[0].difference, (u, gap, below, below), (u, gap, others))
