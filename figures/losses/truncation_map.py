"""Certified map of where truncation tightens the bounds on the class sum of L_q."""

from __future__ import annotations

from typing import Any

import numpy as np

from lossproof.figures.frame import CLOSED, COLOURS, HATCH, HATCHED, WORDS, line
from lossproof.figures.picture import Data, Picture, Request, Width, stacked
from lossproof.figures.sheet import legend, letter, panels
from lossproof.figures.style import INK
from lossproof.theory.maps import OUTSIDE, STATES, Regions, certified_map

CLAIM = "zhang2018.tightens-k03"
CLASSES, DEPTH, LOWEST = (2, 10), 8, 0.3


def data(request: Request) -> Data:
    """The cells of certified maps over `q` and `k`, and the curve where it begins to fail."""
    claim = request.claim(CLAIM)
    cells: list[dict[str, Any]] = []
    curve: list[dict[str, Any]] = []
    for c in CLASSES:
        (sheet,) = certified_map(
            claim.statement, ("q", "k"), pinned={"c": c}, boundary=claim.boundary, depth=DEPTH
        ).sheets
        cells.append({"c": c, **_boxes(sheet.regions)})
        curve += [{"c": c, "q": f.points[:, 0], "k": f.points[:, 1]} for f in sheet.closed]
    return Data(cells=stacked(cells), curve=stacked(curve))


def _boxes(regions: Regions) -> dict[str, Any]:
    ends = np.array([regions.box(cell) for cell in range(len(regions.cells))], dtype=float)
    names = ("q low", "q high", "k low", "k high")
    columns = dict(zip(names, ends.reshape(-1, 4).T, strict=True))
    return {**columns, "state": np.array(STATES)[regions.codes]}


def draw(tables: Data, width: Width) -> Any:
    """A map for every number of classes."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    curves = tables.groups("curve", "c")
    figure, axes = panels(width, len(CLASSES), across=2, height=1.9, legend=3, sharey=True)
    states: dict[str, None] = {}
    for ax, (c, part) in zip(axes, tables.groups("cells", "c").items(), strict=True):
        _cells(ax, part)
        states |= dict.fromkeys(part["state"].tolist())
        if c in curves:
            ax.plot(curves[c]["q"], curves[c]["k"], **line(CLOSED))
        ax.set_xlim(0, 1)
        ax.set_ylim(LOWEST, 1)
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "", "0.5", "", "1"])
        ax.set_xlabel("$q$")
    axes[0].set_ylabel("threshold, $k$")
    letter(axes, [f"$c = {c}$" for c in CLASSES])
    keys: list[Any] = [
        Patch(facecolor=COLOURS[code], edgecolor=HATCHED if code == OUTSIDE else INK,
              hatch=HATCH if code == OUTSIDE else None, linewidth=0.4, label=WORDS[code])
        for code, state in reversed(list(enumerate(STATES)))
        if state in states
    ]  # fmt: skip
    keys.append(Line2D([], [], label="boundary in closed form", **line(CLOSED)))
    legend(figure, keys, 2 if width == "column" else 5)
    return figure


def _cells(axes: Any, part: dict[str, Any]) -> None:
    from matplotlib.collections import PolyCollection

    a, b, c, d = (part[name] for name in ("q low", "q high", "k low", "k high"))
    corners = np.stack([np.stack([a, c], 1), np.stack([b, c], 1), np.stack([b, d], 1),
                        np.stack([a, d], 1)], axis=1)  # fmt: skip
    for code, state in enumerate(STATES):
        chosen = corners[part["state"] == state]
        hatch = HATCH if code == OUTSIDE else None
        colour = COLOURS[code]
        if code == OUTSIDE:
            axes.add_patch(_backdrop(axes, colour, hatch))
        elif len(chosen):
            axes.add_collection(
                PolyCollection(list(chosen), facecolors=colour, edgecolors=colour, linewidths=0.2)
            )


def _backdrop(axes: Any, colour: str, hatch: str | None) -> Any:
    """The background of cells outside the hypotheses."""
    from matplotlib.patches import Rectangle

    return Rectangle((0, 0), 1, 1, transform=axes.transAxes, facecolor=colour, edgecolor=HATCHED,
                     hatch=hatch, linewidth=0, zorder=0)  # fmt: skip


PICTURE = Picture(
    name="truncation-map",
    title="Certified map: where truncation tightens the class-sum bounds of L_q",
    caption=(
        "Validity of Eq. 11 of Zhang and Sabuncu for $k \\ge 0.3$ and $k \\ge 1/c$: whether the "
        "printed bounds on the class sum are closer with a threshold than without. Every point "
        "of the coloured regions is certified by ball arithmetic; black cells are undecided. The "
        "inequality begins to fail at the curve $k = \\max(0, 2 - c^{1-q})^{1/q}$."
    ),
    claims=(
        CLAIM, "zhang2018.tightens-k03/small-q", "zhang2018.truncation-tightens",
        "zhang2018.k05-tighter/all-q-and-c",
    ),
    data=data,
    draw=draw,
)  # fmt: skip
