"""Noise multiplies determinants of batches by one factor for every classifier."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from lossproof.figures.picture import Data, Picture, Request, Width, stacked
from lossproof.figures.sheet import CERTAIN, SERIES, letter, panels
from lossproof.simulate.information import draw_batches
from lossproof.theory.information import JointDistribution
from lossproof.theory.noise import TransitionMatrix

SAMPLES, BATCHES, ALPHA = 1000, 400, Fraction(1, 20)
RATES = tuple(Fraction(k, 20) for k in range(0, 12, 2))
LINE = 101
# Joint laws of output and label, in fiftieths: a good classifier, a fair one and a poor one.
CLASSIFIERS: dict[str, Any] = {
    "good": [[18, 1, 1], [1, 13, 1], [1, 1, 13]],
    "fair": [[13, 3, 2], [4, 9, 3], [3, 3, 10]],
    "poor": [[10, 4, 4], [5, 7, 4], [5, 4, 7]],
}


def data(request: Request) -> Data:
    """Mean determinants of noisy batches over the clean one, with intervals, and the exact ones.

    All intervals hold simultaneously with probability about `1 - ALPHA` (Student's t).
    """
    alpha = float(ALPHA) / (len(RATES) * len(CLASSIFIERS))
    sampled: list[dict[str, Any]] = []
    exact: list[dict[str, Any]] = []
    rates = [Fraction(k, LINE - 1) * RATES[-1] for k in range(LINE)]
    for name, counts in CLASSIFIERS.items():
        law = JointDistribution.from_rows([[Fraction(n, 50) for n in row] for row in counts])
        for rate in RATES:
            noise = TransitionMatrix.uniform(rate, len(counts))
            batches = draw_batches(
                law, SAMPLES, BATCHES, noises=(noise,), seed=request.seed,
                claim=f"figure: dmi-invariance: {name}, {rate}",
            )  # fmt: skip
            expected = law.determinant() * Fraction(batches.expected)
            interval = batches.mean_over(expected, alpha)
            sampled.append({"classifier": name, "eta": float(rate),
                          "ratio": batches.over(expected).mean(),
                          "low": interval.low, "high": interval.high})  # fmt: skip
        after = [law.through(TransitionMatrix.uniform(rate, len(counts))) for rate in rates]
        ratios = [float(joint.determinant() / law.determinant()) for joint in after]
        exact.append({"classifier": name, "eta": np.array(rates, dtype=float), "ratio": ratios,
                      "loss": [joint.dmi_loss() for joint in after]})  # fmt: skip
    return Data(batches=stacked(sampled), exact=stacked(exact))


def draw(tables: Data, width: Width) -> Any:
    """Ratios with intervals around the line, and losses with constant differences."""
    figure, (left, right) = panels(width, 2)
    sampled, exact = tables.groups("batches", "classifier"), tables.groups("exact", "classifier")
    first = next(iter(exact.values()))
    left.plot(first["eta"], first["ratio"], label=r"$|\det T|$", **CERTAIN)
    for place, (look, (name, part)) in enumerate(zip(SERIES, sampled.items(), strict=False)):
        ends = np.stack([part["ratio"] - part["low"], part["high"] - part["ratio"]])
        aside = part["eta"] + 0.006 * (place - 1)
        left.errorbar(aside, part["ratio"], ends, label=name, elinewidth=0.8, capsize=1.5,
                      **look.marker_style())  # fmt: skip
        right.plot(exact[name]["eta"], exact[name]["loss"], label=name, **look.line_style())
    for ax in (left, right):
        ax.set_xlabel(r"rate of uniform noise, $\eta$")
        ax.legend(handlelength=2.4)
    left.set_ylabel("noisy / clean determinant")
    right.set_ylabel(r"$\mathcal{L}_{\mathrm{DMI}}$")
    letter((left, right), ("means of batches", "the loss itself"))
    return figure


PICTURE = Picture(
    name="dmi-invariance",
    title="Uniform noise scales determinants by the same factor for every classifier",
    caption=(
        f"Three classifiers of three classes. (a) The mean determinant of {BATCHES} batches of "
        f"{SAMPLES} noisy samples divided by the expected determinant of clean samples; Student's "
        "intervals, simultaneous with probability about 0.95. The ratio is $|\\det T|$ for all "
        "classifiers (line). (b) So noise adds the same constant $-\\log|\\det T|$ to the loss "
        "of each classifier and preserves their differences."
    ),
    claims=(
        "dmi.relative-invariance", "dmi.loss-shift", "derived.det-expectation",
        "dmi.dmi-order",
    ),
    data=data,
    draw=draw,
)  # fmt: skip
