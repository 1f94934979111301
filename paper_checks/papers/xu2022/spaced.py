"""Classes at equal spaces on the line: how far they are from any map that separates them."""

from sympy import Integer as Number

from lossproof.paper_checks.papers.notation import *
from lossproof.paper_checks.papers.xu2022 import xu2022
from lossproof.paper_checks.papers.xu2022.space import HALF, within


class Spaced:
    """`m + 1` classes on the line: `f` takes each to one place, `alpha - L` from the next.

    Another map `g` separates them: of any points of the classes, one of each, `gaps` are the
    spaces between neighbours in the order of `g`, whatever it is. `e` is the distance by `f` of the
    two that are the ends by `g`, so that `L` is no larger than `alpha`.
    """

    m = Samples()
    alpha, L, e = Real(0, open="left"), Real(0), Real(0)
    gaps = Each(m, Real(0))

    given = {
        "separated": lambda m, alpha, gaps: every_sample(lambda i: ge(gaps[i], alpha), m),
        "ends": lambda m, alpha, L, e: le(e, m * (alpha - L)),
    }


def ends(m, gaps):
    """The distance of the ends, the sum of the gaps."""
    return m * sample_mean(lambda i: gaps[i], m)


def excess(p):
    """`ends - e - m L >= 0`."""
    least = average(combine(p.gaps[ANY_SAMPLE] - p.alpha, p.given("separated")), p.m)
    return combine(ends(p.m, p.gaps) - p.e - p.m * p.L, (p.m, least), p.given("ends"))


@xu2022.claim("loss-upper-bounds/attained", kind="exists", assumes=("xu2022.iso-vs-sup",))
class LossUpperBoundsAttained(Spaced):
    r"""For classes α−L apart in a row on a line, zero triplet loss of margin α needs a distance
    change of diameter·L/(α−L) and a move of radius·L/(α−L).

    On the line $d_{iso}(f, F_{TS}) = \frac{D L}{\alpha - L}$ and $d_H(f, F_{TS}) = \frac{R
    L}{\alpha - L}$ where $f$ takes the classes to places $\alpha - L$ apart.

    With $m + 1$ classes $D = m (\alpha - L)$, and $R$ is half of it; so the two distances are $m L$
    and half of that, also for $L = \alpha$, where all classes are at one place and the quotients
    have no value. Every $g$ that separates them takes some two at least $m L$ further apart than
    $f$ does, and so moves one of them by at least half of that, by `iso-vs-sup`: it moves none by
    more than `s`. The $g$ that takes them to places $\alpha$ apart, in the same order and with the
    same centre, changes the distance of those that are `h` steps apart by $h L$ only, and moves the
    one `h` steps from the first by at most $\frac{m L}{2}$. The loss of every anchor is $L$: its
    positives are at its place, and the nearest negatives $\alpha - L$ away.
    """

    h, s = Integer(0), Real(0)

    given = Spaced.given | {
        "steps": lambda m, h: le(h, m),
        "moves": lambda m, gaps, e, s: le(ends(m, gaps) - e, 2 * s),
    }

    def conclusion(m, alpha, L, e, gaps, h, s):
        bound, place = m * L, h * (alpha - L)
        return (
            eq(triplet_loss(Number(0), Abs(alpha - L), alpha), L),
            ge(ends(m, gaps) - e, bound),
            le(Abs(h * alpha - place), bound),
            ge(s, bound / 2),
            le(Abs(h * alpha - m * L / 2 - place), bound / 2),
        )

    def prove(p):
        loss, far, near, moved, kept = p.goals
        centred = within(
            p.L * p.h - p.m * p.L / 2,
            combine(p.L * (p.m - p.h), (p.L, p.given("steps"))),
            nonnegative(p.L * p.h),
        )
        spaced = combine(p.m * (p.alpha - p.L), p.given("ends"), p.domain("e")["lower"])
        away = absolute(quotient(p.alpha - p.L, spaced, positive(p.m)))
        return (
            combine(
                loss.difference, replaced(loss.difference, away, Abs(p.alpha - p.L), p.alpha - p.L)
            ),
            combine(far.difference, excess(p)),
            combine(near.difference, (p.L, p.given("steps"))),
            combine(moved.difference, (HALF, excess(p)), (HALF, p.given("moves"))),
            combine(kept.difference, centred),
        )


