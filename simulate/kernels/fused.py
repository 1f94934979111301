"""Sums of forms over samples in one CUDA kernel, generated from SymPy formulas.

The kernel is `fused.cu`: it samples Gaussian logits, takes their softmax, evaluates the forms and
adds them without storing a sample. The forms precede it as C code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any, cast

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray
from sympy.codegen.ast import float32, real
from sympy.codegen.cfunctions import expm1
from sympy.printing.c import C99CodePrinter
from sympy.printing.codeprinter import PrintMethodNotImplementedError

from lossproof.simulate.kernels.forms import ELL, LARGEST, U, class_sum_symbol, in_logs, is_short
from lossproof.simulate.machine import Backend

THREADS, SAMPLES_PER_THREAD, CELLS_AT_ONCE = 128, 32, 16
BLOCK_SAMPLES = THREADS * SAMPLES_PER_THREAD
# Accumulators that fit a thread's registers: of every form and class, or of a tile of classes.
ALL_CELLS, ALL_CLASSES, TILE_CELLS = 160, 32, 96
MOST_BLOCKS, PARTIAL_BYTES = 4096, 2**25


@dataclass(frozen=True)
class Kernel:
    """Forms and class sums compiled for c = `classes`; as in `kernels.forms.Moments`.

    Attributes
    ----------
    forms : expressions in `U`, `ELL`, `LARGEST` and class sums
        At least one; what to sum over samples, at every class.
    sums : expressions in `U` and `ELL`
        `class_sum_symbol(m)` stands for the sum of the m-th over the classes.
    classes : int
        c >= 2.

    Raises
    ------
    ValueError
        If a form holds another symbol, or a function that has no C form.
    """

    forms: Sequence[sympy.Expr]
    sums: Sequence[sympy.Expr]
    classes: int

    def __post_init__(self) -> None:
        if not len(self.forms):
            raise ValueError("forms must contain at least one expression; got none")
        if self.classes < 2:
            raise ValueError(f"classes must be at least 2; got {self.classes}")
        for name in ("forms", "sums"):
            object.__setattr__(self, name, tuple(map(sympy.sympify, getattr(self, name))))
        self._source  # noqa: B018

    def source(self) -> str:
        """CUDA C++, complete and without includes; the kernels are `sum_samples`, `add_blocks`."""
        return self._source

    def run(
        self,
        backend: Backend,
        mean: ArrayLike,
        sigma: float,
        *,
        seed: int,
        n: int,
        offset: int = 0,
    ) -> NDArray[np.float64]:
        """Sums of the forms over the samples offset, ..., offset + n - 1 of a seed.

        Sample i has logits `mean + sigma * N(0, 1)`, a function of (seed, i) and nothing else.
        Terms are float32; so are the sums of 32 of them that one thread adds, and these are added
        in float64. The order is fixed: two runs on a device agree bit for bit.

        Parameters
        ----------
        backend : Backend
            One that runs CUDA kernels.
        mean : array, shape (c,)
            Finite; rounded to float32, as is sigma.
        sigma : float
            Finite, >= 0.
        seed : int
            In 0..2^64-1.
        n : int
            At least 1.
        offset : int
            At least 0, and offset + n at most 2^64.

        Returns
        -------
        array of float64, shape (forms, c)

        Raises
        ------
        ValueError
            If a parameter is outside its range, or the backend runs no CUDA kernels.
        """
        centre = np.asarray(mean, dtype=np.float32)
        self._check(centre, sigma, seed, offset, n)
        sum_samples = backend.raw_kernel(self._source, "sum_samples")
        add_blocks = backend.raw_kernel(self._source, "add_blocks")
        shape = (len(self.forms), self.classes)
        cells, blocks = shape[0] * shape[1], -(-n // BLOCK_SAMPLES)
        together = min(blocks, MOST_BLOCKS, max(1, PARTIAL_BYTES // (8 * cells)))
        centre, table = backend.asarray(centre), backend.asarray(np.zeros(shape))
        partial = backend.xp.empty((together, *shape), dtype=backend.xp.float64)
        for first in range(0, blocks, together):
            count, done = min(together, blocks - first), first * BLOCK_SAMPLES
            numbers = map(np.uint64, (seed, offset + done, n - done))
            sum_samples(count, THREADS, (centre, np.float32(sigma), *numbers, partial))
            add_blocks(-(-cells // THREADS), THREADS, (partial, np.int32(count), table))
        return backend.to_numpy(table)

    def _check(self, mean: NDArray[Any], sigma: float, seed: int, offset: int, n: int) -> None:
        if mean.shape != (self.classes,) or not np.isfinite(mean).all():
            raise ValueError(
                f"mean must contain c = {self.classes} finite numbers; got shape "
                f"{mean.shape}: {mean}"
            )
        if not 0 <= sigma <= np.finfo(np.float32).max:
            raise ValueError(f"sigma must be a finite number >= 0; got {sigma}")
        if not 0 <= seed < 2**64:
            raise ValueError(f"seed must be in 0..2^64-1; got {seed}")
        if n < 1:
            raise ValueError(f"n must be at least 1; got {n}")
        if not 0 <= offset <= 2**64 - n:
            raise ValueError(f"offset must be in 0..2^64-n, n = {n}; got {offset}")

    @cached_property
    def _source(self) -> str:
        text = (
            resources.files("lossproof.simulate.kernels")
            .joinpath("fused.cu")
            .read_text(encoding="utf-8")
        )
        return f"{self._constants()}\n{self._formulas()}\n{text}"

    def _constants(self) -> str:
        constants = {
            "CLASSES": self.classes,
            "FORMS": len(self.forms),
            "SUMS": len(self.sums),
            "TILE": _tile(self.classes, len(self.forms)),
            "THREADS": THREADS,
            "SAMPLES_PER_THREAD": SAMPLES_PER_THREAD,
            "CELLS_AT_ONCE": CELLS_AT_ONCE,
        }
        return "".join(f"constexpr int {name} = {value};\n" for name, value in constants.items())

    def _formulas(self) -> str:
        symbols = [class_sum_symbol(m) for m in range(len(self.sums))]
        inside, outside = (U, ELL), (U, ELL, LARGEST, *symbols)
        return _FORMULAS.format(
            sums="\n".join(f"    const float {s} = sums[{m}];" for m, s in enumerate(symbols)),
            unused="".join(f", (void){s}" for s in symbols),
            terms=_assignments("terms", "sums", self.sums, inside),
            values=_assignments("values", "forms", self.forms, outside),
        )


_FORMULAS = """\
__device__ inline float square(float x) {{ return x * x; }}
__device__ inline float cube(float x) {{ return x * x * x; }}

