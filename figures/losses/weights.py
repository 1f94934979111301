"""Losses, and the weight of a sample in training with each."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from lossproof.figures.picture import Data, Picture, Request, Width, stacked
from lossproof.figures.sheet import SERIES, legend, letter, named, panels
from lossproof.theory.language import Vector
from lossproof.theory.losses import LOSSES
from lossproof.theory.losses.gradients import logit_gradient_norm
from lossproof.theory.numbers import array

CLASSES = 10
USUAL = (
    LOSSES["cce"].fix(),
    LOSSES["mae"].fix(),
    LOSSES["lq"].fix(q="7/10"),
    LOSSES["truncated_lq"].fix(q="7/10", threshold="1/2"),
    LOSSES["sl"].fix(alpha="1/10", beta=1, log_zero=-4),
)
AT = np.arange(4, 997) / 1000


def data(request: Request) -> Data:
    """Every loss and the L1 norm of its gradient in the logits, against the label's output `u`.

    The other outputs are equal.
    """
    u, v = sympy.symbols("u v", positive=True)
    f = Vector((u, *[v] * (CLASSES - 1)))
    parts: list[dict[str, Any]] = []
    for loss in request.losses(USUAL):
        forms = [loss.expression(f, 0), logit_gradient_norm(loss.expression, f, 0)]
        value, size = array(forms, [u, v])(AT, (1 - AT) / (CLASSES - 1))
        parts.append({"loss": loss.name, "u": AT, "value": value, "gradient": size})
    return Data(curves=stacked(parts))


def draw(tables: Data, width: Width) -> Any:
    """Losses in one panel, gradients in the other."""
    curves = tables.groups("curves", "loss")
    figure, (left, right) = panels(width, 2, legend=3 if width == "column" else 2)
    lines = [
        left.plot(part["u"], part["value"], label=named(name), **look.line_style())[0]
        for look, (name, part) in zip(SERIES, curves.items(), strict=False)
    ]
    for look, part in zip(SERIES, curves.values(), strict=False):
        right.plot(part["u"], part["gradient"], **look.line_style())
    for axes in (left, right):
        axes.set_xlim(0, 1)
        axes.set_xlabel("output at the label, $f_y$")
    left.set_ylim(0, 4.2)
    right.set_ylim(0, None)
    left.set_ylabel("loss")
    right.set_ylabel(r"$\|\nabla_z\, \mathrm{loss}\|_1$")
    letter((left, right), ("losses", "size of the gradient in the logits"))
    legend(figure, lines, 2 if width == "column" else 3)
    return figure


PICTURE = Picture(
    name="losses",
    title="Losses and their gradient weights",
    caption=(
        f"(a) Losses against the output at the label, for {CLASSES} classes with equal other "
        "outputs. (b) The $L_1$ norm of their gradients in the logits, which is the weight of a "
        "sample in training: cross-entropy gives the largest weight to the worst predictions, "
        "MAE to uncertain predictions, and a truncated loss gives weight 0 below its threshold."
    ),
    claims=(
        "zhang2018.lq-gradient", "zhang2018.cce-difficult",
        "zhang2018.zero-gradient-below-k", "imae.weights", "imae.emphasis", "li.logit-gradients",
    ),
    data=data,
    draw=draw,
    takes_loss=True,
)  # fmt: skip
