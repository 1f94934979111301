"""Statements about two expressions: `le(a, b)` says a <= b.

>>> print(le(sympy.sqrt(2), sympy.Rational(3, 2)))
sqrt(2) <= 3/2
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import wraps
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar

import sympy
from sympy.core.parameters import global_parameters

from lossproof.theory.language.needs import Ways
from lossproof.theory.numbers.as_written import WrittenStep

P = ParamSpec("P")
R = TypeVar("R")
Op = Literal["<=", "<", ">=", ">", "=="]
Sense = Literal[">=", ">", "=="]


class _Saying(threading.local):
    """`now`, while a claim's function is called with symbols.

    `lost` are terms that need a value for what one that is `evaluated` returns to have one.
    """

    now = False
    lost: list[Any] | None = None


SAYING = _Saying()


class Relation(NamedTuple):
    """`lhs op rhs`. Never evaluated on its own: `lossproof.theory.numbers.compare` decides it.

    `needs` is what must hold besides for both sides to have values, of a relation written out with
    symbols: what SymPy makes of the sides may not show it. `beside` are terms that were cancelled
    while it was written: it says something only where they too have values.
    """

    lhs: sympy.Expr
    op: Op
    rhs: sympy.Expr
    needs: frozenset[Ways] = frozenset()
    beside: frozenset[Any] = frozenset()

    @property
    def difference(self) -> sympy.Expr:
        """The expression compared with zero: `>= 0`, `> 0` or `== 0` exactly where this holds."""
        return self.lhs - self.rhs if self.op in (">=", ">", "==") else self.rhs - self.lhs

    @property
    def sign(self) -> Sense:
        """How `difference` compares with zero."""
        return {"<=": ">=", "<": ">", ">=": ">=", ">": ">", "==": "=="}[self.op]  # type: ignore[return-value]

    def map(self, function: Callable[[Any], Any]) -> Relation:
        """The same relation between the images of both sides."""
        beside = frozenset(map(function, self.beside))
        return Relation(function(self.lhs), self.op, function(self.rhs), beside=beside)

    def __str__(self) -> str:
        return f"{self.lhs} {self.op} {self.rhs}"


@dataclass(frozen=True)
class Every:
    """What is said of every `index` in 0, …, `size` - 1, with both of them symbols."""

    index: Any
    size: Any
    said: Any

    def at(self, number: int) -> Any:
        """What is said of one of them."""
        return replaced_in(self.said, {self.index: sympy.Integer(number)})


def _rounded(number: Any) -> str:
    """What is wrong with a rounded number, and the simple fraction that it may stand for."""
    shown = str(number)
    if "." in shown and "e" not in shown:
        shown = shown.rstrip("0").removesuffix(".")
    meant = Fraction(float(number)).limit_denominator(10**4)
    way = f"Rational({meant.numerator}, {meant.denominator})".replace(", 1)", ")")
    way = way if float(meant) == float(number) else f'Rational("{shown}")'
    return f"a statement must contain exact numbers; got {shown}: write {way}"


def _no_number(name: str, side: Any) -> str:
    """What to write in place of a side that is a vector, or true or false."""
    way = "write Piecewise((1, x < 1), (0, True)) for 1 where x < 1 and else 0"
    if isinstance(side, sympy.Tuple):
        way = f"state every entry, as in every_class(lambda j: {name}(f[j], g[j]), c)"
    return f"a side of a relation must be a number; got {side}: {way}"


def _relation(name: str, op: Op) -> Callable[[Any, Any], Relation]:
    def relate(lhs: Any, rhs: Any) -> Relation:
        if texts := [side for side in (lhs, rhs) if isinstance(side, str)]:
            raise TypeError(
                f"a side of a relation must not be text; got {texts[0]!r}: leave out the quotes, "
                "and write Rational(8, 5) for 8/5"
            )
        sides = sympy.sympify(lhs), sympy.sympify(rhs)
        for side in sides:
            if rounded := side.atoms(sympy.Float):
                raise TypeError(_rounded(min(rounded, key=str)))
            if not isinstance(side, sympy.Expr):
                raise TypeError(_no_number(name, side))
        return Relation(sides[0], op, sides[1])

    relate.__name__ = relate.__qualname__ = name
    relate.__doc__ = f"The statement `lhs {op} rhs`, in exact numbers; TypeError for a float."
    return relate


_NAMED: dict[str, Op] = {"le": "<=", "lt": "<", "ge": ">=", "gt": ">", "eq": "=="}
le, lt, ge, gt, eq = (_relation(name, op) for name, op in _NAMED.items())


def different(one: Any, other: Any) -> Relation:
    """The two are not equal, said as a square: of labels and of other numbers."""
    return gt((sympy.sympify(one) - other) ** 2, 0)


def iff(one: Relation, other: Relation) -> Relation:
    """Two inequalities hold at the same points, both strict or neither.

    Strict ones do if the steps of their differences are equal; others fail at the same points.

    >>> q = sympy.Symbol("q")
    >>> print(iff(lt(q, 1), lt(2 * q, 2)))
    Heaviside(1 - q, 0) == Heaviside(2 - 2*q, 0)
    >>> print(iff(le(1, q), le(2, 2 * q)))
    Heaviside(1 - q, 0) == Heaviside(2 - 2*q, 0)

    Raises
    ------
    TypeError
        For other relations.
    """
    signs = {one.sign, other.sign}
    if len(signs) != 1 or "==" in signs:
        raise TypeError(
            "iff must have two strict inequalities, as lt(a, b), or two that are not, as le(a, b); "
            f"got {one} and {other}"
        )
    side = 1 if ">" in signs else -1
    return eq(*(WrittenStep(side * said.difference, 0) for said in (one, other)))


def flatten(relations: Any) -> tuple[Relation, ...]:
    """Every relation of a nested conjunction, in order; what is said of every index is so once.

    Raises
    ------
    TypeError
        If something else than a `Relation` is found.
    """
    if isinstance(relations, Relation):
        return (relations,)
    if isinstance(relations, (tuple, list)):
        return tuple(single for part in relations for single in flatten(part))
    if isinstance(relations, Every):
        return flatten(relations.said)
    raise TypeError(
        "a statement must be built from le, lt, ge, gt or eq (or a tuple of them); "
        f"got {relations!r}: write le(a, b) for a <= b"
    )


def replaced_in(relations: Any, known: Mapping[Any, Any]) -> Any:
    """A nested conjunction with other expressions in the place of these."""
    if isinstance(relations, Relation):
        return relations.map(lambda side: side.xreplace(known))
    if isinstance(relations, Every):
        return Every(relations.index, relations.size, replaced_in(relations.said, known))
    return tuple(replaced_in(part, known) for part in relations)


def balanced(difference: sympy.Expr, sign: Sense) -> Relation:
    """`difference sign 0` with every negative term moved to the other side."""
    terms = sympy.Add.make_args(difference)
    moved = [term for term in terms if term.could_extract_minus_sign()]
    kept = [term for term in terms if not term.could_extract_minus_sign()]
    return Relation(sympy.Add(*kept), sign, -sympy.Add(*moved))


def evaluated(function: Callable[P, R]) -> Callable[P, R]:
    """The function, with its terms evaluated by SymPy also where others are left as written.

    For what hands terms to algorithms of SymPy's, which need that.
    """

    @wraps(function)
    def run(*args: P.args, **named: P.kwargs) -> R:
        if global_parameters.evaluate:
            return function(*args, **named)
        before, lost = SAYING.lost, list[Any]()
        SAYING.lost = lost
        try:
            with sympy.evaluate(True):
                found: Any = function(*args, **named)
        finally:
            SAYING.lost = before
        if lost and not isinstance(found, sympy.Expr):
            raise TypeError(f"what takes a derivative and is evaluated is no term: {found}")
        return sympy.Add(found, *(sympy.Mul(0, each) for each in lost)) if lost else found

    return run


def exactly(whole_numbers: Iterable[int]) -> Iterable[Any]:
    """SymPy's integers, which divide exactly, if it evaluates what they make; else Python's."""
    return map(sympy.Integer, whole_numbers) if global_parameters.evaluate else whole_numbers
