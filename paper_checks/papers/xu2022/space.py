"""Points of R^n: their distances, and consequences of the triangle inequality."""

from lossproof.paper_checks.papers.notation import *

HALF = Rational(1, 2)


def square_apart(x, y):
    """The squared distance."""
    return class_sum(lambda j: (x[j] - y[j]) ** 2, x.size)


def apart(x, y):
    """The distance."""
    return sqrt(square_apart(x, y))


def root(square):
    """`sqrt(S) >= 0`, from `S >= 0`."""
    return power(square, positive(HALF))


def square_below(n, x, y):
    """`|x - y|^2 >= 0`, for points of R^n."""
    return total(nonnegative((x[ANY_CLASS] - y[ANY_CLASS]) ** 2), n)


def squared(bound, square):
    """`s^2 - S >= 0`, from `s - sqrt(S) >= 0` and `S >= 0`."""
    far = root(square)
    s = bound.expr + far.expr
    return combine(s**2 - square.expr, (bound, combine(s + far.expr, bound, (2, far))))


def unsquared(value, bound, *gap, bases=()):
    """`s - v >= 0`, from `s >= 0` and `s^2 - v^2 >= 0`: `t = v - s > 0` would make `-t^2 >= 0`.

    There is no `gap` to give where `s^2 - v^2` is evidently 0.
    """
    t = value - bound.expr

    def above(case):
        none = combine(-(t**2), *gap, (2, bound, case))
        return combine(-t, (none, reciprocal(case)))

    return cases(t, above, lambda case: case, strict=True, bases=bases)


def scaled_apart(n, ends, factor, pair):
    """`|x' - y'| == factor |x - y|`, for the `ends` of the `pair` scaled by that factor."""
    old, new = square_below(n, *ends), square_below(n, *pair)
    far = combine(factor * apart(*pair), (factor, root(new)))
    below = unsquared(apart(*ends), far, bases=(old, new))
    above = unsquared(far.expr, root(old), bases=(old, new))
    return squeezed(above, below)


def inner_below(n, x, y):
    """`|x| |y| - <x, y> >= 0`, for functions `x` and `y` of the coordinate: Lagrange's identity."""
    i, j = ANY_ROW, ANY_CLASS
    each = nonnegative((x(i) * y(j) - x(j) * y(i)) ** 2)
    lagrange = summed(summed(each, j, n), i, n)
    one, other = (total(nonnegative(v(j) ** 2), n) for v in (x, y))
    inner = class_sum(lambda k: x(k) * y(k), n)
    both = combine(root(one).expr * root(other).expr, (root(one), root(other)))
    gap = combine(both.expr**2 - inner**2, (HALF, lagrange))
    return unsquared(inner, both, gap, bases=(one, other))


def within(value, up, down, bases=()):
    """`s - |v| >= 0`, from `s - v >= 0` and `s + v >= 0`."""
    bound = up.expr + value - Abs(value)

    def at(case, sided, fact):
        plain = replaced(Abs(value), absolute(case), Abs(sided), sided)
        return combine(bound, fact, (plain, -1))

    return cases(
        value,
        lambda case: at(case, value, up),
        lambda case: at(case, -value, down),
        bases=bases,
    )


def above_both(value, bases=()):
    """`|v| - v >= 0` and `|v| + v >= 0`."""

    def shown(goal):
        def at(case, sided):
            plain = replaced(Abs(value), absolute(case), Abs(sided), sided)
            rest = goal - Abs(value) + sided
            return combine(goal, plain) if rest == 0 else combine(goal, plain, (2, case))

        return cases(value, lambda up: at(up, value), lambda down: at(down, -value), bases=bases)

    return shown(Abs(value) - value), shown(Abs(value) + value)


def change_below(n, x, y, double, gap):
    """`2 s - | |x| - |y| | >= 0`, from `2 s >= 0` and `4 s^2 - |x - y|^2 >= 0`."""
    one, other = (total(nonnegative(v(ANY_CLASS) ** 2), n) for v in (x, y))
    change = root(one).expr - root(other).expr
    less = combine(double.expr**2 - change**2, gap, (2, inner_below(n, x, y)))
    bases = (one, other)
    up = unsquared(change, double, less, bases=bases)
    down = unsquared(-change, double, less, bases=bases)
    return within(change, up, down, bases)


def moved_apart(n, f, g, bounds):
    """`2 s - | |f(x) - f(y)| - |g(x) - g(y)| | >= 0`.

    `f` and `g` are pairs of points of R^n; the two `bounds` are `s - |f - g| >= 0` at `x` and `y`.
    """
    (fx, fy), (gx, gy), j = f, g, ANY_CLASS
    at_x = squared(bounds[0], square_below(n, fx, gx))
    at_y = squared(bounds[1], square_below(n, fy, gy))
    opposite = total(nonnegative((fx[j] - gx[j] + fy[j] - gy[j]) ** 2), n)
    change = class_sum(lambda k: (fx[k] - gx[k] - fy[k] + gy[k]) ** 2, n)
    s = bounds[0].expr + apart(fx, gx)
    gap = combine(4 * s**2 - change, (2, at_x), (2, at_y), opposite)
    return change_below(
        n, lambda k: fx[k] - fy[k], lambda k: gx[k] - gy[k], nonnegative(2 * s), gap
    )
