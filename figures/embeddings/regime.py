"""Shares of random embeddings, and of separated classes, in the linear regime."""

from __future__ import annotations

from typing import Any

import numpy as np

from lossproof.figures.picture import Data, Picture, Request, Width, stacked
from lossproof.figures.sheet import SERIES, letter, panels
from lossproof.simulate.intervals import EmpiricalBernstein
from lossproof.simulate.machine import stream
from lossproof.simulate.pairs import Regime
from lossproof.simulate.pairs.batch import Batch
from lossproof.theory.losses import PairLoss
from lossproof.theory.numbers import array

BOUND = "le2018.initialisation-regime/bound"
DIMENSIONS = tuple(2**power for power in range(1, 11))
MARGINS, TRIPLETS, BLOCKS, ALPHA = (0.5, 1.0), 2400, 8, 0.05
CLASSES, EACH, SPACE = 10, 12, 16
APART = np.arange(0, 61) / 20
LOSS = PairLoss(margin="1/2", boundary="3/2")


def data(request: Request) -> Data:
    """Chances of random triplets with intervals, their bound, and shares of pairs by regime."""
    statement = request.claim(BOUND).statement
    symbols = statement.symbolic()
    allowed = array([statement.symbolic_conclusion[0].rhs], [symbols["n"], symbols["M"]])
    every = np.unique(np.geomspace(DIMENSIONS[0], DIMENSIONS[-1], 200).round())
    bounds = [{"margin": M, "n": every, "bound": allowed(every, M)[0]} for M in MARGINS]
    chances = [
        {"margin": M, "n": n, **_outside(request.seed, n, M)} for M in MARGINS for n in DIMENSIONS
    ]
    rng = stream(request.seed, "figure: regime: classes", 0)
    labels = np.repeat(np.arange(CLASSES), EACH)
    around = rng.normal(size=(len(labels), SPACE)) / np.sqrt(2 * SPACE)
    shares: list[dict[str, Any]] = []
    for apart in APART.tolist():
        points = around + apart * np.eye(CLASSES, SPACE)[labels]
        regime = Regime.of(Batch.from_embeddings(points, labels, CLASSES), LOSS)
        shares.append({"apart": apart, "linear": regime.linear, "active": regime.active,
                       "inactive": regime.inactive})  # fmt: skip
    return Data(bounds=stacked(bounds), chances=stacked(chances), shares=stacked(shares))


def _outside(seed: int, n: int, margin: float) -> dict[str, Any]:
    """The share of random triplets of the sphere outside of the regime, with an interval."""
    alpha = ALPHA / (len(DIMENSIONS) * len(MARGINS))
    known = EmpiricalBernstein(0.0, 1.0, alpha, planned=TRIPLETS)
    outside = 0
    for block in range(BLOCKS):
        rng = stream(seed, f"figure: regime: {n}, {margin}", block)
        points = rng.normal(size=(3, TRIPLETS // BLOCKS, n))
        anchor, positive, negative = points / np.linalg.norm(points, axis=2, keepdims=True)
        gap = ((anchor - positive) ** 2 - (anchor - negative) ** 2).sum(axis=1)
        count = int((abs(gap) > margin).sum())
        outside += count
        known.update(len(gap), count, count)
    interval = known.interval()
    return {"outside": outside / TRIPLETS, "low": interval.low, "high": interval.high}


def draw(tables: Data, width: Width) -> Any:
    """Chances against the dimension, and shares of pairs against the distance of classes."""
    figure, (left, right) = panels(width, 2, height=1.9)
    bounds = tables.groups("bounds", "margin")
    for look, (margin, part) in zip(
        SERIES, tables.groups("chances", "margin").items(), strict=False
    ):
        bound = bounds[margin]
        left.plot(bound["n"], bound["bound"], label=f"bound, $M = {margin:g}$", **look.line_style())
        ends = np.stack([part["outside"] - part["low"], part["high"] - part["outside"]])
        left.errorbar(part["n"], part["outside"], ends, label=f"drawn, $M = {margin:g}$",
                      elinewidth=0.8, capsize=1.5, **look.marker_style())  # fmt: skip
    left.set_xscale("log", base=2)
    left.set_ylim(0, 1)
    left.set_xlabel("dimensions, $n$")
    left.set_ylabel("chance to be outside")
    left.legend(handlelength=2.4)
    shares = tables["shares"]
    for look, name in zip(SERIES, ("linear", "active", "inactive"), strict=False):
        label = {"linear": "linear regime", "active": "outside, with a loss",
                 "inactive": "outside, without"}[name]  # fmt: skip
        right.plot(shares["apart"], shares[name], label=label, **look.line_style())
    right.set_ylim(0, 1)
    right.set_xlim(0, float(APART[-1]))
    right.set_xlabel("distance of class centres from 0")
    right.set_ylabel("share of the pairs")
    right.legend(handlelength=2.4)
    letter((left, right), ("at the start, triplets", "later, pairs"))
    return figure


PICTURE = Picture(
    name="regime",
    title="The linear regime: at initialisation, and as classes move apart",
    caption=(
        "(a) The probability that a triplet of random points of the sphere is outside the linear "
        f"regime $|d_{{ap}}^2 - d_{{an}}^2| \\leq M$: the proved bound $8/(n M^2)$ where it is "
        f"below 1 (lines), and the share of {TRIPLETS} triplets with simultaneous intervals of "
        "probability 0.95. (b) Among all pairs of points around class centres, the share in the "
        "linear regime $|d - \\beta| \\leq \\alpha$ of the margin loss, $\\alpha = 1/2$, $\\beta "
        "= 3/2$, and the shares outside it with and without a loss."
    ),
    claims=(
        BOUND, "le2018.initialisation-regime/second-moment",
        "le2018.outside-linear-regime/kept-order", "le2018.margin-symmetric-sum",
    ),
    data=data,
    draw=draw,
)  # fmt: skip
