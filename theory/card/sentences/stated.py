"""A loss in the statements of one line of its card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter, Signature, signature
from typing import Any

import sympy

from lossproof.theory.card.calculus import Ranged
from lossproof.theory.card.line import Line, Sentence
from lossproof.theory.card.loss import NotALossError, P, Subject
from lossproof.theory.domain import Classes, Domain, Label, Real, Simplex
from lossproof.theory.language import (
    UNDEFINED,
    Vector,
    class_sum,
    eq,
    replaced_in,
)
from lossproof.theory.losses import (
    CLASSES,
    uniform_mixture,
)
from lossproof.theory.statement import Statement

NEARER = tuple(sympy.Rational(1, 10**k) for k in (3, 6, 12, 30))


class Stated:
    """The loss in the statements of one line, at c classes or at every number of them."""

    def __init__(self, subject: Subject, line: Line, closed: Sequence[Any]) -> None:
        self.ranged, self.closed = subject.reading.value.atoms(Ranged), closed
        self.subject, self.reading, self.line = subject, subject.reading, line
        self.c = line.c
        self.classes = Classes()
        self.classes.name = "c"  # the sizes of vectors are named after it
        self.interior = not subject.defined_on_edges

    def loss(self, f: Any, y: Any) -> Any:
        """The loss of a prediction under a label, as it was typed.

        As it was read, where the entries of the prediction have sums of their own.
        """
        try:
            value = sympy.sympify(self.reading.given(f, y))
        except NotALossError:
            if not self.reading.closed:
                raise
            totals = {
                symbol: f.total(lambda entry, body=body: body.xreplace({P: entry}))
                for symbol, body in self.reading.sums.items()
            }
            value = self.reading.value.xreplace({P: f[y], **totals})
        return value.xreplace({CLASSES: f.size})

    def total(self, f: Any) -> Any:
        """The class sum."""
        return class_sum(lambda j: self.loss(f, j), f.size)

    def noisy(self, f: Any, y: Any, eta: Any) -> Any:
        """The mean loss under uniform noise."""
        return uniform_mixture(self.loss(f, y), self.total(f), eta, f.size)

    def mean(self, t: Any, f: Any) -> Any:
        """The mean loss if the label has the distribution t."""
        return class_sum(lambda j: t[j] * self.loss(f, j), f.size)

    def value(self, name: str) -> Any:
        """A value of the line, as a function of the number of classes."""
        return sympy.sympify(self.line.values[name])

    def exact(self, end: Any) -> bool:
        """Whether an end of a range is a finite value and no bound to 1e-9."""
        return not end.has(*UNDEFINED) and "≈ to 1e-9" not in self.line.because

    def in_classes(self, form: Any, c: Any) -> Any:
        return sympy.sympify(form).xreplace({CLASSES: c})

    def sure(self) -> tuple[Any, Any] | None:
        """The losses at a vertex, of its own label and of another; None if not finite."""
        if self.c is None and not self.reading.of_label_alone:
            return None
        ends = self.subject.sure(self.c or 3)
        return None if ends is None or any(x.has(*UNDEFINED) for x in ends) else ends

    def states(
        self,
        letters: str,
        conclusion: Callable[..., Any],
        points: tuple[Mapping[str, Any], ...] = (),
        given: Mapping[str, Callable[..., Any]] | None = None,
        **more: Domain,
    ) -> Sentence:
        """A statement in the number of classes and in these letters, and more parameters.

        f and g are predictions, t is a distribution of labels, y and z are labels, eta is a rate.
        """
        domains: dict[str, Domain] = {}
        for letter in letters.split():
            if letter in "fgt":
                interior = letter in "fg" and self.interior
                domains[letter] = Simplex(self.classes, interior=interior)
            else:
                domains[letter] = Label(self.classes) if letter in "yz" else Real(0, 1)
        domains, given = {**domains, **more}, dict(given or {})
        for parameter in self.ranged:
            domains[str(parameter)] = _range(parameter, self.closed)
            given = {n: _in_symbol(function, parameter) for n, function in given.items()}
            conclusion = _in_symbol(conclusion, parameter)
        if self.c == 2:
            return _of_two(domains, conclusion, points, given)
        if self.c is not None:
            given = {f"c = {self.c}": lambda c: eq(c, self.c), **given}
        points = tuple({"c": _size(point, self.c), **point} for point in points)
        return Sentence(Statement({"c": self.classes, **domains}, given, conclusion), points)

    def near(self, **points: Any) -> tuple[Mapping[str, Any], ...]:
        """The point, with predictions ever less moved inside the simplex if the loss needs that."""
        if not self.interior or not any(0 in points[k] for k in "fg" if k in points):
            return (points,)
        return tuple(
            {k: _inside(v, by) if k in "fg" else v for k, v in points.items()} for by in NEARER
        )


def _range(parameter: Ranged, closed: Sequence[Any]) -> Real:
    low, high = parameter.low in closed, parameter.high in closed
    kind = {(True, True): "none", (True, False): "right", (False, True): "left"}
    end = None if parameter.high is sympy.oo else parameter.high
    return Real(parameter.low, end, open=kind.get((low, high), "both"))


def _in_symbol(function: Callable[..., Any], parameter: Ranged) -> Callable[..., Any]:
    """A part of a statement with the parameter as a parameter of the statement."""
    name, before = str(parameter), [*signature(function).parameters]

    def said(**values: Any) -> Any:
        parts = function(**{key: value for key, value in values.items() if key in before})
        return replaced_in(parts, {parameter: values[name]})

    wanted = [Parameter(key, Parameter.KEYWORD_ONLY) for key in (*before, name)]
    said.__signature__ = Signature(wanted)  # pyright: ignore[reportFunctionMemberAccess]
    return said


def _of_two(
    domains: Mapping[str, Domain],
    conclusion: Callable[..., Any],
    points: tuple[Mapping[str, Any], ...],
    given: Mapping[str, Callable[..., Any]],
) -> Sentence:
    """A statement at two classes, in the probability of class 0, which is y.

    A formula is the same for all classes, so nothing is lost with the label 0.
    """
    simple: dict[str, Domain] = {}
    for name, domain in domains.items():
        if isinstance(domain, Simplex):
            simple[name] = Real(0, 1, open="both" if domain.interior else "none")
        elif not isinstance(domain, Label):
            simple[name] = domain

    def with_pairs(function: Callable[..., Any]) -> Callable[..., Any]:
        wanted = [*signature(function).parameters]

        def of_pairs(**values: Any) -> Any:
            at: dict[str, Any] = {"c": sympy.Integer(2), "y": 0, "z": 1}
            for name, value in values.items():
                pair = isinstance(domains[name], Simplex)
                at[name] = Vector([value, 1 - value]) if pair else value
            return function(**{name: at[name] for name in wanted})

        named = [Parameter(n, Parameter.KEYWORD_ONLY) for n in wanted if n in simple]
        of_pairs.__signature__ = Signature(named)  # pyright: ignore[reportFunctionMemberAccess]
        return of_pairs

    moved: list[Mapping[str, Any]] = []
    for point in points:
        y = point.get("y", 0)
        named = ((name, value) for name, value in point.items() if name in simple)
        moved.append({name: v[y] if isinstance(v, tuple) else v for name, v in named})
    conditions = {name: with_pairs(function) for name, function in given.items()}
    return Sentence(Statement(simple, conditions, with_pairs(conclusion)), tuple(moved))


def _size(point: Mapping[str, Any], c: int | None) -> int:
    return len(point["f"]) if c is None else c


def _inside(f: Any, by: Any) -> Vector:
    return Vector((1 - by) * x + by / len(f) for x in f) if 0 in f else f
