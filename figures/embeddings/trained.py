"""Embeddings trained on noisy labels, for every sampling strategy."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from lossproof.figures.picture import Data, Picture, Request, Width
from lossproof.figures.sheet import SERIES, legend, letter, panels
from lossproof.simulate.training import column, normal_classes
from lossproof.simulate.training.embeddings import SAMPLINGS, Settings, train_embeddings
from lossproof.theory.losses import all_pairs_rate

CLASSES, FEATURES, EACH, SEEDS, EPOCHS = 6, 12, 60, 2, 8
RATES = tuple(Fraction(k, 10) for k in (0, 1, 2, 3, 4, 5, 6, 7))


def data(request: Request) -> Data:
    """Precision and area under the curve of test points, by rate, seed and sampling strategy."""
    noises = [column(f"symmetric:{rate}", CLASSES) for rate in RATES]
    result = train_embeddings(
        normal_classes(CLASSES, FEATURES, size=EACH, seed=request.seed), noises,
        seeds=range(request.seed, request.seed + SEEDS), settings=Settings(epochs=EPOCHS),
    )  # fmt: skip
    noise, seed, way = np.indices(result.precision.shape).reshape(3, -1)
    return Data(
        trained={
            "eta": np.array(RATES, dtype=float)[noise], "seed": seed + request.seed,
            "way": np.array(list(SAMPLINGS))[way], "precision": result.precision.ravel(),
            "area": result.auc.ravel(),
        },
        threshold={"k": [CLASSES], "rate": [float(all_pairs_rate(CLASSES))]},
    )  # fmt: skip


def draw(tables: Data, width: Width) -> Any:
    """Means over the seeds against the rate, and the tolerated rate of all pairs."""
    figure, axes = panels(width, 2, legend=3 if width == "column" else 1)
    lines: list[Any] = []
    at = float(tables["threshold"]["rate"][0])
    for ax, name in zip(axes, ("precision", "area"), strict=True):
        for look, (way, part) in zip(SERIES, tables.groups("trained", "way").items(), strict=False):
            several = [part[name][part["eta"] == eta].mean() for eta in np.unique(part["eta"])]
            lines += ax.plot(np.unique(part["eta"]), several, label=way, marker=look.marker,
                               **look.line_style())  # fmt: skip
        ax.axvline(at, color=SERIES[0].colour, linewidth=0.6, zorder=0)
        ax.set_xlabel(r"rate of uniform noise, $\eta$")
        ax.set_ylim(None, 1.02)
    axes[0].set_ylabel("precision at 1")
    axes[1].set_ylabel("area under the curve")
    letter(axes, ("nearest neighbours", "pairs"))
    legend(figure, lines[: len(SAMPLINGS)], 2 if width == "column" else 6)
    return figure


PICTURE = Picture(
    name="trained-embeddings",
    title="Embeddings trained on noisy labels, by strategy for pairs and triplets",
    caption=(
        f"Networks trained on {CLASSES} normal classes with uniform label noise, by strategy for "
        f"pairs and triplets: means of {SEEDS} seeds after {EPOCHS} epochs, a small experiment "
        "that takes seconds. The vertical line is the proved rate that all pairs tolerate for an "
        "embedding with clean risk 0. The accuracy of the networks is an observation that no "
        "claim decides."
    ),
    claims=(
        "le2018.all-pairs-threshold", "le2018.all-pairs-threshold/only-below",
        "le2018.one-to-one-class-noise", "le2018.triplet-class-noise",
    ),
    data=data,
    draw=draw,
)  # fmt: skip
