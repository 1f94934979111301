"""The noise matrix, and its printed estimates from exact probabilities."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import Any

import numpy as np

from lossproof.figures.picture import Data, Picture, Request, Width, stacked
from lossproof.figures.sheet import WIDTHS, panels
from lossproof.figures.style import INK
from lossproof.simulate.information.estimating import (
    SingularEstimate,
    argmax_estimate,
    percentile_estimate,
)
from lossproof.theory.noise import cifar10_flips

RATES = ("1/5", "3/5")
POINTS, RARE = 100, 9
KINDS = ("true", "argmax", "percentile")
MARK = r"$\times$"


def points(rows: Any) -> list[Any]:
    """100 perfect examples: 2 of the last class, 10 or 11 of the others."""
    counts = [11 if label in (0, 1, 2, 3, 4, 5, 6, 7) else 10 for label in range(9)] + [2]
    return [rows[label] for label, count in enumerate(counts) for _ in range(count)]


def data(request: Request) -> Data:
    """T and both estimates, entry by entry, for a mild and a high rate of flips."""
    parts: list[dict[str, Any]] = []
    for rate in RATES:
        noise = cifar10_flips(rate)
        probs = points(noise.rows)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SingularEstimate)
            matrices = (noise, argmax_estimate(probs).matrix, percentile_estimate(probs).matrix)
        for kind, matrix in zip(KINDS, matrices, strict=True):
            entries = matrix.to_numpy()
            i, j = (axis.ravel() for axis in np.indices(entries.shape))
            parts.append({"N": float(Fraction(rate)), "matrix": kind, "clean": i, "noisy": j,
                          "entry": entries.ravel()})  # fmt: skip
    return Data(matrices=stacked(parts))


def draw(tables: Data, width: Width) -> Any:
    """A row of matrices for every rate; rows that are estimated wrong are marked."""
    across = WIDTHS[width] / 3
    figure, axes = panels(width, 6, across=3, height=across + 0.08)
    groups = tables.groups("matrices", "N", "matrix")
    for place, (ax, ((rate, kind), part)) in enumerate(zip(axes, groups.items(), strict=True)):
        size = int(part["clean"].max()) + 1
        entries, true = (
            table["entry"].reshape(size, size) for table in (part, groups[rate, "true"])
        )
        ax.pcolormesh(entries, cmap="Blues", vmin=0, vmax=1, edgecolors="face", linewidth=0.1)
        wrong = np.flatnonzero(np.abs(entries - true).max(axis=1) > 0)
        for row in wrong:
            ax.text(size + 0.2, row + 0.5, MARK, ha="left", va="center", fontsize=6)
        ax.plot([0, size, size, 0, 0], [0, 0, size, size, 0], color=INK, linewidth=0.5)
        ax.set_xlim(-0.1, size + 1)
        ax.set_ylim(size + 0.1, -0.1)
        ax.set_aspect("equal")
        ax.set_axis_off()
        name = {"true": "$T$", "argmax": "argmax", "percentile": "97th percentile"}[kind]
        ax.set_title(name if place < 3 else "", loc="left")
        if place % 3 == 0:
            ax.text(-0.6, size / 2, f"$N = {rate:g}$", rotation=90, ha="right", va="center")
    return figure


PICTURE = Picture(
    name="estimated-noise",
    title="A transition matrix and its estimates by two printed estimators",
    caption=(
        "The noise that Patrini et al. add to CIFAR-10, at two rates $N$, and their two "
        "estimates of it from exact noisy probabilities at perfect examples of all classes. A "
        "row is a clean label; darker is larger. Rows with a cross are wrong. A row of the "
        "argmax estimate is correct if the diagonal entry is the largest of its column; the 97th "
        "percentile also misses the last class, which has 2 of 100 points."
    ),
    claims=(
        "patrini2017.argmax-estimator", "patrini2017.argmax-estimator/column-maximum",
        "patrini2017.percentile-estimator/number-of-images", "patrini2017.percentile-estimator",
    ),
    data=data,
    draw=draw,
)  # fmt: skip
