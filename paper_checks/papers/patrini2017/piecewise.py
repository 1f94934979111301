"""Theorem 4, the proof: in which parameters the label-dependent loss term is piecewise linear."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.patrini2017 import patrini2017
from lossproof.paper_checks.papers.patrini2017.hessian import some_weight

theorem_4 = patrini2017.at("Theorem 4, proof")


def before(x, w, b):
    """What the hidden unit gets."""
    return w * x + b


def part_of_label(q, x, w, b, v):
    """`B(x)` but for the biases of the outputs; `q` is a row of the inverse of `T`."""
    return -class_sum(lambda k: q[k] * v[k] * sympy.Max(before(x, w, b), 0), q.size)


def at_step(size, q, x, w, b, v, dw, db, dv):
    """`B(x)` after a step of this size in all parameters at once."""
    moved = SymbolicVector(lambda k: v[k] + size * dv[k], v.size)
    return part_of_label(q, x, w + size * dw, b + size * db, moved)


class AllParameters:
    """A ReLU network of one hidden layer, one unit and one input of it, and a step."""

    c = Classes(tried=(2, 3))
    x, w, b, v, q = Real(0, open="left"), Real(), Real(), Scores(c), Scores(c)
    dw, db, dv = Real(), Real(), Scores(c)
    given = {
        "active all the way": lambda x, w, b, dw, db: (
            gt(before(x, w, b), before(x, dw, db)),
            gt(before(x, w, b), -before(x, dw, db)),
        ),
    }


def turn(q, x, w, b, v, dw, db, dv):
    """`B` a step ahead and a step back, less twice where it is."""
    ahead, here, back = (at_step(size, q, x, w, b, v, dw, db, dv) for size in (1, 0, -1))
    return ahead + back - 2 * here


@theorem_4.claim("piecewise-linear")
class PiecewiseLinear(AllParameters):
    r"""In a ReLU network the label-dependent term of backward-corrected cross-entropy is piecewise
    linear in all weights together.

    $B(x) = -(T^{-1} W^{(n)})_i \cdot x^{(n-1)} - (T^{-1} b^{(n)})_i$ is a piecewise linear
    function of the model parameters, of all of them at once.

    The Hessian is in all of them too. $B$ is the term that the corrected loss adds to the
    log-partition $A$, the part that depends on the label. The claim is applied to a network with
    one hidden layer, $x^{(1)} = \max(0, w x + b)$, with the output weights `v`; `q` is the row of
    $T^{-1}$, which sums to 1, and the output biases, in which $B$ is linear, are omitted. The unit
    stays active on the way from one step back to one step ahead, so that ReLU has no kink there:
    where $B$ is linear, the sum of its values at the two ends is twice that in the middle.

    A ReLU network is piecewise linear, and so is a composition of piecewise linear functions.
    However, it is so as a function of the input; the parameters of two layers are multiplied with
    each other. $B$ is piecewise linear in the parameters of one layer at a time, `one-layer`. For
    its distance from linearity see `bilinear`.
    """

    given = {
        **AllParameters.given,
        "q sums to 1": lambda q: eq(q.total(), 1),
        "no output weight is 0": some_weight,
    }

    def conclusion(q, x, w, b, v, dw, db, dv):
        return eq(turn(q, x, w, b, v, dw, db, dv), 0)


@theorem_4.claim("piecewise-linear/bilinear")
class PiecewiseLinearBilinear(AllParameters):
    r"""At an active ReLU of output a and output weights v, the label-dependent term of
    backward-corrected CE has second difference 2Δa·Δ(T⁻¹v)_y in size.

    The second difference of $B$ along a step is $-2 (dw\, x + db) \sum_k q_k\, dv_k$.

    The network is that of `piecewise-linear`, wherever the unit is active, with any `q`: so there
    is no piece on which $B$ is linear in all parameters, however small. The difference is 0 for
    every step that does not change the hidden layer or does not change the output weights.
    """

    def conclusion(q, x, w, b, v, dw, db, dv):
        product = before(x, dw, db) * class_sum(lambda k: q[k] * dv[k], q.size)
        return eq(turn(q, x, w, b, v, dw, db, dv), -2 * product)


class OneLayer:
    """The units of a layer: what each gets, `a`, its change, `d`, and what it adds to `B`, `C`."""

    n = Samples(tried=(1, 2))
    a, d, C = Each(n, Real()), Each(n, Real()), Each(n, Real())


def after_units(n, a, d, C, size):
    return n * sample_mean(lambda i: C[i] * sympy.Max(a[i] + size * d[i], 0), n)


@theorem_4.claim("piecewise-linear/one-layer", repairs="patrini2017.piecewise-linear")
class PiecewiseLinearOneLayer(OneLayer):
    """In a ReLU network the label-dependent term of backward-corrected cross-entropy is piecewise
    linear in the weights of one layer.

    $B(x)$ is a piecewise linear function of the weights and biases of any one layer, with the
    other layers fixed.

    A step in these parameters changes the input of each of the `n` units of the layer by some `d`,
    in proportion to the step; the input of the layer does not change. The layers above multiply the
    outputs of the units by numbers, `C`, that stay the same while their own units stay active or
    inactive. While no unit of the layer changes between active and inactive either, the sum of the
    values at the two ends is twice that in the middle. The same holds for each logit. Where the
    step is one of the input `x`, `a` and `d` are those of the first layer, and the statement is
    about $B$ as a function of `x`. The sum over the units is written as `n` times their mean.
    """

    given = {
        "no unit changes sides": lambda n, a, d: every_sample(
            lambda i: gt(sympy.Abs(a[i]), sympy.Abs(d[i])), n
        )
    }

    def conclusion(n, a, d, C):
        ends = after_units(n, a, d, C, 1) + after_units(n, a, d, C, -1)
        return eq(ends, 2 * after_units(n, a, d, C, 0))

    def prove(p):
        a, d, weight = p.a[ANY_SAMPLE], p.d[ANY_SAMPLE], p.C[ANY_SAMPLE]
        room = p.given("no unit changes sides")

        def linear(sign, side, other):
            """From `sign a >= 0` and that `d` or its negative is >= 0."""
            far = combine(
                side.expr - other.expr, room, (-1, absolute(side)), absolute(other)
            ).weakened()
            near = combine(side.expr + other.expr, far, (2, other))
            known = {fact.expr: fact for fact in (far, near, side)}
            units = 0
            found = []
            for size, times in ((1, 1), (-1, 1), (0, -2)):
                value = a + size * d
                order = (value, 0) if sign > 0 else (0, value)
                found.append((max_equals(*order, known[sign * value]), times * weight))
                units += times * sympy.Max(value, 0)
            return combine(weight * units, *found)

        def of_side(sign):
            return lambda side: cases(
                d,
                lambda other: linear(sign, side, other),
                lambda other: linear(sign, side, other),
            )

        each = cases(a, of_side(1), of_side(-1))
        return combine(p.goals[0].difference, (average(each, p.n), p.n))
