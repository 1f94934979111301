"""How often batch-hard mining collapses an embedding, by batch size and dimension."""

from __future__ import annotations

from typing import Any

import numpy as np

from lossproof.figures.picture import Data, Picture, Request, Width
from lossproof.figures.sheet import GUIDE, SERIES, letter, panels
from lossproof.simulate.training import digits
from lossproof.simulate.training.embeddings import collapse_grid

BATCHES, DIMENSIONS, SEEDS, STEPS, SHARE = (12, 30, 60, 240), (1, 2, 4, 8), 2, 100, 0.1


def data(request: Request) -> Data:
    """Diameter and loss at the end, and the radial derivative at the start, of every network."""
    seeds = range(request.seed, request.seed + SEEDS)
    result = collapse_grid(digits(), BATCHES, DIMENSIONS, seeds=seeds, steps=STEPS)
    row, column, seed = np.indices(result.diameter.shape).reshape(3, -1)
    return Data(
        networks={
            "batch": np.array(BATCHES)[row], "dimension": np.array(DIMENSIONS)[column],
            "seed": seed + request.seed, "start": result.start.ravel(),
            "diameter": result.diameter.ravel(), "loss": result.loss.ravel(),
        },
        grid={
            "batch": np.repeat(BATCHES, len(DIMENSIONS)),
            "dimension": np.tile(DIMENSIONS, len(BATCHES)),
            "collapsed": result.collapsed(SHARE).ravel(),
        },
    )  # fmt: skip


def draw(tables: Data, width: Width) -> Any:
    """A grid of diameters with the shares that collapsed, and the derivatives."""
    from matplotlib.colors import LogNorm

    figure, (left, right) = panels(width, 2, height=1.9)
    networks = tables.groups("networks", "batch", "dimension")
    sizes = np.array([
        [networks[b, n]["diameter"].mean() for n in DIMENSIONS] for b in BATCHES
    ])  # fmt: skip
    shown = left.pcolormesh(sizes, cmap="cividis", norm=LogNorm(SHARE / 30, 3),
                            edgecolors="face", linewidth=0.1)  # fmt: skip
    for (batch, dimension), part in tables.groups("grid", "batch", "dimension").items():
        row, column = BATCHES.index(batch), DIMENSIONS.index(dimension)
        colour = "white" if sizes[row, column] < 0.12 else "black"
        left.text(column + 0.5, row + 0.5, f"{part['collapsed'][0]:g}", ha="center",
                  va="center", color=colour)  # fmt: skip
    left.set_xticks(np.arange(len(DIMENSIONS)) + 0.5, [str(n) for n in DIMENSIONS])
    left.set_yticks(np.arange(len(BATCHES)) + 0.5, [str(b) for b in BATCHES])
    left.tick_params(length=0)
    left.set_xlabel("dimensions, $n$")
    left.set_ylabel("points in a batch")
    bar = figure.colorbar(shown, ax=left, pad=0.02)
    bar.set_label("diameter / margin")
    bar.outline.set_linewidth(0.4)
    bar.ax.minorticks_off()
    for look, n in zip(SERIES, DIMENSIONS, strict=False):
        means = [networks[b, n]["start"].mean() for b in BATCHES]
        right.plot(BATCHES, means, label=f"$n = {n}$", marker=look.marker, **look.line_style())
    right.axhline(0, **GUIDE)
    right.set_xscale("log")
    right.set_xticks(BATCHES, [str(b) for b in BATCHES])
    right.minorticks_off()
    right.set_xlabel("points in a batch")
    right.set_ylabel("radial derivative")
    right.set_ylim(None, 1.9 * float(tables["networks"]["start"].max()))
    right.legend(loc="upper left", ncols=2, handlelength=2.4, columnspacing=1)
    letter((left, right), ("share collapsed", "at the start"))
    return figure


PICTURE = Picture(
    name="collapse",
    title="How often batch-hard mining collapses, by batch size and dimension",
    caption=(
        "Networks trained with batch-hard triplets on clean digits, without normalisation, from "
        f"random initialisations: {SEEDS} seeds and {STEPS} batches, a small experiment that "
        "takes seconds. (a) The share of networks that end with no two points farther apart than "
        f"{SHARE:g} of the margin (numbers), on the mean diameter (colours). (b) The radial "
        "derivative of the loss before training: if it is positive, shrinking lowers the loss. "
        "The first claim measures with more seeds and batches whether collapse becomes more "
        "likely."
    ),
    claims=(
        "xu2022.batch-and-dimension", "xu2022.shrink-direction", "xu2022.shrink-direction/never",
        "xu2022.collapse-values",
    ),
    data=data,
    draw=draw,
)  # fmt: skip
