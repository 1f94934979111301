"""What contradicts a line that a card calls proved."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import mpmath
import numpy as np
import sympy

from lossproof.theory.card import Line
from lossproof.theory.printing.prose import ascii_of
from tests.theory.card.oracle.brute import SMALLEST, TINY, Written, value
from tests.theory.card.oracle.brute_refuted import grows


def _slack(*losses: Any) -> Any:
    return 1e-9 * (1 + sum(map(np.abs, losses)))


def _out(line: Line, names: tuple[str, str], found: np.ndarray, c: int) -> str | None:
    """Values beyond their range, or a range that they come nowhere near an end of."""
    low, high = (value(line, name, c) for name in names)
    if np.isnan(found).any():
        return "undefined"
    at = np.argwhere((found < low - _slack(found)) | (found > high + _slack(found)))
    if len(at):
        return f"{found[tuple(at[0])]} is not in {low}..{high}"
    for end, best in ((low, found.min()), (high, found.max())):
        if np.isfinite(end) and abs(best - end) > 1e-3 * (1 + abs(end)) and "low" not in names:
            return f"nothing near {end}, only {best}"
        if not np.isfinite(end) and abs(best) < 3:
            return f"nothing large, only {best}"
    return None


def _bounded(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    c = points.shape[1]
    names = ("low", "high") if "low" in line.values else ("least", "greatest")
    simple = [[1, *[0] * (c - 1)], [sympy.Rational(1, c)] * c]
    ends = np.array([[float(x) for x in loss.at(at, 2000)] for at in simple])
    return _out(line, names, np.concatenate([table, loss.table(_along(c)), ends]), c)


def _along(c: int) -> np.ndarray:
    """Predictions with one or c - 1 other classes that count, from nearly 0 to nearly 1."""
    p = np.concatenate([np.linspace(0.0005, 0.9995, 2000), TINY, 1 - np.array(TINY)])
    even = np.stack([p, *[(1 - p) / (c - 1)] * (c - 1)], axis=1)
    if c == 2:
        return even
    tiny = np.full(len(p), 1e-14)
    return np.concatenate([even, np.stack([p, 1 - p, *[tiny] * (c - 2)], axis=1)])


def _sums(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    c = points.shape[1]
    names = ("class sum",) * 2 if "class sum" in line.values else ("least", "greatest")
    points = np.concatenate([points, _along(c)])
    found = loss.table(points).sum(axis=1)
    told = [x for at in _named(line, c) for x in _reached(loss, at)]
    ends = [_climbed(loss, points[k], side)
            for side, k in ((-1, found.argmin()), (1, found.argmax()))]  # fmt: skip
    ends += told
    ends += [end for end in map(value, (line, line), names, (c, c)) if _neared(loss, c, end)]
    return _out(line, names, np.concatenate([found, ends])[:, None], c)


def _neared(loss: Written, c: int, end: float) -> bool:
    """Whether doubling the digits of a vertex takes a third off the distance, as of 1/log(p)."""
    if not np.isfinite(end):
        return False
    far = [abs(sum(loss.sure(c, 0, digits)) - end) for digits in (100, 200, 400)]
    return bool(far[2] < far[1] * 2 / 3 and far[1] < far[0] * 2 / 3)


def _reached(loss: Written, at: list[Any]) -> Iterator[float]:
    """The class sum there, if it has one: an end may be a limit."""
    with suppress(ZeroDivisionError):
        yield float(sum(loss.at(at)))


def _named(line: Line, c: int) -> Iterator[list[Any]]:
    """The predictions that a line says its ends are attained at."""
    yield from ([*map(sympy.sympify, at)] for at in line.witness.values())
    if "at a vertex" in line.says:
        yield [sympy.Integer(1), *[sympy.Integer(0)] * (c - 1)]


def _climbed(loss: Written, at: np.ndarray, side: int) -> float:
    """A class sum further out than that of a prediction, by small random steps."""
    rng = np.random.default_rng(0)
    best = side * loss.table(at[None]).sum()
    for size in np.geomspace(1, 1e-4, 30):
        near = at * np.exp(size * rng.normal(size=(60, len(at))))
        near = np.maximum(near / near.sum(axis=1, keepdims=True), 1e-9)
        near /= near.sum(axis=1, keepdims=True)
        sums = side * loss.table(near).sum(axis=1)
        if np.isfinite(sums).all() and sums.max() > best:
            best, at = sums.max(), near[sums.argmax()]
    return side * best


def _constant(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    sums = table.sum(axis=1)
    apart = np.ptp(sums)
    return f"class sums {apart} apart" if apart > 1e-6 * (1 + np.abs(table).max()) else None


def _ranked(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    near: list[tuple[np.ndarray, int, int]] = []
    for y, z in itertools.permutations(range(min(points.shape[1], 4)), 2):
        likelier = points[:, y] > points[:, z] + 1e-6
        gap = table[:, y] - table[:, z]
        out = likelier & (gap > _slack(table[:, y], table[:, z]))
        if out.any():
            return f"labels {y}, {z} at {points[out][0]}"
        near += [(at, y, z) for at in points[likelier & (gap > -1e-7)][:3]]
    for at, y, z in near:
        losses = loss.at([sympy.Rational(str(x)) for x in at])
        if losses[y] >= losses[z]:
            return f"labels {y}, {z} at {at}: {losses[y]}, {losses[z]}"
    return None


def _proper(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    some = points[:: max(1, len(points) // 200)]
    mean = some @ table.T
    own = (some * loss.table(some)).sum(axis=1)
    out = mean < own[:, None] - 1e-8 * (1 + np.abs(own[:, None]))
    if out.any():
        return f"under {some[out.any(axis=1)][0]}"
    if line.says.startswith("strictly"):
        exact = [[sympy.Rational(str(x)) for x in at] for at in some[:8]]
        exact = [[x / sum(at) for x in at] for at in exact]
        for t, f in itertools.permutations(exact, 2):
            if _mean(t, loss.at(f)) <= _mean(t, loss.at(t)) + mpmath.mpf(10) ** -40:
                return f"under {t}: {f} is as good"
    return None


def _mean(weights: Any, losses: Any) -> Any:
    return sum(mpmath.mpf(w.p) / w.q * x for w, x in zip(weights, losses, strict=True))


def _convex(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    for k in (1, 7, 211):
        one, other = points[:-k], points[k:]
        middle = loss.table((one + other) / 2)
        out = middle > (table[:-k] + table[k:]) / 2 + _slack(middle, table[:-k], table[k:])
        if out.any():
            return f"between {one[out.any(axis=1)][0]} and {other[out.any(axis=1)][0]}"
    return None


def _logits(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    z = np.log(points)
    for k in (1, 7, 211):
        middle = np.exp((z[:-k] + z[k:]) / 2)
        between = loss.table(middle / middle.sum(axis=1, keepdims=True))
        out = between > (table[:-k] + table[k:]) / 2 + _slack(between, table[:-k], table[k:])
        if out.any():
            return f"between {points[:-k][out.any(axis=1)][0]} and {points[k:][out.any(axis=1)][0]}"
    return None


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


def _rate(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    """The sure prediction is beaten up to the rate, or is not beaten above it."""
    c = points.shape[1]
    exact = "largest rate" in line.values
    rate = value(line, "largest rate" if exact else "at most", c)
    if not 0 <= rate <= (c - 1) / c + 1e-12:
        return f"{rate} is no rate below (c-1)/c"

    def risks(eta: Any, f: Any, sure: Any) -> Any:
        row = [1 - eta, *[eta / (c - 1)] * (c - 1)]
        return sum(w * x for w, x in zip(row, f, strict=True)) - sum(
            w * x for w, x in zip(row, sure, strict=True))  # fmt: skip

    for eta in (rate / 2, rate) if exact else ():
        row = np.array([1 - eta, *[eta / (c - 1)] * (c - 1)])
        sure = loss.table(np.array([[1 - (c - 1) * t, *[t] * (c - 1)] for t in TINY]))
        if eta > 0 and (table @ row).min() < (sure @ row).min() - 1e-5:
            return f"at eta = {eta} at {points[(table @ row).argmin()]}"
    above = mpmath.mpf(rate) + ((c - 1) / mpmath.mpf(c) - rate) / 100
    with mpmath.workdps(60):
        best = loss.sure(c, digits=10 * SMALLEST)  # as logarithms grow slowly
        tops = [1 - sympy.Rational(1, 10**k) for k in (1, 2, 3, 4, 6, 9, 12)]
        near = [[top, *[(1 - top) / (c - 1)] * (c - 1)] for top in tops]
        near = [[*line.witness["f"]]] if "f" in line.witness else near
        if not any(risks(above, loss.at(f), best) < 0 for f in near):
            return f"no prediction is better at eta = {float(above)}"
    return None


def _argmax(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    for row in np.random.default_rng(1).dirichlet(np.ones(points.shape[1]), 20):
        row = np.sort(row)[::-1]
        if row[0] < row[1] + 0.02:
            continue
        t = [sympy.Rational(str(x)) for x in row]
        for k in range(1, len(t)):
            if grows([-_mean(t, loss.sure(len(t), k, digits)) for digits in (100, 200, 400)]):
                return f"under {row} it tends to -oo at another vertex"
        risk = table @ row
        right = risk[points.argmax(axis=1) == 0].min()
        wrong = (points[:, 1:].max(axis=1) >= points[:, 0]).nonzero()[0]
        for k in wrong[np.argsort(risk[wrong])[:5]]:
            at = [sympy.Rational(str(x)) for x in points[k]]
            with mpmath.workdps(60):
                here, *better = (_mean(t, loss.at(f)) for f in (at, *_righted(at)))
            if here <= min(better) and float(here) <= right:
                return f"under {row} at {points[k]}"
    return None


def _righted(at: list[Any]) -> Iterator[list[Any]]:
    """A prediction with its peak exchanged with the first entry, then some more moved there."""
    best = max(range(1, len(at)), key=lambda j: at[j])
    high, low = max(at[0], at[best]), min(at[0], at[best])
    for more in (0, high / 10**6):
        if more < low:
            yield [high + more, *(low - more if j == best else x for j, x in enumerate(at) if j)]


def _excess(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    c, rng = points.shape[1], np.random.default_rng(2)
    one, other = (table[rng.integers(len(table), size=20000)] for _ in range(2))
    bound: Any = line.values["bound"]
    names = {str(s): s for s in bound.free_symbols}
    for share in (0.1, 0.5, 0.9):
        eta = share * (c - 1) / c
        noisy = [(1 - eta) * t[:, 0] + eta / (c - 1) * t[:, 1:].sum(axis=1) for t in (one, other)]
        at = {names[k]: v for k, v in (("eta", eta), ("c", c)) if k in names}
        most = float(bound.subs(at))
        gap = np.where(noisy[0] <= noisy[1], one[:, 0] - other[:, 0], -np.inf)
        if gap.max() > most + 1e-6 * (1 + abs(most)):
            return f"{gap.max()} > {most} at eta = {eta}"
    return None


def _weight(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    c, p = points.shape[1], np.linspace(0.001, 0.999, 1999)
    above, under = (
        loss.losses([p + h, *[(1 - p - h) / (c - 1)] * (c - 1)], 0) for h in (1e-6, -1e-6)
    )
    weight = 2 * p * (1 - p) * np.abs(above - under) / 2e-6
    if "unbounded" in line.says:
        ends = [float(_weight_at(loss, c, e)) for e in (1e-30, 1 - 1e-12)]
        return None if max(ends) > 5 * weight.max() else f"{ends} and {weight.max()}"
    name = next((name for name in ("peak", "peak to 1e-9") if name in line.values), None)
    if name is None:
        return None
    peak = value(line, name, c)
    out = weight > peak + 1e-4 * (1 + np.abs(weight))
    if out.any():
        return f"{weight[out][0]} at p = {p[out][0]}"
    if name == "peak":
        at = min(max(value(line, "at", c), 1e-30), 1 - 1e-15)
        here = max(float(_weight_at(loss, c, at + h)) for h in (0, 1e-12, -1e-12) if 0 < at + h < 1)
        return None if abs(here - peak) < 1e-3 * (1 + peak) else f"{here} at its peak"
    return None if weight.max() > peak - 1e-3 * (1 + peak) else f"at most {weight.max()}"


def _weight_at(loss: Written, c: int, p: float) -> Any:
    with mpmath.workdps(80):
        u = mpmath.mpf(p)
        h = min(u, 1 - u) * mpmath.mpf(10) ** -20
        ends = [loss.losses([x, *[(1 - x) / (c - 1)] * (c - 1)], 0, True) for x in (u + h, u - h)]
        return 2 * u * (1 - u) * abs(ends[0] - ends[1]) / (2 * h)


KNOWN = {
    "cce": lambda p, f: -np.log(p), "mae": lambda p, f: 2 * (1 - p),
    "mse": lambda p, f: 1 - 2 * p + (f**2).sum(axis=1), "unhinged": lambda p, f: 1 - p,
    "lq": lambda p, f, q: (1 - p**q) / q,
    "truncated_lq": lambda p, f, q, threshold: (1 - np.maximum(p, threshold) ** q) / q,
    "rce": lambda p, f, log_zero: -log_zero * (1 - p),
    "sl": lambda p, f, alpha, beta, log_zero: -alpha * np.log(p) - beta * log_zero * (1 - p),
}  # fmt: skip


def _known(line: Line, loss: Written, points: np.ndarray, table: np.ndarray) -> str | None:
    form = r"(?:\((\S+)(?: ≈ \S+)?\) )?(\w+)(?:\(([^)]*)\))?(?: \+ \((\S+)(?: ≈ \S+)?\))?"
    for name in re.split(
        r" = (?=\(|[a-z_]+(?:\(| |$))", ascii_of(line.says).removeprefix("it is ")
    ):
        found = re.fullmatch(form, name)
        if found is None:
            continue
        given = [w.split(" = ") for w in (found[3] or "").split(", ") if w]
        fixed = {key: float(sympy.Rational(number)) for key, number in given}
        scale, shift = (
            float(sympy.sympify(text.replace("^", "**")).subs("c", points.shape[1]))
            for text in (found[1] or "1", found[4] or "0")
        )
        if not np.isfinite([scale, shift]).all():
            continue
        own = scale * KNOWN[found[2]](points[:, 0], points, **fixed) + shift
        if (np.abs(own - table[:, 0]) > 1e-4 * (1 + np.abs(own))).any():
            return f"it is not {name}"
    return None


PROVED = {
    "bounded": _bounded, "symmetric": _sums, "class-sum range": _sums, "ranks labels": _ranked,
    "proper": _proper, "convex in p": _convex, "convex in logits": _logits,
    "uniform noise": _noise, "class-dependent noise": _noise, "argmax preserved": _argmax,
    "gradient weight": _weight, "excess risk": _excess, "order preserved": _constant,
    "known loss": _known, "largest rate": _rate,
}  # fmt: skip
