"""The form of a loss: its label term, its sums over the classes, and its binary form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

import sympy

from lossproof.theory.card.calculus import (
    INFINITE,
    Pieces,
    Ranged,
    freed,
    limit_at_zero,
    returned,
    sign_near_zero,
    split,
)
from lossproof.theory.language import ANY_CLASS, BOUND_CLASS, ClassSum, Vector, posing
from lossproof.theory.losses import CLASSES, SYMBOLIC
from lossproof.theory.losses.cancelled import cancelled
from lossproof.theory.numbers import constant_sign

P = sympy.Symbol("p", positive=True)
_ENTRIES: Any = sympy.IndexedBase("p", nonnegative=True)


def symbols(c: int) -> tuple[sympy.Symbol, ...]:
    """The probabilities of c classes, as symbols."""
    return sympy.symbols(f"p_1:{c + 1}", positive=True)


class NotALossError(ValueError):
    """The formula does not give a real number at every prediction inside the simplex."""


@dataclass(frozen=True)
class Reading:
    """A loss in the label's probability `P`, the number of classes `CLASSES` and class sums.

    Attributes
    ----------
    value : expression in `P`, `CLASSES`, the keys of `sums` and extremes over the classes
    sums : symbols that stand for the sum of their body, an expression in `P`, over the classes
    closed : whether it has no other parts, so that `expression` is `value` written out
    given : the original function; `expression` stores its results
    """

    name: str
    expression: Callable[[Any, Any], sympy.Expr] = field(repr=False)
    value: Any
    sums: Mapping[sympy.Symbol, Any]
    closed: bool
    given: Callable[[Any, Any], sympy.Expr] = field(repr=False)

    @classmethod
    def of(cls, name: str, expression: Callable[[Any, Any], sympy.Expr]) -> Self:
        """Read a loss `expression(f, y)`.

        Raises
        ------
        NotALossError
            If it does not depend on the probabilities, or is not a formula in them alone.
        """
        expression = _exact(name, expression)
        for lost in cancelled(expression):
            if not lost.has(Ranged):
                part = lost.replace(sympy.Indexed, lambda *_: P)
                raise NotALossError(
                    f"{name} must be a real number at every prediction; {part} cancels, and may "
                    "have no value: leave it out"
                )
        value: Any = expression(SYMBOLIC, ANY_CLASS)
        sums: dict[Any, Any] = {}
        replaced: dict[Any, Any] = {}
        closed = True
        for inner in value.atoms(ClassSum):
            body = _straight(inner.args[0].xreplace({_ENTRIES[BOUND_CLASS]: P}))
            closed &= not body.has(_ENTRIES)
            if (replacement := _affine(body)) is not None:
                replaced[inner] = replacement
            else:
                symbol = sympy.Symbol(f"s{len(sums)}", real=True)
                sums[symbol], replaced[inner] = body, symbol
        value = _unsigned(value.xreplace(replaced).xreplace({_ENTRIES[ANY_CLASS]: P}))
        value = _straight(value)
        closed &= not value.has(_ENTRIES)
        extremes = {s for s in value.free_symbols if s.name.split()[0] in ("largest", "smallest")}
        allowed = {P, CLASSES, *sums, *extremes, *value.atoms(Ranged)}
        if closed and (unknown := value.free_symbols - allowed):
            names = ", ".join(sorted(map(str, unknown)))
            raise NotALossError(f"{name} must be a formula in the probabilities alone; it has "
                                f"{names}: give every parameter a value")  # fmt: skip
        if closed and not (value.has(P) or sums or extremes):
            raise NotALossError(f"{name} must depend on the probabilities; it is {value}")
        closed &= not extremes
        reading = cls(name, expression, value, sums, closed, expression)
        trees: dict[int, tuple[Any, ...]] = {}

        def at_label(f: Any, y: Any) -> Any:
            if not isinstance(f, Vector):
                return expression(f, y)
            if closed:
                return reading.written(value, f, y)
            entries = symbols(len(f))
            if len(f) not in trees:
                labels = range(len(f))
                trees[len(f)] = tuple(sympy.sympify(expression(Vector(entries), k)) for k in labels)
            return trees[len(f)][y].xreplace(dict(zip(entries, f, strict=True)))

        return replace(reading, expression=at_label)

    def written(self, form: Any, f: Vector, y: int) -> Any:
        """A formula in `P`, `CLASSES` and the sums, evaluated at a prediction and a label."""
        size = {CLASSES: sympy.Integer(len(f))}
        sums = {s: body.xreplace(size) for s, body in self.sums.items()}
        at = {s: sympy.Add(*(body.xreplace({P: u}) for u in f)) for s, body in sums.items()}
        return form.xreplace({P: f[y], **size, **at})

    @cached_property
    def parts(self) -> tuple[Any, Any] | None:
        """`(a, b)` with loss = `a(p_y) + sum_j b(p_j)`; None if it has no such form."""
        if not self.closed:
            return None
        value: Any = sympy.expand(self.value) if self.sums else self.value
        label_term, shared = value, sympy.Integer(0)
        for symbol, body in self.sums.items():
            factor = value.coeff(symbol, 1)
            if factor.has(P, *self.sums):
                return None
            label_term, shared = label_term - factor * symbol, shared + factor * body
        label_term = sympy.expand(label_term) if self.sums else label_term
        return None if label_term.has(*self.sums) else (label_term, shared)

    @cached_property
    def summand(self) -> Any:
        """`chi` with class sum = `sum_j chi(p_j)`; None if there is no such form."""
        if self.parts is None:
            return None
        label_term, shared = self.parts
        return label_term if shared == 0 else sympy.expand(label_term + CLASSES * shared)

    @cached_property
    def constant(self) -> Any:
        """The class sum if it is one expression in `CLASSES` at every prediction, else None."""
        if not self.closed:
            return None
        total: Any = sympy.Integer(0)
        for term in sympy.Add.make_args(sympy.expand(self.value)):
            shared, dependent = term.as_independent(P, as_Add=False)
            known = self._sum_of(dependent)
            if known is None:
                return None
            total += shared * known
        total = sympy.cancel(sympy.together(total))
        return None if total.free_symbols - {CLASSES, *total.atoms(Ranged)} else total

    def _sum_of(self, body: Any) -> Any:
        if body == 1 or body == P:
            return CLASSES if body == 1 else sympy.Integer(1)
        for symbol, known in self.sums.items():
            ratio = sympy.cancel(body / known)
            if not ratio.has(P):
                return ratio * symbol
        return None

    @cached_property
    def ratio(self) -> Any:
        """`a` with loss = `k a(p_y) / sum_j a(p_j)` for a k > 0; None if there is no such form."""
        if not self.closed or self.parts is not None:
            return None
        top, bottom = sympy.fraction(sympy.together(self.value))
        if top.has(*self.sums) or bottom.has(P):
            return None
        total: Any = sympy.Integer(0)
        for term in sympy.Add.make_args(sympy.expand(top)):
            shared, dependent = term.as_independent(P, as_Add=False)
            known = self._sum_of(dependent)
            if known is None:
                return None
            total += shared * known
        scale = sympy.cancel(total / bottom)
        return top if scale.is_Rational and scale > 0 else None

    @property
    def of_label_alone(self) -> bool:
        """Whether the loss is a function of the label's probability (and c) alone."""
        return self.parts is not None and not self.parts[1].has(P)

    def along(self, c: int) -> Any:
        """The loss at `(P, (1-P)/(c-1), …)`: the other classes share the rest equally."""
        rest = (1 - P) / (c - 1)
        value = self.expression(Vector([P, *[rest] * (c - 1)]), 0)
        return _unsigned(sympy.sympify(value))

    @cached_property
    def binary(self) -> Pieces | None:
        """The loss at two classes as a function of the label's probability."""
        return split(self.along(2), P)

    @cached_property
    def label_pieces(self) -> Pieces | None:
        """The loss as a function of the label's probability; None if it depends on `CLASSES`."""
        if self.parts is None or self.parts[0].has(CLASSES):
            return None
        return split(self.parts[0], P)

    def on(self, point: Vector, y: int) -> Any:
        """The loss at a rational point, with limits at entries 0; None if undefined."""
        c = sympy.Integer(len(point))
        if self.parts is not None:
            label_term, shared = (part.xreplace({CLASSES: c}) for part in self.parts)
            terms = [at_entry(label_term + shared, point[y])]
            terms += [at_entry(shared, u) for j, u in enumerate(point) if j != y]
        else:
            try:
                terms = [self.expression(point, y)]
            except ValueError:  # a maximum of undefined values
                return None
        if any(t is None or t.has(sympy.nan, sympy.zoo) for t in terms):
            return None
        value: Any = sympy.Add(*terms)
        return None if value is sympy.nan else value


