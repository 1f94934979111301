"""Noisy risks by the number of samples, with confidence sequences."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from lossproof.figures.picture import Data, Picture, Request, Width, stacked
from lossproof.figures.sheet import GUIDE, SERIES, legend, letter, named, panels
from lossproof.simulate.drawing import LabelSampler
from lossproof.simulate.intervals import EmpiricalBernstein
from lossproof.simulate.machine import stream
from lossproof.simulate.problem import Finite, RiskProblem, spread
from lossproof.simulate.risk import Exact, risks
from lossproof.theory.language import Vector
from lossproof.theory.losses import LOSSES
from lossproof.theory.noise import TransitionMatrix
from lossproof.theory.numbers import array

CLASSES, POINTS, RATE, ALPHA = 3, 60, "3/10", 0.05
ENDS = np.unique(np.geomspace(50, 10**6, 90).astype(np.int64))
USUAL = (LOSSES["mae"].fix(), LOSSES["lq"].fix(q="7/10"), LOSSES["cce"].fix())


def data(request: Request) -> Data:
    """Means of sampled losses under uniform noise after every block, their intervals, and the risk.

    With probability `1 - ALPHA` no interval of any loss ever misses.
    """
    losses = request.losses(USUAL)
    rng = stream(request.seed, "figure: convergence", 0)
    outputs = rng.dirichlet([0.6] * CLASSES, size=POINTS) * 0.98 + 0.02 / CLASSES
    noise = TransitionMatrix.uniform(RATE, CLASSES)
    law: Any = Finite(outputs / POINTS, outputs)
    problem = RiskProblem(law, losses, [noise])
    exact, known = risks(problem, Exact()).noisy[:, 0], spread(problem)
    low, high = known.low[:, 1], known.high[:, 1]
    sequence = EmpiricalBernstein(low, high, ALPHA / len(losses))
    tables = _values(losses, outputs)
    sampler, cumulative = LabelSampler(noise), outputs.cumsum(axis=1)[:, :-1]
    total = np.zeros(len(losses))
    parts: list[dict[str, Any]] = []
    for block, (start, end) in enumerate(zip([0, *ENDS[:-1]], ENDS, strict=True)):
        rng = stream(request.seed, "figure: convergence", 1 + block)
        points = rng.integers(POINTS, size=end - start)
        clean = (rng.random(end - start)[:, None] > cumulative[points]).sum(axis=1)
        noisy = np.asarray(sampler.draw(rng, clean)).astype(np.int64)
        sampled = tables[:, points, noisy]
        sequence.update(end - start, sampled.sum(axis=1), (sampled**2).sum(axis=1))
        total += sampled.sum(axis=1)
        interval = sequence.interval()
        parts.append({"loss": [loss.name for loss in losses], "n": end, "mean": total / end,
                      "low": interval.low, "high": interval.high, "risk": exact})  # fmt: skip
    return Data(run=stacked(parts))


def _values(losses: Any, outputs: Any) -> Any:
    """Every loss at every point under every label, shape (losses, points, classes)."""
    symbols = sympy.symbols(f"f0:{CLASSES}", positive=True)
    forms = [loss.expression(Vector(symbols), j) for loss in losses for j in range(CLASSES)]
    values = np.stack(array(forms, symbols)(*outputs.T))
    return values.reshape(len(losses), CLASSES, -1).transpose(0, 2, 1)


def draw(tables: Data, width: Width) -> Any:
    """Means around the risks, and the widths of the intervals."""
    figure, (left, right) = panels(width, 2, legend=2 if width == "column" else 1)
    runs = tables.groups("run", "loss")
    lines: list[Any] = []
    for look, (name, part) in zip(SERIES, runs.items(), strict=False):
        risk, n = part["risk"], part["n"]
        lines += left.plot(n, part["mean"] - risk, label=named(name), **look.line_style())
        for end in ("low", "high"):
            left.plot(n, part[end] - risk, linewidth=0.6, **look.line_style())
        right.plot(n, (part["high"] - part["low"]) / 2, **look.line_style())
    left.axhline(0, **GUIDE)
    first = next(iter(runs.values()))
    scale = (first["high"] - first["low"])[-1] / 12
    right.plot(first["n"], scale * np.sqrt(first["n"][-1] / first["n"]), **GUIDE)
    right.annotate("$n^{-1/2}$", (first["n"][20], scale * np.sqrt(first["n"][-1] / first["n"][20])),
                   xytext=(-2, -3), textcoords="offset points", ha="right", va="top",
                   fontsize=7)  # fmt: skip
    left.set_ylim(-0.25, 0.25)
    for ax in (left, right):
        ax.set_xscale("log")
        ax.minorticks_off()
        ax.set_xlabel("samples, $n$")
    right.set_yscale("log")
    right.minorticks_off()
    left.set_ylabel("drawn $-$ exact risk")
    right.set_ylabel("half-width")
    letter((left, right), ("means and intervals", "width of the intervals"))
    legend(figure, lines, 2 if width == "column" else 4)
    return figure


PICTURE = Picture(
    name="convergence",
    title="Convergence of a simulated noisy risk, with confidence sequences",
    caption=(
        f"The noisy risk of a classifier of {CLASSES} classes on {POINTS} points under uniform "
        "noise, $\\eta = 3/10$, with every label sampled. (a) Running mean and "
        "empirical-Bernstein confidence sequence, minus the exact risk; all sequences hold "
        "simultaneously at all times with probability 0.95. (b) Their half-widths."
    ),
    claims=("ghosh2017.uniform-risk-identity", "ghosh2017.uniform-risk-identity/drawn"),
    data=data,
    draw=draw,
    takes_loss=True,
)  # fmt: skip
