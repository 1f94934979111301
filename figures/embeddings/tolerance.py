"""Uniform label noise that sampling strategies tolerate, by the number of classes."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from lossproof.figures.picture import Data, Picture, Request, Width, stacked
from lossproof.figures.sheet import SERIES, letter, panels
from lossproof.simulate.machine import stream
from lossproof.simulate.pairs import (
    AllPairs,
    BatchHard,
    RandomTriplets,
    Weighted,
    triplet_mix,
    uniform_rate,
)
from lossproof.simulate.pairs.batch import Batch
from lossproof.theory.losses import all_pairs_rate, retained, valid_and_swapped
from lossproof.theory.noise import TransitionMatrix
from lossproof.theory.numbers import array

CLASSES, MEASURED = tuple(range(2, 31)), (3, 5, 10, 20, 30)
EACH, DIMENSIONS, RATE = 12, 32, sympy.Rational(3, 10)
DRAWS, REPLICATES = 2000, 24
PAIRS: dict[str, Any] = {"all pairs": AllPairs(), "one negative for every positive": Weighted(0.5)}
TRIPLETS: dict[str, Any] = {"random": RandomTriplets(DRAWS), "batch-hard": BatchHard()}


def data(request: Request) -> Data:
    """Rates up to which noise is tolerated, and shares of triplets, in formulas and measured."""
    k, eta = sympy.symbols("k eta", positive=True)
    (end,) = sympy.solve(retained(eta, k), eta)
    rates = array([all_pairs_rate(k), end], [k])(np.array(CLASSES))
    shares = array(valid_and_swapped(RATE, k), [k])(np.array(CLASSES))
    exact = {"k": np.array(CLASSES)} | dict(
        zip((*PAIRS, "valid", "swapped"), (*rates, *shares), strict=True)
    )
    pairs: list[dict[str, Any]] = []
    triplets: list[dict[str, Any]] = []
    for classes in MEASURED:
        points = clusters(request.seed, classes)
        for name, way in PAIRS.items():
            pairs.append({"way": name, "k": classes, "rate": uniform_rate(points, way)})
        noise = TransitionMatrix.uniform(str(RATE), classes)
        for name, way in TRIPLETS.items():
            mix = triplet_mix(points, way, noise, replicates=REPLICATES, seed=request.seed)
            triplets.append({"way": name, "k": classes, "valid": mix.valid,
                             "swapped": mix.swapped, "triplets": mix.triplets})  # fmt: skip
    return Data(exact=exact, pairs=stacked(pairs), triplets=stacked(triplets))


def clusters(seed: int, classes: int) -> Batch:
    """Points of balanced, separated classes, each around a vertex of a simplex."""
    rng = stream(seed, "figure: pair-tolerance", classes)
    labels = np.repeat(np.arange(classes), EACH)
    points = 2 * np.eye(classes, DIMENSIONS)[labels]
    points += rng.normal(size=points.shape) / np.sqrt(8 * DIMENSIONS)
    return Batch.from_embeddings(points, labels, classes)


def draw(tables: Data, width: Width) -> Any:
    """Rates in one panel, shares of triplets in the other."""
    figure, (left, right) = panels(width, 2, height=1.9)
    exact = tables["exact"]
    for look, (name, part) in zip(SERIES, tables.groups("pairs", "way").items(), strict=False):
        left.plot(exact["k"], exact[name], label=name, **look.line_style())
        left.plot(part["k"], part["rate"], **look.marker_style())
    left.set_ylim(0, 1.35)
    left.set_yticks([0, 0.25, 0.5, 0.75, 1])
    left.legend(loc="upper left", handlelength=2.4)
    left.set_ylabel(r"rate tolerated, $\eta$")
    mixes = tables.groups("triplets", "way")
    for place, name in enumerate(("valid", "swapped")):
        right.plot(exact["k"], exact[name], label=f"{name}, random", **SERIES[place].line_style())
        right.plot(mixes["random"]["k"], mixes["random"][name], **SERIES[place].marker_style())
        right.plot(
            mixes["batch-hard"]["k"], mixes["batch-hard"][name], label=f"{name}, batch-hard",
            markerfacecolor="none", **SERIES[place + 2].marker_style(),
        )  # fmt: skip
    right.set_ylim(-0.05, 1.5)
    right.set_yticks([0, 0.25, 0.5, 0.75, 1])
    right.legend(loc="upper left", ncols=2, handlelength=2.4, columnspacing=1)
    right.set_ylabel("share of the triplets")
    for ax in (left, right):
        ax.set_xlabel("classes, $k$")
    letter((left, right), ("pairs", f"triplets, $\\eta = {float(RATE):g}$"))
    return figure


PICTURE = Picture(
    name="pair-tolerance",
    title="Label noise that pairs and triplets tolerate, by the number of classes",
    caption=(
        "Uniform label noise in the linear regime. (a) The rate below which an embedding with "
        "clean risk 0 remains optimal: formulas (lines), and values computed for clusters of "
        f"{EACH} points per class (points). (b) Among the triplets that are valid for the noisy "
        "labels, the share that is valid for the clean labels, and the share with positive and "
        "negative swapped: formula (lines) and counts (points) for random triplets, counts for "
        "batch-hard triplets, which select mislabelled points."
    ),
    claims=(
        "le2018.all-pairs-threshold", "le2018.all-pairs-threshold/only-below",
        "le2018.one-to-one-class-noise", "le2018.triplet-noise-mix", "le2018.triplet-class-noise",
    ),
    data=data,
    draw=draw,
)  # fmt: skip
