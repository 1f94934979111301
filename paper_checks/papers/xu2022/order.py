"""Whether the loss and the distance from separating maps rank maps alike."""

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.xu2022 import xu2022
from lossproof.paper_checks.papers.xu2022.space import above_both


def lacking(alpha, gap):
    """By how much the gap is below the margin."""
    return Max(0, alpha - gap)


def largest_loss(alpha, s, t):
    """The largest triplet loss of three classes on the line, `s` and `t` from each other."""
    return Max(0, alpha - s, alpha - t)


def distance(alpha, s, t):
    """Their distance in `d_iso` from the maps to the line that separate them."""
    return lacking(alpha, s) + lacking(alpha, t)


class Row:
    """Three classes on the line, each at one place: `s` and `t` are the gaps between neighbours."""

    alpha, s, t = Real(0, open="left"), Real(0), Real(0)


def bounded(value, bound):
    """`D - v >= 0`, from `D - |v| >= 0`."""
    over, _ = above_both(value)
    return combine(bound.expr + over.expr, bound, over)


def oriented(value, case, sided):
    """`|v| == +-v`, for the sign of a case."""
    return replaced(Abs(value), absolute(case), Abs(sided), sided)


@xu2022.claim("same-order/three-classes")
class ThreeClasses(Row):
    r"""For three classes on a line with gaps s and t, zero triplet loss with margin α needs a
    change of some distance by max(0, α−s) + max(0, α−t).

    Three classes at three places on the line, with gaps $s$ and $t$: $d_{iso}(f, F_{TS}) =
    \max(0, \alpha - s) + \max(0, \alpha - t)$.

    A map to the line takes them to `x`, `y` and `z`, in any order, and changes no distance by more
    than `D`; the map with the gaps $\max(s, \alpha)$ and $\max(t, \alpha)$ changes the distance of
    the ends by the sum, and the others by less.
    """

    D, x, y, z = Real(0), Real(), Real(), Real()

    given = {
        "separated": lambda alpha, x, y, z: (
            ge(Abs(x - y), alpha),
            ge(Abs(y - z), alpha),
            ge(Abs(x - z), alpha),
        ),
        "changes": lambda s, t, D, x, y, z: (
            le(Abs(Abs(x - y) - s), D),
            le(Abs(Abs(y - z) - t), D),
            le(Abs(Abs(x - z) - (s + t)), D),
        ),
    }

    def conclusion(alpha, s, t, D):
        return (
            ge(D, distance(alpha, s, t)),
            eq(Max(s, alpha) + Max(t, alpha) - (s + t), distance(alpha, s, t)),
        )

    def prove(p):
        below, attained = p.goals
        alpha, s, t, D = p.alpha, p.s, p.t, p.D
        x, y, z = p.x - p.y, p.y - p.z, p.x - p.z
        wide = p.given("separated")
        values = (Abs(x) - s, Abs(y) - t, Abs(z) - (s + t))
        near = [
            bounded(value, bound) for value, bound in zip(values, p.given("changes"), strict=True)
        ]
        goal = D - (2 * alpha - s - t)
        longest = above_both(z)

        def between(plains, which):
            """The middle class stays in the middle: the ends are as far as both gaps."""
            signs = [(plain, -1) for plain in plains]
            return combine(goal, near[2], longest[which], wide[0], wide[1], *signs)

        def outside(plains, order):
            """It is at an end: one of its distances is the sum of the other two."""

            def longer(k, case, sided):
                other = 1 - k
                signs = (plains[k], 1), (plains[other], -1), (oriented(z, case, sided), -1)
                return combine(goal, near[k], wide[other], wide[2], (s, t)[other], *signs)

            return cases(
                z, lambda up: longer(order[0], up, z), lambda down: longer(order[1], down, -z)
            )

        def first(case, sided, shown):
            plain = oriented(x, case, sided)
            return cases(
                y,
                lambda up: shown[0]((plain, oriented(y, up, y))),
                lambda down: shown[1]((plain, oriented(y, down, -y))),
            )

        both = cases(
            x,
            lambda up: first(up, x, (lambda q: between(q, 0), lambda q: outside(q, (0, 1)))),
            lambda down: first(down, -x, (lambda q: outside(q, (1, 0)), lambda q: between(q, 1))),
        )
        one = combine(D - (alpha - s), near[0], wide[0])
        other = combine(D - (alpha - t), near[1], wide[1])
        return (
            hinges(
                alpha - s, alpha - t, below.difference, (both, one, other, p.domain("D")["lower"])
            ),
            combine(attained.difference, stretched(alpha, s), stretched(alpha, t)),
        )


def hinges(a, b, goal, facts):
    """`goal`, which holds `-max(0, a) - max(0, b)`, from what it is in each of four cases.

    The `facts` are of both active, of the first, of the second and of none.
    """
    both, one, other, none = facts

    def at(first, second, fact):
        return combine(goal, fact, (first, -1), (second, -1))

    def then(first, up, down):
        return cases(
            b,
            lambda case: at(first, max_equals(b, 0, case), up),
            lambda case: at(first, max_equals(0, b, case), down),
        )

    return cases(
        a,
        lambda case: then(max_equals(a, 0, case), both, one),
        lambda case: then(max_equals(0, a, case), other, none),
    )


