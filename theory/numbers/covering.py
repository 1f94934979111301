"""Certified branch and bound: a formula is positive on every point of a box, or a point is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb, ctx, fmpq

from lossproof.theory.numbers.balls import Number, compile_balls, interval, to_fmpq, to_rational
from lossproof.theory.numbers.comparison import compare
from lossproof.theory.numbers.slopes import slope_of

Box = Mapping[sp.Symbol, tuple[sp.Rational, sp.Rational]]
Point = Mapping[sp.Symbol, sp.Rational]
Balls = Callable[[Sequence[arb]], tuple[arb, ...]]
_ZERO = arb(0)


@dataclass(frozen=True)
class Cover:
    """What a branch and bound showed of ``expression relation`` on ``box``.

    Attributes
    ----------
    relation : "> 0" or ">= 0"
    given : the statement is only about points where every one of these is >= 0
    boxes, discarded : leaves certified, and leaves outside the region of ``given``
    depth : the most bisections that led to one box
    undecided : boxes (or the face of one that holds its least value) left open
    refuted_at : a rational point of the region where the statement is false, or None
    """

    expression: sp.Expr
    relation: str
    box: Box
    given: tuple[sp.Expr, ...]
    bits: int
    boxes: int
    discarded: int
    depth: int
    undecided: tuple[Box, ...]
    refuted_at: Point | None

    @property
    def complete(self) -> bool:
        """Whether the statement is proved on the whole box."""
        return not self.undecided and self.refuted_at is None


class _Side:
    """One closed rational interval with its ball and its half width."""

    __slots__ = ("ball", "half", "hi", "lo", "thin", "width")

    def __init__(self, lo: fmpq, hi: fmpq) -> None:
        self.lo, self.hi, self.thin = lo, hi, lo == hi
        self.ball = interval(lo, hi)
        self.half = arb(0, (hi - lo) / 2)
        self.width = float(self.half.upper()) * 2

    def middle(self) -> fmpq:
        return self.lo if self.thin else (self.lo + self.hi) / 2


class _Problem:
    """The compiled statement over the variable sides of a box."""

    def __init__(
        self, expr: Any, given: Sequence[Any], box: Mapping[Any, _Side], strict: bool, bits: int
    ) -> None:
        self.strict, self.bits = strict, bits
        names: dict[Any, Any] = {}
        for s, side in box.items():
            if side.thin:
                names[s] = to_rational(side.lo)
            else:  # what the box says of the sign lets SymPy and the ball powers use it
                sign = {"positive": True} if side.lo > 0 else {"nonnegative": True}
                names[s] = sp.Dummy(s.name, **(sign if side.lo >= 0 else {"real": True}))
        self.symbols = [s for s in box if not box[s].thin]
        self.dummies = [names[s] for s in self.symbols]
        self.start = tuple(box[s] for s in self.symbols)
        self.expr: Any = expr.xreplace(names)
        forms = [g.xreplace(names) for g in given]
        self.value = self.compiled([self.expr])
        self.gradient = self.compiled(self.derivatives(self.expr))
        self.given = self.compiled(forms)
        self.slopes = [self.compiled(self.derivatives(g)) for g in forms]
        self.faces: dict[Any, bool | None] = {}

    def compiled(self, forms: Sequence[Any]) -> Balls:
        return compile_balls(forms, self.dummies, bits=self.bits)

    def derivatives(self, form: Any) -> list[Any]:
        """Differentiate; a derivative with no enclosure (a jump, say) is nan, and never used."""
        found: list[Any] = []
        for symbol in self.dummies:
            derivative = slope_of(form, symbol)
            try:
                self.compiled([derivative])
            except TypeError:
                derivative = sp.nan
            found.append(derivative)
        return found

    def holds(self, value: arb) -> bool:
        return value > _ZERO if self.strict else value >= _ZERO

    def fails(self, value: arb) -> bool:
        return value <= _ZERO if self.strict else value < _ZERO

    def on_face(self, sides: tuple[_Side, ...]) -> bool | None:
        """Decide exactly a face on which the expression is constant (a point is one)."""
        fixed = [i for i, s in enumerate(sides) if s.thin]
        ends = all(sides[i].lo in (self.start[i].lo, self.start[i].hi) for i in fixed)
        if not fixed or not (ends or len(fixed) == len(sides)):
            return None
        key = tuple((i, str(sides[i].lo)) for i in fixed)
        if key not in self.faces:
            face = self.expr.xreplace({self.dummies[i]: to_rational(sides[i].lo) for i in fixed})
            form = sp.expand(face) if face.free_symbols else face
            constant = not form.free_symbols
            operator = ">" if self.strict else ">="
            self.faces[key] = compare(form, operator, 0, max_bits=512) if constant else None
        return self.faces[key]

    def least_face(
        self, sides: tuple[_Side, ...]
    ) -> tuple[tuple[_Side, ...], Sequence[arb], bool, Sequence[arb]]:
        """Fix each variable the expression is monotone in; return face, gradients, proved."""
        first: Sequence[arb] = ()
        while True:
            balls = [s.ball for s in sides]
            if self.holds(self.value(balls)[0]):
                return sides, first, True, first
            slopes = self.gradient(balls)
            first = first or slopes
            face = tuple(
                s if s.thin or not (g >= _ZERO or g <= _ZERO)
                else _Side(s.lo, s.lo) if g >= _ZERO else _Side(s.hi, s.hi)
                for s, g in zip(sides, slopes, strict=True)
            )  # fmt: skip
            if all(a is b for a, b in zip(face, sides, strict=True)):
                return sides, slopes, False, first
            sides = face

    def split(
        self, sides: tuple[_Side, ...], slopes: Sequence[arb], open_given: Sequence[int],
        min_width: float,
    ) -> int | None:  # fmt: skip
        """Return the side whose width widens the enclosures most, None when all are narrow."""
        fields = [slopes]
        if open_given:
            balls = [s.ball for s in sides]
            fields += [self.slopes[i](balls) for i in open_given]
        best, most = None, -1.0
        for i, side in enumerate(sides):
            if side.thin or side.width <= min_width:
                continue
            score = sum(float(f[i].abs_upper()) for f in fields) * side.width
            if not score < float("inf"):  # nan or inf: split what is widest beside the start
                score = 1e300 * side.width / self.start[i].width
            if score > most:
                best, most = i, score
        return best


def cover(
    expr: sp.Expr,
    box: Mapping[sp.Symbol, tuple[Number, Number]],
    *,
    strict: bool = True,
    max_boxes: int = 200_000,
    min_width: Fraction = Fraction(1, 2**20),
    bits: int = 64,
    given: Sequence[sp.Expr] = (),
) -> Cover:
    """Show ``expr > 0`` (``>= 0`` unless strict) on the closed box where every ``given >= 0``.

    Each box is closed by its enclosure, by monotonicity, or by the mean-value form, and bisected
    otherwise; the same arguments always give the same cover. Points where ``expr`` is undefined
    are never certified.

    Parameters
    ----------
    box : for each free symbol its rational ends (lo, hi), lo <= hi
    max_boxes : int >= 1, boxes examined before the rest is returned undecided
    min_width : > 0, a box no wider than this in every variable is not bisected
    bits : int >= 2, the working precision

    Raises
    ------
    ValueError
        For a symbol without ends, lo > hi, max_boxes < 1 or min_width <= 0.
    TypeError
        For a function that has no enclosure (see `lossproof.theory.numbers.balls.compile_balls`).
    """
    if max_boxes < 1 or min_width <= 0:
        raise ValueError(
            f"max_boxes, min_width: expected max_boxes >= 1 and min_width > 0, got {max_boxes} "
            f"and {min_width}; the defaults are 200000 and 1/2**20"
        )
    expression: Any = sp.sympify(expr)
    conditions: list[Any] = [sp.sympify(g) for g in given]
    free = set().union(*(e.free_symbols for e in (expression, *conditions)))
    if missing := sorted(str(s) for s in free - set(box)):
        raise ValueError(f"box: expected (lo, hi) for every symbol, {missing} have none; add them")
    with ctx.workprec(bits):
        sides = {s: _Side(to_fmpq(lo), to_fmpq(hi)) for s, (lo, hi) in box.items()}
        problem = _Problem(expression, conditions, sides, strict, bits)
        found = _search(problem, max_boxes, float(min_width))
    boxes, discarded, depth, opened, point = found

    def named(part: tuple[_Side, ...]) -> Box:
        full = {**sides, **dict(zip(problem.symbols, part, strict=True))}
        return {s: (to_rational(side.lo), to_rational(side.hi)) for s, side in full.items()}

    return Cover(
        expression=expression,
        relation="> 0" if strict else ">= 0",
        box=named(problem.start),
        given=tuple(conditions),
        bits=bits,
        boxes=boxes,
        discarded=discarded,
        depth=depth,
        undecided=tuple(named(part) for part in opened),
        refuted_at=None if point is None else {s: lo for s, (lo, _) in named(point).items()},
    )


def _search(
    problem: _Problem, max_boxes: int, min_width: float
) -> tuple[int, int, int, list[tuple[_Side, ...]], tuple[_Side, ...] | None]:
    boxes = discarded = deepest = examined = 0
    undecided: list[tuple[_Side, ...]] = []
    stack = [(problem.start, 0)]
    while stack:
        sides, depth = stack.pop()
        if examined == max_boxes:
            undecided.append(sides)
            continue
        examined += 1
        deepest = max(deepest, depth)
        conditions = problem.given([s.ball for s in sides])
        if any(g < _ZERO for g in conditions):
            discarded += 1
            continue
        open_given = [i for i, g in enumerate(conditions) if not g >= _ZERO]
        face, slopes, proved, first = problem.least_face(sides)
        if not proved:
            proved = problem.on_face(face)
        if proved:
            boxes += 1
            continue
        centre = [arb(s.middle()) for s in face]
        bound = value = problem.value(centre)[0]
        for side, slope in zip(face, slopes, strict=True):
            if not side.thin:
                bound = bound + slope * side.half
        if problem.holds(bound):
            boxes += 1
            continue
        false = problem.fails(value) or proved is False
        if false and all(g >= _ZERO for g in problem.given(centre)):
            point = tuple(_Side(s.middle(), s.middle()) for s in face)
            return boxes, discarded, deepest, [*undecided, *(s for s, _ in stack)], point
        if not open_given:
            sides, first = face, slopes
        i = problem.split(sides, first, open_given, min_width)
        if i is None:
            undecided.append(sides)
            continue
        side, middle = sides[i], sides[i].middle()
        halves = (_Side(middle, side.hi), _Side(side.lo, middle))
        stack.extend(((*sides[:i], half, *sides[i + 1 :]), depth + 1) for half in halves)
    return boxes, discarded, deepest, undecided, None
