"""The shares of all estimands add up to the level of the run."""

import pickle
from fractions import Fraction

import pytest

from lossproof.simulate.intervals import ErrorBudget
from tests.together import together


def test_weights_that_count_estimands_give_each_the_same() -> None:
    estimands = {"mae": 12, "cce": 30, "mse": Fraction(1)}
    budget = ErrorBudget(0.043, estimands)
    shares = [budget.share(name, estimands=int(m)) for name, m in estimands.items()]
    assert shares == pytest.approx([0.001] * 3)


def test_the_shares_are_the_level() -> None:
    weights = {"a": 0.3, "b": 7, "c": 1e-3}
    budget = ErrorBudget(0.01, weights)
    assert sum(3 * budget.share(name, estimands=3) for name in weights) == pytest.approx(0.01)
    assert pickle.loads(pickle.dumps(budget)) == budget
    weights["d"] = 1
    assert "d" not in budget.claims


@together(
    ("alpha", "claims", "message"),
    [
        (0, ["a"], r"alpha must be in \(0, 1\); got 0"),
        (0.1, [], "claims must contain at least one name"),
        (0.1, ["a", "b", "a"], r"\['a'\] are not"),
        (0.1, {"a": 0}, "weight of 'a' must be positive and finite; got 0"),
        (0.1, {"a": float("inf")}, "weight of 'a' must be positive and finite; got inf"),
        (0.1, {"a": float("nan")}, "weight of 'a' must be positive and finite; got nan"),
    ],
)
def test_no_budget(alpha: float, claims: list | dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ErrorBudget(alpha, claims)


def test_one_name_is_not_its_letters() -> None:
    with pytest.raises(TypeError, match=r"use \['mae'\]"):
        ErrorBudget(0.1, "mae")


def test_shares_that_were_not_paid_for() -> None:
    budget = ErrorBudget(0.1, ["a"])
    with pytest.raises(ValueError, match=r"claim must be one .* \['a'\]; got 'b'"):
        budget.share("b")
    with pytest.raises(ValueError, match="estimands must be at least 1; got 0"):
        budget.share("a", estimands=0)