def stretched(alpha, gap):
    """`max(gap, alpha) - gap == max(0, alpha - gap)`."""
    goal = Max(gap, alpha) - gap - lacking(alpha, gap)
    return cases(
        alpha - gap,
        lambda up: combine(goal, max_equals(alpha, gap, up), (max_equals(alpha - gap, 0, up), -1)),
        lambda down: combine(
            goal, max_equals(gap, alpha, down), (max_equals(0, alpha - gap, down), -1)
        ),
    )


class Rows:
    """Three classes on the line by two maps, with the gaps `s`, `t` and `v`, `w`."""

    alpha = Real(0, open="left")
    s, t, v, w = (Real(0, open="left") for _ in range(4))


@xu2022.claim(
    "same-order/any-two",
    kind="order",
    assumes=(
        "xu2022.loss-upper-bounds/any-dimension",
        "xu2022.collapse-values/at-least",
        "xu2022.iso-vs-sup",
    ),
)
class SameOrder:
    r"""For two embeddings in ℝⁿ, the one with the lower largest triplet loss needs no larger change
    of distances to reach zero triplet loss.

    $L$ and $d_{iso}$ order any two maps to $\mathbb{R}^n$, $n \ge 2$, the same way: if $L(f) <
    L(f')$, then $d_{iso}(f, F_{TS}) \le d_{iso}(f', F_{TS})$.

    Both are 0 for the same maps, and each bounds the other. However, $L$ is the loss of the worst
    triplet, while $d_{iso}$ adds up the margin violations of all pairs of classes that obstruct
    each other.

    For any two maps see `same-order`; for maps to the line see `on-the-line`. In the counterexample
    $f$ takes $n + 2$ classes to a shrunk configuration of the smallest diameter, with $d_{iso} \ge
    \sqrt{\frac{n + 2}{n}}\, L$ as in `universal-constant/one-for-all`. Under $f'$ two of them are
    $\alpha - M$ apart and the others far away: the loss is `M`, and $d_{iso}$ is at most `M`, as
    moving the two apart by $\frac{M}{2}$ each changes no distance by more than `M`. In the plane
    $f$ takes the four classes to the corners of a square.
    """

    n, L, M = Integer(2), Real(0, open="left"), Real(0, open="left")

    given = {"order of losses": lambda L, M: lt(L, M)}

    def conclusion(n, L, M):
        return le(sqrt((n + 2) / n) * L, M)


@xu2022.claim("same-order/on-the-line", kind="order", assumes=("xu2022.same-order/three-classes",))
class SameOrderOnTheLine(Rows):
    r"""For two maps of three classes to a line, that with the lower largest triplet loss needs no
    larger change of distances to reach zero loss.

    $L$ and $d_{iso}$ order maps of three classes to three places on the line the same way: if
    $L(f) < L(f')$, then $d_{iso}(f, F_{TS}) \le d_{iso}(f', F_{TS})$.

    The statement fails because $d_{iso}$ adds up the margin violations of all gaps along a row. It
    holds if one loss is at least twice the other: see `twice`.
    """

    given = {
        "order of losses": lambda alpha, s, t, v, w: lt(
            largest_loss(alpha, s, t), largest_loss(alpha, v, w)
        ),
    }

    def conclusion(alpha, s, t, v, w):
        return le(distance(alpha, s, t), distance(alpha, v, w))


@xu2022.claim(
    "same-order/twice",
    kind="order",
    repairs="xu2022.same-order/on-the-line",
    assumes=("xu2022.same-order/three-classes",),
)
class SameOrderTwice(Rows):
    r"""For two maps of three classes to a line, one with at most half the other's largest triplet
    loss needs no larger change of distances to reach zero loss.

    For three classes on the line, if $2 L(f) \le L(f')$, then $d_{iso}(f, F_{TS}) \le
    d_{iso}(f', F_{TS})$.

    This follows from $L \le d_{iso} \le 2 L$ there. No factor below 2 is enough: with both gaps
    $\alpha - L$ the distance is $2L$, and with the gaps $\alpha - L'$ and $\alpha$ it is $L'$. With
    four classes it fails (gaps $\alpha - 1$ three times, against $\alpha - 2$ once), see
    `in-a-row`.
    """

    given = {
        "twice the loss": lambda alpha, s, t, v, w: le(
            2 * largest_loss(alpha, s, t), largest_loss(alpha, v, w)
        ),
    }

    def conclusion(alpha, s, t, v, w):
        return le(distance(alpha, s, t), distance(alpha, v, w))

    def prove(p):
        (goal,) = p.goals
        alpha = p.alpha
        least = [
            max_above(lacking(alpha, gap), alpha - other) for gap, other in ((p.s, p.t), (p.t, p.s))
        ]
        return combine(goal.difference, *least, p.given("twice the loss"), at_most_both(p))