@xu2022.claim(
    "universal-constant/one-for-all",
    assumes=(
        "xu2022.loss-upper-bounds/any-dimension",
        "xu2022.collapse-values/at-least",
        "xu2022.universal-constant",
        "xu2022.universal-constant/on-the-line",
    ),
)
class UniversalConstant:
    r"""For one constant C and any number of classes, every embedding differs from some map of zero
    triplet loss by at most C × its largest triplet loss in distances.

    One constant `C` gives $d_{iso}(f, F_{TS}) \le C L(f)$ for any number of classes, in
    $\mathbb{R}^n$ with $n \ge 2$: a `C` that is enough for two classes is enough for any number,
    and $L$ and $d_{iso}$ are equivalent up to a constant.

    The counterexample refutes this for the least such `C`, in every dimension; `universal-constant`
    shows that no constant is enough for all numbers of classes, and `on-the-line` shows it there.

    $L \le 2 d_{iso}$ holds with a constant, see `loss-lower-bounds`, and the only defect of a map
    is a few triplets that violate the margin by $L$. However, correcting one triplet pushes others
    apart, where classes are packed.

    The correct bound has a factor that grows with the diameter: see `loss-upper-bounds`. The
    counterexample has $n + 2$ classes in a shrunk configuration of the smallest diameter, with
    $d_{iso} = \delta(n + 2, n)\, L$ by `loss-upper-bounds/any-dimension`, which is at least
    $\sqrt{\frac{n + 2}{n}}\, L$ by `collapse-values/at-least`; two classes have $d_{iso} = L$, as
    $\delta(2, n) = 1$.
    """

    n, C, L = Integer(2), Real(0, open="left"), Real(0, open="left")

    given = {"enough for two": lambda C, L: le(L, C * L)}

    def conclusion(n, C, L):
        return le(sqrt((n + 2) / n) * L, C * L)


@xu2022.claim("universal-constant/on-the-line")
class UniversalConstantNone(Spaced):
    r"""If over C + 1 classes lie on a line in steps of α − L, margin α, every map of zero triplet loss
    differs from it in some distance by over C × its loss L.

    For every `C`, and more than $C + 1$ classes at places $\alpha - L$ apart on the line,
    $d_{iso}(f, F_{TS}) > C L$ for every $L$ in $(0, \alpha]$, among all maps to the line.

    `mean` is over the gaps between neighbours, `m` of them; `e` is the distance under $f$ of the
    two classes that another map has at the ends.
    """

    C = Real(0)

    given = Spaced.given | {
        "some loss": lambda L: gt(L, 0),
        "many classes": lambda m, C: gt(m, C),
    }

    def conclusion(m, gaps, e, C, L):
        return gt(ends(m, gaps) - e, C * L)


@xu2022.claim(
    "universal-constant",
    assumes=("xu2022.loss-upper-bounds/any-dimension", "xu2022.collapse-values/grows"),
)
class UniversalConstantAnyDimension:
    r"""For every C and more than (C√n + 1)ⁿ classes, some embedding in ℝⁿ needs a change of some
    distance by over C × its largest triplet loss to reach zero loss.

    For every `C`, and more than $(C \sqrt n + 1)^n$ classes, some map to $\mathbb{R}^n$ has
    $d_{iso}(f, F_{TS}) > C L(f)$, for every loss $L$ in $(0, \alpha)$.

    For the map of `loss-upper-bounds/any-dimension`, $d_{iso}$ is $\delta L$, where `delta` is the
    smallest diameter of `K` points at mutual distances of at least 1. The hypothesis about it
    follows from `collapse-values/grows` by counting cubes.
    """

    n, K, C = Classes(tried=(2, 3)), Integer(1), Real(0)
    delta, L = Real(0), Real(0, open="left")

    given = {
        "diameter": lambda n, K, delta: ge(delta, (K ** (1 / n) - 1) / sqrt(n)),
        "many classes": lambda n, K, C: gt(K, (C * sqrt(n) + 1) ** n),
    }

    def conclusion(C, delta, L):
        return gt(delta * L, C * L)


@xu2022.claim(
    "same-order/two-needed", kind="exists", assumes=("xu2022.loss-lower-bounds/attained",)
)
class SameOrderTwoNeeded:
    r"""For κ < 2, a triplet embedding of loss L and diameter D can be farther from zero loss than
    one of loss κDL/(α−L), α the margin: the factor 2 is needed.

    For every $\kappa < 2$ some two maps have $\frac{\kappa D L(f)}{\alpha - L(f)} = L(f')$ and
    $d_{iso}(f, F_{TS}) > d_{iso}(f', F_{TS})$, with two classes, in any dimension and for any
    $L(f)$ in $(0, \alpha)$.

    So the factor 2 of `same-order` is necessary. $f$ takes each class to one place, at the
    distance `D`, so that $L(f) = \alpha - D$ and $\frac{D L}{\alpha - L} = L$; a map that separates
    them takes them to `w` apart. $f'$ takes two points of one class and one of the other to the
    line as in `loss-lower-bounds/attained`, with `s` there: its loss is $4s$, and $d_{iso}(f',
    F_{TS})$ is $2s$.
    """

    alpha, kappa = Real(0, open="left"), Real(0, 2, open="both")
    D, s, w = Real(0, open="left"), Real(0), Real(0)

    given = {
        "L above 0": lambda alpha, D: lt(D, alpha),
        "loss of the second": lambda alpha, kappa, D, s: eq(4 * s, kappa * (alpha - D)),
        "separated": lambda alpha, w: ge(w, alpha),
    }

    def conclusion(alpha, D, s, w):
        return (
            eq(triplet_loss(Number(0), D, alpha), alpha - D),
            gt(Abs(w - D), 2 * s),
        )
