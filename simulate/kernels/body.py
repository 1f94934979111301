"""The value of a step of a program as instructions on one vector of samples at one class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lossproof.simulate.kernels.functions import LN2, LOG2E, exp2
from lossproof.simulate.kernels.instructions import Function
from lossproof.simulate.kernels.program import Operand, Operation


@dataclass(frozen=True)
class Layout:
    """Where numbers are in the scratch array, in units of `width` float32.

    Attributes
    ----------
    powers : where the powers of two of the logits begin, after the logits
    total, log, top : rows of 1 / total, of its logarithm to base 2 and of the largest `u`
    rows : rows of steps that classes share, by place
    steps : of the program, by place
    far : whether powers of two of the logits leave float32
    """

    width: int
    powers: int
    total: int
    log: int
    top: int
    rows: Mapping[Operand, int]
    steps: Mapping[Operand, Operation]
    far: bool


_ORDERED = {"greater_equal": "oge", "greater": "ogt", "less_equal": "ole", "less": "olt"}
_CALLED = {"abs": "fabs", "floor": "floor"}


class Body:
    """Instructions that compute requested values, each once; `offset` is the first sample."""

    def __init__(self, layout: Layout, f: Function, offset: str, k: str) -> None:
        self.layout, self.f, self.offset = layout, f, offset
        self.index = f.plus(f.times(k, layout.width), offset)
        self._values: dict[Any, str] = {}

    def set_row(self, row: int, value: str) -> None:
        """Store a value as a row."""
        self._values["row", row] = value
        self.f.store(value, self.f.at("%a", self.f.plus(self.offset, row * self.layout.width)))

    def value(self, place: Operand) -> str:
        """The value of an operand."""
        if isinstance(place, float):
            return self.f.number(place)
        if place in self.layout.rows:
            return self._row(self.layout.rows[place])
        return self._once(place, lambda: self._computed(place))

    def logarithm(self) -> str:
        """The logarithm of `u` to base 2."""
        return self._once("log2", lambda: self.f.subtract(
            self.f.load(self.f.at("%a", self.index)), self._row(self.layout.log)
        ))  # fmt: skip

    def computed(self, step: Operation) -> str:
        """The value of a step."""
        f, name = self.f, step.name
        if name == "exp":
            return self._exp(step.operands[0])
        if name == "pow":
            return self._power(*step.operands)
        if name in _ORDERED:
            return f.choose(self._condition(step.place), f.number(1), f.number(0))
        if name == "where":
            condition, one, other = step.operands
            return f.choose(self._condition(condition), self.value(one), self.value(other))
        operands = [self.value(o) for o in step.operands]
        if name in _CALLED:
            return f.called(_CALLED[name], operands[0])
        if name == "sign":
            one, zero = f.number(1), f.number(0)
            above, below = (f.compare(relation, operands[0], zero) for relation in ("ogt", "olt"))
            return f.subtract(f.choose(above, one, zero), f.choose(below, one, zero))
        known = {
            "add": f.add, "multiply": f.multiply, "maximum": f.larger, "minimum": f.smaller
        }  # fmt: skip
        if name not in known:
            raise ValueError(
                f"a compiled form must not contain {name}; use lossproof.simulate.kernels.program"
            )
        return known[name](*operands)

    def _once(self, key: Any, make: Callable[[], str]) -> str:
        if key not in self._values:
            self._values[key] = make()
        return self._values[key]

    def _row(self, row: int) -> str:
        place = row * self.layout.width
        return self._once(("row", row), lambda: self.f.load(
            self.f.at("%a", self.f.plus(self.offset, place))
        ))  # fmt: skip

    def _computed(self, place: int) -> str:
        f = self.f
        if place == 0:
            power = f.load(f.at("%a", f.plus(self.index, self.layout.powers * self.layout.width)))
            return f.multiply(power, self._row(self.layout.total))
        if place == 1:
            return f.multiply(self.logarithm(), f.number(LN2))
        return self.computed(self.layout.steps[place])

    def _condition(self, place: Operand) -> str:
        step = self.layout.steps[place] if isinstance(place, int) else None
        if step is None or step.name not in _ORDERED:
            raise ValueError(
                "a compiled form must not depend on this condition; "
                "use lossproof.simulate.kernels.program"
            )
        x, y = map(self.value, step.operands)
        return self._once(("when", place), lambda: self.f.compare(_ORDERED[step.name], x, y))

    def _exp(self, place: Operand) -> str:
        f = self.f
        step = self.layout.steps.get(place) if isinstance(place, int) else None
        factor = 1.0 if place == 1 else 0.0
        if step is not None and step.name == "multiply" and 1 in step.operands:
            factor = next((o for o in step.operands if isinstance(o, float)), 0.0)
        if factor:
            x = f.multiply(f.number(factor), self.logarithm())
        else:
            x = f.multiply(self.value(place), f.number(LOG2E))
        if 0 < factor <= 1 and not self.layout.far:
            return exp2(f, x)
        x = f.larger(x, f.number(-124))
        if factor > 0:
            return exp2(f, x)
        x = f.smaller(x, f.number(128))
        return f.multiply(exp2(f, f.subtract(x, f.number(1))), f.number(2))

    def _power(self, base: Operand, exponent: Operand) -> str:
        f = self.f
        x, size = self.value(base), abs(exponent) if isinstance(exponent, float) else 0
        if size == 0.5:
            value = f.called("sqrt", x)
        elif size in range(1, 9):
            value = x
            for _ in range(int(size) - 1):
                value = f.multiply(value, x)
        else:
            raise ValueError(
                "exponents in a compiled form must be 1/2, -1/2 or whole numbers from -8 "
                "to 8 except 0; got "
                f"{exponent}; use lossproof.simulate.kernels.program"
            )
        return value if exponent > 0 else f.divide(f.number(1), value)
