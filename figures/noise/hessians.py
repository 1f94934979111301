"""The Hessian of a small ReLU network on clean and on noisy labels, block by block."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from lossproof.figures.picture import Data, Picture, Request, Width
from lossproof.figures.sheet import WIDTHS, letter, panels
from lossproof.figures.style import INK
from lossproof.theory.losses import LOSSES, backward_uniform, uniform_mixture
from lossproof.theory.losses.gradients import Layer, Network

USUAL = LOSSES["cce"].fix()
RATE, CLASSES = sympy.Rational(3, 10), 3
OUTPUT = tuple(sympy.Rational(share, 8) for share in (4, 3, 1))
COLUMNS = ("clean", "noisy", "noisy, corrected")


def network() -> Network:
    """Two inputs, two hidden units, three outputs; no unit is at its kink."""
    quarter = sympy.Rational(1, 4)
    first = Layer([[3 * quarter, -2 * quarter], [2 * quarter, 5 * quarter]], [quarter, -quarter])
    last = Layer([[1, -quarter], [-3 * quarter, 1], [quarter, 2 * quarter]], [0, 0, 0])
    return Network([first, last], [sympy.Integer(1), 2 * quarter])


def data(request: Request) -> Data:
    """Every second derivative: with the clean label, and averaged over noise, plain and corrected.

    The biases of the last layer give the output `OUTPUT`; the clean label is 0.
    """
    loss, net = (request.loss or USUAL), network()
    try:
        hessians = [net.hessian(loss.expression, label, OUTPUT) for label in range(CLASSES)]
    except ValueError as error:
        raise ValueError(
            f"it has no second derivative at the output {OUTPUT}, where the figure takes it"
        ) from error
    total = sum(hessians[1:], hessians[0])
    fixed = [backward_uniform(one, total, RATE, CLASSES) for one in hessians]
    matrices: tuple[Any, ...] = (
        hessians[0],
        uniform_mixture(hessians[0], total, RATE, CLASSES),
        uniform_mixture(fixed[0], sum(fixed[1:], fixed[0]), RATE, CLASSES),
    )
    size = len(net.entries)
    names = [name for name, place in net.blocks.items() for _ in range(size)[place]]
    rows, columns = (axis.ravel() for axis in np.indices((size, size)))
    values = {
        name: np.array(matrix.evalf(17).tolist(), dtype=float).ravel()
        for name, matrix in zip(COLUMNS, matrices, strict=True)
    }
    return Data(
        hessian={
            "loss": np.full(size**2, loss.name), "row": rows, "column": columns,
            "row block": np.array(names)[rows], "column block": np.array(names)[columns], **values,
        }
    )  # fmt: skip


def draw(tables: Data, width: Width) -> Any:
    """The Hessian, and its changes by noise, plain and corrected."""
    table = tables["hessian"]
    size = int(table["row"].max()) + 1
    clean, noisy, fixed = (table[name].reshape(size, size) for name in COLUMNS)
    blocks = table["row block"].reshape(size, size)[:, 0].tolist()
    height = WIDTHS[width] / 3 + 0.35
    figure, axes = panels(width, 3, across=3, height=height)
    for place, (ax, shown) in enumerate(
        zip(axes, (clean, noisy - clean, fixed - clean), strict=True)
    ):
        most = abs(clean).max() if place == 0 else abs(noisy - clean).max()
        ax.pcolormesh(shown, cmap="PuOr", vmin=-most, vmax=most, edgecolors="face", linewidth=0.1)
        _blocks(ax, blocks, rows=place == 0)
    letter(axes, ("clean", "change", "corrected"))
    return figure


def _blocks(axes: Any, blocks: list[str], *, rows: bool) -> None:
    """Lines between blocks, their names at the sides."""
    names = list(dict.fromkeys(blocks))
    starts = [blocks.index(name) for name in names]
    ends = [*starts[1:], len(blocks)]
    for start in starts[1:]:
        axes.axhline(start, color=INK, linewidth=0.4)
        axes.axvline(start, color=INK, linewidth=0.4)
    middles = [(start + end) / 2 for start, end in zip(starts, ends, strict=True)]
    letters = [f"${name[0]}_{name[1:]}$" for name in names]
    axes.set_xticks(middles, letters)
    axes.set_yticks(middles, letters if rows else [])
    axes.tick_params(length=0)
    axes.set_xlim(0, len(blocks))
    axes.set_ylim(len(blocks), 0)
    axes.set_aspect("equal")
    for spine in axes.spines.values():
        spine.set_visible(True)


PICTURE = Picture(
    name="hessians",
    title="The Hessian of a ReLU network on clean and on noisy labels",
    caption=(
        "The Hessian of a ReLU network with two inputs, two hidden units and three outputs, in "
        "its weights $W$ and biases $b$, under uniform noise of rate $\\eta = 3/10$; orange is "
        "negative, purple positive. (a) For the clean label. (b) The change of the Hessian "
        "by noise, averaged over it: of cross-entropy it is 0 within each layer and for the biases "
        "of the last layer, but not for the weights of the last layer with earlier parameters. (c) "
        "The change for the backward-corrected loss is 0."
    ),
    claims=(
        "patrini2017.hessian-noise-free", "patrini2017.hessian-noise-free/mixed",
        "patrini2017.hessian-blocks", "patrini2017.hessian-blocks/later-biases",
        "patrini2017.hessian-backward/expected",
    ),
    data=data,
    draw=draw,
    takes_loss=True,
)  # fmt: skip
