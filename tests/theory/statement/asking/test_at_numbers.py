"""What a claim's function computes from numbers must be what it says with symbols."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import sympy
from sympy import (
    Integer as Int,
    Interval,
    Matrix,
    Mul,
    Piecewise,
    Rational,
    Symbol,
    gamma,
    log,
    numer,
)

from lossproof.theory.domain import (
    Classes,
    Domain,
    Each,
    Integer,
    Joint,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
    Transitions,
    corner_points,
    kept,
)
from lossproof.theory.language import SymbolicVector, Vector, eq, ge, le
from lossproof.theory.language.terms import batch_mean, determinant, product, table_mean, transposed
from lossproof.theory.losses import label_losses
from lossproof.theory.losses.gradients.direction import slope
from lossproof.theory.losses.gradients.logits import of_label, over_entries
from lossproof.theory.statement import MistakeError, Statement
from tests.together import together

LOOKS = "is called with|a symbol is not the member or key|compared as a whole"


def refused(domains: dict[str, Domain], said: Any, why: str = LOOKS) -> None:
    with pytest.raises(MistakeError, match=why):
        Statement(domains, {}, said).record()
    with pytest.raises(MistakeError, match=why):
        Statement(domains, {"given": said}, lambda: le(0, 1)).record()


def classes() -> dict[str, Domain]:
    (c := Classes()).name = "c"
    return {"c": c, "f": Simplex(c), "g": Simplex(c), "y": Label(c)}


def step(condition: Any) -> Any:
    return Piecewise((1, condition), (0, True))


@together(
    "said",
    [
        lambda y: le(1 if y in {0, 1} else 0, 0),
        lambda y: le({0: 1}.get(y, 0), 0),
        lambda y: le(1 if y in {7} else 0, 0),
        lambda f, g: le(1 if f == g else 0, 0),
        lambda f: eq(label_losses(f, lambda f, j: 2)[9], 2),
        lambda y: eq(SymbolicVector(lambda j: Int(1), 3)[y], 1),
    ],
)
def test_what_takes_a_symbol_for_one_value_is_refused(said: Any) -> None:
    refused(classes(), said)


@together(
    "said",
    [
        lambda f, y: eq(sum(f[j] for j in set(range(3)) - {y}), 1),
        lambda f: eq(
            over_entries(of_label(lambda u: (u - 1) ** 2), Vector([f[0]]), 0, lambda e: e / e), 1
        ),
    ],
)
def test_a_fixed_number_of_classes_is_no_way_round(said: Any) -> None:
    refused({"f": Simplex(3), "y": Label(3)}, said)


@together(
    "said",
    [
        lambda x: eq(numer(2 * x * 3 * x), 3 * x**2),
        lambda x: eq(Mul(2 * x * 3, x, evaluate=True), 3 * x**2),
        lambda x: le(1 if x in {Rational(3, 7)} else 0, 0),
    ],
)
def test_options_of_sympy_are_no_way_round(said: Any) -> None:
    refused({"x": Real(0, 1)}, said)


@together(
    ("said", "why"),
    [
        (lambda x: eq((Matrix([[1 / x]]) * 0)[0], 0), "SymPy's MutableDenseMatrix is wrong about"),
        (lambda x: eq(step(Interval(0, 5).contains(log(x))), 0), "SymPy's Interval is wrong about"),
        (lambda x: eq(step(sympy.FiniteSet(1 / x).contains(1 / x)), 1), "SymPy's FiniteSet is"),
        (lambda x: eq(step((1 % x > 0) | (1 % x <= 0)), 1), "SymPy drops"),
        (lambda x: eq(step((gamma(x) > 0) | (gamma(x) <= 0)), 1), "SymPy drops"),
        (lambda x: eq(step(sympy.Or(sympy.exp(-sympy.oo) > x, True)), 1), "SymPy drops"),
        (
            lambda x: eq(product(Vector([Vector([1, 2, x])] * 2), Vector([Vector([1])]))[0][0], 1),
            "a matrix must be square; got one of 2 rows with 3 entries",
        ),
        (
            lambda x: eq(product(Vector([Vector([x])]), Vector([Vector([1, 2])] * 2))[0][0], 1),
            "two matrices must have one size; got 1 and 2",
        ),
        (lambda x: eq(determinant(Vector([Vector([1, x])])), 1), "must be square"),
        (lambda x: eq(transposed(Vector([Vector([1, x])]))[0][0], 1), "must be square"),
    ],
)
def test_what_sympy_folds_whatever_evaluation_is_switched_to_is_refused(
    said: Any, why: str
) -> None:
    refused({"x": Real(0, 1)}, said, why)


def test_an_entry_in_a_condition_that_is_folded_must_be_there() -> None:
    refused(classes(), lambda f: eq(step((f[5] >= 0) | (f[5] < 0)), 1), "SymPy drops")
    Statement(classes(), {}, lambda f, y: eq(step((f[y] >= 0) | (f[y] < 0)), 1)).record()


@together(
    "said",
    [
        lambda n, x: eq(batch_mean(lambda N: N[0] * (N[0] - 7) / (N[0] - 7), n, [x, 1 - x]), n * x),
        lambda n, x: eq(batch_mean(lambda N: 0 * log(N[0] - 7), n, [x, 1 - x]), 0),
        lambda n, k, Q: eq(0 * table_mean(lambda N: N[k][k], n, Q), 0),
        lambda n, k, Q: ge(table_mean(lambda N: N[0][0] + N[k][0] - N[k][0], n, Q), 0),
    ],
)
def test_what_cancels_in_a_mean_over_batches_is_refused(said: Any) -> None:
    (c := Classes()).name = "c"
    domains = {"c": c, "n": Samples(), "x": Real(0, 1), "k": Integer(0), "Q": Joint(c)}
    refused(domains, said, "in a mean over batches cancels")


def test_the_error_says_where_and_how_the_readings_differ() -> None:
    said = Statement(classes(), {}, lambda y: le(1 - isinstance(y, Symbol), 0), "mine")
    with pytest.raises(MistakeError) as caught:
        said.record()
    assert str(caught.value).startswith(
        "the conclusion of mine holds at c = 2, f = (1, 0), g = (1, 0), y = 0 as it is written "
        "with symbols, and fails when it is called with these numbers; isinstance, is, sets and"
    )


@together(
    "said",
    [
        lambda x: ge(slope(lambda u: u**3, x), 0),
        lambda x, n: eq(batch_mean(lambda N: 1 / (N[0] + N[1]), n, [x, 1 - x]), 1 / n),
        lambda x: ge(Piecewise((x, x >= 0), (1 / x, True)), 0),
        lambda x: le(step(sympy.Ne(x, 0)) / x, 1),
    ],
)
def test_what_is_written_well_is_taken(said: Any) -> None:
    Statement({"x": Real(0, 1), "n": Samples()}, {}, said).record()


def test_corners_are_values_of_their_domains() -> None:
    (c := Classes()).name = "c"
    (n := Samples()).name = "n"
    domains = kept({
        "c": c, "n": n, "f": Simplex(c), "p": Simplex(c, interior=True), "y": Label(c),
        "T": Transitions(c), "Q": Joint(c), "v": Scores(c, 0), "s": Each(n, Label(c)),
        "x": Real(high=-2), "k": Integer(-3), "r": Real(0, 1, open="both"),
    })  # fmt: skip
    said = Statement(domains, {}, lambda: le(0, 1))
    found = [*corner_points(domains, [Int(5), Rational(-29, 7)])]
    assert [said.check(point) for point in found] == found
    assert max(point["c"] for point in found) == 6
    assert {5} <= {point["k"] for point in found}
    assert {Rational(-29, 7), Rational(-29, 14)} <= {point["x"] for point in found}
    several = [name for name in domains if len({str(point[name]) for point in found}) > 1]
    assert several == [*domains]
    assert not [*corner_points({"f": Simplex(25)})]


def test_a_function_that_counts_its_calls_is_seen() -> None:
    turns = itertools.count()
    with pytest.raises(MistakeError, match="fails when it is called with these numbers"):
        Statement({"x": Real(0, 1)}, {}, lambda x: le(x, 1 - next(turns))).record()
