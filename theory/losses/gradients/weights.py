"""The weight of a sample: the L1 norm of its logit gradient, as a function of `u = f[y]`.

Over the samples `u` has a Beta distribution; `Beta(1, 1)` is uniform on [0, 1]. All is exact.

Examples
--------
>>> from lossproof.theory.losses import mae
>>> omega = weight_in_training(mae)
>>> omega(sympy.Rational(1, 4))
3/4
>>> mean(omega), variance(omega), relative_variance(omega)
(2/3, 4/45, 1/5)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import sympy

from lossproof.theory.language import Vector
from lossproof.theory.language.terms.folding import dropped
from lossproof.theory.losses.gradients.direction import smooth_at, where_it_has_a_value
from lossproof.theory.losses.gradients.logits import Loss, logit_gradient_norm
from lossproof.theory.losses.gradients.smooth import computed, is_stated, smooth_where
from lossproof.theory.numbers.properties import integer, shown

Weight = Callable[[Any], sympy.Expr]
U = sympy.Dummy("u", positive=True)


def weight_in_training(loss: Loss) -> Weight:
    """The L1 norm of the logit gradient of `loss(f, y)` where `f[y] = u` is in (0, 1).

    It is computed with two classes. For a loss of `f[y]` alone and for MAE it does not depend on
    the number of classes.
    """
    formula = _formula(loss)

    def weight(p: Any) -> Any:
        return where_it_has_a_value(formula(p), [p, *smooth_at(loss, Vector((p, 1 - p)), 0)])

    return weight


@computed
def _formula(loss: Loss) -> Weight:
    u, odds = sympy.Dummy("u", positive=True), sympy.Dummy("x", positive=True)
    norm: Any = logit_gradient_norm(loss, Vector((1 / (1 + odds), odds / (1 + odds))), 0)
    steps = {sympy.Abs(step): step for step in norm.atoms(sympy.Heaviside)}
    against = sympy.simplify(norm.xreplace(steps))
    formula: Any = sympy.factor(sympy.powsimp(against.subs(odds, 1 / u - 1)))
    return computed(lambda p: formula.xreplace({u: sympy.sympify(p)}))


def ratio(weight: Weight, u: Any, v: Any) -> sympy.Expr:
    """The ratio of the weights of samples with `f[y] = u` and `f[y] = v`."""
    return weight(u) / weight(v)


def _of_a_weight(moment: Callable[..., Any]) -> Callable[..., Any]:
    """What SymPy computes of a weight, which has no value where the weight or the law has none."""
    plain = computed(moment)

    @wraps(moment)
    def stated(weight: Weight, a: Any = 1, b: Any = 1) -> Any:
        for name, value in (("a", sympy.sympify(a)), ("b", sympy.sympify(b))):
            if value.is_finite is not True or not shown(value, ">"):
                raise ValueError(f"{name} of the law Beta(a, b) must be positive; got {value}")
        found = plain(weight, a, b)
        if not is_stated():
            return found
        u = sympy.Dummy("u", positive=True)
        smooth_where([weight(u)], {u: u})  # of terms that are known, or an error
        for each in dropped(weight(u), sympy.Integer(0)):
            if each.has(u) and not _has_values_inside(each, u):
                raise ValueError(
                    f"{each} in the weight may have no value for some u in (0, 1): write the "
                    "weight without it"
                )
        rest = [each for each in dropped(weight(u), found) if not each.has(u)]
        return where_it_has_a_value(found, [*rest, a, b])

    return stated


@computed
def _has_values_inside(term: Any, u: Any) -> bool:
    """Whether a power or logarithm is of a product of powers of u and 1 - u, u in (0, 1)."""
    if not isinstance(term, (sympy.Pow, sympy.log)) or (term.args[1:] and term.args[1].has(u)):
        return False
    for factor in sympy.Mul.make_args(sympy.factor(term.args[0])):
        base, top = factor.as_base_exp()
        if top.has(u) or (base not in (u, 1 - u) and (base.has(u) or not shown(factor, ">"))):
            return False
    return True


@_of_a_weight
def mean(weight: Weight, a: Any = 1, b: Any = 1) -> sympy.Expr:
    """The expected weight if `u` has the distribution `Beta(a, b)`, a and b positive.

    Raises
    ------
    ValueError
        If a or b is not positive, the expectation is infinite, or the weight is no sum of powers
        of `u` and, for the uniform distribution, SymPy finds no verified antiderivative.
    """
    a, b = sympy.sympify(a), sympy.sympify(b)
    u = sympy.Dummy("u", positive=True)
    formula = sympy.expand(weight(u))
    terms = [sympy.powsimp(term).as_independent(u) for term in sympy.Add.make_args(formula)]
    powers = [(factor, rest.as_base_exp() if rest != 1 else (u, 0)) for factor, rest in terms]
    if all(base == u and not sympy.sympify(e).has(u) for _, (base, e) in powers):
        return sympy.Add(*(factor * _moment(e, a, b) for factor, (_, e) in powers))
    if (a, b) != (1, 1):
        raise ValueError(
            f"the weight must be a sum of powers of u under Beta({a}, {b}); got {formula}: "
            "use the uniform law, or another weight"
        )
    return _integral(formula, u)


def _moment(e: Any, a: Any, b: Any) -> sympy.Expr:
    """`E u^e` for the distribution `Beta(a, b)`."""
    a, b, e = map(sympy.sympify, (a, b, e))
    if not shown(a + e, ">"):
        raise ValueError(
            f"the moments of the weight must be finite; under Beta({a}, {b}) the mean of u^({e}) "
            f"is not: use a law with a > {-e}"
        )
    return _ratio_of_gammas(e, a, b)


def _ratio_of_gammas(e: Any, a: Any, b: Any) -> sympy.Expr:
    gamma: Any = sympy.gamma
    if e.is_Integer and e >= 0:
        return sympy.Mul(*((a + k) / (a + b + k) for k in range(int(e))))
    moment: Any = sympy.gammasimp(gamma(a + e) * gamma(a + b) / (gamma(a) * gamma(a + b + e)))
    return moment


def _integral(formula: Any, u: sympy.Symbol) -> sympy.Expr:
    """The integral over [0, 1]; differentiation verifies the antiderivative."""
    antiderivative: Any = sympy.expand(sympy.integrate(formula, u))
    other = (sympy.Integral, sympy.Piecewise, sympy.log, sympy.Max, sympy.Heaviside)
    if antiderivative.has(*other) or sympy.expand(sympy.diff(antiderivative, u) - formula) != 0:
        raise ValueError(f"no antiderivative of {formula} was found: give its parameters numbers")
    bottom = sympy.fraction(sympy.together(formula))[1]
    poles = [x for x in sympy.solve(bottom, u) if 0 < x < 1] if bottom.has(u) else []
    value = antiderivative.subs(u, 1) - antiderivative.subs(u, 0)
    if poles or value.has(sympy.oo, sympy.zoo, sympy.nan):
        raise ValueError(f"the moments of the weight must be finite; that of {formula} is not")
    return value


@_of_a_weight
def variance(weight: Weight, a: Any = 1, b: Any = 1) -> sympy.Expr:
    """The variance of the weight for `u` with law `Beta(a, b)`; raises as `mean` does."""
    return _reduced(mean(lambda u: weight(u) ** 2, a, b) - mean(weight, a, b) ** 2)


@_of_a_weight
def relative_variance(weight: Weight, a: Any = 1, b: Any = 1) -> sympy.Expr:
    """The squared coefficient of variation: the variance over the squared mean.

    ValueError also if the mean is not provably positive.
    """
    middle = mean(weight, a, b)
    if not shown(middle, ">"):
        raise ValueError(f"the mean of the weight must be positive; got {middle}")
    return _reduced(variance(weight, a, b) / middle**2)


def _reduced(value: Any) -> sympy.Expr:
    """A quotient of polynomials as a single fraction; others stay, as that would take too long."""
    reduced: Any = value if value.has(sympy.exp) else sympy.factor(value)
    return reduced


@_of_a_weight
def log_ratio_square(weight: Weight, a: Any = 1, b: Any = 1) -> sympy.Expr:
    """The mean of `log^2(weight(u) / weight(v))`, `u` and `v` independent with law `Beta(a, b)`.

    `a` and `b` are integers, at least 1. It is twice the variance of `log weight(u)`, which is
    the second derivative of `log E weight(u)^r` at `r = 0`.

    Raises
    ------
    ValueError
        If the weight is no product of powers of `u` and `1 - u`.
    """
    u = sympy.Dummy("u", positive=True)
    own: Any = sympy.sympify(weight(u)).xreplace({u: U})
    formula, first, second = _log_variance(sympy.factor(own))
    variance_of_log: Any = formula.xreplace({first: sympy.sympify(a), second: sympy.sympify(b)})
    return 2 * variance_of_log


@cache
def _log_variance(weight: Any) -> tuple[sympy.Expr, sympy.Symbol, sympy.Symbol]:
    """The variance of the logarithm of a weight `s u^k (1-u)^m`, and the `a` and `b` in it."""
    a, b = sympy.symbols("a b", integer=True, positive=True, cls=sympy.Dummy)
    u, r = U, sympy.Dummy("r", positive=True)
    k: Any = sympy.S.Zero
    m: Any = sympy.S.Zero
    for part in sympy.Mul.make_args(weight):
        base, power = part.as_base_exp()
        if base == u and not power.has(u):
            k += power
        elif (base == 1 - u or (base == u - 1 and integer(power))) and not power.has(u):
            m += power
        elif part.has(u) or not shown(part, "!="):
            raise ValueError(f"the weight must be a multiple of u^k (1-u)^m; got {weight}")
    # (1-u)^(m r) turns the density of Beta(a, b) into that of Beta(a, b + m r).
    moment = _ratio_of_gammas(m * r, b, a) * _ratio_of_gammas(k * r, a, b + m * r)
    cumulants = sympy.expand_log(sympy.log(moment))
    return sympy.expand(sympy.diff(cumulants, r, 2).subs(r, 0)), a, b
