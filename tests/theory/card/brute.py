"""Losses evaluated from their text alone, and what contradicts a line of their card."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import mpmath
import numpy as np
import sympy

from theory.card import Card, Line

TINY = (1e-6, 1e-9, 1e-12)


class Written:
    """A formula read by Python: with float64 arrays, or with numbers of 60 digits."""

    def __init__(self, text: str) -> None:
        code = re.sub(r"\bsum\(", "S(lambda p: ", text)
        code = re.sub(r"\bothers\(", "O(lambda p: ", code)
        code = re.sub(r"(?<![\w.])(\d+\.?\d*(?:e-?\d+)?)", r"Q('\1')", code)
        self.code = compile(code, text, "eval")

    def losses(self, f: Any, y: int, exact: bool = False) -> Any:
        """The loss under the label y; `f[j]` is a number or an array for the class j."""
        number = mpmath.mpf if exact else float
        names = mpmath if exact else np
        greatest, least = (max, min) if exact else (np.maximum, np.minimum)
        space = {
            "Q": number, "c": number(len(f)), "p": f[y], "log": names.log, "exp": names.exp,
            "sqrt": names.sqrt, "abs": abs, "max": greatest, "min": least,
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

    def at(self, entries: Any) -> list[Any]:
        """The losses of one prediction with 60 digits; entries 0 are made 1e-200."""
        with mpmath.workdps(60):
            f = [mpmath.mpf(sympy.Rational(x).p) / sympy.Rational(x).q for x in entries]
            f = [x if x > 0 else mpmath.mpf(10) ** -200 for x in f]
            return [self.losses(f, y, exact=True) for y in range(len(f))]


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


def contradictions(card: Card, text: str, c: int) -> Iterator[tuple[Line, str]]:
    """The lines of a card about c classes that are false, each with what shows it."""
    loss = Written(text)
    points = predictions(c)
    table = loss.table(points)
    about = [line for line in card.lines if line.scope.split(",")[0] in ("c >= 2", f"c = {c}")]
    bad = ~np.isfinite(table).all(axis=1)
    for line in about:
        if line.verdict == "PROVED" and bad.any():
            yield line, f"undefined at {points[bad][0]}"
        elif line.verdict == "PROVED":
            check = PROVED.get(line.question)
            said = None if check is None else check(line, loss, points, table)
            if said is not None:
                yield line, said
        elif line.verdict == "REFUTED":
            check = REFUTED.get(line.question)
            with mpmath.workdps(60):
                said = None if check is None or not line.witness else check(line, loss)
            if said is not None:
                yield line, said


def value(line: Line, name: str, c: int) -> float:
    given = sympy.sympify(line.values[name])
    return float(sympy.N(given.xreplace({s: sympy.Integer(c) for s in given.free_symbols})))


def _slack(table: np.ndarray) -> float:
    return 1e-8 * (1 + np.abs(table).max())


def _bounded(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    if line.says.startswith("the loss is between") or line.values:
        low, high = (value(line, name, points.shape[1]) for name in line.values)
        out = (table < low - _slack(table)) | (table > high + _slack(table))
        if out.any():
            return f"{table[out][0]} at {points[out.any(axis=1)][0]}"
    return None


def _sums(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    c = points.shape[1]
    names = ("class sum",) * 2 if "class sum" in line.values else ("least", "greatest")
    ends = [value(line, name, c) for name in names]
    sums = table.sum(axis=1)
    out = (sums < ends[0] - _slack(table)) | (sums > ends[1] + _slack(table))
    return f"class sum {sums[out][0]} at {points[out][0]}" if out.any() else None


def _ranked(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    for y, z in itertools.permutations(range(min(points.shape[1], 4)), 2):
        out = (points[:, y] > points[:, z] + 1e-6) & (table[:, y] > table[:, z] + _slack(table))
        if out.any():
            return f"labels {y}, {z} at {points[out][0]}"
    return None


def _proper(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    some = points[:: max(1, len(points) // 200)]
    mean = some @ table.T
    own = (some * loss.table(some)).sum(axis=1)
    out = mean < own[:, None] - _slack(table)
    return f"under {some[out.any(axis=1)][0]}" if out.any() else None


def _convex(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    one, other = points[:-1], points[1:]
    middle = loss.table((one + other) / 2)
    out = middle > (table[:-1] + table[1:]) / 2 + _slack(table)
    return f"between {one[out.any(axis=1)][0]} and the next" if out.any() else None


def _logits(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    z = np.log(points)
    middle = np.exp((z[:-1] + z[1:]) / 2)
    between = loss.table(middle / middle.sum(axis=1, keepdims=True))
    out = between > (table[:-1] + table[1:]) / 2 + _slack(table)
    return f"between {points[:-1][out.any(axis=1)][0]} and the next" if out.any() else None


def _noise(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    c = points.shape[1]
    rows = [np.array([1 - eta, *[eta / (c - 1)] * (c - 1)])
            for eta in (0, 0.3 * (c - 1) / c, 0.95 * (c - 1) / c)]  # fmt: skip
    if line.question == "class-dependent noise":
        rows += [np.sort(row)[::-1] for row in np.random.default_rng(0).dirichlet(np.ones(c), 20)]
    sure = loss.table(np.array([[1 - (c - 1) * t, *[t] * (c - 1)] for t in TINY]))
    for row in rows:
        if (table @ row).min() < (sure @ row).min() - 1e-5:
            return f"under {row} at {points[(table @ row).argmin()]}"
    return None


def _argmax(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    for row in np.random.default_rng(1).dirichlet(np.ones(points.shape[1]), 20):
        row = np.sort(row)[::-1]
        risk = table @ row
        right = points.argmax(axis=1) == 0
        wrong = points[~right][risk[~right].argmin()]
        exchanged = wrong.copy()
        exchanged[[0, wrong.argmax()]] = wrong[[wrong.argmax(), 0]]
        best = min(risk[right].min(), (loss.table(exchanged[None]) @ row)[0])
        if risk[~right].min() < best - 1e-3 * (1 + abs(best)):
            return f"under {row} at {wrong}"
    return None


def _weight(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    name = next((name for name in ("peak", "peak to 1e-9") if name in line.values), None)
    if name is None:
        return None
    c, p = points.shape[1], np.linspace(0.001, 0.999, 1999)
    above, under = (
        loss.losses([p + h, *[(1 - p - h) / (c - 1)] * (c - 1)], 0) for h in (1e-6, -1e-6)
    )
    weight = 2 * p * (1 - p) * np.abs(above - under) / 2e-6
    out = weight > value(line, name, c) + 1e-4 * (1 + weight.max())
    return f"{weight[out][0]} at p = {p[out][0]}" if out.any() else None


PROVED = {
    "bounded": _bounded, "symmetric": _sums, "class-sum range": _sums, "ranks labels": _ranked,
    "proper": _proper, "convex in p": _convex, "convex in logits": _logits,
    "uniform noise": _noise, "class-dependent noise": _noise, "argmax kept": _argmax,
    "gradient weight": _weight,
}  # fmt: skip


def _mean(weights: Any, losses: Any) -> Any:
    return sum(mpmath.mpf(sympy.Rational(w).p) / sympy.Rational(w).q * x
               for w, x in zip(weights, losses, strict=True) if w != 0)  # fmt: skip


def _not_symmetric(line: Line, loss: Written) -> str | None:
    one, other = (sum(loss.at(line.witness[name])) for name in ("f", "g"))
    return None if abs(one - other) > mpmath.mpf(10) ** -40 else f"class sums {one}, {other}"


def _not_ranked(line: Line, loss: Written) -> str | None:
    losses, f = loss.at(line.witness["f"]), line.witness["f"]
    one, other = line.witness["label"] - 1, line.witness["other label"] - 1
    if f[one] < f[other]:
        one, other = other, one
    gap = losses[one] - losses[other]
    return None if gap > -(mpmath.mpf(10) ** -15) else f"losses {losses[one]}, {losses[other]}"


def _not_proper(line: Line, loss: Written) -> str | None:
    t = line.witness["label distribution"]
    here, there = (_mean(t, loss.at(at)) for at in (t, line.witness["f"]))
    return None if there < here else f"{there} is not below {here}"


def _not_convex(line: Line, loss: Written) -> str | None:
    f, g = line.witness["f"], line.witness["g"]
    middle = [(a + b) / 2 for a, b in zip(f, g, strict=True)]
    one, other, between = (loss.at(at)[0] for at in (f, g, middle))
    return None if between > (one + other) / 2 else f"{between} is below the chord"


REFUTED = {
    "symmetric": _not_symmetric, "ranks labels": _not_ranked, "proper": _not_proper,
    "convex in p": _not_convex,
}  # fmt: skip
