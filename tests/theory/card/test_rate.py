"""The largest rate of uniform noise that a loss tolerates."""

from __future__ import annotations

import sympy

from lossproof.theory.card import Line, analyse
from lossproof.theory.losses import CLASSES, parse
from tests.theory.card.oracle.brute import contradictions
from tests.turns import in_turns

E = sympy.exp(1)


def rates(text: str, classes: tuple[int, ...] = (2, 3)) -> tuple[Line, ...]:
    card = analyse(text, parse(text).expression, classes=classes)
    assert not [why for c in classes for why in contradictions(card, text, c)]
    return card.about("largest rate")


@in_turns(
    ("text", "rate"),
    [
        ("exp(-p)", (CLASSES - 1) / (CLASSES - 1 + E)),
        ("-log(p+1/10)", (CLASSES - 1) / (CLASSES + 10)),
        ("max(1-p, 1/2-p/4)", (CLASSES - 1) / (CLASSES + 3)),
        ("-log(p)", 0), ("(1-p)**2", 0), ("1-p**0.7", 0),
    ],
    3,
)  # fmt: skip
def test_of_a_convex_loss_for_every_number_of_classes(text: str, rate: sympy.Expr) -> None:
    *_, line = rates(text)
    assert (line.verdict, line.scope.split(",")[0]) == ("PROVED", "c >= 2")
    assert sympy.simplify(line.values["largest rate"] - rate) == 0


def test_a_strictly_proper_loss_tolerates_no_rate_for_its_minimiser_is_the_noisy_posterior() -> (
    None
):
    found = {line.scope.split(",")[0]: line for line in rates("1 - p/sqrt(sum(p**2))")}
    assert found["c = 2"].values["largest rate"] == 0
    assert found["c = 2"].because.startswith("strictly proper: ")
    assert found["c = 3"].values["at most"] > 0  # there it is not shown to be proper


def test_of_a_convex_loss_of_the_whole_prediction() -> None:
    two, _, three, _ = rates("sum(p**2)/2 - p + exp(-p)")
    assert sympy.simplify(two.values["largest rate"] - 1 / (1 + 3 * E)) == 0
    assert sympy.simplify(three.values["largest rate"] - 1 / (1 + 2 * E)) == 0


def test_of_a_loss_that_is_not_convex_it_is_bounded() -> None:
    for line in rates("min(-log(p), 2)"):
        assert line.verdict == "PROVED"
        assert "is not decided" in line.because
        assert 0 < line.values["at most"] < sympy.Rational(1, 2)


@in_turns("text", ["1-p", "1-p**2", "-log(p)/sum(-log(p))", "log(p)"], 2)
def test_there_is_none_where_all_are_tolerated_or_none_is(text: str) -> None:
    assert not rates(text)


def test_a_rate_says_how_a_sure_prediction_without_a_value_is_approached() -> None:
    text = "sqrt(others(p**2))/others(p) + (1-p)/10"
    for question in ("uniform noise", "largest rate"):
        (line,) = analyse(text, classes=(3,)).about(question)
        assert line.says.endswith(", if it is approached with the other classes equal")