def at_entry(form: Any, u: Any) -> Any:
    """The value of a formula in `P` at `u`, or its limit at 0 and 1; None if it has none."""
    if u not in (0, 1):
        return form.xreplace({P: u})
    if parameters := form.atoms(Ranged):
        value = _substituted(freed(form), u)
        return None if value is None else returned(value, parameters)
    value = _substituted(form, u)
    if value is not None:
        return value
    if u == 1:
        return at_entry(form.xreplace({P: 1 - P}), sympy.Integer(0))
    if form.has(sympy.Max, sympy.Min):
        smooth = _smooth_at_zero(form)
        return None if smooth is None else at_entry(smooth, u)
    value = limit_at_zero(form, P)
    if value is not None:
        return value
    try:
        value = sympy.limit(form, P, 0, "+")
    except (NotImplementedError, ValueError, TypeError):
        return None
    return value if value in (sympy.oo, -sympy.oo) or value.is_real else None


def _substituted(form: Any, u: Any) -> Any:
    try:
        value = form.subs(P, u)
    except ValueError:  # a maximum of undefined values
        return None
    unknown = value.has(sympy.I, *INFINITE) or any(e.base == 0 for e in value.atoms(sympy.Pow))
    return None if unknown else value


def _smooth_at_zero(form: Any) -> Any:
    """The formula with each maximum and minimum replaced by its value near 0; None if unknown."""
    while kinks := form.atoms(sympy.Max, sympy.Min):
        kink = min(kinks, key=lambda term: term.count_ops())
        best = kink.args[0]
        for other in kink.args[1:]:
            sign = _sign_at_zero(other - best)
            if sign is None:
                return None
            if (sign > 0) == isinstance(kink, sympy.Max):
                best = other
        form = form.xreplace({kink: best})
    return form


