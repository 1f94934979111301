"""The figure of cards: losses, their gradient weights, and their risks under noise."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy

from lossproof.figures.sheet import named
from lossproof.figures.style import MUTED, style
from lossproof.theory.card import Card
from lossproof.theory.card.loss import P, Reading
from lossproof.theory.losses import LOSSES, uniform_mixture
from lossproof.theory.numbers import array

KNOWN = {"cce": {}, "unhinged": {}, "lq": {"q": "7/10"}}
COLOURS = ("#d1495b", "#00798c", "#edae49", "#66478c", "#3f7d20")
GREYS = (("#9a9a9a", "-"), ("#9a9a9a", "--"), ("#9a9a9a", ":"))
CLASSES, RATE = 10, sympy.Rational(2, 5)
POINTS, EDGE, HIGHEST = 600, 1e-4, 6.0
SIZE, LETTER = (10.4, 4.4), 0.05


def draw(cards: Sequence[Card], *, classes: int = CLASSES, rate: Any = RATE) -> Any:
    """A figure of some cards beside known losses.

    Parameters
    ----------
    classes : the number of classes; the other classes share the remaining probability equally
    rate : of uniform noise, below (c - 1)/c

    Raises
    ------
    ValueError
        If a card is of a range of parameters, or more cards are given than there are colours.
    """
    from matplotlib.figure import Figure

    if len(cards) > len(COLOURS):
        raise ValueError(f"a picture must have at most {len(COLOURS)} losses; got {len(cards)}")
    lines = [(_curves(card.name, card.reading, classes, rate), {"color": colour, "linewidth": 1.7})
             for card, colour in zip(cards, COLOURS, strict=False)]  # fmt: skip
    names = {curves.name for curves, _ in lines}
    for (name, values), (colour, dashes) in zip(KNOWN.items(), GREYS, strict=True):
        loss = LOSSES[name].fix(**values)
        known = _curves(loss.name, Reading.of(name, loss.expression), classes, rate)
        if loss.name not in names:
            lines.append((known, {"color": colour, "linewidth": 1.0, "linestyle": dashes}))
    with style():
        figure: Any = Figure(figsize=SIZE)
        panels = figure.subplots(1, 3)
        figure.subplots_adjust(left=0.055, right=0.985, bottom=0.37, top=0.93, wspace=0.26)
        for curves, look in reversed(lines):
            for axes, values in zip(panels, (curves.loss, curves.weight, curves.risk), strict=True):
                axes.plot(curves.at, values, **look)
            k = int(np.nanargmin(curves.risk))
            panels[2].plot(curves.at[k], curves.risk[k], "o", color=look["color"], markersize=4,
                           clip_on=False, zorder=5)  # fmt: skip
        titles = ("loss", "gradient weight", "risk under noise")
        for axes, title in zip(panels, titles, strict=True):
            axes.set_title(title)
            axes.set_xlabel("$p$")
            axes.set_xlim(0, 1)
            for side in ("top", "right"):
                axes.spines[side].set_visible(False)
        low = min(0.0, *(float(np.nanmin(curves.loss)) for curves, _ in lines))
        panels[0].set_ylim(max(low, -HIGHEST), min(_top(lines, "loss"), HIGHEST))
        panels[1].set_ylim(0, min(_top(lines, "weight"), HIGHEST) * 1.05)
        panels[2].set_ylim(-0.02, 1.02)
        handles = [
            panels[0].plot([], [], label=named(curves.name), **look)[0] for curves, look in lines
        ]
        figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.05, 0.26), ncols=4)
        words = (
            f"c = {classes}. Where a loss is not of the label's probability p alone, the other "
            "classes share 1 − p equally. Gradient weight: the sum of the sizes of the gradient in "
            f"the logits. Risk under noise: the mean loss under uniform noise at rate {rate}, "
            "moved and scaled to lie in [0, 1]; the dot is its least value, which is at p = 1 "
            "where the loss tolerates that noise along these predictions."
        )
        figure.text(0.055, 0.012, textwrap.fill(words, int(SIZE[0] / LETTER)), color=MUTED,
                    fontsize=8.2, ha="left", va="bottom")  # fmt: skip
    return figure


class _Curves:
    def __init__(self, name: str, at: Any, loss: Any, weight: Any, risk: Any) -> None:
        self.name, self.at, self.loss, self.weight, self.risk = name, at, loss, weight, risk


def _curves(name: str, reading: Reading, c: int, rate: Any) -> _Curves:
    rest = (1 - P) / (c - 1)
    at_label = reading.along(c)
    if at_label.free_symbols - {P}:
        free = ", ".join(sorted(map(str, at_label.free_symbols - {P})))
        raise ValueError(
            f"a picture needs one value for every parameter, not a range; {free} of {name} has none"
        )
    from lossproof.theory.language import Vector

    prediction = Vector([P, *[rest] * (c - 1)])
    other = reading.expression(prediction, 1)
    risk = uniform_mixture(at_label, at_label + (c - 1) * other, rate, c)
    weight = 2 * P * (1 - P) * sympy.Abs(sympy.diff(at_label, P))
    at = np.linspace(EDGE, 1 - EDGE, POINTS)
    with np.errstate(all="ignore"):
        values = _values(at_label, weight, risk, at)
        arrays = [np.broadcast_to(v, at.shape).astype(float) for v in values]
    loss, weighed, noisy = (np.where(np.isfinite(v), v, np.nan) for v in arrays)
    low, high = np.nanmin(noisy), np.nanquantile(noisy, 0.99)
    return _Curves(name, at, loss, weighed, (noisy - low) / (high - low if high > low else 1.0))


def _values(at_label: Any, weight: Any, risk: Any, at: Any) -> Any:
    forms = [form.replace(sympy.DiracDelta, lambda *_: sympy.Integer(0))
             for form in (at_label, weight, risk)]  # fmt: skip
    return array(forms, [P])(at)


def _top(lines: Any, kind: str) -> float:
    return max(float(np.nanmax(getattr(curves, kind))) for curves, _ in lines)
