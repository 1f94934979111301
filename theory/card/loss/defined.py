"""Whether a loss is defined at every prediction inside the simplex, decided by exact signs.

Divisors must not be 0 there, arguments of logarithms must be positive, and arguments of roots must
be nonnegative. Then the loss is continuous there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sympy

from lossproof.theory.card.calculus import Pieces, Ranged, as_product, sign_on, split
from lossproof.theory.card.calculus.pieces import joined
from lossproof.theory.card.calculus.sign import RELATION
from lossproof.theory.card.line import formula
from lossproof.theory.card.loss import witnesses
from lossproof.theory.card.loss.extremes import extremes
from lossproof.theory.card.loss.ranges import Box, box_of
from lossproof.theory.card.loss.reading import (
    KINKS,
    P,
    Reading,
    at_entry,
    divides,
    symbols,
    undefined_at,
)
from lossproof.theory.language import Vector
from lossproof.theory.losses import CLASSES
from lossproof.theory.numbers import ball, constant_sign, cover

MORE = sympy.Symbol("more", nonnegative=True, integer=True)
BOXES, MOST_FACTORED = 400, 150
STRICT = (">", "<")


@dataclass(frozen=True)
class Sign:
    """The relation of a formula to 0 over the simplex; "?" is undecided.

    `zero` and `below` describe points at which it is certainly 0 and certainly negative. `apart`
    is true if the relation holds for independent values of the label's probability and the sums.
    """

    relation: str
    zero: str | None = None
    below: str | None = None
    apart: bool = True


@dataclass(frozen=True)
class Definedness:
    """Where a loss is shown to be defined, at one number of classes or at all of them.

    `everywhere`: the loss is shown to be defined inside the simplex. `apart`: this holds for
    independent values of the label's probability and the class sums. `undefined` describes a
    prediction at which the loss is certainly undefined.
    """

    everywhere: bool
    apart: bool
    undefined: str | None = None


def definedness(reading: Reading, c: int | None) -> Definedness:
    """Decide whether a loss is defined inside the simplex of c classes; of every c >= 2 if None."""
    shown = apart = True
    for part in _parts(reading, c):
        sign = _sign_of(reading, part.args[0], c)
        defect = _undefined(part, sign)
        if defect is None and not _meets(part, sign) and c is not None and not part.has(Ranged):
            defect = witnesses.find_undefined(reading, part, c)
        if defect is not None:
            inner = witnesses.named(reading, part.args[0], c)
            return Definedness(False, False, f"{defect[0]} {formula(inner)}, which is {defect[1]}")
        shown &= _meets(part, sign)
        apart &= sign.apart
    return Definedness(shown, shown and apart)


def _parts(reading: Reading, c: int | None) -> Iterator[Any]:
    """The divisions, logarithms and roots of a loss without duplicates, inner ones first."""
    if not reading.closed:
        if c is None:
            yield sympy.log(-sympy.Symbol("unknown", real=True))
            return
        forms = [sympy.sympify(reading.expression(Vector(symbols(c)), 0))]
    else:
        at = {} if c is None else {CLASSES: sympy.Integer(c)}
        forms = [form.xreplace(at) for form in (reading.value, *reading.sums.values())]
    parts = {part for form in forms for part in undefined_at(form)}
    yield from sorted(parts, key=lambda part: (part.count_ops(), str(part)))


def _meets(part: Any, sign: Sign) -> bool:
    root = part.is_Pow and part.exp.is_positive
    return sign.relation in (STRICT if divides(part) else (">", ">=", "==") if root else (">",))


def _undefined(part: Any, sign: Sign) -> tuple[str, str] | None:
    """The operation of a part and a point where it is undefined, in words; None if not certain."""
    zero = "everywhere" if sign.relation == "==" else sign.zero
    if divides(part):
        return None if zero is None else ("divides by", f"0 {zero}")
    if sign.relation == "<" or sign.below is not None:
        where = "" if sign.below is None else f" at {sign.below}"
        return "takes a logarithm or a root of", f"negative{where}"
    root = part.is_Pow and part.exp.is_positive
    return None if zero is None or root else ("takes the logarithm of", f"0 {zero}")


def _sign_of(reading: Reading, form: Any, c: int | None) -> Sign:
    """The sign of a formula in `P` and class sums, from the signs of its factors."""
    short = form.count_ops() <= MOST_FACTORED
    result = Sign(">")
    for factor in sympy.Mul.make_args(sympy.factor_terms(as_product(form)) if short else form):
        base, exponent = factor.as_base_exp()
        even = exponent.is_Integer and exponent % 2 == 0
        if isinstance(base, sympy.Abs):
            base, even = base.args[0], True
        sign = _sign_of_base(reading, base, c)
        if even:
            zero = sign.zero if exponent.is_positive else None
            if zero is not None and base.free_symbols == {P}:
                zero = _zero_near(base) or zero
            relation = ">" if sign.relation in STRICT else "==" if sign.relation == "==" else ">="
            sign = Sign(relation, zero, None, sign.apart)
        elif not exponent.is_Integer:
            at_least = exponent.is_positive and sign.relation in (">=", "==")
            relation = sign.relation if sign.relation == ">" or at_least else "?"
            sign = Sign(relation, sign.zero, None, sign.apart)
        result = _product(result, sign)
    return result


def _product(one: Sign, other: Sign) -> Sign:
    apart = one.apart and other.apart
    if "==" in (one.relation, other.relation):
        return Sign("==", apart=apart)
    zero = one.zero or other.zero
    strict = one.relation in STRICT and other.relation in STRICT
    if "?" in (one.relation, other.relation):
        return Sign("?", zero, apart=apart)
    if "mixed" in (one.relation, other.relation):
        sure = one if other.relation == "mixed" else other
        below = (other if sure is one else one).below if sure.relation == ">" else None
        return Sign("mixed" if sure.relation in STRICT else "?", zero, below, apart)
    positive = (one.relation in (">", ">=")) == (other.relation in (">", ">="))
    relation = (">" if positive else "<") + ("" if strict else "=")
    return Sign(relation, zero, apart=apart)


def _sign_of_base(reading: Reading, base: Any, c: int | None) -> Sign:
    if not base.free_symbols:
        return Sign(RELATION[constant_sign(base)])
    if not reading.closed:
        return _sign_at_entries(base, c)
    ways = (_of_label, _plainly, _at_two, _in_sums, _in_box)
    for way in ways:
        sign = way(reading, base, c)
        if sign is not None and sign.relation != "?":
            return sign
    return Sign("?", apart=False)


def _of_label(reading: Reading, base: Any, c: int | None) -> Sign | None:
    return _of_one(base) if base.free_symbols - base.atoms(Ranged) == {P} else None


def _of_one(base: Any) -> Sign:
    """The sign on (0, 1) of a formula in `P` alone, with its kinks and exact zeros."""
    pieces = split(base, P)
    if pieces is None:
        return _crossing(base)
    sign = joined(pieces.signs())
    if sign.relation == "mixed":
        zero = f"between p = {sign.below} and p = {sign.above}"
        return Sign("mixed", zero, f"p = {sign.below}")
    for form, at in zip(pieces.forms[:-1], pieces.ends[1:-1], strict=True):
        value = constant_sign(form.xreplace({P: at}))
        if value == 0 and sign.relation in STRICT:
            return Sign(f"{sign.relation}=", f"at p = {at}")
        if value is None:
            return Sign("?")
    if sign.relation in (">", "<", "=="):
        return Sign(sign.relation)
    return Sign(sign.relation, _zero_near(base))


def _zero_near(base: Any) -> str | None:
    zero = witnesses.zero_of(base)
    return None if zero is None else f"near p = {float(zero):.6g}"


def _crossing(base: Any) -> Sign:
    sign = sign_on(base, P)
    if sign.relation == "mixed":
        zero = f"between p = {sign.below} and p = {sign.above}"
        return Sign("mixed", zero, f"p = {sign.below}")
    return Sign("?")


def _plainly(reading: Reading, base: Any, c: int | None) -> Sign | None:
    """The sign by the rules of signs, from the signs of the class sums."""
    inside = sympy.Dummy("t", positive=True)
    known: dict[Any, Any] = {CLASSES: MORE + 2 if c is None else sympy.Integer(c)}
    known.update({parameter: parameter.free for parameter in base.atoms(Ranged)})
    for symbol, body in _bodies(reading, c).items():
        sign = "?" if body.has(CLASSES) else _of_one(body).relation
        if sign in STRICT:
            known[symbol] = sympy.Dummy(positive=True) * (1 if sign == ">" else -1)
    for entry in (sympy.Dummy("p", positive=True), 1 / (1 + inside)):
        plain: Any = sympy.factor(sympy.expand_log(base.xreplace({**known, P: entry}), force=True))
        if plain.is_positive:
            return Sign(">")
        if plain.is_negative:
            return Sign("<")
        if plain.is_nonnegative:
            return Sign(">=")
    return None


def plain_sign(reading: Reading, form: Any, c: int | None) -> Sign:
    """The sign of a formula by the rules of signs alone; "?" if they do not decide it."""
    return _plainly(reading, form, c) or Sign("?")


def bends(reading: Reading, form: Any, c: int | None) -> bool:
    """Whether a formula may have a kink: at a maximum, an absolute value, or a root of 0."""
    roots = (part for part in form.atoms(sympy.Pow) if not part.exp.is_Integer)
    return form.has(*KINKS) or any(
        _sign_of(reading, part.base, c).relation != ">" for part in roots if part.base.free_symbols
    )


def _at_two(reading: Reading, base: Any, c: int | None) -> Sign | None:
    """The sign at two classes, where the formula depends on the label's probability alone."""
    if c != 2:
        return None
    at = {s: body + body.xreplace({P: 1 - P}) for s, body in _bodies(reading, c).items()}
    return replace(_of_one(base.xreplace(at)), apart=False)