__device__ inline void class_terms(float u, float ell, float *terms)
{{
    (void)u, (void)ell, (void)terms;
{terms}
}}

__device__ inline void form_values(
    float u, float ell, float largest, const float *sums, float *values)
{{
{sums}
    (void)u, (void)ell, (void)largest, (void)sums{unused};
{values}
}}
"""


def _tile(classes: int, forms: int) -> int:
    """The number of classes that a thread treats at once, a multiple of 4: all if they fit."""
    padded = -(-classes // 4) * 4
    if padded <= ALL_CLASSES and classes * forms <= ALL_CELLS:
        return padded
    return min(padded, max(4, TILE_CELLS // forms // 4 * 4))


def _assignments(
    array: str, name: str, expressions: Sequence[Any], symbols: Sequence[sympy.Symbol]
) -> str:
    """C that stores every expression in an array."""
    codes = [_c_code(f"{name}[{k}]", form, symbols) for k, form in enumerate(expressions)]
    return "\n".join(f"    {array}[{k}] = {code};" for k, code in enumerate(codes))


def _c_code(name: str, form: Any, symbols: Sequence[sympy.Symbol]) -> str:
    """The form as a C expression of type float."""
    if unknown := form.free_symbols - set(symbols):
        raise ValueError(
            f"{name} must be a formula in {', '.join(map(str, symbols))} as "
            f"lossproof.simulate.kernels.forms defines them; it holds "
            f"{', '.join(sorted(map(str, unknown)))}"
        )
    try:
        value = _rewritten(form)
        if value.has(sympy.oo, -sympy.oo, sympy.zoo, sympy.nan, sympy.I):
            raise ValueError(f"it is {value}")  # noqa: TRY301
        return cast(str, _Printer().doprint(value))
    except (PrintMethodNotImplementedError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise ValueError(f"{name} must have a float32 form in C; got {form} ({reason})") from error


def _rewritten(form: Any) -> Any:
    """The form with powers of `u` as exponentials, and constants as decimal numbers."""
    # u rounds to 1 long before 1 - u is 0, where these have poles.
    complement: Any = -cast(Any, expm1)(ELL)
    value = in_logs(form).replace(
        lambda e: (e.is_Pow or e.func is sympy.log) and e.args[0] == 1 - U,
        lambda e: e.xreplace({1 - U: complement}),
    )
    return sympy.N(value, 17)


class _Printer(C99CodePrinter):
    def __init__(self) -> None:
        super().__init__({"type_aliases": {real: float32}})

    def _print_Pow(self, expr: Any) -> str:
        if not is_short(expr.exp):
            return super()._print_Pow(expr)
        base = self._print(expr.base)
        return {2: f"square({base})", 3: f"cube({base})", 4: f"square(square({base}))"}[
            int(expr.exp)
        ]
