"""Forms that every kind of kernel is tried on, and the logits that tests give it."""

from typing import Any

import numpy as np
import sympy

from lossproof.simulate.kernels import ELL, Program, U
from lossproof.simulate.kernels.forms import LARGEST, class_sum_symbol

S0, S1 = map(class_sum_symbol, range(2))
SUMS = [U**2, U * ELL]
SEVEN_TENTHS, HALF = sympy.Rational(7, 10), sympy.Rational(1, 2)
FORMS: list[Any] = [
    1 / U, U**2, U**3, U**5, sympy.exp(3 * ELL), sympy.exp(SEVEN_TENTHS * ELL), U * ELL, ELL,
    sympy.Abs(U - HALF) ** 3, sympy.sign(U - HALF), sympy.floor(4 * U), sympy.exp(U),
    sympy.Piecewise((U**2, U < HALF), (U - HALF / 2, True)),
    sympy.Piecewise((U, ELL >= LARGEST - 2), (1, U > HALF), (0, True)),
    sympy.sqrt(S0), S0, S0**2, LARGEST * S1, LARGEST - S1**2, S0 * U, S1 * U,
    sympy.Max(0, HALF - U, U - sympy.Rational(3, 4)), sympy.Min(U, HALF) ** 4, (1 - U) ** 2 * ELL,
]  # fmt: skip
# What LLVM does not compile.
MORE: list[Any] = [
    U**SEVEN_TENTHS, sympy.Max(U, HALF) ** SEVEN_TENTHS, sympy.Max(U, HALF) ** -SEVEN_TENTHS,
    sympy.log(1 - U), 1 / (1 - U) ** HALF,
]  # fmt: skip


def softmax(logits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """u and log u of logits (c, n)."""
    ell = logits - logits.max(axis=0)
    ell -= np.log(np.exp(ell).sum(axis=0))
    return np.exp(ell), ell


def terms(forms: Any, sums: Any, logits: np.ndarray) -> np.ndarray:
    """Every form at every class of every sample by NumPy in float64, shape (forms, c, n)."""
    return Program(forms, sums).values(np, *softmax(logits))


def mean_of(classes: int) -> np.ndarray:
    mean = np.linspace(-1, 1, classes)
    mean[0] = 1.7
    return mean


def slack(form: Any) -> float:
    """How far sums may be apart: float32 may see a tie, or the other side of a limit."""
    return 2.5 if form.atoms(sympy.Piecewise, sympy.sign, sympy.floor) else 1e-30
