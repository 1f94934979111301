"""Baseline losses of papers: of margins, and with bootstrapped labels.

Source of the comparisons: Patrini, Rozza, Menon, Nock and Qu, "Making Deep Neural Networks
Robust to Label Noise", 2017, Sec. 5.2. The paper prints no formulas; these come from the sources
that it cites, for several classes as in the code of its authors (github.com/giorgiop/
loss-correction, `loss.py`), without its factor 1/c and constant terms.
"""

from __future__ import annotations

from typing import Any

import sympy

from lossproof.theory.language import Vector
from lossproof.theory.losses.library import cce, entropy

SOFT_SHARE = sympy.Rational(95, 100)
HARD_SHARE = sympy.Rational(8, 10)


def sigmoid(v: Any) -> sympy.Expr:
    """The sigmoid loss of a margin, `1 / (1 + exp(v))` (Ghosh, Manwani & Sastry 2015)."""
    return 1 / (1 + sympy.exp(v))


def savage(v: Any) -> sympy.Expr:
    """The Savage loss of a margin, `1 / (1 + exp(2 v))^2` (Masnadi-Shirazi & Vasconcelos 2008)."""
    return 1 / (1 + sympy.exp(2 * v)) ** 2


def bootstrap_soft(f: Any, y: Any, share: Any) -> sympy.Expr:
    """Cross-entropy of the target `share e_y + (1 - share) f`; the gradient goes through both f.

    Reed et al., "Training deep neural networks on noisy labels with bootstrapping", 2015, with
    `share` 0.95.
    """
    return share * cce(f[y]) + (1 - share) * entropy(f)


def bootstrap_hard(f: Any, y: Any, share: Any) -> sympy.Expr:
    """Cross-entropy of the target `share e_y + (1 - share) e_k`, `k` the largest entry of `f`.

    Reed et al. (2015) as above, with `share` 0.8.
    """
    largest = sympy.Max(*f) if isinstance(f, Vector) else f.largest()
    return share * cce(f[y]) + (1 - share) * cce(largest)
