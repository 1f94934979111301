"""A hypothesis typed in, such as "k*c >= 1": read as mathematics, never evaluated as code.

names of the claim's parameters; f[0], T[0][1] or T[y][0] for their entries; sum(f)
+ - * /, ** or ^ for powers, numbers (decimals are exact), parentheses
log exp sqrt abs, max(a, b), min(a, b)
<= < >= > ==, chains such as 0 < k < q, and several joined by `and`
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable, Collection, Mapping
from functools import reduce
from typing import Any, NoReturn, final

import sympy

from lossproof.theory.language import (
    EXTREMES,
    FUNCTIONS,
    Node,
    Relation,
    TextReader,
    Ways,
    eq,
    ge,
    gt,
    le,
    left,
    log_ways,
    lt,
    power_ways,
)

LONGEST, HIGHEST, WIDEST = 300, 100, 256
ALLOWED = (
    "numbers, the parameters and their entries f[0], + - * / **, log, exp, sqrt, abs, max, min, "
    "sum, compared by <= < >= > =="
)
_RELATIONS: dict[str, Callable[[Any, Any], Relation]] = {
    "<=": le, "<": lt, ">=": ge, ">": gt, "==": eq,
}  # fmt: skip
_COMPARED = ("compare", "and")
_NOT_REAL, _LOG = "there is a number that is not real", "of what is not above 0"


class _OutsideError(Exception):
    """An entry that a vector of this size does not have, or no real number for these values."""


@final
class Condition:
    """The hypothesis as a function of the parameters it names, as `given` of a claim takes.

    It is text, which is read anew with the values in it. Where it names an entry that a vector is
    too short for, divides by 0 or is not real, it does not hold. There are no subclasses: what they
    say could change from one reading to the next.

    Parameters
    ----------
    text : what is typed in
    parameters : the names of all parameters

    Raises
    ------
    ValueError
        If the text is no such relation; says what is allowed.
    """

    def __init__(self, text: str, parameters: Collection[str]) -> None:
        if len(text.strip()) > LONGEST:
            raise ValueError(
                f"a condition must have at most {LONGEST} characters; got {len(text.strip())}"
            )
        self._reader = reader = _Reader(text, parameters)
        self._tree, self.__name__ = reader.read(), reader.text
        kind = inspect.Parameter.KEYWORD_ONLY
        names = [inspect.Parameter(n, kind) for n in reader.parameters if n in reader.used]
        self.__signature__ = inspect.Signature(names)

    def __init_subclass__(cls) -> None:
        raise TypeError(
            f"{cls.__name__} must not be a subclass of Condition: write its text as a Condition"
        )

    def __call__(self, **values: Any) -> Any:
        """Its relations at these values, numbers or symbols."""
        try:
            return self._reader.relations(self._tree, values)
        except _OutsideError:
            return lt(1, 0)


class _Reader(TextReader):
    def __init__(self, text: str, parameters: Collection[str]) -> None:
        self.parameters = parameters
        self.used: set[str] = set()
        self.needs = set[Ways]()
        super().__init__(text, "condition", ("<=", ">=", "==", "<", ">", "="))

    def refuse(self, what: str, place: int | None = None) -> NoReturn:
        known = ", ".join(self.parameters)
        raise ValueError(
            f"{what} in {self.text!r}; allowed are {ALLOWED}; the parameters are {known}"
        )

    def read(self) -> Node:
        node = super().read()
        if node.kind not in _COMPARED:
            self.refuse("nothing is compared")
        return node

    def joined(self, kind: str, *parts: Node) -> Node:
        if any(part.kind in _COMPARED for part in parts):
            self.refuse("a comparison stands for a number")
        return super().joined(kind, *parts)

    def inner(self) -> Node:
        parts = [self.compared()]
        while self.tokens[self.at][:2] == ("name", "and"):
            self.at += 1
            parts.append(self.compared())
        if len(parts) > 1 and any(part.kind not in _COMPARED for part in parts):
            self.refuse("nothing is compared")
        return parts[0] if len(parts) == 1 else Node("and", tuple(parts))

    def compared(self) -> Node:
        sides, signs = [self.sum()], list[str]()
        while (sign := self.peek()) in _RELATIONS:
            self.at += 1
            signs.append(sign)
            sides.append(self.sum())
        if sign == "=":
            self.refuse('"=" is no comparison (write "==" for equality)')
        if not signs:
            return sides[0]
        return Node("compare", self.joined("", *sides).parts, signs)

    def named(self, name: str, place: int) -> Node:
        if self.peek() == "(":
            parts = self.arguments()
            one = name in FUNCTIONS or name == "sum"
            if not (one if len(parts) == 1 else name in EXTREMES):
                self.refuse(f"{name!r} is no known function of {len(parts)}")
            return self.joined(name, *parts)
        if name not in self.parameters:
            self.refuse(f"{name!r} is not a parameter")
        self.used.add(name)
        node = Node("parameter", value=name)
        while self.peek() == "[":
            self.at += 1
            node = self.joined("entry", node, self.sum())
            self.take("]")
        return node

    def relations(self, node: Node, values: Mapping[str, Any]) -> Any:
        if node.kind == "and":
            return tuple(self.relations(part, values) for part in node.parts)
        self.needs = set[Ways]()
        sides = [self.build(part, values) for part in node.parts]
        if any(not isinstance(side, sympy.Expr) for side in sides):
            self.refuse("a vector is compared, not a number")
        return tuple(
            _RELATIONS[sign](lhs, rhs)._replace(needs=frozenset(self.needs))
            for sign, lhs, rhs in zip(node.value, sides, sides[1:], strict=False)
        )

    def need(self, node: Node, ways: Ways, what: str) -> None:
        """Note what a term needs to have a value; refuse one that has none."""
        rest = left(ways)
        if rest is None:
            self.undefined(node, what)
        elif rest:
            self.needs.add(rest)

    def undefined(self, node: Node, what: str) -> NoReturn:
        """Refuse what has no value; where a parameter may have another one it does not hold."""
        if _names_any(node):
            raise _OutsideError
        self.refuse(what)

    def build(self, node: Node, values: Mapping[str, Any]) -> Any:
        if node.kind == "number":
            return node.value
        if node.kind == "parameter":
            return values[node.value]
        if node.kind == "entry":
            return self.entry(*(self.build(part, values) for part in node.parts))
        if node.kind == "sum":
            vector = self.build(node.parts[0], values)
            if not hasattr(vector, "total"):
                self.refuse("sum is of a vector")
            return vector.total()
        parts = [self.scalar(self.build(part, values)) for part in node.parts]
        if node.kind == "negate":
            return -parts[0]
        if node.kind in ("add", "multiply"):
            return reduce(operator.add if node.kind == "add" else operator.mul, parts)
        if node.kind == "inverse":
            self.need(node, power_ways(parts[0], sympy.Integer(-1)), "a number is divided by 0")
            return 1 / parts[0]
        if node.kind == "power":
            return self.raised(node, *parts)
        if node.kind == "log":
            self.need(node, log_ways(parts[0]), f"there is a logarithm that is not real, {_LOG}")
        if node.kind == "sqrt":
            self.need(node, power_ways(parts[0], sympy.Rational(1, 2)), _NOT_REAL)
        return {**FUNCTIONS, **EXTREMES}[node.kind](*parts)

    def scalar(self, value: Any) -> Any:
        if not isinstance(value, sympy.Expr):
            self.refuse("a vector stands for a number")
        return value

    def entry(self, vector: Any, index: Any) -> Any:
        if not hasattr(vector, "total") and not isinstance(vector, tuple):
            self.refuse("only a vector has entries")
        if not isinstance(vector, tuple):
            return vector[index]
        if not (isinstance(index, sympy.Integer) and index >= 0):
            self.refuse(f"an index must be an integer from 0; got {index}")
        if index >= len(vector):
            raise _OutsideError
        return vector[int(index)]

    def raised(self, node: Node, a: Any, b: Any) -> Any:
        if b.is_number and not (b.is_Rational and abs(b) <= HIGHEST and b.q <= HIGHEST):
            self.refuse(
                f"the exponent {str(b)[:20]} must be a rational number of size at most {HIGHEST}"
            )
        if a.is_Rational and max(abs(a.p), a.q).bit_length() > WIDEST:
            self.refuse("the base of a power is too large")
        self.need(node, power_ways(a, b), "a number is divided by 0" if a == 0 else _NOT_REAL)
        return a**b


def _names_any(node: Node) -> bool:
    return node.kind == "parameter" or any(map(_names_any, node.parts))
