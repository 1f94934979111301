"""A hypothesis typed in, such as "k*c >= 1": read as mathematics, never evaluated as code.

names of the claim's parameters; f[0], T[0][1] or T[y][0] for their entries; sum(f)
+ - * /, ** or ^ for powers, numbers (decimals are exact), parentheses
log exp sqrt abs, max(a, b), min(a, b)
<= < >= > ==, chains such as 0 < k < q, and several joined by `and`
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn

import sympy

from theory.domain import exact
from theory.language import Relation, eq, ge, gt, le, lt

LONGEST, DIGITS, HIGHEST, WIDEST = 300, 40, 100, 256
ALLOWED = (
    "numbers, the parameters and their entries f[0], + - * / **, log, exp, sqrt, abs, max, min, "
    "sum, compared by <= < >= > =="
)
_RELATIONS: dict[type[ast.cmpop], Callable[[Any, Any], Relation]] = {
    ast.LtE: le, ast.Lt: lt, ast.GtE: ge, ast.Gt: gt, ast.Eq: eq,
}  # fmt: skip
_ONE: dict[str, Callable[[Any], Any]] = {
    "log": sympy.log, "exp": sympy.exp, "sqrt": sympy.sqrt, "abs": sympy.Abs,
    "sum": lambda vector: vector.total(),
}  # fmt: skip
_MANY: dict[str, Any] = {"max": sympy.Max, "min": sympy.Min}


class _OutsideError(Exception):
    """An entry that a vector of this size does not have, or no real number for these values."""


def condition(text: str, parameters: Collection[str]) -> Callable[..., Any]:
    """The hypothesis as a function of the parameters it names, as `given` of a claim takes.

    Where it names an entry that a vector is too short for, divides by 0 or is not real, it does
    not hold.

    Raises
    ------
    ValueError
        If the text is no such relation; says what is allowed.
    """
    source = text.strip().replace("^", "**")
    if len(source) > LONGEST:
        raise ValueError(f"a condition must have at most {LONGEST} characters; got {len(source)}")
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        hint = ' (write "==" for equality)' if "=" in text else ""
        raise ValueError(f"{text!r} is no condition{hint}; allowed are {ALLOWED}") from None
    reader = _Reader(text, source, parameters)
    reader.check(tree)

    def holds(**values: Any) -> Any:
        try:
            return reader.relations(tree, values)
        except _OutsideError:
            return lt(1, 0)

    kind = inspect.Parameter.KEYWORD_ONLY
    names = [inspect.Parameter(name, kind) for name in parameters if name in reader.used]
    holds.__signature__ = inspect.Signature(names)  # type: ignore[attr-defined]
    holds.__name__ = text
    return holds


class _Reader:
    """Builds relations from the syntax tree, node by node; every other kind of node is refused."""

    def __init__(self, text: str, source: str, parameters: Collection[str]) -> None:
        self.text, self.source, self.parameters = text, source, parameters
        self.used: set[str] = set()

    def refuse(self, what: str) -> NoReturn:
        known = ", ".join(self.parameters)
        raise ValueError(
            f"{what} in {self.text!r}; allowed are {ALLOWED}; the parameters are {known}"
        )

    def check(self, tree: ast.AST) -> None:
        """Note the names, and refuse what could not be built for any values."""
        called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and id(node) not in called:
                if node.id not in self.parameters:
                    self.refuse(f"{node.id!r} is no parameter")
                self.used.add(node.id)
        if not isinstance(tree, (ast.Compare, ast.BoolOp)):
            self.refuse("nothing is compared")
        self._shape(tree)

    def _shape(self, node: ast.AST) -> None:
        if isinstance(node, ast.Constant):
            self.number(node)
        elif not isinstance(node, _SYNTAX):
            self.refuse(f"{type(node).__name__} is not read")
        elif isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else "?"
            count = len(node.args)
            if node.keywords or not (
                (name in _ONE and count == 1) or (name in _MANY and count > 1)
            ):
                self.refuse(f"{ast.unparse(node)!r} is no known function of {count}")
            for part in node.args:
                self._shape(part)
            return
        for part in ast.iter_child_nodes(node):
            self._shape(part)

    def number(self, node: ast.Constant) -> sympy.Rational:
        token = ast.get_source_segment(self.source, node) or ""
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
            self.refuse(f"{token!r} is no number")
        digits, _, power = token.lower().partition("e")
        if not token.isascii() or len(digits) > DIGITS or abs(int(power or 0)) > DIGITS:
            self.refuse(f"{token[:12]!r} is too long a number")
        try:
            return exact(token)
        except ValueError:
            self.refuse(f"{token!r} is no decimal number")

    def relations(self, node: Any, values: Mapping[str, Any]) -> Any:
        if isinstance(node, ast.BoolOp):
            return tuple(self.relations(part, values) for part in node.values)
        if not isinstance(node, ast.Compare):
            self.refuse("nothing is compared")
        parts = (node.left, *node.comparators)
        sides = [self.build(part, values) for part in parts]
        if any(not isinstance(side, sympy.Expr) for side in sides):
            self.refuse("a vector is compared, not a number")
        for part, side in zip(parts, sides, strict=True):
            if side.has(sympy.I):
                self.undefined(part, "there is a number that is not real")
        return tuple(
            _RELATIONS[type(op)](lhs, rhs)
            for op, lhs, rhs in zip(node.ops, sides, sides[1:], strict=False)
        )

    def undefined(self, node: ast.AST, what: str) -> NoReturn:
        """Refuse what has no value; where a parameter may have another one it does not hold."""
        called = {id(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
        if any(isinstance(each, ast.Name) and id(each) not in called for each in ast.walk(node)):
            raise _OutsideError
        self.refuse(what)

    def build(self, node: Any, values: Mapping[str, Any]) -> Any:
        if isinstance(node, ast.Constant):
            return self.number(node)
        if isinstance(node, ast.Name):
            return values[node.id]
        if isinstance(node, ast.Subscript):
            return self.entry(self.build(node.value, values), self.build(node.slice, values))
        if isinstance(node, ast.UnaryOp):
            value = self.scalar(self.build(node.operand, values))
            return -value if isinstance(node.op, ast.USub) else value
        if isinstance(node, ast.Call):
            name, parts = node.func.id, [self.build(part, values) for part in node.args]  # type: ignore[attr-defined]
            if name == "sum":
                if not hasattr(parts[0], "total"):
                    self.refuse("sum is of a vector")
                return _ONE[name](parts[0])
            return {**_ONE, **_MANY}[name](*map(self.scalar, parts))
        if not isinstance(node, ast.BinOp):
            self.refuse(f"{type(node).__name__} is not read")
        sides = self.build(node.left, values), self.build(node.right, values)
        return self.combined(node, *map(self.scalar, sides))

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

    def combined(self, node: ast.BinOp, a: Any, b: Any) -> Any:
        op = node.op
        if isinstance(op, ast.Add):
            return a + b
        if isinstance(op, ast.Sub):
            return a - b
        if isinstance(op, ast.Mult):
            return a * b
        if isinstance(op, ast.Div):
            if b == 0:
                self.undefined(node.right, "a number is divided by 0")
            return a / b
        if b.is_number and not (b.is_Rational and abs(b) <= HIGHEST and b.q <= HIGHEST):
            self.refuse(f"the exponent {str(b)[:20]} is not a rational of at most {HIGHEST}")
        if a.is_Rational and max(abs(a.p), a.q).bit_length() > WIDEST:
            self.refuse("the base of a power is too large")
        if a == 0 and b.is_negative:
            self.undefined(node, "a number is divided by 0")
        return a**b


_SYNTAX = (
    ast.Compare, ast.BoolOp, ast.And, ast.BinOp, ast.UnaryOp, ast.USub, ast.UAdd, ast.Add, ast.Sub,
    ast.Mult, ast.Div, ast.Pow, ast.Name, ast.Load, ast.Call, ast.Subscript, *_RELATIONS,
)  # fmt: skip
