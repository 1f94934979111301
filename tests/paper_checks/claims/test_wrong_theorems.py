"""Claims of the library, made wrong by hand: what is drawn shows it in the default budget."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import Rational

from lossproof.paper_checks.claims import load, monte_carlo
from lossproof.theory.language import Relation
from lossproof.theory.losses import retained
from lossproof.theory.statement import Statement
from lossproof.theory.statement.variants import changed
from tests.recorded import RECORDED
from tests.turns import in_turns

HUNDREDTH = Rational(1, 100)
Edit = Callable[[Statement, Any], Any]


# Points where a bound is nearly reached: elsewhere a percent of it may not be seen.
NEARLY_TIGHT: dict[str, dict[str, Any]] = {
    "zhang2018.tighter-means-tolerant": {
        "n": 1, "c": 2, "y": ["0"], "eta": "1/4", "a": "0", "w": "1", "v": "2",
        "F": [["1/2", "-1/2"]], "G": [["0", "1"]],
    },
    "zhang2018.risk-bound": {
        "n": 1, "c": 2, "y": ["0"], "q": "1/2", "eta": "293/1000", "f": [["1", "0"]],
        "g": [["1/2", "1/2"]],
    },
}  # fmt: skip


def times(factor: Any) -> Edit:
    return lambda statement, side: factor * side


def rate_eta(statement: Statement, side: Any) -> Any:
    """`eta` in place of `eta c/(c - 1)`."""
    symbols = statement.symbolic()
    c, eta = symbols["c"], symbols["eta"]
    kept = {retained(eta, c): 1 - eta, 1 / (c - 1 - eta * c): 1 / ((c - 1) * (1 - eta))}
    found = side.xreplace(kept)
    assert found != side
    return found


def wrong(claim_id: str, part: int, side: str, edit: Edit) -> Statement:
    statement = load()[claim_id].statement
    said = statement.tree.conclusion
    parts = [said] if isinstance(said, Relation) else list(said)
    parts[part] = parts[part]._replace(**{side: edit(statement, getattr(parts[part], side))})
    return changed(statement, conclusion=tuple(parts))


def outcome(claim_id: str, statement: Statement) -> str:
    recorded = RECORDED[claim_id]["witness"]["point"]
    points = [*map(statement.check, filter(None, (recorded, NEARLY_TIGHT.get(claim_id))))]
    said = monte_carlo.run(claim_id, statement, points)
    assert said
    return said["outcome"]


WRONG = [
    ("ghosh2017.uniform-risk-identity", 0, "rhs", rate_eta),
    ("ghosh2017.uniform-risk-identity", 0, "rhs", times(1 + HUNDREDTH)),
    ("ghosh2017.bounded-more-robust/excess-risk", 0, "rhs", times(1 - HUNDREDTH)),
    ("patrini2017.bayes-unchanged-symmetric", 0, "lhs", times(1 - HUNDREDTH)),
    ("zhang2018.risk-bound", 0, "lhs", rate_eta),
    ("zhang2018.risk-bound", 0, "lhs", times(1 - HUNDREDTH)),
    ("zhang2018.tighter-means-tolerant", 0, "rhs", rate_eta),
    ("zhang2018.cce-sensitive/unrestricted", 0, "lhs", times(1 + HUNDREDTH)),
    ("dmi.loss-shift/batches", 0, "rhs", times(1 + HUNDREDTH)),
    ("derived.batch-estimator", 0, "lhs", times(1 - HUNDREDTH)),
    ("derived.batch-estimator/at-least", 1, "rhs", times(1 + HUNDREDTH)),
    ("derived.dmi-fresh/draws", 0, "rhs", times(1 + HUNDREDTH)),
    ("patrini2017.backward-unbiased", 0, "rhs", times(1 + HUNDREDTH)),
    ("sce.noisy-gradients/uniform", 0, "rhs", rate_eta),
    ("li.noisy-gradients/uniform-mae", 0, "rhs", rate_eta),
    ("derived.class-dependent-gap", 0, "rhs", times(1 - HUNDREDTH)),
    ("derived.class-dependent-gap/bound", 0, "rhs", times(1 - HUNDREDTH)),
    ("derived.class-dependent-gap/unhinged", 0, "rhs", times(1 - HUNDREDTH)),
    ("derived.class-sum-excess-risk", 0, "rhs", times(1 - HUNDREDTH)),
    ("derived.class-sum-excess-risk", 0, "rhs", rate_eta),
]


@in_turns(
    ("claim_id", "part", "side", "edit"),
    WRONG,
    3,
    ids=[f"{name}-{'rate' if edit is rate_eta else 'percent'}" for name, *_, edit in WRONG],
)
def test_a_wrong_theorem_is_noticed(claim_id: str, part: int, side: str, edit: Edit) -> None:
    assert RECORDED[claim_id]["verdict"] == "PROVED"
    assert outcome(claim_id, wrong(claim_id, part, side, edit)) == "differs"


@pytest.mark.nightly("10 s: every right one is simulated besides")
def test_a_right_one_is_not() -> None:
    names = {name for name, *_ in WRONG}
    assert {outcome(name, load()[name].statement) for name in names} == {"agrees"}
