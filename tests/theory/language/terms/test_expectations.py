"""Expectations over a class that is drawn: their values, what binds what, and what unfolding is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest
import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    BOUND_CLASS,
    ClassSum,
    CountSymbol,
    LabelSymbol,
    SamplesSymbol,
    SymbolicVector,
    Vector,
    class_sum,
    obligations,
    realise,
    sample_mean,
    unbound,
    unspoken,
)
from lossproof.theory.language.terms import (
    DRAWN,
    Expectation,
    expected,
    sampled_value,
    unfold,
)
from lossproof.theory.losses import uniform_row
from lossproof.theory.losses.gradients import slope
from tests.together import together

c = CountSymbol("c", integer=True, positive=True)
n = SamplesSymbol("n", integer=True, positive=True)
y, k = (LabelSymbol(name, integer=True, nonnegative=True) for name in "yk")
m = sympy.Symbol("m", integer=True, nonnegative=True)
eta = sympy.Symbol("eta", nonnegative=True)
f, row, T, F = (cast(Any, sympy.IndexedBase(name, real=True)) for name in ("f", "row", "T", "F"))
labels = cast(Any, sympy.IndexedBase(LabelSymbol("labels", integer=True, nonnegative=True)))


def vector(entry: Callable[[Any], Any]) -> SymbolicVector:
    return SymbolicVector(entry, c)


def mean(of: Callable[[Any], Any], law: Callable[[Any], Any]) -> Any:
    return expected(of, vector(law))


def delta(a: Any, b: Any) -> Any:
    return sympy.KroneckerDelta(a, b)


FORMS: dict[str, Any] = {
    "a row": mean(lambda z: f[z], lambda z: row[z]),
    "uniform noise": expected(lambda z: f[z], uniform_row(y, eta, c)),
    "of a sum inside": mean(
        lambda z: class_sum(lambda j: T[j, z] * f[j], c) ** 2, lambda z: row[z]
    ),
    "of a delta": mean(lambda z: delta(z, y) * f[z] + 1, lambda z: row[z]),
    "two marks": mean(lambda z: f[z], lambda z: (delta(z, y) + delta(z, k)) / 2),
    "no known class": mean(lambda z: f[z] + 1, lambda z: delta(z, m) + row[z]),
    "mark at 0": mean(lambda z: f[z] ** 2, lambda z: delta(z, 0) * row[z]),
    "nested": mean(lambda i: mean(lambda z: f[z], lambda z: T[i, z]), lambda i: row[i]),
    "nested, uniform": mean(
        lambda i: expected(lambda z: f[z] * f[i], uniform_row(i, eta, c)) ** 2, lambda i: row[i]
    ),
    "law of a mean": mean(lambda z: f[z], lambda z: mean(lambda i: T[i, z], lambda i: row[i])),
    "in a sum": class_sum(lambda i: f[i] * mean(lambda z: T[z, i], lambda z: T[i, z]), c),
    "in a sum, uniform": class_sum(
        lambda i: f[i] * expected(lambda z: f[z], uniform_row(i, eta, c)), c
    ),
    "in a mean": sample_mean(
        lambda i: expected(lambda z: F[i, z], uniform_row(labels[i], eta, c)), n
    ),
    "a product": mean(lambda z: f[z], lambda z: row[z]) * mean(lambda z: f[z], lambda z: f[z]),
    "a list": sampled_value((f[0], f[1] * eta), (1 - eta, eta)),
    "a list of two sums": sampled_value(
        (class_sum(lambda j: f[j], c), mean(lambda z: f[z], lambda z: row[z])), (eta, 1 - eta)
    ),
}


def numbers(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng([size, seed])

    def table(*shape: int) -> Any:
        if not shape:
            return sympy.Rational(int(rng.integers(-4, 9)), 7)
        return Vector(table(*shape[1:]) for _ in range(shape[0]))

    return {
        "c": sympy.Integer(size), "n": sympy.Integer(2), "m": sympy.Integer(rng.integers(0, 5)),
        "y": sympy.Integer(rng.integers(size)), "k": sympy.Integer(rng.integers(size)),
        "eta": table(), "f": table(size), "row": table(size), "T": table(size, size),
        "F": table(2, size), "labels": [*map(sympy.Integer, rng.integers(size, size=2))],
    }  # fmt: skip


@together("name", FORMS)
@together("size", [2, 3, 5])
def test_unfolding_changes_no_value(name: str, size: int) -> None:
    form, values = FORMS[name], numbers(size, len(name))
    written = unfold(form)
    assert form.has(Expectation)
    assert not written.has(Expectation)
    assert realise(form, values) == realise(written, values)


def test_the_value_is_the_sum_of_chance_times_value() -> None:
    values = numbers(4, 1)
    by_hand = sum(values["row"][j] * values["f"][j] for j in range(4))
    assert realise(FORMS["a row"], values) == by_hand
    inner = [sum(values["T"][i][j] * values["f"][j] for j in range(4)) for i in range(4)]
    nested = sum(values["row"][i] * inner[i] for i in range(4))
    assert realise(FORMS["nested"], values) == nested
    own = sum(values["F"][i][values["labels"][i]] for i in range(2)) / 2
    assert realise(FORMS["in a mean"], {**values, "eta": sympy.Integer(0)}) == own


def test_numbers_have_a_number_for_a_mean() -> None:
    assert expected(lambda z: (3, 9)[z], Vector([sympy.Rational(1, 3), sympy.Rational(2, 3)])) == 7


def test_a_mark_leaves_the_value_at_a_class_only() -> None:
    assert unfold(mean(lambda z: f[z], lambda z: delta(z, y))) == f[y]
    assert unfold(mean(lambda z: f[z], lambda z: delta(z, ANY_CLASS))) == f[ANY_CLASS]
    for other in (m, ANY_SAMPLE, sympy.Integer(1)):
        kept = unfold(mean(lambda z: f[z], lambda z, other=other: delta(z, other)))
        assert kept == ClassSum(delta(BOUND_CLASS, other) * f[BOUND_CLASS], c)


def test_a_label_may_lie_beyond_a_list() -> None:
    two = sampled_value((f[0], f[1]), (delta(0, y), delta(1, y)))
    assert realise(two, {**numbers(3, 0), "y": 2}) == 0 == unfold(two).subs(y, 2)


def test_every_level_of_nesting_has_an_index_of_its_own() -> None:
    form = FORMS["nested"]
    assert {inner.args[3] for inner in form.atoms(Expectation)} == set(DRAWN[:2])
    assert not unbound(form)
    first = Expectation(f[DRAWN[0]], c, row[DRAWN[0]], DRAWN[0])
    assert unbound(Expectation(first * f[DRAWN[1]], c, row[y], DRAWN[1])) == set()
    assert unbound(cast(Any, first.args)[2]) == {DRAWN[0]}
    with pytest.raises(ValueError, match="is already an index"):
        Expectation(first + f[DRAWN[0]], c, row[DRAWN[0]], DRAWN[0])
    with pytest.raises(ValueError, match="contains z2, which is sampled"):
        Expectation(first * f[DRAWN[1]], c, row[m], m)


def test_it_stands_in_a_mean_as_it_was_written() -> None:
    squared = mean(lambda z: (1 - f[z]) ** 2, lambda z: row[z])
    inside = sample_mean(lambda i: (1 + F[i, y]) * squared, n)
    assert squared in inside.atoms(Expectation)
    by_sample = sample_mean(
        lambda i: 2 * mean(lambda z: (1 - F[i, z]) ** 2, lambda z: T[labels[i], z]), n
    )
    assert str(by_sample) == "2*mean_i(E_z~T[labels[i], :]((1 - F[i, z])**2))"


def test_it_reads_like_the_theorem() -> None:
    assert str(FORMS["a row"]) == "E_z~row[:](f[z])"
    form = mean(lambda z: f[z], lambda z: T[y, z])
    assert str(form) == "E_z~T[y, :](f[z])"
    assert str(FORMS["nested"]) == "E_z2~row[:](E_z~T[z2, :](f[z]))"
    assert str(FORMS["a list"]) == "E(1 - eta: f[0]; eta: eta*f[1])"
    assert str(mean(lambda z: f[z], lambda z: T[z, y])) == "E_z~[T[z, y]](f[z])"


def test_it_has_a_value_where_chances_and_values_have() -> None:
    (asked,) = obligations(mean(lambda z: 1 / f[z], lambda z: row[z]))
    assert asked.term == 1 / f[DRAWN[0]]
    (asked,) = obligations(mean(lambda z: f[z], lambda z: 1 / row[z]))
    assert asked.term == 1 / row[DRAWN[0]]


def test_its_size_is_a_number_of_the_statement_or_a_number() -> None:
    assert not any(map(unspoken, FORMS.values()))
    z = DRAWN[0]
    for size in (sympy.Integer(0), 2 * c, sympy.Rational(1, 2), eta, n):
        assert "the size" in unspoken(Expectation(f[z], size, row[z], z))
    with pytest.raises(ValueError, match="over n, which is not the number of classes"):
        unfold(Expectation(f[z], n, row[z], z))


def test_it_is_differentiated_by_its_body() -> None:
    found = slope(lambda v: mean(lambda z: v**2 * f[z], lambda z: row[z]) + v, eta)
    assert unfold(found) == 2 * eta * class_sum(lambda j: f[j] * row[j], c) + 1
    with pytest.raises(ValueError, match="the derivative of a Expectation is not known"):
        slope(lambda v: mean(lambda z: f[z], lambda z: v * row[z]), eta)


@pytest.mark.parametrize("size", [n, sympy.Symbol("k", integer=True, positive=True)])
def test_an_index_of_something_else_is_no_class_that_may_be_drawn(size: Any) -> None:
    about = class_sum(lambda j: mean(lambda z: sympy.Integer(1), lambda z: delta(z, j)), size)
    at = {"c": 2, str(size): 3}
    assert realise(about, at) == realise(unfold(about), at) == 2


def test_a_class_that_depends_on_what_is_drawn_is_not_one_class() -> None:
    about = mean(lambda z: sympy.Integer(1), lambda z: delta(z, labels[z]))
    for values, same in (((0, 1), 2), ((1, 1), 1), ((1, 0), 0)):
        at = {"c": 2, "labels": values}
        assert realise(about, at) == realise(unfold(about), at) == same
