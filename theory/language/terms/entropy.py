"""Terms of relative entropies, `p log(p/q)`, in nats."""

from __future__ import annotations

from typing import Any, cast

import sympy

from lossproof.theory.language.cells import Count
from lossproof.theory.language.needs import Ways
from lossproof.theory.language.sums import Partial, WrittenTerm
from lossproof.theory.numbers.properties import shown


class EntropyTerm(Partial, WrittenTerm):
    """`p log(p/q)` for nonnegative p and q: 0 where p = 0, else of q > 0; inert."""

    head = "entropy"
    nargs = 2

    @classmethod
    def eval(cls, p: Any, q: Any) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]  # in SymPy: eval(*args)
        if p == 0 and shown(q, ">="):
            return sympy.Integer(0)
        if not (p.is_number and q.is_number):
            return None
        if p == 0:
            return sympy.nan
        return p * sympy.log(p / q) if q > 0 else sympy.oo

    @property
    def demands(self) -> Ways:
        p, q = cast(Any, self).args
        return ((p, ">="), (q, ">")), ((p, ">="), (q - p**2, ">="))

    @classmethod
    def written(cls, *arguments: Any) -> Any:
        counted = any(argument.has(Count) for argument in arguments)
        return cls(*arguments) if counted else written_term(*arguments)

    def _sympystr(self, printer: Any) -> str:
        return "D({}, {})".format(*map(printer._print, self.args))


def entropy_term(p: Any, q: Any) -> sympy.Expr:
    """`p log(p/q)`, which is 0 where p = 0."""
    return cast(sympy.Expr, EntropyTerm(p, q))


def written_term(p: Any, q: Any) -> Any:
    """`entropy_term` with its two cases spelled out, for a search."""
    term = EntropyTerm(p, q)
    cases = sympy.Piecewise((p * sympy.log(p / q), p > 0), (0, True))
    return cases if isinstance(term, EntropyTerm) else term
