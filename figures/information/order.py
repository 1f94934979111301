"""Two ways to compare classifiers by information, on clean labels and on noisy ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from lossproof.figures.picture import Data, Picture, Request, Width, swapped
from lossproof.figures.sheet import CERTAIN, SERIES, letter, panels
from lossproof.simulate.drawing import noisy_joint
from lossproof.simulate.machine import stream
from lossproof.theory.information.measures import dmi_loss_of, mutual_information_of
from lossproof.theory.noise import TransitionMatrix

CLASSIFIERS = 250
PRIOR = np.array([2, 3, 5]) / 10
NOISE = TransitionMatrix.one_directional("9/20", 0, 1, 3)


def data(request: Request) -> Data:
    """Information of random classifiers about clean and noisy labels.

    Outputs are independent of the noise given the label; all share one label distribution.
    """
    rng = stream(request.seed, "figure: information-order", 0)
    c = len(PRIOR)
    sure = np.exp(rng.uniform(-1, 2, size=(CLASSIFIERS, 1, 1)))
    logits = sure * rng.normal(size=(CLASSIFIERS, c, c)) + 2 * rng.uniform(
        size=(CLASSIFIERS, 1, 1)
    ) * np.eye(c)
    weights = np.exp(logits)
    joints = PRIOR * weights / weights.sum(axis=1, keepdims=True)
    joints /= joints.sum(axis=(1, 2), keepdims=True)
    after = np.array([noisy_joint(joint, NOISE) for joint in joints])
    return Data(
        classifiers={
            "MI": mutual_information_of(joints), "MI, noisy": mutual_information_of(after),
            "DMI": np.exp(-dmi_loss_of(joints)), "DMI, noisy": np.exp(-dmi_loss_of(after)),
        },
        line={"DMI": [0.0, 1 / c**c], "DMI, noisy": [0.0, float(abs(NOISE.determinant())) / c**c]},
    )  # fmt: skip


def draw(tables: Data, width: Width) -> Any:
    """Noisy against clean information, one point per classifier."""
    table, line = tables["classifiers"], tables["line"]
    figure, axes = panels(width, 2, across=2, height=1.9)
    for look, ax, name in zip(SERIES[1::-1], axes, ("MI", "DMI"), strict=False):
        before, after = table[name], table[f"{name}, noisy"]
        ax.plot(before, after, alpha=0.7, markersize=1.8, markeredgewidth=0, **look.marker_style())
        share = swapped(before, after)
        text = "order kept" if share == 0 else f"{100 * share:.0f} of 100 pairs\nswapped"
        ax.text(0.05, 0.96, text, transform=ax.transAxes, va="top", fontsize=7)
        ax.set_xlabel("clean labels")
        ax.set_xlim(0, before.max() * 1.05)
        ax.set_ylim(0, after.max() * 1.3)
    end = axes[1].get_xlim()[1] / line["DMI"][1]
    axes[1].plot(line["DMI"] * end, line["DMI, noisy"] * end, zorder=0, **CERTAIN)
    axes[0].set_ylabel("noisy labels")
    letter(axes, ("Shannon's, nats", r"$|\det Q|$"))
    return figure


PICTURE = Picture(
    name="information-order",
    title="The order of classifiers by mutual information and by determinants, under noise",
    caption=(
        f"Information of {CLASSIFIERS} random classifiers about clean labels with probabilities "
        "0.2, 0.3 and 0.5, and about noisy labels, where 9 of 20 samples of the first class get "
        "the label of the second. (a) Shannon's information: noise reduces it by a different "
        "factor for each classifier, so the order changes. (b) Determinants: noise multiplies "
        "all of them by $|\\det T|$ (line), so the order is preserved."
    ),
    claims=(
        "dmi.mi-order", "dmi.mi-order/above-half", "dmi.dmi-order",
        "dmi.relative-invariance",
    ),
    data=data,
    draw=draw,
)  # fmt: skip