def _bodies(reading: Reading, c: int | None) -> dict[Any, Any]:
    at = {} if c is None else {CLASSES: sympy.Integer(c)}
    return {s: body.xreplace(at) for s, body in reading.sums.items()}


def _in_sums(reading: Reading, base: Any, c: int | None) -> Sign | None:
    """The sign of `a(p_y) + sum_j b(p_j)`, from its extremes over the other classes."""
    parts = replace(reading, value=base, sums=_bodies(reading, c)).parts
    if parts is None:
        return None
    label_term, shared = parts
    if not label_term.has(P):
        term: Any = sympy.cancel(label_term / (CLASSES if c is None else c)) + shared
        if not term.has(CLASSES) and (alike := _of_one(term)).relation in STRICT:
            return Sign(alike.relation, apart=False)
        if c is None:
            return _of_any_range(label_term, shared)
        return _of_range(split(term, P), c) or _below_tangent(term, c)
    if c is None:
        return None
    bent = None if shared.has(*KINKS) else sympy.diff(shared, P, 2)
    sign = sign_on(bent, P) if bent is not None else None
    if sign is None or not (sign.nonnegative or sign.nonpositive):
        return None
    even = label_term + shared + (c - 1) * shared.xreplace({P: (1 - P) / (c - 1)})
    inner = _of_one(even)
    if inner.zero is not None or inner.relation == "==":
        return replace(inner, apart=False)
    if (inner.relation, sign.nonnegative) in ((">", True), ("<", False)):
        return Sign(inner.relation, apart=False)
    rest = at_entry(shared, sympy.Integer(0))
    if rest is None or rest in (sympy.oo, -sympy.oo):
        return None
    outer = _of_one(label_term + shared + shared.xreplace({P: 1 - P}) + (c - 2) * rest)
    if outer.relation == inner.relation and inner.relation in STRICT:
        return Sign(inner.relation, apart=False)
    if inner.relation in STRICT and outer.relation in ("mixed", *STRICT):
        where = "on the way from equal other classes to one of them alone"
        return Sign("mixed", where, None, False)
    return None


