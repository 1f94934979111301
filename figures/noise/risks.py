"""Clean and noisy risks of the same hypotheses, by a symmetric loss and by another."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from lossproof.figures.picture import Data, Picture, Request, Width, stacked, swapped
from lossproof.figures.sheet import CERTAIN, SERIES, letter, panels, short
from lossproof.simulate.machine import stream
from lossproof.theory.language import Vector
from lossproof.theory.losses import LOSSES, FixedLoss, over_labels, symmetric_risk, uniform_mixture
from lossproof.theory.numbers import array

CLASSES, RATE = 3, sympy.Rational(2, 5)
HYPOTHESES, SAMPLES, LEAST = 240, 8, 0.02
SYMMETRIC, OTHER = LOSSES["mae"].fix(), LOSSES["cce"].fix()


def data(request: Request) -> Data:
    """Risks of random hypotheses, averaged over the noise; and the line of the symmetric loss."""
    rng = stream(request.seed, "figure: noisy-risk", 0)
    sure = np.exp(rng.uniform(-2.5, 2.5, size=(HYPOTHESES, 1, 1)))
    right = rng.uniform(-1, 3, size=(HYPOTHESES, 1, 1)) * (np.arange(CLASSES) == 0)
    logits = sure * (rng.normal(size=(HYPOTHESES, SAMPLES, CLASSES)) + right)
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    outputs = LEAST / CLASSES + (1 - LEAST) * weights / weights.sum(axis=-1, keepdims=True)
    parts: list[dict[str, Any]] = []
    for loss in (SYMMETRIC, request.loss or OTHER):
        clean_risks, mixed = _risks(loss, outputs)
        parts.append({"loss": loss.name, "clean": clean_risks, "noisy": mixed})
    clean = parts[0]["clean"]
    total = _class_sum(SYMMETRIC)
    line = np.array([clean.min(), clean.max()])
    after = [float(symmetric_risk(risk, RATE, CLASSES, total)) for risk in line.tolist()]
    return Data(risks=stacked(parts), line={"clean": line, "noisy": np.array(after)})


def _risks(loss: FixedLoss, outputs: Any) -> list[Any]:
    """Mean losses under the clean label, the class 0 of every sample, and under uniform noise."""
    symbols = sympy.symbols(f"f0:{CLASSES}", nonnegative=True)
    f = Vector(symbols)
    at_label = loss.expression(f, 0)
    total = sum((loss.expression(f, j) for j in range(CLASSES)), sympy.Integer(0))
    forms = [at_label, uniform_mixture(at_label, total, RATE, CLASSES)]
    values = array(forms, symbols)(*np.moveaxis(outputs, -1, 0))
    return [value.mean(axis=-1) for value in values]


def _class_sum(loss: FixedLoss) -> Any:
    """The constant class sum of a symmetric loss."""
    return over_labels(loss.expression, Vector([1, *[0] * (CLASSES - 1)]))


def draw(tables: Data, width: Width) -> Any:
    """Noisy against clean risks, one point per hypothesis."""
    groups, line = tables.groups("risks", "loss"), tables["line"]
    figure, axes = panels(width, len(groups), across=2, height=1.9)
    for place, (ax, part) in enumerate(zip(axes, groups.values(), strict=True)):
        ax.plot(part["clean"], part["noisy"], alpha=0.7, markersize=1.8, markeredgewidth=0,
                  **SERIES[place].marker_style())  # fmt: skip
        if place == 0:
            ax.plot(line["clean"], line["noisy"], zorder=0, **CERTAIN)
        share = swapped(part["clean"], part["noisy"])
        text = "order kept" if share == 0 else f"{100 * share:.0f} of 100 pairs\nswapped"
        ax.text(0.05, 0.96, text, transform=ax.transAxes, va="top", fontsize=7)
        ax.set_xlabel("clean risk")
    axes[0].set_ylabel("noisy risk")
    letter(axes, [short(name) for name in groups])
    return figure


PICTURE = Picture(
    name="noisy-risk",
    title="Noisy versus clean risks, for a symmetric and another loss",
    caption=(
        f"Risks of {HYPOTHESES} random hypotheses on {SAMPLES} samples of {CLASSES} classes, "
        "under clean labels and averaged over uniform noise, $\\eta = 2/5$. (a) The class sum of "
        f"MAE is constant, so the noisy risk is $m R + \\frac{{\\eta}}{{c-1}} C$ (line) and noise "
        "preserves the order of hypotheses. (b) Another loss (default: cross-entropy); the panel "
        "shows how many pairs of hypotheses change their order."
    ),
    claims=(
        "ghosh2017.uniform-risk-identity", "ghosh2017.uniform-tolerance",
        "zhang2018.cce-sensitive",
    ),
    data=data,
    draw=draw,
    takes_loss=True,
)  # fmt: skip
