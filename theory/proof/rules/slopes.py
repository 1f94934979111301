"""Facts from the sign of a slope: the mean value theorem, for smooth terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from lossproof.theory.language import Obligation, Sense, obligations
from lossproof.theory.proof.facts import (
    Case,
    Derivation,
    Fact,
    ProofError,
    assume,
    discharge,
    follow,
    need,
    spoken,
    vanishes,
)

_SMOOTH = (sympy.Add, sympy.Mul, sympy.Pow, sympy.exp, sympy.log)


class Between(sympy.Symbol):
    """Any number between 0 and a distance; never equal to a parameter with the same name."""

    __slots__ = ()
    head = "between"


def between(place: int) -> Between:
    """The number with this position, from 1; nested rules use different positions."""
    return Between(f"u{place}", positive=True)


def climbed(of: Any, along: Between, distance: Fact, slope: Callable[[Fact, Fact], Fact]) -> Fact:
    """The mean value theorem: `d >= 0`, (`u > 0`, `d - u > 0` ⊢ `g'(u) >= 0`) ⊢ `g(d) - g(0) >= 0`.

    The function `g` is given as `of`, its variable `u` as `along`, and the number `d` by the fact
    `distance`. The conclusion is `>` if both premises are `>`. The expression `g` may contain sums,
    products, powers, exponentials and logarithms of `u`, and terms without `u`. In a power with `u`
    in the exponent, the base must be positive and may not contain `u`. The expression `g` must have
    a value for every `u` from 0 to `d`, and its slope `g'` for every `u` in between. Neither `d`
    nor another case assumption may contain `u`. The rule uses the mean value theorem.

    Parameters
    ----------
    slope : function
        Receives the facts `u > 0` and `d - u > 0`, and returns a fact about the sign of `g'(u)`.
    """
    of, end = spoken(of), need(distance, ">=", "a distance").expr
    if type(along) is not Between or along != Between(along.name, positive=True):
        raise ProofError(
            f"{along} is not an arbitrary number between two numbers: use between(1), …"
        )
    if end.has(along):
        raise ProofError(f"the distance {end} depends on {along} itself")
    _smooth(of, along)
    case = Case(f"{along} between 0 and {end}", frozenset({along, *end.free_symbols}))
    named = {"along": along}
    known = slope(
        assume(along, ">", case, distance, by=named),
        assume(end - along, ">", case, distance, by=named),
    )
    need(known, ">=", "the slope")
    steep = sympy.diff(of, along)
    if not vanishes(steep - known.expr):
        raise ProofError(f"{known} is not a bound on the derivative {steep} of {of}")
    inner = follow(
        steep,
        known.sign,
        "slope",
        known,
        trust=["mean value theorem"],
        doubts=(obligations(of) | obligations(steep) | _bases(of, along),),
        by={"of": of, "along": along},
    )
    for other in (*known.cases, *distance.cases):
        if other is not case and along in other.about:
            raise ProofError(f"{known} depends on another {other}, about the same number")
    for step in Derivation((known,)).steps:
        if step.rule == "hypothesis" and step.expr.has(along):
            raise ProofError(f"{step} is a hypothesis about {along}, which must be arbitrary")
    climb = spoken(of.xreplace({along: end}) - of.xreplace({along: sympy.Integer(0)}))
    sign: Sense = ">" if known.strict and distance.strict else ">="
    return discharge(
        climb,
        sign,
        "mean value theorem",
        (distance, None),
        (inner, case),
        by={"of": of, "along": along},
        doubts=(obligations(climb) | _at(of, along, sympy.Integer(0)) | _at(of, along, end),),
    )


def _smooth(of: Any, along: Between) -> None:
    """Raises `ProofError` unless the term has a slope wherever both are defined."""
    if of == along or not of.has(along):
        return
    if not isinstance(of, _SMOOTH):
        raise ProofError(f"{of} is not known to be smooth in {along}")
    if isinstance(of, sympy.Pow) and of.exp.has(along) and of.base.has(along):
        raise ProofError(
            f"the base of {of} and its exponent both depend on {along}: write exp(… log …)"
        )
    for part in of.args:
        _smooth(part, along)


def _bases(of: Any, along: Between) -> frozenset[Obligation]:
    """Facts that bases of powers with the number in the exponent are positive."""
    tops = (each for each in of.atoms(sympy.Pow) if each.exp.has(along))
    return frozenset[Obligation]().union(*(obligations(sympy.log(each.base)) for each in tops))


def _at(of: Any, along: Between, end: Any) -> frozenset[Obligation]:
    """The conditions for every term to be defined at the ends of the number."""
    free = sympy.Dummy(real=True)
    return frozenset(
        Obligation(
            each.term.xreplace({free: end}),
            tuple(
                tuple((expr.xreplace({free: end}), demand) for expr, demand in way)
                for way in each.ways
            ),
        )
        for each in obligations(of.xreplace({along: free}))
    )