def _below_tangent(term: Any, c: int) -> Sign | None:
    """The sign of a sum whose terms lie on one side of a line that is 0 at 1/c."""
    if term.has(*KINKS):
        return None
    slope: Any = sympy.diff(term, P).xreplace({P: sympy.Rational(1, c)})
    sign = _of_one(term - slope * (P - sympy.Rational(1, c)))
    return Sign(sign.relation, apart=False) if sign.relation in STRICT else None


def _of_range(chi: Pieces | None, c: int) -> Sign | None:
    """The sign of a class sum, from its least and its greatest value."""
    if chi is None:
        return None
    low, high = extremes(chi, c)
    least = None if low is None else constant_sign_of(low.outer(-1))
    most = None if high is None else constant_sign_of(high.outer(1))
    if least == 1:
        return Sign(">", apart=False)
    if most == -1:
        return Sign("<", apart=False)
    bent = chi.curvature().relation
    strict = len(chi.forms) == 1 and bent in STRICT
    # A strictly convex or concave sum has one of its extremes only at the vertices.
    if strict and bent == "<" and least == 0:
        return Sign(">", apart=False)
    if strict and bent == ">" and most == 0:
        return Sign("<", apart=False)
    if low is not None and high is not None and low.exact and high.exact:
        if least == -1 and most == 1:
            ends = [f"({', '.join(map(str, e.where or ()))})" for e in (low, high)]
            return Sign("mixed", f"between {ends[0]} and {ends[1]}", None, False)
        for end, value in ((low, least), (high, most)):
            if value == 0 and end.where is not None and min(end.where) > 0:
                relation = ">=" if end is low else "<="
                return Sign(relation, f"at ({', '.join(map(str, end.where))})", None, False)
    return None


