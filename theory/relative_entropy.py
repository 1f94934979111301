"""Terms of relative entropies, `p log(p/q)`, and the inequalities they meet; logs in nats."""

from __future__ import annotations

from typing import Any, cast

import sympy

from theory.fact import Fact, ProofError, closed, follow, need, sized, vanishes
from theory.nested_sums import nested_sum
from theory.sums import ANY_CLASS


class EntropyTerm(sympy.Function):
    """`p log(p/q)` for nonnegative p and q: 0 where p = 0, and else infinite where q = 0; inert."""

    nargs = 2

    @classmethod
    def eval(cls, p: Any, q: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        if p.is_zero:
            return sympy.Integer(0)
        if not (p.is_number and q.is_number):
            return None
        return p * sympy.log(p / q) if q > 0 else sympy.oo

    def _sympystr(self, printer: Any) -> str:
        return "D({}, {})".format(*map(printer._print, self.args))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        p, q = map(printer._print, self.args)
        text = rf"{p} \log\frac{{{p}}}{{{q}}}"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


def entropy_term(p: Any, q: Any) -> sympy.Expr:
    """`p log(p/q)`, which is 0 where p = 0."""
    return cast(sympy.Expr, EntropyTerm(p, q))


def written_term(p: Any, q: Any) -> Any:
    """`entropy_term` with its two cases spelled out, for a search."""
    term = EntropyTerm(p, q)
    cases = sympy.Piecewise((p * sympy.log(p / q), p > 0), (0, True))
    return cases if isinstance(term, EntropyTerm) else term


def _terms(p: Fact, q: Fact, dominated: Fact) -> tuple[Any, Any]:
    """`p` and `q`, once `q` is known to be positive wherever `p` is."""
    above, below = (need(fact, ">=", "what is compared").expr for fact in (p, q))
    if not vanishes(need(dominated, ">=", "q - p^2").expr - (below - above**2)):
        raise ProofError(f"{dominated} does not say that {below} >= ({above})^2")
    return above, below


def gibbs(p: Fact, q: Fact, dominated: Fact) -> Fact:
    """`p log(p/q) - p + q >= 0` from `p >= 0`, `q >= 0` and `q - p^2 >= 0`.

    The last says that the logarithm is finite: `p` is 0 where `q` is.
    """
    above, below = _terms(p, q, dominated)
    expr = EntropyTerm(above, below) - above + below
    return follow(expr, ">=", "p log(p/q) >= p - q", p, q, dominated, trust=["log x <= x - 1"])


def log_sum(weight: Fact, p: Fact, q: Fact, dominated: Fact, size: Any) -> Fact:
    """`sum_l w p log(p/q) - P log(P/Q) >= 0`, where `P = sum_l w p` and `Q = sum_l w q`.

    The facts are about any class `l`: `w >= 0`, `p >= 0`, `q >= 0` and `q - p^2 >= 0`.
    """
    for fact in (weight, p, q, dominated):
        closed(fact, ANY_CLASS)
    above, below = _terms(p, q, dominated)
    w = need(weight, ">=", "a weight").expr

    def over_classes(term: Any) -> Any:
        return nested_sum(lambda j: (w * term).xreplace({ANY_CLASS: j}), sized(size))

    sums = EntropyTerm(over_classes(above), over_classes(below))
    expr = over_classes(EntropyTerm(above, below)) - sums
    name = "log-sum inequality"
    return follow(expr, ">=", name, weight, p, q, dominated, trust=[name])
