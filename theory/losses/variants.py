"""Variants of losses in common code: with a constant in the logarithm, clipped, not normalised.

The forms of the papers, in `theory.losses`, clip nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from lossproof.theory.losses.library import rce

DETERMINANT_SMOOTHING = sympy.Rational(1, 1000)
LABEL_FLOOR = sympy.Rational(1, 10**4)
OUTPUT_FLOOR = sympy.Rational(1, 10**7)


def smoothed_dmi(d: Any, smoothing: Any) -> sympy.Expr:
    """`-log(d + smoothing)`, in nats; it is L_DMI without smoothing."""
    return -sympy.log(d + smoothing)


def counted(d: Any, n: Any, c: Any) -> sympy.Expr:
    """The determinant of a c x c table of sums over `n` samples; `d` is that of their means."""
    return n**c * d


class Clipped:
    """A prediction with every entry raised to at least `floor`; it is not normalised again."""

    def __init__(self, f: Any, floor: Any) -> None:
        self.f, self.floor = f, floor

    @property
    def size(self) -> Any:
        """The number of classes."""
        return self.f.size

    def __getitem__(self, label: Any) -> Any:
        return sympy.Max(self.f[label], self.floor)

    def total(self, of: Callable[[Any], Any] = lambda entry: entry) -> sympy.Expr:
        """The sum of `of(entry)` over the entries."""
        return self.f.total(lambda entry: of(sympy.Max(entry, self.floor)))


def clipped_rce(f: Any, y: Any, label_floor: Any, output_floor: Any) -> sympy.Expr:
    """RCE of the one-hot label clipped at `label_floor` and outputs clipped at `output_floor`.

    `log 0` becomes the log of `label_floor`; the outputs are at most 1 anyway.
    """
    return rce(Clipped(f, output_floor), y, sympy.log(label_floor))


def clipped_label(s: Any, c: Any) -> tuple[Any, Any]:
    """The one-hot label clipped at `s`: its mass is more than 1."""
    return sympy.Integer(1), s


def short_label(s: Any, c: Any) -> tuple[Any, Any]:
    """`1 - s` on the label and `s/c` on each other class: its mass is below 1."""
    return 1 - s, s / c


def mass(top: Any, rest: Any, c: Any) -> sympy.Expr:
    """The sum of a label's entries: `top` on the label, `rest` on every other class."""
    return top + (c - 1) * rest


def smoothed_cce(f: Any, y: Any, top: Any, rest: Any) -> sympy.Expr:
    """Cross-entropy `-sum_j e_j log f_j` of a smoothed label `e`."""
    return -rest * f.total(sympy.log) - (top - rest) * sympy.log(f[y])


def smoothed_rce(f: Any, y: Any, top: Any, rest: Any) -> sympy.Expr:
    """Reverse cross-entropy `-sum_j f_j log e_j` of a smoothed label `e`."""
    return rce(f, y, sympy.log(rest)) - sympy.log(top) * f[y]