def _of_any_range(label_term: Any, shared: Any) -> Sign | None:
    """The sign of `label_term + sum_j shared(p_j)`, `shared` convex or concave, every c >= 2."""
    if shared.has(CLASSES, *KINKS):
        return None
    bent = sign_on(sympy.diff(shared, P, 2), P)
    zero, one = (at_entry(shared, sympy.Integer(at)) for at in (0, 1))
    if not (bent.nonnegative or bent.nonpositive) or {zero, one} & {None, sympy.oo, -sympy.oo}:
        return None
    flat = label_term.xreplace({CLASSES: 1 / P}) + shared / P  # at the uniform prediction, P = 1/c
    at_two = RELATION[constant_sign(flat.xreplace({P: sympy.Rational(1, 2)}))]
    more = sign_on(flat, P, 0, sympy.Rational(1, 2)).relation
    sure: Any = label_term + one + (CLASSES - 1) * zero
    sure = sympy.expand(sure.xreplace({CLASSES: MORE + 2}))
    least = more == at_two == ">" if bent.nonnegative else sure.is_positive
    most = sure.is_negative if bent.nonnegative else more == at_two == "<"
    if bent.relation == "<" and sure == 0:
        least = True
    if bent.relation == ">" and sure == 0:
        most = True
    return Sign(">", apart=False) if least else Sign("<", apart=False) if most else None


def constant_sign_of(value: Any) -> int | None:
    """The sign of a constant that may be infinite; None if undecided."""
    if value in (sympy.oo, -sympy.oo):
        return 1 if value is sympy.oo else -1
    return constant_sign(value)


def _in_box(reading: Reading, base: Any, c: int | None) -> Sign | None:
    """The sign by a cover of the ranges of the label's probability and of the class sums."""
    at = {} if c is None else {CLASSES: sympy.Integer(c)}
    base = base.xreplace(at)
    box = box_of(reading, base, c)
    return None if box is None else _covered(base, box)


def _covered(base: Any, box: Box, given: tuple[Any, ...] = ()) -> Sign | None:
    for relation, form in ((">", base), ("<", -base)):
        try:
            if cover(form, box, max_boxes=BOXES, given=given).complete:
                return Sign(relation)
        except (TypeError, ValueError):
            return None
    return None


def _sign_at_entries(base: Any, c: int | None) -> Sign:
    """The sign of a formula in all probabilities."""
    if c is None:
        return Sign("?", apart=False)
    entries = symbols(c)
    plain = {">": base.is_positive, "<": base.is_negative, ">=": base.is_nonnegative}
    for relation, known in plain.items():
        if known:
            return Sign(relation, apart=False)
    if c == 2:
        return replace(_of_one(base.xreplace({entries[0]: P, entries[1]: 1 - P})), apart=False)
    enclosure = ball(base, dict.fromkeys(entries, (0, 1)))
    if enclosure > 0 or enclosure < 0:
        return Sign(">" if enclosure > 0 else "<", apart=False)
    if c == 3:
        last = 1 - entries[0] - entries[1]
        box = {u: (sympy.Integer(0), sympy.Integer(1)) for u in entries[:2]}
        sign = _covered(base.xreplace({entries[2]: last}), box, (last,))
        if sign is not None:
            return replace(sign, apart=False)
    return Sign("?", apart=False)
