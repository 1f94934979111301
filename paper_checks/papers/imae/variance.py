"""Eq. 11: the variance of the weights."""

from sympy import Rational

from paper_checks.papers.imae import imae
from paper_checks.papers.imae.weights import cce_weight, mae_weight
from theory.derivation import combine, positive, replaced
from theory.domain import Real
from theory.relation import eq, ge, lt
from theory.weights import relative_variance, variance


class LawOfOutputs:
    """The probability of the label has a Beta law over the samples."""

    a, b = Real(0, open="left"), Real(0, open="left")
    given = {"uniform on [0, 1]": lambda a, b: (eq(a, 1), eq(b, 1))}


def proved_under_uniform(p):
    """Every part of the conclusion, from its value at `a = b = 1`."""
    first, second = p.given("uniform on [0, 1]")

    def at_one(expr):
        halfway = expr.xreplace({p.a: 1})
        value = halfway.xreplace({p.b: 1})
        rest = () if value == 0 else (positive(value),)
        steps = replaced(expr, first, p.a, 1), replaced(halfway, second, p.b, 1)
        return combine(expr, *steps, *rest)

    return tuple(at_one(goal.difference) for goal in p.goals)


@imae.claim("variance", locus="Eq. 11", kind="id")
class Variance(LawOfOutputs):
    r"""With $p$ uniform on $[0, 1]$ the variance of $\omega_{MAE}$ is $0.09$.

    $p$ has the law Beta(a, b) over the samples, which is uniform for $a = b = 1$; the printed
    symbol is $\sigma$, the printed formula that of the variance. Read to the letter. The catch is
    rounding, and the repair gives the fraction; `to-two-decimals` is the reading that allows for
    it.
    """

    def conclusion(a, b):
        return eq(variance(mae_weight(), a, b), Rational(9, 100))


@imae.claim("variance/to-two-decimals", locus="Eq. 11", kind="ineq")
class VarianceRounded(LawOfOutputs):
    r"""With $p$ uniform on $[0, 1]$ the variance of $\omega_{MAE}$ rounds to $0.09$."""

    def conclusion(a, b):
        value = variance(mae_weight(), a, b)
        return ge(value, Rational(17, 200)), lt(value, Rational(19, 200))

    prove = proved_under_uniform


@imae.claim("variance/exact", locus="Eq. 11", kind="id", repairs="imae.variance")
class VarianceExact(LawOfOutputs):
    r"""With $p$ uniform the variance of $\omega_{MAE}$ is $4/45$, that of $\omega_{CCE}$ is $1/3$.

    Other laws of $p$ give other numbers, and a loss multiplied by $s$ has $s^2$ times the variance.
    """

    def conclusion(a, b):
        return (
            eq(variance(mae_weight(), a, b), Rational(4, 45)),
            eq(variance(cce_weight(), a, b), Rational(1, 3)),
        )

    prove = proved_under_uniform


class RelativeSpread(LawOfOutputs):
    """The coefficients of variation of the two weights, squared."""

    given = {}

    def conclusion(a, b):
        return lt(relative_variance(mae_weight(), a, b), relative_variance(cce_weight(), a, b))


@imae.claim("variance/relative", locus="explanation 2", kind="order")
class VarianceRelative(RelativeSpread):
    r"""Relative to their mean, the weights vary less under MAE than under CCE.

    For every Beta law of $p$; the squared coefficient of variation, which no constant in front of
    a loss changes. The intuition is that of the printed variance, freed of its unit. The catch is
    the law: where the network gives most labels a small $p$, as it does at the start with many
    classes, the weights of CCE are all close to 2 and those of MAE are spread around a small mean.
    The repair is the uniform law, where the order is as printed.
    """


@imae.claim(
    "variance/relative-uniform",
    locus="explanation 2",
    kind="order",
    repairs="imae.variance/relative",
)
class VarianceRelativeUniform(RelativeSpread):
    r"""With $p$ uniform the weights vary less, relative to their mean, under MAE than under CCE."""

    given = LawOfOutputs.given
    prove = proved_under_uniform