def _sign_at_zero(form: Any) -> int | None:
    value = at_entry(form, sympy.Integer(0))
    if value is not None and (sign := constant_sign(value)):
        return sign
    v = sympy.Dummy("v", positive=True)
    result = sign_near_zero(form.xreplace({P: v}), v, sympy.Rational(1, 4))
    return None if result is None else result[0]


def divides(part: Any) -> bool:
    """Whether a part of a formula is a division."""
    return bool(part.is_Pow and part.exp.is_Integer)


def undefined_at(form: Any) -> Iterator[Any]:
    """The logarithms, roots and divisions of a formula, each of which may be undefined."""
    for part in form.atoms(sympy.log, sympy.Pow):
        if not (part.is_Pow and (part.base is sympy.E or (part.exp.is_Integer and part.exp > 0))):
            yield part


KINKS = (sympy.Max, sympy.Min, sympy.Abs)
KNOWN = (sympy.log, sympy.exp, *KINKS, ClassSum)


def _exact(name: str, expression: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The expression with floats as exact decimals; raises NotALossError if it is no formula."""

    def exact(f: Any, y: Any) -> Any:
        result = expression(f, y)
        try:
            value: Any = sympy.sympify(result, strict=True)
        except sympy.SympifyError:
            value = None
        if not isinstance(value, sympy.Expr):
            raise NotALossError(f"{name} must give a formula; it gives {result!r}")
        if why := posing(value):
            raise NotALossError(f"{name} must be made of functions of SymPy: {why}")
        for part in value.atoms(sympy.Function, sympy.Piecewise):
            if not isinstance(part, KNOWN):
                raise NotALossError(
                    f"{name} must be made of sums, products, powers, log, exp, abs, max and min; "
                    f"it has {part}"
                )
        for power in value.atoms(sympy.Pow):
            if power.exp.free_symbols - {CLASSES, *power.exp.atoms(Ranged)}:
                raise NotALossError(
                    f"{name} must have numbers as exponents; it has {power.exp}: give every "
                    "parameter a value, and write exp(a*log(b)) for b**a"
                )
        floats: Any = value.atoms(sympy.Float)
        return value.xreplace({x: sympy.Rational(str(x)) for x in floats}) if floats else value

    return exact


def _affine(body: Any) -> Any:
    """The sum `a c + b` of `a + b p` over the classes; None if the body is not affine."""
    if body.has(CLASSES) or not body.is_polynomial(P) or sympy.Poly(body, P).degree() > 1:
        return None
    slope = sympy.diff(body, P)
    return sympy.expand(body - slope * P) * CLASSES + slope


def _straight(value: Any) -> Any:
    """The same formula without kinks that cancel, as in `max(p, a) + min(p, a)`."""
    terms = sympy.Add.make_args(value)
    bent = [term for term in terms if term.free_symbols == {P} and term.has(*KINKS)]
    pieces = split(sympy.Add(*bent), P) if bent else None
    if pieces is None or len(pieces.forms) != 1:
        return value
    return pieces.forms[0] + sympy.Add(*(term for term in terms if term not in bent))


def _unsigned(value: Any) -> Any:
    """The same formula without `|p|` and `|1 - p|`, whose signs are known on the simplex."""
    return value.replace(
        lambda e: isinstance(e, sympy.Abs) and e.args[0] in (P, 1 - P, P - 1),
        lambda e: P if e.args[0] == P else 1 - P,
    )
