"""Losses evaluated from their text alone, and what contradicts a line of their card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import mpmath
import numpy as np
import sympy

TINY = (1e-6, 1e-9, 1e-12)
SMALLEST = 200


class Written:
    """A formula read by Python: with float64 arrays, or with numbers of many digits."""

    def __init__(self, text: str) -> None:
        code = re.sub(r"\b(max|min)\(p\)", r"\1(*F)", text).replace("p[y]", "L")
        code = re.sub(r"\bsum\(", "S(lambda p: ", code)
        code = re.sub(r"\bothers\(", "O(lambda p: ", code)
        code = re.sub(r"(?<![\w.])(\d+\.?\d*(?:e-?\d+)?)", r"Q('\1')", code)
        self.code = compile(code, text, "eval")

    def losses(self, f: Any, y: int, exact: bool = False) -> Any:
        """The loss under the label y; `f[j]` is a number or an array for the class j."""
        number = mpmath.mpf if exact else float
        names = mpmath if exact else np
        space = {
            "Q": number, "c": number(len(f)), "F": f, "L": f[y], "p": f[y], "log": names.log,
            "exp": names.exp, "sqrt": names.sqrt, "abs": abs, "tanh": names.tanh,
            "sigmoid": lambda x: 1 / (1 + names.exp(-x)),
            "softplus": lambda x: names.log(1 + names.exp(x)),
            "relu": lambda x: _extreme(max if exact else np.maximum, (0 * x, x)),
            "max": lambda *of: _extreme(max if exact else np.maximum, of),
            "min": lambda *of: _extreme(min if exact else np.minimum, of),
            "S": lambda of: sum(of(u) + 0 * u for u in f),
            "O": lambda of: sum(of(u) + 0 * u for j, u in enumerate(f) if j != y),
        }  # fmt: skip
        with np.errstate(all="ignore"):
            return eval(self.code, {"__builtins__": {}, **space})

    def table(self, points: np.ndarray) -> np.ndarray:
        """The losses, shape (points, labels)."""
        c = points.shape[1]
        rows = [np.broadcast_to(self.losses(list(points.T), y), len(points)) for y in range(c)]
        return np.stack(rows, axis=1)

    def at(self, entries: Any, digits: int = SMALLEST) -> list[Any]:
        """The losses of one prediction; entries 0 are made 1e-200, which the largest lacks."""
        with mpmath.workdps(3 * digits):
            f = [rational(x) for x in entries]
            t = mpmath.mpf(10) ** -digits
            top = f.index(max(f))
            f = [x if x > 0 else t for x in f]
            f[top] -= t * sum(x == t for x in f)
            return [self.losses(f, y, exact=True) for y in range(len(f))]

    def sure(self, c: int, of: int = 0, digits: int = SMALLEST) -> list[Any]:
        """The losses of what is nearly sure of one class, the other classes equal."""
        with mpmath.workdps(3 * digits):
            t = mpmath.mpf(10) ** -digits
            f = [t] * c
            f[of] = 1 - (c - 1) * t
            return [self.losses(f, y, exact=True) for y in range(c)]


def _extreme(of_two: Any, values: Any) -> Any:
    found = values[0]
    for value in values[1:]:
        found = of_two(found, value)
    return found


def rational(x: Any) -> Any:
    """An exact number with the digits at hand."""
    given = sympy.sympify(x)
    if given.is_Rational:
        return mpmath.mpf(given.p) / given.q
    return mpmath.mpf(str(given.evalf(mpmath.mp.dps)))


@cache
def predictions(c: int) -> np.ndarray:
    """Random predictions, those with two values, and some near edges and vertices."""
    rng = np.random.default_rng(c)
    drawn = [rng.dirichlet(np.full(c, a), 150) for a in (0.15, 0.5, 1, 5)]
    for size in range(1, c):
        drawn += [np.array([[top / size] * size + [(1 - top) / (c - size)] * (c - size)])
                  for top in np.linspace(0.02, 0.98, 25)]  # fmt: skip
    for tiny in TINY:
        for size in range(1, c):
            even = [(1 - (c - size) * tiny) / size] * size + [tiny] * (c - size)
            drawn.append(np.array([even]))
    points = np.concatenate([*drawn, np.full((1, c), 1 / c)])
    points = points[points.min(axis=1) > 1e-12]
    return np.concatenate([points, points[:, ::-1], np.roll(points, 1, axis=1)])


def contradictions(card: Any, text: str, c: int) -> Iterator[tuple[Any, str]]:
    """The lines of a card about c classes that are false, each with what shows it."""
    from tests.theory.card.oracle.brute_proved import PROVED
    from tests.theory.card.oracle.brute_refuted import REFUTED

    loss = Written(text)
    points = predictions(c)
    table = loss.table(points)
    about = [line for line in card.lines if line.scope.split(",")[0] in ("c >= 2", f"c = {c}")]
    bad = ~np.isfinite(table).all(axis=1)
    for line in about:
        if line.verdict in ("PROVED", "REFUTED") and bad.any():
            yield line, f"undefined at {points[bad][0]}"
        elif line.verdict == "PROVED":
            check = PROVED.get(line.question)
            said = None if check is None else check(line, loss, points, table)
            if said is not None:
                yield line, said
        elif line.verdict == "REFUTED":
            check = REFUTED.get(line.question)
            with mpmath.workdps(60):
                said = None if check is None else check(line, loss, c)
            if said is not None:
                yield line, said
        same = [x for x in about if x.question == line.question and x.says == line.says]
        if len({x.verdict for x in same}) > 1:
            yield line, "and another verdict on the same"


def value(line: Any, name: str, c: int) -> float:
    """A value of a line at c classes."""
    given = sympy.sympify(line.values[name])
    return float(sympy.N(given.xreplace({s: sympy.Integer(c) for s in given.free_symbols})))