def at_most_both(p):
    """`L <= d_iso` of the gaps `v` and `w`."""
    one, b = lacking(p.alpha, p.v), p.alpha - p.w
    goal = distance(p.alpha, p.v, p.w) - largest_loss(p.alpha, p.v, p.w)
    some = nonnegative(lacking(p.alpha, p.v))
    return cases(
        one - b,
        lambda up: combine(goal, max_above(0, b), (max_equals(one, b, up), -1)),
        lambda down: combine(goal, some, max_above(b, 0), (max_equals(b, one, down), -1)),
    )


@xu2022.claim(
    "same-order",
    kind="order",
    repairs="xu2022.same-order/any-two",
    assumes=("xu2022.loss-upper-bounds", "xu2022.loss-lower-bounds"),
)
class SameOrderAnyDimension:
    r"""If an embedding has diameter D and triplet loss L < margin α, any with loss ≥ 2DL/(α−L)
    needs at least as large a change of distances to reach zero loss.

    For any two maps, in any dimension and with any number of classes, if $L(f) < \alpha$ and
    $\frac{2 D L(f)}{\alpha - L(f)} \le L(f')$ for the diameter $D$ of $f(X)$, then $d_{iso}(f,
    F_{TS}) \le d_{iso}(f', F_{TS})$.

    `d` and `e` are the two distances: `loss-upper-bounds` gives $d \le \frac{D L}{\alpha - L}$ and
    `loss-lower-bounds` $M \le 2 e$, for the loss `M` of $f'$. Where $f'$ has each class at one
    place, $M \le e$, and the condition without the factor 2 is enough; otherwise no factor below 2
    is, see `two-needed`. The growth with $D$ is necessary, see `loss-upper-bounds/any-dimension`.
    """

    alpha, D = Real(0, open="left"), Real(0)
    L, M, d, e = Real(0), Real(0), Real(0), Real(0)

    given = {
        "L below the margin": lambda alpha, L: lt(L, alpha),
        "upper bound": lambda alpha, D, L, d: le(d, D * L / (alpha - L)),
        "lower bound": lambda M, e: le(M, 2 * e),
        "larger loss": lambda alpha, D, L, M: le(2 * D * L / (alpha - L), M),
    }

    def conclusion(d, e):
        return le(d, e)


@xu2022.claim("same-order/in-a-row", kind="order")
class SameOrderInARow:
    r"""If one of two maps of k classes to a line has at most 1/(k−1) of the other's triplet loss,
    it needs no larger change of distances for zero triplet loss.

    For any number $k$ of classes on the line, if $(k - 1) L(f) \le L(f')$, then $d_{iso}(f,
    F_{TS}) \le d_{iso}(f', F_{TS})$.

    `n` is $k - 1$, and `s` are the gaps of $f$ between neighbours, each at least $\alpha - L$. The
    map with the gaps $\max(s_i, \alpha)$ separates them and changes no distance by more than that
    of the ends, so $d_{iso}(f, F_{TS}) \le \sum_i \max(0, \alpha - s_i)$. Two classes at a distance
    `t` under $f'$ have the loss $L(f') = \alpha - t$, and a map that takes them to `x` and `y` and
    separates them changes no distance by more than `D`. No factor below $k - 1$ is enough: with
    every gap $\alpha - L$ the distance is $(k - 1) L$, and with one gap $\alpha - L'$ and the
    others $\alpha$ it is $L'$.
    """

    n, alpha, L = Samples(tried=(1, 2, 3)), Real(0, open="left"), Real(0)
    s, t, D, x, y = Each(n, Real(0)), Real(0), Real(0), Real(), Real()

    given = {
        "largest loss of the first": lambda n, alpha, L, s: every_sample(
            lambda i: le(alpha - s[i], L), n
        ),
        "k - 1 times the loss": lambda n, alpha, L, t: le(n * L, alpha - t),
        "separated": lambda alpha, x, y: ge(Abs(x - y), alpha),
        "changes": lambda t, D, x, y: le(Abs(Abs(x - y) - t), D),
    }

    def conclusion(n, alpha, s, D):
        return le(n * sample_mean(lambda i: lacking(alpha, s[i]), n), D)

    def prove(p):
        n, lack = p.n, p.alpha - p.s[ANY_SAMPLE]
        least, goal = p.domain("L")["lower"], p.L - lacking(p.alpha, p.s[ANY_SAMPLE])
        each = cases(
            lack,
            lambda up: combine(
                goal, p.given("largest loss of the first"), (max_equals(lack, 0, up), -1)
            ),
            lambda low: combine(goal, least, (max_equals(0, lack, low), -1)),
        )
        near = bounded(Abs(p.x - p.y) - p.t, p.given("changes"))
        return combine(
            p.goals[0].difference,
            (n, average(each, n)),
            p.given("k - 1 times the loss"),
            p.given("separated"),
            near,
        )
