"""Small statements to be decided, false ones with a point that shows it, and true ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sympy import Abs, Max, Min, Rational, ceiling, exp, floor, log, sign, sqrt

from lossproof.theory.domain import Classes, Domain, Integer, Real, Scores, Simplex
from lossproof.theory.language import class_sum, eq, ge, gt, le
from lossproof.theory.statement import Statement

Given = Mapping[str, Callable[..., Any]]


class Small(NamedTuple):
    """A statement, and where it is false; None if it is true."""

    parameters: Callable[[], dict[str, Domain]]
    conclusion: Callable[..., Any]
    point: Mapping[str, Any] | None = None
    given: Given = {}

    def stated(self) -> Statement:
        parameters = self.parameters()
        for name, domain in parameters.items():
            domain.name = name
        return Statement(parameters, self.given, self.conclusion)


def n1() -> dict[str, Domain]:
    return {"n": Integer(1)}


def x_() -> dict[str, Domain]:
    return {"x": Real()}


def xy() -> dict[str, Domain]:
    return {"x": Real(), "y": Real()}


def x01() -> dict[str, Domain]:
    return {"x": Real(0, 1)}


def nx() -> dict[str, Domain]:
    return {"n": Integer(1), "x": Real(0)}


def law() -> dict[str, Domain]:
    c = Classes()
    return {"c": c, "f": Simplex(c)}


def scores() -> dict[str, Domain]:
    c = Classes()
    return {"c": c, "v": Scores(c)}


def _over_sum(c: Any, v: Any) -> Any:
    return eq(class_sum(lambda j: v[j] / v.total(), c), 1)


SMALL: dict[str, Small] = {
    "a half is whole": Small(n1, lambda n: eq(floor(n / 2), n / 2), {"n": 1}),
    "a sum is even": Small(n1, lambda n: eq((-1) ** (n**2 + 2), 1), {"n": 1}),
    "a product is even": Small(n1, lambda n: eq((-1) ** (n * (n + 2)), 1), {"n": 1}),
    "a difference is positive": Small(xy, lambda x, y: gt(x - y, 0), {"x": 0, "y": 0}),
    "a difference is not negative": Small(xy, lambda x, y: ge(x - y, 0), {"x": 0, "y": 1}),
    "a polynomial is positive": Small(x_, lambda x: gt(x**2 - x + Rational(1, 5), 0), {"x": "1/2"}),
    "a size": Small(xy, lambda x, y: eq(Abs(x - y), x - y), {"x": 0, "y": 1}),
    "a root of a square": Small(xy, lambda x, y: eq(sqrt((x - y) ** 2), x - y), {"x": 0, "y": 1}),
    "a sign": Small(xy, lambda x, y: eq(sign(x - y), 1), {"x": 0, "y": 1}),
    "the first is larger": Small(xy, lambda x, y: eq(Max(x, y), x), {"x": 0, "y": 1}),
    "the first is smaller": Small(xy, lambda x, y: eq(Min(x + y, x * y), x + y), {"x": 2, "y": 1}),
    "what is squared is not 0": Small(xy, lambda x, y: gt((x - y) ** 2, 0), {"x": 1, "y": 1}),
    "a sum of squares is above 1": Small(xy, lambda x, y: gt(x**2 + y**2, 1), {"x": 0, "y": 0}),
    "a power of 0": Small(x01, lambda x: eq(x**0 + 0 ** (x**2), 1), {"x": 0}),
    "a logarithm": Small(nx, lambda n, x: le(log(1 + n * x), n * x - x), {"n": 1, "x": 1}),
    "an exponential": Small(x_, lambda x: ge(exp(x - 1), 1), {"x": 0}),
    "an equality": Small(xy, lambda x, y: eq((x + y) ** 2, x**2 + y**2), {"x": 1, "y": 1}),
    "a quotient of sums": Small(nx, lambda n, x: eq((x + 1) / (n + 1), x / n), {"n": 1, "x": 0}),
    "half of a law": Small(law, lambda f: le(f[0], Rational(1, 2)), {"c": 2, "f": [1, 0]}),
    "squares of a law": Small(
        law, lambda f: ge(f.total(lambda u: u**2), 1), {"c": 2, "f": ["1/2", "1/2"]}
    ),
    "scores are above 0": Small(scores, lambda v: ge(v.total(), v[0]), {"c": 2, "v": [0, -1]}),
    "a difference is given": Small(
        xy, lambda x: ge(x, 1), {"x": 0, "y": -1}, {"apart": lambda x, y: gt(x - y, 0)}
    ),
    "a true maximum": Small(x_, lambda x: ge(Max(x, 1), 1)),
    "a true size": Small(xy, lambda x, y: ge(Abs(x - y), y - x)),
    "a true square": Small(xy, lambda x, y: ge(x**2 + y**2, 2 * x * y)),
    "a true equality": Small(xy, lambda x, y: eq((x + y) ** 2, x**2 + 2 * x * y + y**2)),
    "a true law": Small(law, lambda f: le(f.total(lambda u: u**2), 1)),
    "a true power": Small(n1, lambda n: ge(2**n, 2)),
    "a true quotient": Small(n1, lambda n: gt(2**n / 6, 0)),
    "a true logarithm": Small(lambda: {"x": Real(0)}, lambda x: le(log(1 + x), x)),
    "a true floor": Small(n1, lambda n: le(floor(2**n / 6), 2**n / 6)),
    "a true root": Small(xy, lambda x, y: ge(sqrt((x - y) ** 2), 0)),
    "a true hypothesis": Small(
        xy, lambda x, y: ge(x, y), None, {"apart": lambda x, y: gt(x - y, 0)}
    ),
}
# What SymPy 1.14 folds to something true while it is written, though it is false.
FOLDED: dict[str, Small] = {
    "max of a quotient": Small(n1, lambda n: eq(Max(2**n / 6, 1), 2**n / 6), {"n": 1}),
    "a quotient is whole": Small(n1, lambda n: le(2**n / 6, floor(2**n / 6)), {"n": 1}),
    "twelfths are whole": Small(
        n1, lambda n: eq(floor(2 ** (n + 1) / 12), 2 ** (n + 1) / 12), {"n": 1}
    ),
    "tenths are whole": Small(n1, lambda n: eq(ceiling(6**n / 10), 6**n / 10), {"n": 1}),
    "what is cancelled is not 0": Small(
        xy, lambda x, y: eq((x - y) / (x - y), 1), {"x": 1, "y": 1}
    ),
    "shares of scores": Small(scores, _over_sum, {"c": 2, "v": [1, -1]}),
    "a satisfiable hypothesis": Small(
        n1, lambda n: eq(n, n + 1), {"n": 1}, {"not whole": lambda n: gt(2**n / 6, floor(2**n / 6))}
    ),
}
