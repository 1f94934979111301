"""The class sum of losses on the simplex: constant if the loss tolerates uniform noise."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from lossproof.figures.picture import Data, Picture, Request, Width, stacked
from lossproof.figures.sheet import SERIES, letter, named, panels, short
from lossproof.figures.style import INK
from lossproof.theory.language import Vector
from lossproof.theory.lemmas import lq_class_sum_range
from lossproof.theory.losses import LOSSES, over_labels
from lossproof.theory.numbers import array

STEPS, LEVELS, FLAT = 60, 11, 1e-9
TALL = float(np.sqrt(3) / 2)
USUAL = (
    LOSSES["mae"].fix(),
    LOSSES["lq"].fix(q="7/10"),
    LOSSES["truncated_lq"].fix(q="7/10", threshold="1/2"),
)
EXPONENTS = np.arange(1, 101) / 100
CLASSES = (2, 3, 10)


def data(request: Request) -> Data:
    """Class sums at a grid of the simplex of three classes, and the range of `L_q` against q."""
    at = [(i, j, STEPS - i - j) for i in range(STEPS + 1) for j in range(STEPS + 1 - i)]
    points = np.array(at).T / STEPS
    symbols = sympy.symbols("f0:3", nonnegative=True)
    sums: list[dict[str, Any]] = []
    for loss in [*USUAL[:-1], request.loss or USUAL[-1]]:
        form = over_labels(loss.expression, Vector(symbols))
        (total,) = array([form], symbols)(*points)
        sums.append({"loss": loss.name, "f0": points[0], "f1": points[1], "f2": points[2],
                      "class sum": total})  # fmt: skip
    q, c = sympy.symbols("q c", positive=True)
    ends = array(lq_class_sum_range(q, c), [q, c])
    ranges: list[dict[str, Any]] = []
    for classes in CLASSES:
        low, high = ends(EXPONENTS, classes)
        ranges.append({"c": classes, "q": EXPONENTS, "least": low, "greatest": high})
    return Data(simplex=stacked(sums), ranges=stacked(ranges))


def draw(tables: Data, width: Width) -> Any:
    """Three triangles, and the ranges."""
    sums = tables.groups("simplex", "loss")
    figure, axes = panels(width, 4, across=2 if width == "column" else 4, height=1.6)
    *triangles, ranges = axes
    for ax, part in zip(triangles, sums.values(), strict=True):
        _triangle(ax, part)
    for look, (c, part) in zip(SERIES, tables.groups("ranges", "c").items(), strict=False):
        share = 1 - part["least"] / part["greatest"]
        ranges.plot(part["q"], share, label=f"$c = {c}$", **look.line_style())
    ranges.set_xlim(0, 1)
    ranges.set_ylim(0, 1)
    ranges.set_xlabel("$q$")
    ranges.set_ylabel("width / greatest")
    ranges.legend(loc="upper right", handlelength=2.2, borderaxespad=0)
    usual = {loss.name for loss in USUAL}
    names = [short(name) if name in usual else named(name) for name in sums]
    letter(axes, [*names, r"range, $\mathcal{L}_q$"])
    return figure


def _triangle(axes: Any, part: dict[str, Any]) -> None:
    """Class sums from dark, the least, to light, the greatest, with both numbers below."""
    x, y, total = part["f1"] + part["f2"] / 2, part["f2"] * TALL, part["class sum"]
    finite, known = np.isfinite(total), total[~np.isnan(total)]
    low, high = float(total[finite].min()), float(total[finite].max())
    flat = high - low < FLAT
    margin = 0.5 if flat else (high - low) / 1000
    levels = np.linspace(low - margin, high + margin, 2 if flat else LEVELS)
    filled = axes.tricontourf(x[finite], y[finite], total[finite], levels=levels, cmap="cividis")
    filled.set_edgecolor("face")
    axes.plot([0, 1, 0.5, 0], [0, 0, TALL, 0], color=INK, linewidth=0.6)
    corners = (("0", -0.02, "right"), ("1", 1.02, "left"))
    for number, at, align in corners:
        axes.text(at, -0.02, f"$f_{number}$", ha=align, va="top", fontsize=7)
    axes.text(0.5, TALL + 0.02, "$f_2$", ha="center", va="bottom", fontsize=7)
    ends = dict.fromkeys(map(_number, (known.min(), known.max())))
    below = " to ".join(ends)
    axes.text(0.5, -0.04, below, ha="center", va="top", fontsize=7)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_xlim(-0.12, 1.12)
    axes.set_ylim(-0.16, 1.0)


def _number(value: float) -> str:
    if np.isinf(value):
        return r"$\infty$" if value > 0 else r"$-\infty$"
    return f"{value:.2f}"


PICTURE = Picture(
    name="class-sums",
    title="Sums of losses over the labels, on the simplex",
    caption=(
        "(a)-(c) The sum of a loss over three labels at every prediction; a loss given by the "
        "user is in (c). For MAE the sum is constant, which gives tolerance to uniform noise. "
        "For $\\mathcal{L}_q$ with $q = 7/10$ it is minimal at the uniform prediction and "
        "maximal at the vertices. Truncated: $q = 7/10$, $k = 1/2$. Dark is the "
        "minimum, and the numbers below are the minimum and the maximum. (d) The difference of "
        "maximum and minimum, divided by the maximum."
    ),
    claims=(
        "zhang2018.class-sum-bounds", "ghosh2017.symmetric-sums", "derived.trunc-lower-exact",
        "derived.trunc-upper-exact",
    ),
    data=data,
    draw=draw,
    takes_loss=True,
)  # fmt: skip
