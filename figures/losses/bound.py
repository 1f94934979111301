"""The bound of L_q on the cost of noisy labels, and their cost for a pair of hypotheses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy
from matplotlib.lines import Line2D
from scipy.optimize import brentq

from lossproof.figures.picture import Data, Picture, Request, Width, stacked
from lossproof.figures.sheet import SERIES, legend, letter, panels
from lossproof.figures.style import INK
from lossproof.theory.language import Blocks
from lossproof.theory.losses import lq, uniform_mixture
from lossproof.theory.numbers import array

BOUND = "zhang2018.risk-bound"
CLASSES = 10
RATES, EXPONENTS = np.arange(1, 88) / 100, np.arange(2, 101) / 100
SHOWN_Q, SHOWN_ETA = (0.3, 0.5, 0.7, 0.9), (0.2, 0.4, 0.6)

Risk = Callable[[float, float, float], tuple[float, float]]


def data(request: Request) -> Data:
    """The bound against the rate and against q, and the cost for the pair of `reached`."""
    statement = request.claim(BOUND).statement
    symbols, guarantee = statement.symbolic(), -statement.symbolic_conclusion[0].lhs
    allowed = array([guarantee], [symbols[name] for name in ("eta", "q", "c")])
    risks = one_sample()
    parts: list[dict[str, Any]] = []
    for panel, rates, exponents in (
        *(("rate", RATES, np.full_like(RATES, q)) for q in SHOWN_Q),
        *(("q", np.full_like(EXPONENTS, eta), EXPONENTS) for eta in SHOWN_ETA),
    ):
        (bound,) = allowed(rates, exponents, CLASSES)
        pairs = zip(rates.tolist(), exponents.tolist(), bound.tolist(), strict=True)
        cost = [reached(risks, *pair) for pair in pairs]
        parts.append({"panel": panel, "eta": rates, "q": exponents, "bound": bound,
                      "reached": np.array(cost)})  # fmt: skip
    return Data(costs=stacked(parts))


def one_sample() -> Risk:
    """The loss of an output `u` at the label, the others equal, and its mean over the noise."""
    u, q, eta = sympy.symbols("u q eta", nonnegative=True)
    f = Blocks((u, 1), ((1 - u) / (CLASSES - 1), CLASSES - 1))
    at_label = lq(u, q)
    noisy = uniform_mixture(at_label, f.total(lambda entry: lq(entry, q)), eta, CLASSES)
    code = sympy.lambdify([u, q, eta], [at_label, noisy], "math")

    def risks(at: float, power: float, rate: float) -> tuple[float, float]:
        first, second = code(at, power, rate)
        return float(first), float(second)

    return risks


def reached(risks: Risk, eta: float, q: float, bound: float) -> float:
    """The excess clean risk of a hypothesis whose noisy risk is that of a better one.

    The better one is confident on every sample: of the label, or on a share of wrong samples of
    another class. The worse one has the same uncertain output everywhere. If a uniform output has
    at least the noisy risk of a correct one, the share of wrong samples makes the noisy risks equal
    and the bound is attained. Else no sample is wrong, and the worse one favours other labels.
    """
    (right, right_noisy), (wrong, wrong_noisy) = risks(1, q, eta), _elsewhere(risks, q, eta)
    even, even_noisy = risks(1 / CLASSES, q, eta)
    if even_noisy >= right_noisy:
        share = (even_noisy - right_noisy) / (wrong_noisy - right_noisy)
        return even - (right + share * (wrong - right))

    def gap(u: float) -> float:
        return risks(u, q, eta)[1] - right_noisy

    least: Any = 0.0 if gap(0.0) <= 0 else brentq(gap, 0.0, 1 / CLASSES, xtol=1e-14)
    return risks(least, q, eta)[0] - right


def _elsewhere(risks: Risk, q: float, eta: float) -> tuple[float, float]:
    """The loss of a confident wrong output, and its mean over the noise."""
    ends = [float(lq(end, sympy.Float(q))) for end in (0, 1)]
    total = risks(1, q, 0)[0] + ends[1] + (CLASSES - 1) * ends[0]
    return ends[0], float(uniform_mixture(ends[0], total, eta, CLASSES))


def draw(tables: Data, width: Width) -> Any:
    """The bound as lines, the cost of the pair as points on them or below."""
    parts = tables.groups("costs", "panel", "eta"), tables.groups("costs", "panel", "q")
    figure, axes = panels(width, 2, legend=1)
    by_q = [part for (panel, _), part in parts[1].items() if panel == "rate"]
    by_rate = [part for (panel, _), part in parts[0].items() if panel == "q"]
    for ax, several, across in zip(axes, (by_q, by_rate), ("eta", "q"), strict=True):
        for look, part in zip(SERIES, several, strict=False):
            fixed, letters = ("q", "q") if across == "eta" else ("eta", r"\eta")
            label = f"${letters} = {part[fixed][0]:g}$"
            ax.plot(part[across], part["bound"], label=label, **look.line_style())
            some = slice(3, None, 7)
            ax.plot(part[across][some], part["reached"][some], **look.marker_style())
        ax.set_ylim(0, 4)
        ax.set_ylabel("excess risk")
        ax.legend(loc="upper left" if across == "eta" else "upper right", handlelength=2.4)
    axes[0].set_xlabel(r"rate of uniform noise, $\eta$")
    axes[1].set_xlabel("$q$")
    axes[0].set_xlim(0, 0.9)
    axes[1].set_xlim(0, 1)
    letter(axes, ("against the rate", "against $q$"))
    legend(
        figure,
        [Line2D([], [], color=INK, label="bound"),
         Line2D([], [], color=INK, linestyle="none", marker="o", label="reached by a pair")],
        2,
    )  # fmt: skip
    return figure


PICTURE = Picture(
    name="gce-bound",
    title="Uniform noise: the excess-risk bound of L_q, and the excess risk attained",
    caption=(
        f"The excess clean risk that uniform noise can cost a minimiser of $\\mathcal{{L}}_q$ "
        f"with {CLASSES} classes: the bound $-A$ (lines), and the excess risk of a pair of "
        "hypotheses whose better one has no lower noisy risk (points). The pair attains the "
        "bound as long as the bound is at most the loss of the uniform output. The noise is "
        "averaged: for sampled noise Eq. 8 of Zhang and Sabuncu is refuted."
    ),
    claims=(
        BOUND, "zhang2018.bound-monotone/constant", "zhang2018.class-sum-bounds",
        "zhang2018.risk-bound/drawn",
    ),
    data=data,
    draw=draw,
)  # fmt: skip
