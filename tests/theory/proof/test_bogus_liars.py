"""False statements, each with a proof that gives a rule what says of itself that it is a term."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import Abs, KroneckerDelta, Rational, Symbol, exp

from lossproof.theory.domain import Classes, Label, Real, Samples, Simplex
from lossproof.theory.language import ANY_CLASS, ANY_ROW, eq, ge, gt, lt
from lossproof.theory.language.terms import batch_mean, falling
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import (
    all_counted,
    any_counts,
    at_absence,
    batch_average,
    cases,
    covered,
    mean_of_product,
    no_delta,
    nonnegative,
    positive,
    summed,
    taken_in_some_way,
    two_within_total,
)
from lossproof.theory.statement import Proof
from tests.theory.bogus import refused, statement

NOWHERE = Rational(12345, 99991)


class Term:
    """What SymPy makes other terms of, one after another, and what is left less something."""

    def __init__(self, *terms: Any, less: Any = 0) -> None:
        self.terms, self.left = [*terms], less

    def _sympy_(self) -> Any:
        return self.terms.pop(0) if len(self.terms) > 1 else self.terms[0]

    def __sub__(self, other: Any) -> Any:
        return self.left


class Truth:
    """False the first time that it is asked."""

    asked = False

    def __bool__(self) -> bool:
        before, self.asked = self.asked, True
        return before


class Place:
    """The number of a cell, another one each time that it is asked."""

    def __init__(self, *places: int) -> None:
        self.places = [*places]

    def __index__(self) -> int:
        return self.places.pop(0) if len(self.places) > 1 else self.places[0]


class Alike(int):
    """A number that is not equal to itself."""

    def __eq__(self, other: object) -> bool:
        return type(other) is int and int(self) == other

    def __hash__(self) -> int:
        return id(self)


class More(int):
    """A number that is one more when it is turned into one."""

    def __int__(self) -> int:
        return super().__int__() + 1


class Positive(KroneckerDelta):
    """A delta that is positive, of a class that calls itself one of SymPy's."""

    __module__ = "sympy.functions"
    is_positive = is_nonnegative = is_nonzero = True

    @classmethod
    def eval(cls, *classes: Any) -> Any:
        return None


class Any_(Symbol):
    """A symbol that calls itself another one."""

    __slots__ = ()
    __module__ = "lossproof.theory.language.sums"

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(ANY_CLASS)


def test_two_classes_differ_by_the_labels_that_are_taken() -> None:
    c = Classes()
    labels = {"c": c, "y": Label(c), "k": Label(c)}
    apart: Any = {"apart": lambda y, k: gt((y - k) ** 2, 0)}
    absurd, point = statement(labels, lambda: eq(1, 0), **apart), {"c": 2, "y": 0, "k": 1}

    def one(p: Any) -> Fact:
        return no_delta(p.given("apart"), Term(p.y, less=p.y - p.k), p.y)

    refused(absurd, point, one, "does not say that the classes y and y differ")
    twice = statement(labels | {"f": Simplex(c)}, lambda f, y: ge(1 - 2 * f[y], 0), **apart)

    def two(p: Any) -> Fact:
        entry, same = p.domain("f")["nonnegative"], Term(p.y, less=p.y - p.k)
        return two_within_total(entry, same, p.y, p.given("apart"), p.c)

    refused(twice, {**point, "f": [1, 0]}, two, "does not say that the classes y and y differ")


def test_a_cover_is_as_strict_as_what_it_shows() -> None:
    apart = statement({"x": Real(0, 1)}, lambda x: gt((x - NOWHERE) ** 2, 0))

    def prove(p: Any, **strict: Any) -> Fact:
        ends = p.domain("x")
        box = {p.x: (ends["lower"], ends["upper"])}
        return covered(p.goals[0].difference, box, **strict)

    refused(apart, {"x": NOWHERE}, lambda p: prove(p, strict=Truth()), "does not imply")


