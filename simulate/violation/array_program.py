"""SymPy expressions on arrays of points, on any array namespace, without generating code.

A search evaluates many expressions, each at thousands or millions of points: compiling code would
take longer than running it. Expressions become a list of steps, each common part once, run on
blocks of rows that fit the cache, in a few reused arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.machine import Backend, BackendName, backend
from lossproof.simulate.violation.limits import ROWS
from lossproof.theory.language.terms.batches import IsZero

ByPlace = dict[int, Any]


@dataclass(frozen=True)
class Step:
    """One operation: the name of an array function, and the places of its arguments.

    A binary function is folded over more. `code` replaces functions that array namespaces lack.
    """

    name: str
    places: tuple[int, ...]
    code: Callable[..., Any] | None = None


class ArrayProgram:
    """Expressions as a list of steps, with common subexpressions once.

    Parameters
    ----------
    expressions : what to evaluate
    symbols : the columns of the points, in order
    device : Backend, optional
        NumPy unless given.

    Raises
    ------
    ValueError
        If an expression has a free symbol outside `symbols`, a part that no arrays can evaluate,
        or one that only NumPy can and the backend is another.
    """

    def __init__(
        self,
        expressions: Sequence[Any],
        symbols: Sequence[sympy.Symbol],
        device: Backend | None = None,
    ) -> None:
        self.symbols, self.backend = tuple(symbols), device or backend("numpy")
        self.steps: list[Step] = []
        self.targets: list[int] = []
        self.constants: ByPlace = {}
        self._places: dict[Any, int] = {symbol: k for k, symbol in enumerate(self.symbols)}
        self.results: list[int] = []
        self.marks = [0]
        for form in expressions:
            self.results.append(self._place(sympy.sympify(form)))
            self.marks.append(len(self.steps))
        self._functions = [_function(self.backend, step) for step in self.steps]
        self._unread = self._last_uses()
        made = zip(self.targets, self.steps, strict=True)
        self._lent = {target for target, step in made if step.name in _IN_PLACE}

    @property
    def in_place(self) -> bool:
        """Whether steps can write into given arrays."""
        return self.backend.name is BackendName.NUMPY

    def __call__(self, points: Any) -> list[Any]:
        """One array per expression, with a value per row; nan or inf where undefined.

        Parameters
        ----------
        points : array of the backend, shape (rows, symbols), float64
        """
        rows = points.shape[0]
        if not self.in_place or rows <= ROWS:
            values = self.start(points)
            self.run(values)
            return [self.full(values[k], rows) for k in self.results]
        results, spare = [np.empty(rows) for _ in self.results], list[Any]()
        for start in range(0, rows, ROWS):
            block = points[start : start + ROWS]
            values = self.start(block)
            self.run(values, spare=spare if len(block) == ROWS else None)
            for out, k in zip(results, self.results, strict=True):
                out[start : start + ROWS] = values[k]
            self.give_back(values, spare)
        return results

    def on_host(self, rows: np.ndarray) -> list[np.ndarray]:
        """The same for NumPy rows, as NumPy arrays, on any backend."""
        return [self.backend.to_numpy(values) for values in self(self.backend.asarray(rows))]

    def start(self, points: Any) -> ByPlace:
        """The values known before the first step: the columns of the points, and constants."""
        if self.in_place:
            points = np.asfortranarray(points)
        return {k: points[:, k] for k in range(len(self.symbols))} | self.constants

    def run(
        self,
        values: ByPlace,
        first: int = 0,
        last: int | None = None,
        spare: list[Any] | None = None,
    ) -> None:
        """Evaluate the expressions from `first` to before `last`, given the earlier ones.

        Removes from `values` what no later step or expression reads. Given `spare`, arrays as long
        as the columns, steps write into these, and removed arrays are added to them.
        """
        steps = slice(self.marks[first], self.marks[len(self.results) if last is None else last])
        with np.errstate(all="ignore"):
            for target, function, step, unread in zip(
                self.targets[steps],
                self._functions[steps],
                self.steps[steps],
                self._unread[steps],
                strict=True,
            ):
                inputs = [values[k] for k in step.places]
                if spare is None or step.name not in _IN_PLACE:
                    values[target] = function(inputs)
                else:
                    out = spare.pop() if spare else np.empty(len(values[0]))
                    values[target] = function(inputs, out=out)
                freed = {k: values.pop(k) for k in unread}
                if spare is not None:
                    self.give_back(freed, spare)

    def give_back(self, values: ByPlace, spare: list[Any]) -> None:
        """Add the arrays of `values` that steps made to `spare`, for reuse."""
        spare += [value for k, value in values.items() if k in self._lent and len(value) == ROWS]

    def full(self, value: Any, rows: int) -> Any:
        """A value for every row."""
        xp = self.backend.xp
        if getattr(value, "shape", ()):
            return value
        if self.in_place:
            return np.broadcast_to(np.float64(value), rows)
        where = {} if self.backend.device is None else {"device": self.backend.device}
        return xp.full((rows,), float(value), dtype=xp.float64, **where)

    def _last_uses(self) -> list[list[int]]:
        """For every step, the inputs that no later step or expression reads."""
        needed = {*self.results, *range(len(self.symbols)), *self.constants}
        unread: list[list[int]] = []
        for step in reversed(self.steps):
            unread.append([k for k in dict.fromkeys(step.places) if k not in needed])
            needed |= set(step.places)
        return unread[::-1]

    def _place(self, form: Any) -> int:
        if form not in self._places:
            step = self._step(form)
            place = self._places[form] = len(self._places)
            if isinstance(step, Step):
                self.steps.append(step)
                self.targets.append(place)
            else:
                self.constants[place] = step
        return self._places[form]

    def _step(self, form: Any) -> Step | float | bool:
        """The last operation of a form, or its value if it is a constant."""
        if form.is_Symbol:
            raise ValueError(f"{form} has no column; the columns are {self.symbols}")
        if form.is_Rational:
            try:
                return form.p / form.q
            except OverflowError:
                return float(form)  # infinite
        if form in (sympy.true, sympy.false):
            return bool(form)
        if form.is_Float:
            return float(form)
        if form in _CONSTANTS:
            return _CONSTANTS[form]
        step = self._operation(form)
        if all(k in self.constants for k in step.places):
            inputs = [np.asarray(self.constants[k]) for k in step.places]
            with np.errstate(all="ignore"):
                value = _function(backend("numpy"), step)(inputs)
            return np.asarray(value).item()
        return step

    def _operation(self, form: Any) -> Step:
        if form.is_Pow and form.exp in _POWERS:
            name = _POWERS[form.exp]
            forms = (sympy.S.One, form.base) if name == "divide" else (form.base,)
            return Step(name, self._all(forms))
        if isinstance(form, sympy.Piecewise):
            return Step("piecewise", self._all(part for pair in form.args for part in pair.args))
        if isinstance(form, IsZero):
            return Step("same", self._all((*form.args, sympy.S.Zero)))
        for kind, name in _FUNCTIONS:
            if isinstance(form, kind):
                return Step(name, self._all(form.args))
        if isinstance(form, sympy.polygamma) and (self.in_place or not form.free_symbols):
            return Step("code", self._all(form.args), _polygamma)
        name, where = type(form).__name__, "arrays: write it in other terms"
        if isinstance(form, sympy.polygamma):
            where = f"the backend {self.backend.name.value!r}: use the backend 'numpy'"
        raise ValueError(f"{name} in {form} cannot be evaluated on {where}")

    def _all(self, forms: Iterable[Any]) -> tuple[int, ...]:
        return tuple(self._place(form) for form in forms)


def _function(device: Backend, step: Step) -> Callable[..., Any]:
    """The step as a function of the list of its inputs, and of `out` where supported."""
    xp, code = device.xp, step.code
    if code is not None:
        return lambda inputs: code(*inputs)
    if step.name == "piecewise":
        return lambda inputs: _piecewise(xp, inputs)
    if step.name == "same":
        return lambda inputs: _same(xp, *inputs)
    if step.name == "heaviside":
        return lambda inputs: _heaviside(xp, *inputs)
    name = "power" if step.name == "pow" and not hasattr(xp, "pow") else step.name
    function = getattr(xp, name)
    if len(step.places) == 1:
        return lambda inputs, **out: function(*inputs, **out)

    def folded(inputs: Sequence[Any], **out: Any) -> Any:
        value = function(inputs[0], inputs[1], **out)
        for other in inputs[2:]:
            value = function(value, other, **out)
        return value

    return folded


def _piecewise(xp: Any, inputs: Sequence[Any]) -> Any:
    """The value of the first condition that holds, nan if none does."""
    chosen: Any = float("nan")
    for value, condition in reversed(list(zip(inputs[::2], inputs[1::2], strict=True))):
        if not getattr(condition, "shape", ()):
            chosen = value if condition else chosen
            continue
        if not getattr(chosen, "shape", ()):  # where needs one array
            chosen = xp.astype(condition, xp.float64) * 0 + chosen
        chosen = xp.where(condition, value, chosen)
    return chosen


def _heaviside(xp: Any, x: Any, at_zero: Any) -> Any:
    side = xp.sign(x)
    return (side + 1) / 2 + (at_zero - 0.5) * (1 - side * side)


def _same(xp: Any, one: Any, other: Any) -> Any:
    """1.0 where they are equal, 0.0 where they are not, nan where one of them is."""
    side = xp.sign(xp.asarray(one - other))
    return 1 - side * side


def _polygamma(order: Any, x: Any) -> Any:
    from scipy.special import polygamma  # slow to import

    return polygamma(order, x)


_CONSTANTS: dict[Any, float] = {
    sympy.pi: np.pi, sympy.E: np.e, sympy.oo: np.inf, -sympy.oo: -np.inf,
    sympy.nan: np.nan, sympy.zoo: np.nan, sympy.I: np.nan,
}  # fmt: skip
_POWERS: dict[Any, str] = {
    sympy.Integer(2): "square",
    sympy.Integer(-1): "divide",
    sympy.Rational(1, 2): "sqrt",
}
_FUNCTIONS: tuple[tuple[Any, str], ...] = (
    (sympy.Add, "add"),
    (sympy.Mul, "multiply"),
    (sympy.Pow, "pow"),
    (sympy.Max, "maximum"),
    (sympy.Min, "minimum"),
    (sympy.log, "log"),
    (sympy.exp, "exp"),
    (sympy.Abs, "abs"),
    (sympy.sign, "sign"),
    (sympy.floor, "floor"),
    (sympy.ceiling, "ceil"),
    (sympy.Heaviside, "heaviside"),
    (sympy.KroneckerDelta, "same"),
    (sympy.StrictLessThan, "less"),
    (sympy.LessThan, "less_equal"),
    (sympy.StrictGreaterThan, "greater"),
    (sympy.GreaterThan, "greater_equal"),
    (sympy.Eq, "equal"),
    (sympy.Ne, "not_equal"),
    (sympy.And, "logical_and"),
    (sympy.Or, "logical_or"),
    (sympy.Not, "logical_not"),
)
_IN_PLACE = frozenset(
    ("add", "multiply", "pow", "square", "divide", "sqrt", "maximum", "minimum", "log", "exp",
     "abs", "sign", "floor", "ceil")
)  # fmt: skip
