"""Backward correction: unbiased, with larger variance, and unbounded below."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from lossproof.figures.picture import Data, Picture, Request, Width, stacked
from lossproof.figures.sheet import GUIDE, SERIES, letter, panels, short
from lossproof.theory.language import Vector
from lossproof.theory.losses import (
    LOSSES,
    FixedLoss,
    backward_uniform,
    uniform_mixture,
)
from lossproof.theory.numbers import array

CLASSES, RATE = 3, sympy.Rational(3, 10)
USUAL = LOSSES["cce"].fix()
OUTPUTS = np.arange(2, 100) / 100
SHOWN, STEPS = (2, 3, 10), 100
SMALL = 10.0 ** -np.arange(0.2, 8.05, 0.1)


def data(request: Request) -> Data:
    """Means, spreads and least values of a corrected loss under uniform noise."""
    loss = request.loss or USUAL
    spread: list[dict[str, Any]] = []
    for c in SHOWN:
        rates = np.arange(STEPS) / STEPS * 0.98 * (c - 1) / c
        spread.append({"c": c, "eta": rates, "ratio": _ratio(loss, rates, c)})
    return Data(
        means={"loss": np.full(len(OUTPUTS), loss.name), **_means(loss)},
        spread=stacked(spread),
        draws={"loss": np.full(len(SMALL), loss.name), **_draws(loss)},
    )


def _labels(loss: FixedLoss, u: Any, c: int) -> tuple[Any, Any]:
    """The losses of the clean label and of another, for the output `u` at the clean label."""
    f = Vector([u, *[(1 - u) / (c - 1)] * (c - 1)])
    return loss.expression(f, 0), loss.expression(f, 1)


def _means(loss: FixedLoss) -> dict[str, Any]:
    """The clean loss, its mean over the noise, and that of the corrected loss."""
    u, c = sympy.Symbol("u", positive=True), CLASSES
    at_label, other = _labels(loss, u, c)
    total = at_label + (c - 1) * other
    fixed = [backward_uniform(value, total, RATE, c) for value in (at_label, other)]
    after = uniform_mixture(fixed[0], fixed[0] + (c - 1) * fixed[1], RATE, c)
    forms = [at_label, uniform_mixture(at_label, total, RATE, c), after]
    values = array(forms, [u])(OUTPUTS)
    names = ("clean", "noisy", "noisy, corrected")
    return {"u": OUTPUTS, **dict(zip(names, values, strict=True))}


def _ratio(loss: FixedLoss, rates: Any, c: int) -> Any:
    """The standard deviation of the corrected loss over that of the plain one, at `f_y = 3/4`."""
    eta = sympy.Symbol("eta", nonnegative=True)
    at_label, other = _labels(loss, sympy.Rational(3, 4), c)
    total = at_label + (c - 1) * other
    apart = backward_uniform(at_label, total, eta, c) - backward_uniform(other, total, eta, c)
    # Both take two values with the same chances: deviations are proportional to differences.
    (ratio,) = array([sympy.Abs(apart / (at_label - other))], [eta])(rates)
    return ratio


def _draws(loss: FixedLoss) -> dict[str, Any]:
    """Plain and corrected loss where the label is right, against the output at a wrong class."""
    v, c = sympy.Symbol("v", positive=True), CLASSES
    f = Vector([(1 - v) / (c - 1)] * (c - 1) + [v])
    losses = [loss.expression(f, j) for j in range(c)]
    total = sum(losses, sympy.Integer(0))
    forms = [losses[0], backward_uniform(losses[0], total, RATE, c)]
    plain, fixed = array(forms, [v])(SMALL)
    return {"output": SMALL, "plain": plain, "corrected": fixed}


def draw(tables: Data, width: Width) -> Any:
    """Means, deviations, and single samples."""
    figure, axes = panels(width, 3, height=1.55 if width == "column" else 1.75)
    means, single = tables["means"], tables["draws"]
    for look, (key, label) in zip(
        SERIES, (("clean", "clean"), ("noisy", "noisy")), strict=False
    ):  # fmt: skip
        axes[0].plot(means["u"], means[key], label=label, **look.line_style())
    some = slice(2, None, 8)
    axes[0].plot(means["u"][some], means["noisy, corrected"][some], label="noisy, corrected",
                 **SERIES[2].marker_style())  # fmt: skip
    for look, (c, part) in zip(SERIES, tables.groups("spread", "c").items(), strict=False):
        axes[1].plot(part["eta"], part["ratio"], label=f"$c = {c}$", **look.line_style())
    for look, (key, label) in zip(
        SERIES, (("plain", "plain"), ("corrected", "corrected")), strict=False
    ):  # fmt: skip
        axes[2].plot(single["output"], single[key], label=label, **look.line_style())
    axes[2].axhline(0, **GUIDE)
    axes[2].set_xscale("log")
    axes[2].minorticks_off()
    axes[2].set_xlim(1, float(SMALL[-1]))
    for ax, x, y in zip(
        axes,
        ("output at the clean label, $f_y$", r"rate of uniform noise, $\eta$",
         "output at another class"),
        ("mean loss", "ratio of deviations", "loss of one sample"),
        strict=True,
    ):  # fmt: skip
        ax.set_xlabel(x)
        ax.set_ylabel(y)
        ax.legend(handlelength=2.4)
    axes[1].set_ylim(0, 20)
    axes[0].set_xlim(0, 1)
    axes[1].set_xlim(0, 0.9)
    name = short(str(means["loss"][0]))
    usual = str(means["loss"][0]) == USUAL.name
    single = "no lower bound" if usual else "one sample"
    letter(axes, (f"{name}: unbiased", "price in deviation", single))
    return figure


PICTURE = Picture(
    name="backward",
    title="Backward correction is unbiased, has a larger deviation, and is unbounded below",
    caption=(
        "A loss (default: cross-entropy) with backward correction for uniform noise; in (a) and "
        f"(c) $c = {CLASSES}$, $\\eta = 3/10$. (a) The mean of the corrected loss over the noise "
        "is the clean loss. (b) Its standard deviation is $1/m$ times that of the uncorrected "
        "loss on noisy labels, and grows without bound as $\\eta$ approaches the rate at which "
        "labels carry no information. (c) A single sample with a correct label: of "
        "cross-entropy, the corrected loss decreases without bound as the output at another class "
        "goes to 0."
    ),
    claims=(
        "patrini2017.backward-unbiased", "derived.backward-variance/symmetric",
        "derived.backward-unbounded", "patrini2017.backward-sign",
    ),
    data=data,
    draw=draw,
    takes_loss=True,
)  # fmt: skip