def test_a_box_is_of_the_symbol_that_is_bounded() -> None:
    half = statement({"x": Real(0, 1), "y": Real(0, 1)}, lambda x, y: lt(y, Rational(3, 4)))

    def prove(p: Any) -> Fact:
        low, high = (p.domain("x")[end] for end in ("lower", "upper"))
        return covered(p.goals[0].difference, {Symbol(p.y.name): (low, high)})

    refused(half, {"x": 0, "y": 1}, prove, "not known to be real|does not bound")


def test_the_terms_of_a_batch_are_those_that_were_looked_at() -> None:
    below = statement(
        {"n": Samples(), "u": Real(0, 1)},
        lambda n, u: ge(batch_mean(lambda N: N[0], n, [-u, 1 + u]), 0),
    )

    def prove(p: Any) -> Fact:
        first, _ = any_counts(2, p.n)
        return batch_average(nonnegative(first), p.n, [Term(p.u, -p.u), 1 + p.u])

    refused(below, {"n": 1, "u": "1/2"}, prove, "does not imply")
    more = statement({"n": Samples()}, lambda n: gt(falling(n, n + 1), 0))

    def ways(p: Any) -> Fact:
        room = p.domain("n")["lower"]
        return taken_in_some_way(Term(p.n, less=p.n - 1), p.n + 1, room)

    refused(more, {"n": 1}, ways, "is at least n [+] 1")


def test_the_cells_of_a_batch_are_those_that_were_looked_at() -> None:
    alike = statement(
        {"n": Samples(), "u": Real(0, 1), "v": Real(0, 1)},
        lambda n, u, v: eq(batch_mean(lambda N: N[0] ** 2, n, [u, v]), n * (n - 1) * u**2),
        law=lambda u, v: eq(u + v, 1),
    )

    def square(p: Any) -> Fact:
        return mean_of_product([Alike(0), Alike(0)], p.n, [p.u, p.v], p.given("law"))

    refused(alike, {"n": 1, "u": "1/2", "v": "1/2"}, square, "must be distinct")
    counted = statement(
        {"n": Samples(), "u": Real(0, 1), "v": Real(0, 1)},
        lambda n, u, v: eq(batch_mean(lambda N: N[0] - n, n, [u, v]), 0),
    )

    def one(p: Any) -> Fact:
        return batch_average(all_counted(More(1), p.n), p.n, [p.u, p.v])

    refused(counted, {"n": 1, "u": "1/2", "v": "1/2"}, one, "does not imply")
    n = Symbol("n", integer=True, positive=True)
    with pytest.raises(ProofError, match="must be distinct"):
        at_absence(any_counts(2, n)[0], [Place(1, 0)], any_counts(2, n))


def test_an_index_is_one_of_any() -> None:
    largest = statement({"c": Classes()}, lambda c: ge(1 - c, 0))

    def prove(p: Any) -> Fact:
        def above(case: Fact) -> Fact:
            return summed(case, Any_("l"), p.c)

        return cases(1 - ANY_CLASS, above, above)

    refused(largest, {"c": 3}, prove, "Any_ in .* is a class of a claim's own")


def test_a_term_is_of_a_class_that_there_is() -> None:
    for term in (Positive(ANY_CLASS, ANY_ROW), 1 + Abs(exp(Positive(ANY_CLASS, ANY_ROW)))):
        with pytest.raises(ProofError, match="is a class of a claim's own"):
            positive(term)


def test_names_of_hypotheses_are_plain_texts() -> None:
    class Name(str):
        """A text."""

    stated = statement({"x": Real(0, 1)}, lambda x: ge(x, 1), big=lambda x: ge(x, 1))
    with pytest.raises(ProofError, match="no hypothesis is called"):
        Proof(stated).given(Name("big"))
    with pytest.raises(ProofError, match="no parameter is called"):
        Proof(stated).domain(Name("x"))
