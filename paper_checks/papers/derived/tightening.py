"""The exact condition under which truncation brings the bounds of L_q closer."""

from lossproof.paper_checks.papers.derived import derived
from lossproof.paper_checks.papers.notation import *

here = derived.at("after Zhang & Sabuncu (2018), Eq. 11")

HALF, FIFTHS, SEVEN_TENTHS = map(sympy.Rational, ("1/2", "2/5", "7/10"))
LEAST = sympy.Rational(9, 50)


def condition(q, k, c):
    """What Eq. 11 comes to where `d = 1`."""
    return gt(c ** (1 - q) + k**q, 2)


def six_classes(p, above, ratio, less):
    """Eq. 11 where `d = a/k > 1` and `k < 1/5`, so that `k >= 1/c` leaves six classes or more.

    The left side is `(a/k)^(1-q)`, largest at the least `k`, and the right side at least that of
    six classes: an inequality in `q`, which is at most 7/10.
    """
    q, k, c, rest, low = p.q, p.k, p.c, p.domain("q")["upper"], p.domain("k")["lower"]
    small = exponent_at_most(SEVEN_TENTHS, SEVEN_TENTHS, q, k, rest, low, above)
    exponent = combine(1 - q, small, (1 - SEVEN_TENTHS,))
    enough = combine(c - 1 / k, (p.given("k >= 1/c"), c / k))
    six = whole(combine(c - 5, enough, (less, 5 / k)))
    d, a = support(q, k), root(q)
    largest = power_in_base(
        combine(a / LEAST - a / k, (low, root_sign(q, rest), 1 / (LEAST * k))),
        combine(a / k, (root_sign(q, rest), 1 / k)),
        exponent,
    )
    goal = (6 ** (1 - q) - 1) / q - (a / LEAST) ** (1 - q)

    def few(below):
        wider = power_in_base(
            combine((FIFTHS - a) / LEAST, (root_at_most(FIFTHS, q, rest), 1 / LEAST)),
            combine(a / LEAST, (root_sign(q, rest), 1 / LEAST)),
            exponent,
        )
        box = {q: (nonnegative(q), below)}
        room = covered(6 ** (1 - q) - 1 - q * (FIFTHS / LEAST) ** (1 - q), box)
        return combine(goal, (room, 1 / q), wider)

    def many(beyond):
        power = (1 - q) ** ((1 - q) / q)
        room = covered(6 ** (1 - q) - 1 - q * power / LEAST ** (1 - q), {q: (beyond, small)})
        nested = nested_power(rest, positive(1 / q), exponent)
        return combine(goal, (room, 1 / q), (nested, -(LEAST ** (q - 1))))

    return combine(
        untruncated_width(q, c) - width(q, k),
        (power_in_base(six, positive(6), exponent), 1 / q),
        cases(FIFTHS - q, few, many),
        largest,
        (slope_at_touch(q, k, rest, ratio), d ** (1 - q) / q),
        (replaced(d ** (1 - q), ratio, d, a / k), -1),
    )


@here.claim("eq11-exact", repairs="zhang2018.tightens-k03")
class Eq11Exact:
    r"""Truncating L_q at k ≥ max(0.18, 1/c) narrows its bounds on the sum over c labels if and only
    if c^(1−q) + k^q > 2.

    Both of the paper's examples, $k \ge 0.3$, and $k \ge 0.2$ with $c \ge 10$, lie in this range.
    The condition is Eq. 11 with $d = 1$, and necessary for every $k$, since $d$ makes the left side
    of Eq. 11, here the right one, largest. It is sufficient because $d > 1$ only where
    $k^q < 1 - q$, hence $q \le 0.7$, and there $c \ge 1/k$ classes are so many that Eq. 11 holds
    anyway. At the paper's $q = 0.7$ the condition is $k > 0.493$ with three classes, $k > 0.355$
    with four, and no further restriction with ten. The range of $k$ is nearly the largest: at
    $k = 0.176$, $c = 6$ and $q = 0.70228$ the condition holds and Eq. 11 fails; with six classes
    such $k$ end at 0.1779.
    """

    c, q, k = Classes(), Real(0, 1, open="left"), Real(LEAST, 1, open="right")
    given = {"k >= 1/c": lambda k, c: ge(k, 1 / sympy.sympify(c))}
    where = {"L": lambda u, q: lq(u, q), "d": lambda q, k: support(q, k)}

    def conclusion(q, k, c):
        return iff(lt(width(q, k), untruncated_width(q, c)), condition(q, k, c))

    def prove(p):
        q, k, c, rest = p.q, p.k, p.c, p.domain("q")["upper"]

        def wide(above, ratio):
            def fifth(least):
                small = exponent_at_most(
                    sympy.Rational(2, 3), SEVEN_TENTHS, q, k, rest, least, above
                )
                return closer_beyond_root(q, k, c, rest, above, ratio, small, p.given("k >= 1/c"))

            return cases(
                sympy.Rational(1, 5) - k,
                lambda less: six_classes(p, above, ratio, less),
                fifth,
                strict=True,
            )

        return closer_exactly(q, k, c, rest, lambda case: closer(q, k, c, rest, wide, case))


@here.claim("k05-exact", repairs="zhang2018.k05-tighter/all-q-and-c")
class HalfExact:
    r"""Truncating L_q at 1/2 narrows its bounds on the sum over c labels if and only if c^(1−q) +
    2^(−q) > 2.

    For two classes that is $2^q < \frac32$, or $q < 0.585$; for three $q < 0.703$, for ten
    $q < 0.841$ and for a hundred $q < 0.916$.
    """

    c, q = Classes(), Real(0, 1, open="left")
    where = {"L": lambda u, q: lq(u, q), "d": lambda q: support(q, HALF)}

    def conclusion(q, c):
        return iff(lt(width(q, HALF), untruncated_width(q, c)), condition(q, HALF, c))

    def prove(p):
        q, c, rest = p.q, p.c, p.domain("q")["upper"]
        same = single_at_half(q, rest)
        narrower = untruncated_width(q, c) - width(q, HALF)
        return closer_exactly(
            q, HALF, c, rest, lambda case: combine(narrower, (case, 1 / q), (same, -1 / q))
        )
