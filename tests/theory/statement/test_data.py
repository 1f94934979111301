"""What a claim's functions return is one statement, whatever its classes would say later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sympy

from lossproof.theory.domain import Classes, Each, Integer, Real, Samples, Simplex
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    BOUND_CLASS,
    BOUND_SAMPLE,
    ClassSum,
    CountSymbol,
    Every,
    Relation,
    SampleMean,
    SymbolicVector,
    class_sum,
    eq,
    ge,
    gt,
    le,
)
from lossproof.theory.language.sums import Inert
from lossproof.theory.language.terms import (
    COLUMN,
    ROW,
    BatchMean,
    Count,
    Determinant,
    expected,
    falling,
)
from lossproof.theory.proof import ProofError
from lossproof.theory.proof.rules import combine, nonnegative, positive
from lossproof.theory.proof.rules.other_classes import LargestSymbol
from lossproof.theory.statement import Proof, Statement
from tests.theory.bogus import statement
from tests.together import together

c, n = Classes(), Samples()
HALVES = sympy.Rational(5, 2)


def test_a_list_that_changes_is_what_it_was() -> None:
    said: list[Any] = []

    def conclusion(x: Any) -> Any:
        said[:] = [ge(x**2, 0)]
        return said

    stated = statement({"x": Real()}, conclusion)
    assert [str(part) for part in stated.symbolic_conclusion] == ["x**2 >= 0"]
    said[0] = ge(-1, 0)
    assert stated.at({"x": 0}).conclusion[0].holds


def test_a_tuple_that_counts_is_gone_through_once() -> None:
    class Turncoat(tuple[Any, ...]):
        turns = 0

        def __iter__(self) -> Iterator[Any]:
            Turncoat.turns += 1
            return iter([ge(x**2, 0)] if Turncoat.turns < 99 else [ge(-1, 0)])

    x = sympy.Symbol("x", real=True)
    stated = statement({"x": Real()}, lambda: Turncoat())
    assert stated.symbolic_conclusion == (ge(x**2, 0),)
    Turncoat.turns = 99
    assert not stated.at({"x": 0}).missed


def test_a_relation_is_its_two_sides() -> None:
    class Sly(Relation):
        @property
        def difference(self) -> Any:
            return sympy.Integer(1)

    stated = statement({"x": Real()}, lambda x: Sly(x, ">=", sympy.Integer(0)))
    assert stated.symbolic_conclusion[0].difference == Proof(stated).x
    assert stated.at({"x": -1}).refutes()


@together(
    "said",
    [
        lambda x, c, n: Every(x, c, ge(x, 0)),
        lambda x, c, n: Every(ANY_CLASS, n, ge(ANY_CLASS, 0)),
        lambda x, c, n: Every(ANY_SAMPLE, c, ge(ANY_SAMPLE, 0)),
        lambda x, c, n: Every(ANY_CLASS, sympy.Integer(1), ge(ANY_CLASS, 0)),
        lambda x, c, n: Every(ANY_CLASS, CountSymbol("d", integer=True), ge(ANY_CLASS, 0)),
        lambda x, c, n: Relation(x, "!=", c),
        lambda x, c, n: ge(ANY_CLASS, x),
        lambda x, c, n: ge(BOUND_CLASS, 0),
        lambda x, c, n: (),
        lambda x, c, n: ge(sympy.Symbol("x", positive=True), 0),
        lambda x, c, n: ge(LargestSymbol("x", integer=True, nonnegative=True), 0),
        lambda x, c, n: ge(type(ANY_CLASS)("x", positive=True), 0),
    ],
)
def test_what_is_said_of_every_index_is_said_of_those_of_the_statement(said: Any) -> None:
    stated = statement({"x": Real(), "c": c, "n": n}, lambda x: ge(x, 0), h=said)
    with pytest.raises(
        TypeError,
        match=r"not an index of|is not a relation|contain a relation|no sum binds|not a parameter",
    ):
        _ = stated.tree


def test_no_more_is_assumed_of_an_entry_than_its_domain_says() -> None:
    def entry(f: Any) -> Any:
        base: Any = sympy.IndexedBase
        return base(f[0].base.label, positive=True)[0]

    with pytest.raises(TypeError, match="is not a parameter"):
        _ = statement({"f": Simplex(3)}, lambda f: gt(entry(f), 0)).tree
    proof = Proof(statement({"f": Simplex(3)}, lambda f: ge(f[0], 0)))
    known = proof.domain("f")["nonnegative"].at(ANY_CLASS, 0)
    with pytest.raises(ProofError, match="is not evidently positive"):
        positive(entry(proof.f))
    with pytest.raises(ProofError, match="is not a symbol of this statement"):
        proof.conclude(combine(proof.f[0], known, (0, nonnegative(entry(proof.f)))))


@pytest.mark.parametrize("index", ["k", "c"])
def test_a_sum_of_sympy_is_refused_with_what_to_write_for_it(index: str) -> None:
    """Also where its index is called as a parameter is."""

    def conclusion(c: Any, f: Any) -> Any:
        k = c if index == "c" else sympy.Symbol(index)
        return le(sympy.Sum(f[k] ** 2, (k, 0, 3)), 1)

    with pytest.raises(TypeError, match=r"write f\.total\(.*, class_sum\(.*, and sample_mean\("):
        _ = statement({"c": c, "f": Simplex(c)}, conclusion).symbolic_conclusion


@together("number", [sympy.oo, sympy.nan, sympy.zoo, sympy.Float("0.1")])
def test_a_statement_is_of_exact_and_finite_numbers(number: Any) -> None:
    step: Any = sympy.Heaviside
    for said in (lambda x: Relation(x, "<=", number), lambda x: ge(step(x, number), x)):
        stated = statement({"x": Real()}, said)
        with pytest.raises(TypeError, match=r"must contain exact|an infinite number"):
            _ = stated.tree


@pytest.mark.parametrize("root", [lambda x: sympy.sqrt(-x), lambda x: sympy.log(-2) * x])
def test_a_root_of_what_is_never_above_zero_is_refused(root: Any) -> None:
    stated = statement({"x": Real(0, 1)}, lambda x: le(root(x), 1))
    with pytest.raises(TypeError, match="SymPy's imaginary unit I"):
        _ = stated.tree


@pytest.mark.parametrize("term", [lambda e: e.base[0, 1], lambda e: e.base, lambda e: e.base.label])
def test_a_vector_is_there_by_its_entries(term: Any) -> None:
    said = statement({"f": Simplex(3)}, lambda f: ge(term(f[0]), 0))
    with pytest.raises(TypeError, match="is not a parameter"):
        _ = said.tree


def test_a_term_of_a_class_of_its_own_is_refused() -> None:
    class Liar(Inert):
        def _eval_is_nonnegative(self) -> bool:
            return True

    liar: Any = Liar
    stated = statement({"c": c, "f": Simplex(c), "x": Real()}, lambda x: ge(liar(x), 0))
    with pytest.raises(ProofError, match=r"Liar in .* is a class of a claim's own"):
        nonnegative(liar(Proof(stated).x))


def test_a_sum_inside_a_sum_that_is_left_as_it_is_written() -> None:
    def conclusion(f: Any, c: Any) -> Any:
        with sympy.evaluate(False):
            return eq(class_sum(lambda j: f[j] * f.total(), c), 1)

    stated = statement({"c": c, "f": Simplex(c)}, conclusion)
    assert stated.at({"c": 2, "f": ["1/3", "2/3"]}).conclusion[0].holds is True


def test_a_falling_factorial_that_is_left_as_it_is_written_is_of_whole_numbers() -> None:
    def conclusion(x: Any) -> Any:
        with sympy.evaluate(False):
            return ge(falling(x, 2), 0)

    with pytest.raises(TypeError, match="2 of x cannot be taken"):
        _ = statement({"x": Real(0, 3)}, conclusion).tree


def test_an_index_is_no_parameter_of_that_name() -> None:
    stated = statement({"l": Real()}, lambda: ge(ANY_CLASS, -(10**9)))
    with pytest.raises(TypeError, match=r"contains l, which no sum binds|is not a parameter"):
        Proof(stated).conclude(nonnegative(ANY_CLASS))


def test_a_piecewise_inside_a_condition_is_said_with_and_or_and_not() -> None:
    def conclusion(x: Any, y: Any) -> Any:
        least = sympy.Piecewise((x, x < y), (y, True))
        return ge(sympy.Piecewise((1, least < sympy.Rational(1, 2)), (0, True)), 1)

    stated = statement({"x": Real(0, 1), "y": Real(0, 1)}, conclusion)
    (text,) = stated.record()["conclusion"]
    assert "(and (< x 1/2) (< x y))" in text
    for x, y, holds in (("1/3", 1, True), (1, "1/3", True), ("2/3", 1, False)):
        assert stated.at({"x": x, "y": y}).conclusion[0].holds is holds


class Plain(str):
    """A text that calls itself another one."""

    def __eq__(self, other: object) -> bool:
        return other in ("<=", "y")

    def __hash__(self) -> int:
        return hash("y")


class Same(sympy.Symbol):
    """A symbol that calls itself any other one, and one of SymPy's."""

    __slots__ = ()
    __module__ = "sympy.core.symbol"

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(sympy.Symbol("alike", real=True))


