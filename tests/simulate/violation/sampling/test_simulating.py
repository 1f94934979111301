"""Statements with expectations are simulated: what is true agrees, what is false differs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import sympy

from lossproof.simulate.violation.sampling import Simulation, holds_expectations, simulate
from lossproof.simulate.violation.sampling.drawing import LawSampler
from lossproof.theory.domain import Classes, Joint, Label, Real, Samples, Scores, Simplex
from lossproof.theory.language import eq, ge, gt, le, lt
from lossproof.theory.language.terms import batch_mean, expected
from lossproof.theory.language.terms.expectations import sampled_value
from lossproof.theory.losses import uniform_expectation, uniform_row
from lossproof.theory.statement import Statement
from tests.together import together

HUNDREDTH, ALPHA = sympy.Rational(1, 100), 1e-6
CLASSES = Classes()
CLASSES.name = "c"
NOISE: dict[str, Any] = {
    "c": CLASSES,
    "y": Label(CLASSES),
    "eta": Real(0, sympy.Rational(1, 2)),
    "v": Scores(CLASSES),
}
PAIR: dict[str, Any] = {"p": Simplex(2), "v": Scores(2), "w": Scores(2)}
BATCH: dict[str, Any] = {"n": Samples(tried=(2, 3)), "Q": Joint(2)}


def said_of(conclusion: Any, parameters: Any, given: Any = None, **options: Any) -> Simulation:
    return simulate(Statement(parameters, given or {}, conclusion), ALPHA, **options)


def noisy(c: Any, y: Any, eta: Any, v: Any) -> Any:
    return expected(lambda z: v[z], uniform_row(y, eta, c))


def mean(p: Any, v: Any) -> Any:
    return expected(lambda z: v[z], p)


def product_is_square(p: Any, v: Any, w: Any) -> Any:
    return eq(mean(p, v) ** 2, mean(p, v) * (p[0] * v[0] + p[1] * v[1]))


def distinct(n: Any, Q: Any) -> Any:
    """Two samples of a batch in the first and the last cell."""
    cells = [Q[0][0], Q[0][1], Q[1][0], Q[1][1]]
    return batch_mean(lambda N: N[0] * N[3], n, cells)


def exact_mean(c: Any, y: Any, eta: Any, v: Any) -> Any:
    return eq(noisy(c, y, eta, v), uniform_expectation(v, y, eta, c))


TRUE: dict[str, tuple[Any, Any]] = {
    "an identity": (lambda p, v, w: eq(mean(p, v), p[0] * v[0] + p[1] * v[1]), PAIR),
    "a product": (product_is_square, PAIR),
    "Jensen": (lambda p, v, w: le(mean(p, v) ** 2, expected(lambda z: v[z] ** 2, p)), PAIR),
    "an absolute value": (
        lambda p, v, w: le(sympy.Abs(mean(p, v)), expected(lambda z: sympy.Abs(v[z]), p)),
        PAIR,
    ),
    "a larger risk": (lambda p, v, w: lt(mean(p, v), expected(lambda z: v[z] + 1, p)), PAIR),
    "the same on both sides": (lambda p, v, w: eq(mean(p, v), mean(p, v)), PAIR),
    "noise": (exact_mean, NOISE),
    "a batch": (lambda n, Q: eq(distinct(n, Q), n * (n - 1) * Q[0][0] * Q[1][1]), BATCH),
}
FALSE: dict[str, tuple[Any, Any]] = {
    "a factor of 1.01": (
        lambda p, v, w: eq(mean(p, v), (1 + HUNDREDTH) * (p[0] * v[0] + p[1] * v[1])),
        PAIR,
    ),
    "another law": (lambda p, v, w: eq(mean(p, v), p[1] * v[0] + p[0] * v[1]), PAIR),
    "another score": (lambda p, v, w: ge(mean(p, v), mean(p, w)), PAIR),
    "Jensen reversed": (
        lambda p, v, w: ge(mean(p, v) ** 2, expected(lambda z: v[z] ** 2, p)),
        PAIR,
    ),
    "a bound off by 1 %": (
        lambda p, v, w: le(mean(p, v), (1 - HUNDREDTH) * sympy.Max(v[0], v[1])),
        {**PAIR, "v": Scores(2, 0, 1)},
    ),
    "a batch that forgets who was drawn": (
        lambda n, Q: eq(distinct(n, Q), n**2 * Q[0][0] * Q[1][1]),
        BATCH,
    ),
    "another rate": (
        lambda c, y, eta, v: eq(
            noisy(c, y, eta, v), expected(lambda z: v[z], uniform_row(y, eta * c / (c - 1), c))
        ),
        NOISE,
    ),
}


@together("name", TRUE)
def test_what_is_true_agrees(name: str) -> None:
    found = said_of(*TRUE[name])
    assert found.outcome == "agrees"
    assert found.labels > 0
    assert not found.inconsistent


@together("name", FALSE)
def test_what_is_false_differs(name: str) -> None:
    found = said_of(*FALSE[name])
    assert found.outcome == "differs"
    assert not found.inconsistent
    assert all(
        each.low > 0 or each.high < 0 for each in found.comparisons if each.outcome == "differs"
    )


def test_a_false_statement_differs_at_the_point_that_is_given() -> None:
    point = {"p": (sympy.Rational(1, 3), sympy.Rational(2, 3)), "v": (0, 1), "w": (1, 0)}
    statement = Statement(PAIR, {}, FALSE["another score"][0])
    met = statement.check(point)
    (only,) = simulate(statement, ALPHA, points=[met], sample_points=False).comparisons
    assert only.outcome == "agrees"
    turned = statement.check({**point, "v": (1, 0), "w": (0, 1)})
    (found,) = simulate(statement, ALPHA, points=[turned], sample_points=False).comparisons
    assert found.outcome == "differs"
    assert found.low <= -1 / 3 <= found.high < 0


def test_a_tie_of_a_strict_inequality_stays_open() -> None:
    found = said_of(lambda p, v, w: gt(mean(p, v), mean(p, v)), PAIR)
    assert found.outcome == "open"


def test_a_strict_inequality_is_not_sampled_next_to_a_tie() -> None:
    def conclusion(p: Any, v: Any) -> Any:  # at p = (1, 0) the sides differ by 1e-5 of their range
        return lt(mean(p, v), v[0] + (v[0] - v[1]) * HUNDREDTH / 1000)

    unit = {**PAIR, "v": Scores(2, 0, 1)}
    found = said_of(conclusion, unit, {"first": lambda v: ge(v[0], v[1] + HUNDREDTH)})
    assert found.outcome == "agrees"
    assert all(each.exact > 1.9 * each.margin for each in found.comparisons)


def test_no_label_is_drawn_from_chances_that_are_none() -> None:
    def conclusion(eta: Any) -> Any:
        return eq(sampled_value([0, 1], [1 - eta, eta]), eta)

    found = said_of(conclusion, {"eta": Real(0, 2)})
    assert found.outcome == "agrees"
    assert found.unlawful > 0
    assert max(float(each.point["eta"]) for each in found.comparisons) <= 1


def test_hypotheses_hold_at_every_instance_and_are_sampled() -> None:
    given = {"less": lambda p, v, w: le(mean(p, v), mean(p, w))}
    found = said_of(lambda p, v, w: ge(mean(p, w) - mean(p, v), 0), PAIR, given)
    assert found.outcome == "agrees"
    assert {each.given for each in found.comparisons} == {"less", None}


def test_what_cannot_be_drawn_is_said() -> None:
    found = said_of(lambda p, v, w: le(mean(p, v), sympy.exp(mean(p, v))), PAIR)
    assert found.outcome == "open"
    assert not found.comparisons
    assert "exp of an expectation is not sampled" in found.unsampled[0]


def test_the_same_seed_gives_the_same_intervals() -> None:
    first, again, other = (said_of(*TRUE["noise"], seed=seed) for seed in (1, 1, 2))
    assert first.comparisons == again.comparisons
    assert first.comparisons != other.comparisons


def test_no_false_alarm_at_any_of_many_seeds() -> None:
    for seed in range(8):
        found = said_of(*TRUE["Jensen"], seed=seed)
        assert found.outcome == "agrees"
        assert not found.inconsistent


def test_only_statements_with_expectations_hold_them() -> None:
    conclusion, parameters = TRUE["noise"]
    assert holds_expectations(Statement(parameters, {}, conclusion))
    assert not holds_expectations(Statement(PAIR, {}, lambda p: ge(p[0], 0)))


def test_a_chance_that_rounds_to_above_one_is_drawn() -> None:
    """Beside a chance just below 0 there may be one just above 1: both are of a law."""
    x = sympy.Symbol("x")
    chances, values = np.array([[1 + 4e-16, -4e-16]]), np.array([[[2.0, 5.0]]])
    law = SimpleNamespace(means=(x,), size=None, evaluated=lambda *of: (chances, values))
    drawn = LawSampler(law, [], np.zeros((1, 0)))  # type: ignore[arg-type]
    assert drawn.lawful.all()
    drawn.begin(1e-6)
    assert drawn.draw(np.random.default_rng(0), np.array([100])) == 100
    assert [float(end) for ends in drawn.known()[x] for end in ends] == [2, 2]
