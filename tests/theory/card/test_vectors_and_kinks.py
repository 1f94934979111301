"""Losses of the whole prediction, sums and maxima of known losses, and bends at any place."""

from __future__ import annotations

import pytest
import sympy

from lossproof.theory.card import Line, analyse
from lossproof.theory.card.loss import Reading
from lossproof.theory.losses import parse


def lines(text: str, question: str, classes: tuple[int, ...] = (2, 3)) -> tuple[Line, ...]:
    return analyse(text, parse(text).expression, classes=classes).about(question)


def test_squares_of_the_whole_prediction_are_bounded() -> None:
    found = lines("2 - p**2 - sum(p**2)", "bounded")
    assert [(x.verdict, x.scope, *x.values.values()) for x in found] == [
        ("PROVED", "c = 2", 0, sympy.Rational(4, 3)),
        ("PROVED", "c = 3", 0, sympy.Rational(8, 5)),
    ]


def test_capped_cross_entropy_is_bounded() -> None:
    (line,) = lines("min(-log(p), 2)", "bounded")
    assert (line.verdict, line.scope, *line.values.values()) == ("PROVED", "c >= 2", 0, 2)


def test_a_capped_loss_has_its_class_sums_where_it_bends() -> None:
    two, _ = lines("min(-log(p), 2)", "class-sum range")
    assert two.verdict == "PROVED"
    assert two.values["greatest"] == 2 - sympy.log(1 - sympy.exp(-2))


def test_a_sum_of_two_shares_is_symmetric_hence_tolerant() -> None:
    text = "(1-p)/sum(1-p) + log(p)/sum(log(p))"
    (symmetric,) = lines(text, "symmetric")
    assert (symmetric.verdict, symmetric.scope) == ("PROVED", "c >= 2")
    assert symmetric.values["class sum"] == 2
    assert {x.verdict for x in lines(text, "uniform noise")} == {"PROVED"}
    (bounded,) = lines(text, "bounded")
    assert (bounded.verdict, *bounded.values.values()) == ("PROVED", 0, 2)


def test_clipped_cross_entropy_is_not_proper() -> None:
    for line in lines("-log(max(p, 1/100))", "proper", (2, 3, 10)):
        assert line.verdict == "REFUTED", line
        assert line.witness["mean loss of f"] < line.witness["mean loss of the label distribution"]


def test_bends_that_cancel_leave_a_known_loss() -> None:
    (line,) = lines("max(p,1-p) + min(p,1-p) - p", "known loss")
    assert (line.verdict, line.scope) == ("PROVED", "c >= 2")
    assert line.says.startswith("it is unhinged")


def test_a_hinge_of_the_logits_is_a_loss_of_the_probabilities() -> None:
    text = "others(max(0, 1 - log(p[y]/p)))"
    assert {x.verdict for x in lines(text, "convex in logits")} == {"UNDECIDED"}
    assert {x.verdict for x in lines(text, "bounded")} == {"REFUTED"}


@pytest.mark.parametrize(
    ("text", "value"),
    [("max(p, 2) - p", "2 - p"), ("abs(p - 3)", "3 - p"), ("max(p, 1/3)", "Max(1/3, p)")],
)
def test_what_never_bends_is_read_without(text: str, value: str) -> None:
    assert str(Reading.of(text, parse(text).expression).value) == value


def test_the_sum_of_what_is_linear_is_a_number() -> None:
    reading = Reading.of("x", parse("(1-p)/sum(1-p)").expression)
    assert not reading.sums
    assert str(reading.value) == "(1 - p)/(c - 1)"
