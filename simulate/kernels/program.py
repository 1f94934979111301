"""Forms of `kernels.forms` compiled to array operations and sums over the samples.

Arrays are class-major: shape (c, n) for what differs between classes, (n,) for what does not. On
NumPy every operation writes into a reused buffer, so that a chunk that fits the cache stays there;
on any other array namespace the same list runs as plain expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.kernels.forms import ELL, LARGEST, U, class_sum_symbol
from lossproof.theory.numbers.as_written import kind_of

Operand = int | float

PIECE, MANY = 1024, 1 << 16

_FOLDED: dict[Any, str] = {
    sympy.Add: "add",
    sympy.Mul: "multiply",
    sympy.Max: "maximum",
    sympy.Min: "minimum",
}
_UNARY: dict[Any, str] = {
    sympy.exp: "exp",
    sympy.log: "log",
    sympy.Abs: "abs",
    sympy.sign: "sign",
    sympy.floor: "floor",
}
_ORDERED: dict[Any, str] = {
    sympy.Ge: "greater_equal",
    sympy.Gt: "greater",
    sympy.Le: "less_equal",
    sympy.Lt: "less",
}


@dataclass(frozen=True)
class Operation:
    """An array operation: `place` is the index of its value, `row` whether that has shape (n,)."""

    name: str
    operands: tuple[Operand, ...]
    place: int
    row: bool


@dataclass(frozen=True)
class Reduction:
    """The sum over the samples of a value, or of the product of two, for one form."""

    form: int
    operands: tuple[int, ...]


class Program:
    """Sums over samples of forms, given `u`, `log u` and the largest `u` of every sample.

    Parameters
    ----------
    forms, sums : expressions
        As in `lossproof.simulate.kernels.forms.Moments`.

    Raises
    ------
    ValueError
        For a function that has no array operation here.
    """

    inputs = (U, ELL, LARGEST)

    def __init__(self, forms: Sequence[sympy.Expr], sums: Sequence[sympy.Expr]) -> None:
        self.code: list[Operation | Reduction] = []
        self.size = len(forms)
        self._places: dict[Any, Operand] = {symbol: k for k, symbol in enumerate(self.inputs)}
        self._rows: set[Operand] = {self._places[LARGEST]}
        self._next = len(self.inputs)
        for m, body in enumerate(sums):
            total = self._emit("sum", (self._place(body),), row=True)
            self._places[class_sum_symbol(m)] = total
        # Products last, after their factors.
        for k in sorted(range(len(forms)), key=lambda k: len(self._factors(forms[k]))):
            self.code.append(Reduction(k, tuple(map(self._array, self._factors(forms[k])))))
        self.last_use: dict[Operand, int] = {}
        for number, step in enumerate(self.code):
            self.last_use.update(dict.fromkeys(step.operands, number))

    def _factors(self, form: Any) -> tuple[Any, ...]:
        if form.is_Pow and form.exp == 2:
            return form.base, form.base
        if form.func is sympy.exp and sympy.exp(form.args[0] / 2) in self._places:
            return (sympy.exp(form.args[0] / 2),) * 2
        if form.is_Mul and len(form.args) == 2 and not any(arg.is_number for arg in form.args):
            return form.args
        return (form,)

    def _array(self, form: Any) -> int:
        place = self._place(form)
        if not isinstance(place, int):
            raise TypeError(f"a form must depend on the output; got {form}")
        return place

    def _place(self, form: Any) -> Operand:
        if form.is_number:
            return float(form)
        if form not in self._places:
            self._places[form] = self._compiled(form)
        return self._places[form]

    def _compiled(self, form: Any) -> Operand:
        kind = kind_of(form)
        if kind in _FOLDED:
            # Numbers and rows first: fewer passes over whole matrices.
            first, *rest = sorted(map(self._place, form.args), key=self._is_matrix)
            for place in rest:
                first = self._emit(_FOLDED[kind], (first, place))
            return first
        if kind in _UNARY:
            return self._emit(_UNARY[kind], (self._place(form.args[0]),))
        if form.is_Pow:
            base, exponent = self._place(form.base), self._place(form.exp)
            square = exponent == 2
            return self._emit("multiply" if square else "pow", (base, base if square else exponent))
        if isinstance(form, sympy.Piecewise):
            return self._piecewise(form.args)
        raise ValueError(
            "a loss on arrays may use + * ** exp log Abs Max Min sign floor Piecewise; got "
            f"{form.func}"
        )

    def _piecewise(self, branches: Sequence[Any]) -> Operand:
        (value, when), *rest = branches
        if when is sympy.true:
            return self._place(value)
        if when.func not in _ORDERED or not rest:
            raise ValueError(f"a Piecewise must compare with < <= > >= and end in True; got {when}")
        condition = self._emit(_ORDERED[when.func], tuple(map(self._place, when.args)))
        chosen = self._place(value), self._piecewise(rest)
        return condition if chosen == (1.0, 0.0) else self._emit("where", (condition, *chosen))

    def _emit(self, name: str, operands: tuple[Operand, ...], *, row: bool | None = None) -> int:
        if row is None:
            row = not any(map(self._is_matrix, operands))
        place, self._next = self._next, self._next + 1
        self.code.append(Operation(name, operands, place, row))
        if row:
            self._rows.add(place)
        return place

    def _is_matrix(self, place: Operand) -> bool:
        return isinstance(place, int) and place not in self._rows

    def values(self, xp: Any, u: Any, ell: Any) -> Any:
        """Every form at every class of every sample, shape (forms, c, n), from arrays (c, n)."""
        values = self.form_values(xp, u, ell)
        return xp.stack([xp.broadcast_to(xp.astype(one, u.dtype), u.shape) for one in values])

    def form_values(self, xp: Any, u: Any, ell: Any) -> list[Any]:
        """Every form as in `values`, or as an array that broadcasts to that shape."""
        held: dict[Operand, Any] = {0: u, 1: ell}
        if 2 in self.last_use:
            held[2] = xp.max(u, axis=0)
        results: list[Any] = [None] * self.size
        for step in self.code:
            operands = [held[o] if isinstance(o, int) else o for o in step.operands]
            if isinstance(step, Operation):
                held[step.place] = _plain(xp, step.name, operands, u.dtype)
            else:
                product = operands[0] if len(operands) == 1 else operands[0] * operands[1]
                results[step.form] = product
        return results


def _plain(xp: Any, name: str, operands: list[Any], dtype: Any) -> Any:
    if name == "sum":
        return xp.sum(operands[0], axis=0)
    if name in _OPERATORS:
        return _OPERATORS[name](*operands)
    like = next(o for o in operands if not isinstance(o, float))
    # On the device of the others.
    filled = (xp.full_like(like, o, dtype=dtype) if isinstance(o, float) else o for o in operands)
    return getattr(xp, name)(*filled)


_OPERATORS: dict[str, Callable[..., Any]] = {
    "add": lambda x, y: x + y,
    "multiply": lambda x, y: x * y,
    "pow": lambda x, y: x**y,
    "greater_equal": lambda x, y: x >= y,
    "greater": lambda x, y: x > y,
    "less_equal": lambda x, y: x <= y,
    "less": lambda x, y: x < y,
}


class Workspace:
    """Buffers in which a program runs on NumPy without allocating; not shared between threads."""

    def __init__(self, program: Program, classes: int, width: int, dtype: Any = np.float32) -> None:
        self.program, self.classes, self.width = program, classes, width
        self.dtype = np.dtype(dtype)
        self.u, self.ell, self.row = self._buffer(False), self._buffer(False), self._buffer(True)
        self._ones = np.ones(width, self.dtype)
        self._all_classes = np.ones(classes, self.dtype)
        self._slots: dict[int, int] = {}
        self._buffers: list[np.ndarray] = []
        free: dict[bool, list[int]] = {False: [], True: []}
        held: dict[Operand, tuple[bool, int]] = {}
        for number, step in enumerate(program.code):
            if isinstance(step, Operation) and step.name not in _ALLOCATING:
                if not free[step.row]:
                    free[step.row].append(len(self._buffers))
                    self._buffers.append(self._buffer(step.row))
                self._slots[step.place] = free[step.row].pop()
                held[step.place] = (step.row, self._slots[step.place])
            for place in {o for o in step.operands if program.last_use[o] == number}:
                if place in held:
                    row, slot = held.pop(place)
                    free[row].append(slot)
        self._shaped: dict[int, list[np.ndarray]] = {}
        self._rows: dict[float, np.ndarray] = {}

    def _buffer(self, row: bool) -> np.ndarray:
        return np.empty(self.width * (1 if row else self.classes), self.dtype)

    def _at(self, n: int) -> list[np.ndarray]:
        """Every buffer in its shape for n samples; cached for the last n."""
        if n not in self._shaped:
            c = self.classes
            flat = [self.u, self.ell, self.row, *self._buffers]
            self._shaped = {
                n: [b[:n] if len(b) == self.width else b[: c * n].reshape(c, n) for b in flat]
            }
        return self._shaped[n]

    def logits(self, n: int) -> np.ndarray:
        """The buffer for the logits of n samples, shape (c, n)."""
        return self._at(n)[1]

    def softmax(self, n: int) -> tuple[np.ndarray, np.ndarray]:
        """From logits to probabilities and their logarithms, both of shape (c, n)."""
        u, ell, row = self._at(n)[:3]
        np.maximum.reduce(ell, axis=0, out=row)
        np.subtract(ell, row, out=ell)
        np.exp(ell, out=u)
        np.dot(self._all_classes, u, out=row)
        # exp(0) = 1 at the largest, so that 1 / sum is the largest probability exactly.
        np.reciprocal(row, out=row)
        np.multiply(u, row, out=u)
        np.add(ell, np.log(row), out=ell)
        return u, ell

    def sums(self, n: int) -> np.ndarray:
        """Sums over the n samples of every form at every class, float64, shape (forms, c)."""
        buffers = self._at(n)
        held: dict[Operand, Any] = {0: buffers[0], 1: buffers[1], 2: buffers[2]}
        results = np.empty((self.program.size, self.classes))
        for step in self.program.code:
            if isinstance(step, Reduction):
                results[step.form] = self._summed(*(held[o] for o in step.operands))
                continue
            operands = [held[o] if isinstance(o, int) else self._scalar(o, n, step.name)
                        for o in step.operands]  # fmt: skip
            if step.place in self._slots:
                out = buffers[3 + self._slots[step.place]]
                held[step.place] = _FAST[step.name](*operands, out=out)
            else:
                held[step.place] = _ALLOCATING[step.name](*operands)
        return results

    def _scalar(self, value: float, n: int, name: str) -> Any:
        # With a scalar NumPy's maximum is four times slower than with an array.
        if name not in ("maximum", "minimum"):
            return value
        if value not in self._rows:
            self._rows[value] = np.full(self.width, value, self.dtype)
        return self._rows[value][:n]

    def _summed(self, x: np.ndarray, y: np.ndarray | None = None) -> Any:
        if x.dtype == bool:
            if x.shape[-1] >= MANY:
                return np.count_nonzero(x, axis=-1)
            return np.add.reduce(x.view(np.uint8), axis=-1, dtype=np.uint16)
        if y is not None and x.ndim < y.ndim:
            x, y = y, x
        # In pieces: a long float32 sum loses digits.
        n = x.shape[-1]
        pieces = n // PIECE if n % PIECE == 0 else 1
        x = x.reshape(*x.shape[:-1], pieces, -1)
        if y is None:
            parts = x @ self._ones[: x.shape[-1]]
        else:
            parts = np.vecdot(x, y.reshape(*y.shape[:-1], pieces, -1))
        return parts.sum(axis=-1, dtype=np.float64)


_FAST: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "multiply": np.multiply,
    "pow": np.power,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "exp": np.exp,
    "log": np.log,
    "abs": np.abs,
    "sign": np.sign,
    "floor": np.floor,
    "sum": lambda x, out: np.add.reduce(x, axis=0, out=out),
}
_ALLOCATING: dict[str, Callable[..., Any]] = {
    "greater_equal": np.greater_equal,
    "greater": np.greater,
    "less_equal": np.less_equal,
    "less": np.less,
    "where": np.where,
}
