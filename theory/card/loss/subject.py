"""A parsed loss with the results that several lines of a card use, each computed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sympy

from lossproof.theory.card.calculus import INFINITE, IntervalSign, Pieces, sign_on, split
from lossproof.theory.card.line import INSIDE, OPEN
from lossproof.theory.card.loss.defined import (
    Definedness,
    bends,
    definedness,
    plain_sign,
)
from lossproof.theory.card.loss.extremes import Extreme, extremes
from lossproof.theory.card.loss.points import Table, defined_as_typed
from lossproof.theory.card.loss.reading import P, Reading, at_entry
from lossproof.theory.language import Vector
from lossproof.theory.losses import CLASSES
from lossproof.theory.numbers import compare, simplifies_to_zero


@dataclass(eq=False)
class Subject:
    """A parsed loss with the numbers of classes of the card."""

    reading: Reading
    classes: tuple[int, ...]
    _tables: dict[int, Table] = field(default_factory=dict[int, Table])
    _extremes: dict[int, Any] = field(default_factory=dict[int, Any])
    _summands: dict[int, Any] = field(default_factory=dict[int, Any])
    _sure: dict[int, Any] = field(default_factory=dict[int, Any])
    _rankings: dict[int | None, Any] = field(default_factory=dict[int | None, Any])
    _defined: dict[int | None, Definedness] = field(default_factory=dict[int | None, Definedness])

    def table(self, c: int) -> Table:
        """The losses at simple predictions."""
        if c not in self._tables:
            self._tables[c] = Table(self.reading, c)
        return self._tables[c]

    def says(self, question: str) -> str:
        """The statement of a question that needs no values."""
        inside = question in INSIDE and not self.shares_are_regular
        return OPEN[question] + (", inside the simplex" if inside else "")

    def tried(self, c: int) -> str:
        """That no simple prediction is a counterexample, in words."""
        return f"none of {len(self.table(c).points)} test predictions refutes it"

    def summand(self, c: int) -> Pieces | None:
        """`chi` with class sum = `sum_j chi(p_j)` at c classes."""
        if c not in self._summands:
            chi = self.reading.summand
            if chi is None and c == 2 and self.reading.binary is not None:
                pieces = self.reading.binary
            else:
                at = {CLASSES: sympy.Integer(c)}
                pieces = None if chi is None else split(chi.xreplace(at), P)
            self._summands[c] = pieces
        return self._summands[c]

    def extremes(self, c: int) -> tuple[Extreme | None, Extreme | None]:
        """The least and greatest class sum at c classes."""
        if c not in self._extremes:
            chi = self.summand(c)
            self._extremes[c] = (None, None) if chi is None else extremes(chi, c)
        return self._extremes[c]

    def label_term(self, c: int) -> Pieces | None:
        """`a` in the form `a(p_y) + sum_j b(p_j)`; at c = 2 every loss has this form with b = 0."""
        if c == 2:
            return self.reading.binary
        if self.reading.parts is None:
            return None
        return split(self.reading.parts[0].xreplace({CLASSES: sympy.Integer(c)}), P)

    def shared(self, c: int) -> Any:
        """`b` in the form `a(p_y) + sum_j b(p_j)`; 0 if the loss depends on `p_y` alone."""
        if c == 2 or self.reading.of_label_alone:
            return sympy.Integer(0)
        if self.reading.parts is None:
            return None
        return self.reading.parts[1].xreplace({CLASSES: sympy.Integer(c)})

    def bounds(self, c: int) -> tuple[Pieces, Pieces] | None:
        """The least and greatest loss at each probability of the label, over the other classes.

        If `b` is convex or concave, the extremes are where the other classes are equal, and where
        one of them has the remaining probability. None otherwise.
        """
        label_term, shared = self.label_term(c), self.shared(c)
        if label_term is None or shared is None:
            return None
        if shared == 0:
            return label_term, label_term
        rest, zero, parts = split(shared, P), limit(shared, 0), self.reading.parts
        if parts is None or rest is None or zero in (None, sympy.oo, -sympy.oo):
            return None
        bent = rest.curvature()
        if not (bent.nonnegative or bent.nonpositive):
            return None
        first = parts[0].xreplace({CLASSES: sympy.Integer(c)}) + shared
        one = split(first + shared.xreplace({P: 1 - P}) + (c - 2) * zero, P)
        even = split(first + (c - 1) * shared.xreplace({P: (1 - P) / (c - 1)}), P)
        if one is None or even is None:
            return None
        return (even, one) if bent.nonnegative else (one, even)

    @property
    def defined_at_vertices(self) -> bool:
        """Whether the shared part of the losses is finite at the vertices too, not 0/0."""
        ratio = self.reading.ratio
        if ratio is None:
            return self.shares_are_regular
        zero, one = limit(ratio, 0), limit(ratio, 1)
        return not {zero, one} & {sympy.oo, -sympy.oo, None} and (zero, one) != (0, 0)

    def least_at_own_vertex(self, c: int) -> bool:
        """Whether the loss is shown to be least at the vertex of its label."""
        reading = self.reading
        if reading.of_label_alone or reading.ratio is not None:
            falls = self.ranking(c).nonpositive
            if falls or reading.ratio is not None:
                return falls
        binary = reading.binary
        if c == 2 and binary is not None and binary.derivative().sign().nonpositive:
            return True
        sure = self.sure(c)
        if sure is None or sure[0] in INFINITE or not reading.closed:
            return False
        bounds = self.bounds(c)
        if bounds is not None and bounds[0].map(lambda form: form - sure[0]).sign().nonnegative:
            return True
        return plain_sign(reading, reading.value - sure[0], c).relation in (">", ">=", "==")

    @cached_property
    def defined_on_edges(self) -> bool:
        """Whether the formula, as typed, has a value at vertices and edges."""
        places: list[tuple[Vector, int]] = []
        for c in sorted({2, 3, *self.classes}):
            for size in range(1, min(c, 3) + 1):
                f = [sympy.Rational(1, size)] * size + [sympy.Integer(0)] * (c - size)
                places += [(Vector(f), 0), (Vector(f), c - 1)]
        return defined_as_typed(self.reading, places)

    @cached_property
    def constant(self) -> Any:
        """The class sum if it is one expression in `CLASSES` at every prediction, any c >= 2."""
        return self.reading.constant if self.defined(None).everywhere else None

    def defined(self, c: int | None) -> Definedness:
        """Whether the loss is shown to be defined inside the simplex, for every c if None."""
        if c not in self._defined:
            self._defined[c] = definedness(self.reading, c)
        return self._defined[c]

    @cached_property
    def shares_are_regular(self) -> bool:
        """Whether the shared part of the losses is finite at every prediction.

        A sum that scales them must also not be 0 at the vertices.
        """
        reading = self.reading
        if not reading.closed:
            return True
        forms, scaling = list(reading.sums.values()), True
        if reading.parts is not None:
            forms, scaling = [reading.parts[1]], False
        elif reading.ratio is not None:
            forms = [reading.ratio]
        fixed = {form.xreplace({CLASSES: sympy.Integer(c)}) for form in forms for c in self.classes}
        for form in fixed:
            limits = [limit(form, at) for at in (0, 1)]
            if any(value in (None, sympy.oo, -sympy.oo) for value in limits):
                return False
            if scaling and not any(compare(value, "!=", 0) for value in limits):
                return False
        return True

    @cached_property
    def names_classes(self) -> bool:
        """Whether the formula contains c."""
        return any(form.has(CLASSES) for form in (self.reading.value, *self.reading.sums.values()))

    @cached_property
    def same_for_all(self) -> bool:
        """Whether the formula does not contain c, so that its properties hold for all c."""
        return self.reading.of_label_alone and not self.reading.value.has(CLASSES)

    def every(self) -> tuple[tuple[int, str], ...]:
        """The numbers of classes to decide, each with the scope of the verdict."""
        if self.same_for_all:
            return ((2, "c >= 2"),)
        return tuple((c, f"c = {c}") for c in self.classes)

    def symmetric(self, c: int) -> Any:
        """The class sum if it is shown to be the same at every prediction, else None."""
        constant = self.reading.constant
        if constant is not None:
            return constant.xreplace({CLASSES: sympy.Integer(c)})
        chi = self.summand(c)
        if chi is None:
            return None
        at_half = self._binary_sum() if c == 2 else None
        if at_half is not None:
            return at_half
        if len(chi.forms) == 1 and chi.curvature().relation == "==":
            from lossproof.theory.card.loss.extremes import at_uniform

            return sympy.expand(at_uniform(chi.forms[0], P, c))
        if len(chi.forms) == 1:
            return None
        low, high = self.extremes(c)
        same = low and high and low.exact and high.exact and low.value == high.value
        return low.value if low and same else None

    def _binary_sum(self) -> Any:
        """The class sum at two classes if it is constant with a nonlinear `chi`, else None."""
        binary = self.reading.binary
        if binary is None or len(binary.forms) != 1:
            return None
        total = binary.forms[0] + binary.forms[0].xreplace({P: 1 - P})
        if simplifies_to_zero(sympy.diff(total, P)):
            return sympy.simplify(total.xreplace({P: sympy.Rational(1, 2)}))
        return None

    def finite_at_own_vertex(self, c: int | None) -> bool:
        """Whether the loss has a limit at the vertex of its label, which is not minus infinity."""
        return limit(self.reading.along(c or 2), 1) not in (None, -sympy.oo)

    def sure(self, c: int) -> tuple[Any, Any] | None:
        """The losses at a vertex, under the label of the vertex and under another label.

        If undefined, the limits along predictions whose other classes are equal.
        """
        if c not in self._sure:
            reading = self.reading
            at = Vector([sympy.Integer(1), *[sympy.Integer(0)] * (c - 1)])
            label_loss, other = (reading.on(at, y) for y in (0, 1))
            label_loss = limit(reading.along(c), 1) if label_loss is None else label_loss
            total = self.symmetric(c)
            if other is None and label_loss is not None and total is not None:
                other = (total - label_loss) / (c - 1)
            if other is None:
                rest = (1 - P) / (c - 1)
                other = limit(reading.expression(Vector([P, *[rest] * (c - 1)]), 1), 1)
            self._sure[c] = None if label_loss is None or other is None else (label_loss, other)
        return self._sure[c]

    def approach(self, c: int) -> str:
        """The direction of approach to the vertex, in words, if the loss is undefined there."""
        at = Vector([sympy.Integer(1), *[sympy.Integer(0)] * (c - 1)])
        directional = c > 2 and any(self.reading.on(at, y) is None for y in (0, 1))
        return ", if it is approached with the other classes equal" if directional else ""

    def ranking(self, c: int | None = None) -> IntervalSign:
        """The sign of the derivative of the loss in the label's probability, all else fixed.

        For every c if `c` is None.
        """
        if c not in self._rankings:
            self._rankings[c] = self._ranked(c)
        return self._rankings[c]

    def _ranked(self, c: int | None) -> IntervalSign:
        reading = self.reading
        if c is None and self.names_classes:
            return IntervalSign("?")
        at = {} if c is None else {CLASSES: sympy.Integer(c)}
        if reading.parts is not None:
            pieces = split(reading.parts[0].xreplace(at), P)
            return IntervalSign("?") if pieces is None else pieces.derivative().sign()
        if reading.ratio is not None:
            ratio = reading.ratio.xreplace(at)
            inside = IntervalSign("?") if bends(reading, ratio, c) else sign_on(ratio, P)
            if inside.relation not in (">", "<"):
                return IntervalSign("?")
            slope = sign_on(sympy.diff(ratio, P), P)
            return slope if inside.relation == ">" else -slope
        return self._ranked_in_sums(c) if self.defined(c).apart else IntervalSign("?")

    def _ranked_in_sums(self, c: int | None) -> IntervalSign:
        reading = self.reading
        at = {} if c is None else {CLASSES: sympy.Integer(c)}
        value, sums = (
            reading.value.xreplace(at), {s: body.xreplace(at) for s, body in reading.sums.items()}
        )  # fmt: skip
        if not reading.closed or any(bends(reading, f, c) for f in (value, *sums.values())):
            return IntervalSign("?")
        signed: dict[Any, Any] = {}
        for symbol, body in sums.items():
            sign = sign_on(body, P)
            if sign.relation not in (">", "<"):
                return IntervalSign("?")
            positive = sympy.Dummy(positive=True)
            signed[symbol] = positive if sign.relation == ">" else -positive
        slope: Any = sympy.factor(sympy.diff(value, P).xreplace(signed))
        shared, dependent = slope.as_independent(P, as_Add=False)
        if dependent.free_symbols - {P} or not (shared.is_positive or shared.is_negative):
            return IntervalSign("?")
        sign = sign_on(dependent, P)
        return sign if shared.is_positive else -sign


def limit(form: Any, at: int) -> Any:
    """The limit of a formula in `P` at 0 or 1 from inside; None if it is unknown."""
    return at_entry(form, sympy.Integer(at))