class Base(sympy.exp):
    """An exponential that is a square of what is 0 somewhere, of a class that calls itself exp."""

    @classmethod
    def eval(cls, arg: Any) -> Any:
        return (arg - 1) ** 2 if arg.is_number else None


def _saying(said: Any) -> Callable[[], Any]:
    return lambda: said


def test_a_term_is_of_a_class_of_sympy_or_of_theory_by_itself() -> None:
    Base.__module__, Base.__qualname__ = sympy.exp.__module__, sympy.exp.__qualname__
    for liar in (Same("alike", positive=True), Base(sympy.Symbol("x", real=True))):
        for term in (liar, 1 + sympy.floor(liar), sympy.Piecewise((0, liar > 5), (1, True))):
            stated = statement({"alike": Real()}, _saying(gt(term, 0)))
            with pytest.raises(TypeError, match="is a class of a claim's own"):
                _ = stated.tree


def test_a_name_is_a_text_of_pythons_own() -> None:
    domains = {"x": Real("1/1000", 1), "y": Real(2, 3)}
    stated = statement(domains, lambda: ge(sympy.Symbol(Plain("x"), positive=True), 2))
    with pytest.raises(TypeError, match="the name of x in x is no plain text"):
        _ = stated.tree
    operator: Any = Plain("<=")
    related = statement({"x": Real()}, lambda x: Relation(x, operator, x - 1))
    with pytest.raises(TypeError, match="<= is not a relation"):
        _ = related.tree
    for big in (Plain("big"), "", " "):
        with pytest.raises(ValueError, match="must have a plain text as its name"):
            Statement({"x": Real()}, {big: lambda x: ge(x, 1)}, lambda x: ge(x, 1))
    for name in (Plain("x"), "2", "x + 4", "(+ x 4)"):
        with pytest.raises(ValueError, match="the name of a parameter must be a word"):
            Statement({name: Real(5, 6)}, {}, lambda: ge(1, 0))


