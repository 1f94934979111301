"""What contradicts a line that a card calls refuted: its point does not refute it."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

from lossproof.theory.card import Line
from tests.theory.card.oracle.brute import Written, rational

SOME = mpmath.mpf(10) ** -40


def _mean(weights: Any, losses: Any) -> Any:
    return sum(rational(w) * x for w, x in zip(weights, losses, strict=True) if w != 0)


def _told(line: Line, found: dict[str, Any]) -> str | None:
    """A number of the line that is another one; limits at 0 may be slow, as of 1/log(p)."""
    at_edge = "noisy risk of the sure prediction" in line.witness or any(
        isinstance(entries, tuple) and 0 in entries for entries in line.witness.values()
    )
    slack = mpmath.mpf("0.05" if at_edge else "1e-9")
    for name, size in found.items():
        told = line.witness[name]
        if told in (sympy.oo, -sympy.oo):
            if not abs(size) > 10:
                return f"{name} is {mpmath.nstr(size)}"
        elif abs(size - rational(told)) > slack * (1 + abs(size)):
            return f"{name} is {mpmath.nstr(size)}"
    return None


def _symmetric(line: Line, loss: Written, c: int) -> str | None:
    one, other = (sum(loss.at(line.witness[name])) for name in ("f", "g"))
    if abs(one - other) <= SOME:
        return f"class sums {one}, {other}"
    return _told(line, {"class sum at f": one, "class sum at g": other})


def _ranked(line: Line, loss: Written, c: int) -> str | None:
    losses, f = loss.at(line.witness["f"]), line.witness["f"]
    one, other = line.witness["label"], line.witness["other label"]
    told = _told(line, {"loss": losses[one], "other loss": losses[other]})
    if f[one] == f[other]:
        return "equal probabilities"
    if f[one] < f[other]:
        one, other = other, one
    gap = losses[one] - losses[other]
    return told if gap > -SOME else f"losses {losses[one]}, {losses[other]}"


def _proper(line: Line, loss: Written, c: int) -> str | None:
    t = line.witness["label distribution"]
    here, there = (_mean(t, loss.at(at)) for at in (t, line.witness["f"]))
    if not there < here:
        return f"{there} is not below {here}"
    own = "mean loss of the label distribution"
    if line.witness[own] == sympy.oo:
        sizes = [_mean(t, loss.at(t, digits)) for digits in (100, 200, 400)]
        if not grows(sizes):
            return f"{own} is {mpmath.nstr(here)}"
        return _told(line, {"mean loss of f": there})
    return _told(line, {own: here, "mean loss of f": there})


def _convex(line: Line, loss: Written, c: int) -> str | None:
    f, g = line.witness["f"], line.witness["g"]
    middle = [(a + b) / 2 for a, b in zip(f, g, strict=True)]
    one, other, between = (loss.at(at)[0] for at in (f, g, middle))
    if not between > (one + other) / 2:
        return f"{between} is below the chord"
    return _told(line, {"loss in the middle": between, "mean of the losses": (one + other) / 2})


def _logits(line: Line, loss: Written, c: int) -> str | None:
    if "label's logit" in line.witness:
        z = [mpmath.exp(rational(each)) for each in line.witness["label's logit"]]
        others = [mpmath.exp(each) for each in line.witness.get("other logits", (0,) * (c - 1))]
        low, middle, high = (
            loss.losses([each / (x + sum(others)) for each in (x, *others)], 0, True) for x in z
        )
        return None if 2 * middle > low + high else f"{middle} is below the chord"
    if "p" not in line.witness:
        return None
    p, h = rational(line.witness["p"]), mpmath.mpf(10) ** -12

    def at(p: Any) -> Any:
        return loss.losses([p, *[(1 - p) / (c - 1)] * (c - 1)], 0, True)

    if "concave there in the other logits" in line.because:
        return None if at(p + h) > at(p - h) else "it falls there"
    z = mpmath.log(p / (1 - p))
    low, middle, high = (at(1 / (1 + mpmath.exp(-x))) for x in (z - h, z, z + h))
    return (
        None if 2 * middle > low + high else f"the second difference is {low + high - 2 * middle}"
    )


def _uniform(line: Line, loss: Written, c: int) -> str | None:
    eta: Any = sympy.sympify(line.witness["eta"])
    if not 0 <= eta < sympy.Rational(c - 1, c):
        return f"eta = {eta}"
    return _beats(line, loss, c, (1 - eta, *[eta / (c - 1)] * (c - 1)))


def _dependent(line: Line, loss: Written, c: int) -> str | None:
    row = line.witness["row"]
    if sum(row) != 1 or min(row) < 0 or not all(x < row[0] for x in row[1:]):
        return f"row {row}"
    return _beats(line, loss, c, row)


def _beats(line: Line, loss: Written, c: int, row: Any) -> str | None:
    if len(line.witness["f"]) != c:  # a point of two classes for a loss of the label alone
        return None
    here, there = _mean(row, loss.at(line.witness["f"])), _mean(row, loss.sure(c))
    found, sure = {"noisy risk of f": here}, "noisy risk of the sure prediction"
    if line.witness[sure] == sympy.oo:
        risks = [_mean(row, loss.sure(c, 0, digits)) for digits in (100, 200, 400)]
        return _told(line, found) if grows(risks) else f"{sure} is {mpmath.nstr(there)}"
    if not here < there:
        return f"{here} is not below {there}"
    return _told(line, found | {sure: there})


def _choice(line: Line, loss: Written, c: int) -> str | None:
    given, eta = line.witness, sympy.sympify(line.witness["eta"])
    if not 0 <= eta < sympy.Rational(c - 1, c):
        return f"eta = {eta}"
    if "f" in given:
        pairs = [(given["labels"][0], given["f"], given["g"])]
        if len(given["f"]) != c:
            return None
    else:
        pairs = [(y, given[f"f of sample {k}"], given[f"g of sample {k}"])
                 for k, y in enumerate(given["labels"], 1)]  # fmt: skip
    clean, noisy = mpmath.mpf(0), mpmath.mpf(0)
    for y, f, g in pairs:
        row = [eta / (c - 1)] * c
        row[y] = 1 - eta
        one, other = loss.at(f), loss.at(g)
        clean += one[y] - other[y]
        noisy += _mean(row, one) - _mean(row, other)
    return None if clean < 0 < noisy else f"clean {clean}, noisy {noisy}"


def grows(sizes: list[Any]) -> bool:
    """Whether doubling the digits adds no less each time, as log(log(p)) does."""
    first, second = sizes[1] - sizes[0], sizes[2] - sizes[1]
    return first > 0 and second > 0.9 * first


def _bounded(line: Line, loss: Written, c: int) -> str | None:
    sign = -1 if "−∞" in line.because else 1
    label, to_one = "label's" in line.because, "tends to 1" in line.because
    with mpmath.workdps(1000):
        sizes = []
        for digits in (100, 200, 400):
            t = mpmath.mpf(10) ** -digits
            moving = 1 - t if to_one else t
            rest = (1 - moving) / (c - 1)
            f = [moving, *[rest] * (c - 1)] if label else [rest, moving, *[rest] * (c - 2)]
            sizes.append(sign * loss.losses(f, 0, True))
    return None if grows(sizes) else f"{[mpmath.nstr(x) for x in sizes]}"


def _backward(line: Line, loss: Written, c: int) -> str | None:
    eta = mpmath.mpf(3 * (c - 1)) / (10 * c)
    sizes = []
    with mpmath.workdps(1000):
        for digits in (100, 200, 400):
            t = mpmath.mpf(10) ** -digits
            f = (
                [1 - t, t]
                if c == 2
                else [mpmath.mpf(1) / 2, t, *[(1 - 2 * t) / (2 * c - 4)] * (c - 2)]
            )
            losses = [loss.losses(f, y, True) for y in range(c)]
            sizes.append((losses[0] - eta / (c - 1) * sum(losses)) / (1 - eta * c / (c - 1)))
    return None if grows([-size for size in sizes]) else f"{[mpmath.nstr(x) for x in sizes]}"


REFUTED = {
    "symmetric": _symmetric, "ranks labels": _ranked, "proper": _proper, "convex in p": _convex,
    "convex in logits": _logits, "uniform noise": _uniform, "class-dependent noise": _dependent,
    "order preserved": _choice, "bounded": _bounded, "backward corrected": _backward,
}  # fmt: skip
