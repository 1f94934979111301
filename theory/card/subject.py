"""A loss under study: its reading, and what several lines of a card ask of it, found once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sympy

from theory.balls import ball
from theory.card.extremes import Extreme, extremes
from theory.card.pieces import Pieces, split
from theory.card.points import Table
from theory.card.reading import P, Reading, at_entry
from theory.card.sign import Sign, sign_on
from theory.formula_tree import CLASSES

KINKS = (sympy.Max, sympy.Min, sympy.Abs)


@dataclass
class Subject:
    """A reading with the numbers of classes that the card is about."""

    reading: Reading
    classes: tuple[int, ...]
    _tables: dict[int, Table] = field(default_factory=dict[int, Table])
    _extremes: dict[int, Any] = field(default_factory=dict[int, Any])
    _summands: dict[int, Any] = field(default_factory=dict[int, Any])
    _rankings: dict[int | None, Any] = field(default_factory=dict[int | None, Any])

    def table(self, c: int) -> Table:
        """The losses at simple predictions."""
        if c not in self._tables:
            self._tables[c] = Table(self.reading, c)
        return self._tables[c]

    def summand(self, c: int) -> Pieces | None:
        """`chi` with class sum = `sum_j chi(p_j)` at c classes."""
        if c not in self._summands:
            chi = self.reading.summand
            if chi is None and c == 2 and self.reading.binary is not None:
                found = self.reading.binary
            else:
                found = None if chi is None else split(chi.xreplace({CLASSES: sympy.Integer(c)}), P)
            self._summands[c] = found
        return self._summands[c]

    def extremes(self, c: int) -> tuple[Extreme | None, Extreme | None]:
        """The least and greatest class sum at c classes."""
        if c not in self._extremes:
            chi = self.summand(c)
            self._extremes[c] = (None, None) if chi is None else extremes(chi, c)
        return self._extremes[c]

    def own(self, c: int) -> Pieces | None:
        """`a` of the form `a(p_y) + sum_j b(p_j)`; at c = 2 the whole loss is of that form."""
        if c == 2:
            return self.reading.binary
        if self.reading.parts is None:
            return None
        return split(self.reading.parts[0].xreplace({CLASSES: sympy.Integer(c)}), P)

    def shared(self, c: int) -> Any:
        """`b` of the form `a(p_y) + sum_j b(p_j)`, 0 where the loss is of the label alone."""
        if c == 2 or self.reading.of_label_alone:
            return sympy.Integer(0)
        if self.reading.parts is None:
            return None
        return self.reading.parts[1].xreplace({CLASSES: sympy.Integer(c)})

    @property
    def defined_at_vertices(self) -> bool:
        """Whether a normalised loss is a number at the vertices too, not infinity over infinity."""
        ratio = self.reading.ratio
        return ratio is None or limit(ratio, 0) not in (sympy.oo, -sympy.oo, None)

    def least_at_own_vertex(self, c: int) -> bool:
        """Whether the loss is shown to be least at the prediction that is sure of its label."""
        reading = self.reading
        if reading.of_label_alone or reading.ratio is not None:
            return self.ranking(c)[0].nonpositive
        binary = reading.binary
        return c == 2 and binary is not None and binary.derivative().sign().nonpositive

    @cached_property
    def names_classes(self) -> bool:
        """Whether the formula holds c."""
        return any(form.has(CLASSES) for form in (self.reading.value, *self.reading.sums.values()))

    @cached_property
    def same_for_all(self) -> bool:
        """Whether the formula does not hold c, so that what is shown of it holds for all c."""
        return self.reading.of_label_alone and not self.reading.value.has(CLASSES)

    def every(self) -> tuple[tuple[int, str], ...]:
        """The numbers of classes to look at, each with the scope of what is shown there."""
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
            from theory.card.extremes import at_uniform

            return sympy.expand(at_uniform(chi.forms[0], P, c))
        return None

    def _binary_sum(self) -> Any:
        """The class sum at two classes where it is constant though `chi` is not linear."""
        binary = self.reading.binary
        if binary is None or len(binary.forms) != 1:
            return None
        total = binary.forms[0] + binary.forms[0].xreplace({P: 1 - P})
        if _zero(sympy.diff(total, P)):
            return sympy.nsimplify(total.xreplace({P: sympy.Rational(1, 2)}))
        return None

    def ranking(self, c: int | None = None) -> tuple[Sign, bool]:
        """The sign of the change of the loss in the label's probability, all else the same.

        With whether two equal probabilities, of which the likelier label's grows, change the mean
        loss to first order: so where there is no convex bend. For every c if `c` is None.
        """
        if c not in self._rankings:
            self._rankings[c] = self._ranked(c)
        return self._rankings[c]

    def _ranked(self, c: int | None) -> tuple[Sign, bool]:
        reading = self.reading
        if c is None and self.names_classes:
            return Sign("?"), False
        at = {} if c is None else {CLASSES: sympy.Integer(c)}
        if reading.parts is not None:
            own, shared = (part.xreplace(at) for part in reading.parts)
            pieces = split(own, P)
            if pieces is None:
                return Sign("?"), False
            smooth = all(bend.nonpositive for bend in pieces.slope_signs())
            return pieces.derivative().sign(), smooth and not shared.has(*KINKS)
        if reading.ratio is not None:
            ratio = reading.ratio.xreplace(at)
            inside = Sign("?") if ratio.has(*KINKS) else sign_on(ratio, P)
            if inside.relation not in (">", "<"):
                return Sign("?"), False
            slope = sign_on(sympy.diff(ratio, P), P)
            return (slope if inside.relation == ">" else -slope), True
        return self._ranked_in_sums(at)

    def _ranked_in_sums(self, at: dict[Any, Any]) -> tuple[Sign, bool]:
        reading = self.reading
        value, sums = (
            reading.value.xreplace(at), {s: body.xreplace(at) for s, body in reading.sums.items()}
        )  # fmt: skip
        if not reading.closed or any(form.has(*KINKS) for form in (value, *sums.values())):
            return Sign("?"), False
        signed: dict[Any, Any] = {}
        for symbol, body in sums.items():
            sign = sign_on(body, P)
            if sign.relation not in (">", "<"):
                return Sign("?"), False
            positive = sympy.Dummy(positive=True)
            signed[symbol] = positive if sign.relation == ">" else -positive
        slope: Any = sympy.factor(sympy.diff(value, P).xreplace(signed))
        shared, own = slope.as_independent(P, as_Add=False)
        if own.free_symbols - {P} or shared.is_positive is None:
            return Sign("?"), False
        sign = sign_on(own, P)
        return (sign if shared.is_positive else -sign), True

    def finite_below(self, c: int) -> bool:
        """Whether no prediction at the boundary has the loss -oo, as far as limits show it."""
        parts = self.reading.parts
        if parts is None:
            forms = [(self.reading.along(c), at) for at in (0, 1)]
        else:
            own, shared = (part.xreplace({CLASSES: sympy.Integer(c)}) for part in parts)
            forms = [(form, at) for form in (own + shared, shared) for at in (0, 1)]
        return all(limit(form, at) not in (None, -sympy.oo) for form, at in forms)


def _zero(form: Any) -> bool:
    """Whether exact rewriting takes a formula to 0."""
    at = {s: sympy.Rational(k + 2, 7) for k, s in enumerate(sorted(form.free_symbols, key=str))}
    tried = ball(form.xreplace(at))
    if tried > 0 or tried < 0:
        return False
    if sympy.expand(form) == 0:
        return True
    if form.count_ops() > 150:
        return False
    return sympy.simplify(sympy.together(sympy.expand_log(form, force=True))) == 0


zero = _zero


def limit(form: Any, at: int) -> Any:
    """The limit of a formula in `P` at 0 or 1 from inside; None if it is not found."""
    return at_entry(form, sympy.Integer(at))
