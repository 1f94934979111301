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

# Of a block, and of a block of few teams at least.
THREADS, LEAST_SAMPLES = 128, 1024
# About, of all groups: far more than a card runs at a time, few enough to add their sums quickly.
MOST_BLOCKS = 2**14
# Samples that a thread adds in float32.
TURNS = 32
# Accumulators that fit a thread's registers; the largest team of threads for one sample.
MOST_CELLS, MOST_THREADS = 160, 256
# Of the sums of blocks in the memory of the card at a time.
PARTIAL_BYTES = 2**27


@dataclass(frozen=True)
class Layout:
    """How threads share classes and samples.

    Attributes
    ----------
    team : threads that evaluate one sample, a power of 2
    quads : a thread's classes, in groups of four: one call of Philox gives four normals
    """

    team: int
    quads: int

    @classmethod
    def of(cls, classes: int, forms: int) -> Layout:
        """The smallest team whose threads hold the sums of their classes in registers."""
        team, groups = 1, -(-classes // 4)
        while team < MOST_THREADS and forms * 4 * -(-groups // team) > MOST_CELLS and team < groups:
            team *= 2
        return cls(team, -(-groups // team))

    @property
    def threads(self) -> int:
        """Threads of a block."""
        return max(THREADS, self.team)

    @property
    def span(self) -> int:
        """Samples that a block adds in float32 before it adds in float64."""
        return self.threads // self.team * TURNS

    def spans(self, samples: int) -> int:
        """How many a block has, of a run of that many samples."""
        return max(1, -(-LEAST_SAMPLES // self.span), samples // (MOST_BLOCKS * self.span))


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
        means: ArrayLike,
        sigma: float,
        *,
        seeds: Sequence[int],
        counts: Sequence[int],
        offset: int = 0,
    ) -> NDArray[np.float64]:
        """Sums of the forms over groups of samples.

        Group g has the samples offset, ..., offset + counts[g] - 1 of its seed. Sample i has logits
        `means[g] + sigma * N(0, 1)`, a function of (seed, i) and nothing else. Terms are float32;
        so are the sums of 32 of them that one thread adds, and these are added in float64. The
        order is fixed: two runs on a device agree bit for bit.

        Parameters
        ----------
        backend : Backend
            One that runs CUDA kernels.
        means : array, shape (groups, c)
            Finite; rounded to float32, as is sigma.
        sigma : float
            Finite, >= 0.
        seeds : one for each group
            In 0..2^64-1.
        counts : one for each group
            At least 1.
        offset : int
            At least 0, and offset + counts at most 2^64.

        Returns
        -------
        array of float64, shape (groups, forms, c)

        Raises
        ------
        ValueError
            If a parameter is outside its range, or the backend runs no CUDA kernels.
        """
        centres = np.asarray(means, dtype=np.float32)
        sizes, keys = list(map(int, counts)), list(map(int, seeds))
        self._check(centres, sigma, keys, sizes, offset)
        sum_samples = backend.raw_kernel(self._source, "sum_samples")
        add_blocks = backend.raw_kernel(self._source, "add_blocks")
        spans = self.layout.spans(sum(sizes))
        size = spans * self.layout.span
        blocks = [-(-n // size) for n in sizes]
        starts = np.cumsum([0, *blocks])
        shape = (len(self.forms), self.classes)
        together = min(int(starts[-1]), max(1, PARTIAL_BYTES // (8 * shape[0] * shape[1])))
        table = backend.asarray(np.zeros((len(sizes), *shape)))
        partial = backend.xp.empty((together, *shape), dtype=backend.xp.float64)
        given = backend.asarray(centres), np.float32(sigma), backend.asarray(_words(keys))
        limits = np.uint64(offset), backend.asarray(_words(sizes))
        threads = self.layout.threads
        for first in range(0, int(starts[-1]), together):
            numbers = np.arange(first, min(first + together, int(starts[-1])))
            groups = np.searchsorted(starts, numbers, "right") - 1
            begins = (numbers - starts[groups]).astype(np.uint64) * np.uint64(size)
            places = backend.asarray(groups.astype(np.int32)), backend.asarray(begins)
            sum_samples(len(numbers), threads, (*given, *limits, *places, np.int32(spans), partial))
            firsts = backend.asarray(np.clip(starts - first, 0, len(numbers)).astype(np.int32))
            cells = len(sizes) * shape[0] * shape[1]
            add_blocks(
                -(-cells // threads), threads, (partial, firsts, np.int32(len(sizes)), table)
            )
        return backend.to_numpy(table)

    @cached_property
    def layout(self) -> Layout:
        """How the classes and samples of a block are shared among its threads."""
        return Layout.of(self.classes, len(self.forms))

    def _check(
        self,
        means: NDArray[Any],
        sigma: float,
        seeds: Sequence[int],
        counts: Sequence[int],
        offset: int,
    ) -> None:
        if means.shape != (len(counts), self.classes) or not np.isfinite(means).all():
            raise ValueError(
                f"means must contain c = {self.classes} finite numbers for each of "
                f"{len(counts)} groups; got shape {means.shape}: {means}"
            )
        if not 0 <= sigma <= np.finfo(np.float32).max:
            raise ValueError(f"sigma must be a finite number >= 0; got {sigma}")
        if len(seeds) != len(counts) or not all(0 <= seed < 2**64 for seed in seeds):
            raise ValueError(f"seeds must be in 0..2^64-1, one for each group; got {seeds}")
        if not counts or min(counts) < 1:
            raise ValueError(f"counts must be at least 1; got {counts}")
        if not 0 <= offset <= 2**64 - max(counts):
            raise ValueError(
                f"offset must be in 0..2^64-n for every count n in {counts}; got {offset}"
            )

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
            "TEAM": self.layout.team,
            "QUADS": self.layout.quads,
            "THREADS": self.layout.threads,
            "TURNS": TURNS,
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


def _words(numbers: Sequence[int]) -> NDArray[np.uint64]:
    return np.array(numbers, dtype=np.uint64)


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
