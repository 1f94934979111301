"""Truncated L_q: the printed bounds on its class sum, and the least class sum."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from lossproof.figures.picture import Data, Picture, Request, Width, stacked
from lossproof.figures.sheet import GUIDE, SERIES, letter, panels
from lossproof.theory.lemmas import least_at, lower_bound, support, upper_bound
from lossproof.theory.numbers import array

CLASSES = 10
EXPONENT = sympy.Rational(1, 5)
THRESHOLDS = np.arange(100, 1000) / 1000


def data(request: Request) -> Data:
    """Both printed bounds and the least class sum, for thresholds from `1/c` on."""
    k = sympy.Symbol("k", positive=True)
    q, c = EXPONENT, sympy.Integer(CLASSES)
    d = support(q, k)
    forms = [d, lower_bound(q, k, c), least_at(sympy.floor(d), q, k, c), upper_bound(q, k, c)]
    values = array(forms, [k])(THRESHOLDS)
    names = ("d", "printed lower", "least", "upper")
    return Data(bounds=stacked([{"k": THRESHOLDS, **dict(zip(names, values, strict=True))}]))


def draw(tables: Data, width: Width) -> Any:
    """The bounds, and the gap of the printed lower one."""
    table = tables["bounds"]
    figure, axes = panels(width, 2)
    left, right = axes
    named = (("upper", "upper bound, attained"), ("least", "least class sum"),
             ("printed lower", "printed lower bound"))  # fmt: skip
    for look, (name, label) in zip(SERIES, named, strict=False):
        left.plot(table["k"], table[name], label=label, **look.line_style())
    left.legend(loc="upper right", handlelength=2.4)
    left.set_ylabel("class sum")
    right.plot(table["k"], table["least"] - table["printed lower"], **SERIES[1].line_style())
    above = [(k, d) for k, d in zip(table["k"], table["d"], strict=True) if d > 1]
    for number in range(2, int(above[0][1]) + 1):
        at = min(above, key=lambda pair: abs(pair[1] - number))[0]
        right.axvline(at, **GUIDE)
        right.text(at + 0.003, 0.98, f"$d = {number}$", transform=right.get_xaxis_transform(),
                   va="top", fontsize=7)  # fmt: skip
    right.set_ylabel("least $-$ printed bound")
    right.set_ylim(0, None)
    for ax in axes:
        ax.set_xlabel("threshold, $k$")
    left.set_xlim(0.1, 1)
    right.set_xlim(0.1, 0.4)
    letter(axes, ("bounds", "what the printed bound misses"))
    return figure


PICTURE = Picture(
    name="truncated-bounds",
    title="Bounds on the class sum of truncated L_q: printed and exact",
    caption=(
        f"The sum of truncated $\\mathcal{{L}}_q$ over {CLASSES} labels, $q = 1/5$. (a) The "
        "printed upper bound is attained at the uniform output; the printed lower bound is "
        "valid, but attained at some thresholds only. (b) The lower bound is attained only if $d$ "
        "is an integer, since $d$ is a number of outputs."
    ),
    claims=(
        "zhang2018.bounds-tight", "zhang2018.truncated-lower",
        "zhang2018.bounds-tight/whole-d", "zhang2018.truncated-upper",
        "derived.trunc-lower-exact",
    ),
    data=data,
    draw=draw,
)  # fmt: skip