def test_the_ends_and_sizes_of_domains_are_plain() -> None:
    class Low(int):
        def __gt__(self, other: Any) -> bool:
            return True

    flag: Any = type("Flag", (), {"__bool__": lambda self: True})()
    for domain in (Integer(Low(-50), tried=(1, 2)), Each(2, Integer(Low(-50))), Simplex(Low(2)),
                   Simplex(2, interior=flag)):  # fmt: skip
        with pytest.raises(ValueError, match="must be a plain number, text or truth value"):
            Statement({"k": domain}, {}, lambda: ge(1, 0))


@together(
    "conclusion",
    {
        "sum": lambda k: le(ClassSum(BOUND_CLASS, k / 2), 2),
        "determinant": lambda k: le(Determinant(ROW + 2 * COLUMN + 1, k / 2), 1),
        "mean over batches": lambda k: le(BatchMean(Count(0), k / 2, sympy.Integer(1)), 1),
        "mean over none": lambda k: le(SampleMean(BOUND_SAMPLE, k - 1), 1),
        "drawn": lambda f: ge(expected(lambda z: f[z], SymbolicVector(lambda j: f[j], HALVES)), 1),
    }.values(),
)
def test_sizes_are_whole_however_a_term_is_written(conclusion: Any) -> None:
    stated = statement({"k": Integer(1, 3), "f": Simplex(5)}, conclusion)
    with pytest.raises(TypeError, match=r"a whole number of at least 0|over at least one"):
        stated.refutes({"k": 3, "f": ["1/5"] * 5})
