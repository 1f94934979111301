"""The card as a whole: what it refuses, and that no line claims more than is shown."""

from __future__ import annotations

import pytest
import sympy

from lossproof.theory.card import NotALossError, analyse
from lossproof.theory.card.line import point, shown
from lossproof.theory.card.loss import Reading, Subject, simplest_between
from lossproof.theory.card.loss.points import simple_points
from lossproof.theory.card.questions.choice import flip_of_two
from lossproof.theory.language import Vector
from lossproof.theory.losses import LOSSES, backward_uniform, parse, uniform_mixture
from lossproof.theory.noise import TransitionMatrix
from lossproof.theory.numbers import compare


def card(text: str, classes: tuple[int, ...] = (2, 3), **parameters: str):
    return analyse(text, parse(text, parameters).expression, classes=classes)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1/(p - 13/29)", "divides by p − 13/29, which is 0 between"),
        ("log(p - 1/3)", "logarithm or a root of p − 1/3, which is negative at"),
        ("sqrt(p - 1/3)", "logarithm or a root of p − 1/3"),
        ("log(1 - c*p)", "logarithm or a root of 1 − 2p, which is negative at"),
        ("1/(max(p) - 1/2)", "must be a real number at every prediction"),
        ("exp(exp(exp(9*p)))", "must be a real number at every prediction"),
        ("c", "must depend on the probabilities"),
        ("sum(p)", "must depend on the probabilities; it is 1"),
    ],
)
def test_what_is_no_loss_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(NotALossError) as error:
        card(text)
    assert sentence in str(error.value)


@pytest.mark.parametrize("classes", [(), (1, 2), (2, 99)])
def test_numbers_of_classes(classes: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"classes must be numbers in 2\.\.20"):
        card("1-p", classes=classes)


@pytest.mark.parametrize("name", [name for name in LOSSES if name != "zero_one"])
def test_known_losses_are_known(name: str) -> None:
    values = {"q": "7/10", "threshold": "1/3", "log_zero": "-4", "alpha": "1/10", "beta": "1"}
    loss = LOSSES[name].fix(**{key: values[key] for key in LOSSES[name].parameters})
    (line,) = analyse(name, loss.expression, classes=(2, 3)).about("known loss")
    assert line.verdict == "PROVED"
    assert name in line.says


@pytest.mark.parametrize(
    ("text", "scope", "says"),
    [
        ("5 - 3*log(p)", "c >= 2", "it is (3) cce + (5)"),
        ("3*(1-p)**2", "c = 2", "it is (3/2) mse"),
        ("(1-p)/(c-1)", "c >= 2", "unhinged"),
    ],
)
def test_scale_and_shift(text: str, scope: str, says: str) -> None:
    (line,) = card(text).about("known loss")
    assert (line.verdict, line.scope) == ("PROVED", scope)
    assert says in line.says


def test_a_loss_upside_down_is_not_the_known_one() -> None:
    lines = {line.question: line for line in card("log(p)").lines}
    assert lines["known loss"].verdict == "UNDECIDED"
    assert lines["ranks labels"].verdict == "REFUTED"
    assert lines["argmax preserved"].verdict == "UNDECIDED"
    assert lines["uniform noise"].verdict == "REFUTED"


@pytest.mark.parametrize("text", ["-log(p)", "1-p**0.7", "(1-p)**2 + others(p**2)"])
@pytest.mark.parametrize("c", [2, 3])
def test_the_backward_form_is_that_of_the_inverse_matrix(text: str, c: int) -> None:
    loss = parse(text).expression
    f, eta = Vector(map(sympy.Rational, ("1/2", "1/3", "1/6")[:c])), sympy.Rational(1, 4)
    losses = [loss(f, y) for y in range(c)]
    inverse = TransitionMatrix.uniform("1/4", c).inverse()
    expected = [
        sympy.Add(*(sympy.Rational(str(w)) * x for w, x in zip(row, losses, strict=True)))
        for row in inverse
    ]
    corrected = [backward_uniform(x, sympy.Add(*losses), eta, c) for x in losses]
    for one, other in zip(corrected, expected, strict=True):
        assert compare(one, "==", other)
    mean = uniform_mixture(corrected[0], sympy.Add(*corrected), eta, c)
    assert compare(mean, "==", losses[0])


def test_two_samples_where_one_does_not_do() -> None:
    text = "(1 - max(p, 1/2)**0.7)/0.7"
    found = flip_of_two(Subject(Reading.of(text, parse(text).expression), (2,)), 2)
    assert found is not None
    words, witness = found
    assert "y = 1 and y = 0, f = " in words
    assert compare(witness["clean risk of f - g"], "<", 0)
    assert compare(witness["noisy risk of f - g"], ">", 0)


def test_what_is_only_tried_is_undecided() -> None:
    (line,) = card("-p/sqrt(sum(p**2))", (3,)).about("class-sum range")
    assert line.verdict == "UNDECIDED"
    assert line.because == "at test predictions the loss ranges from ≈ -1.73205 to ≈ -1"


def test_a_loss_need_not_fall_to_be_least_at_the_vertex_of_its_label() -> None:
    (line,) = card("p*(1-p)", (2, 3)).about("uniform noise")
    assert (line.verdict, line.scope) == ("PROVED", "c >= 2")


def test_records_are_json() -> None:
    for line in card("1-p**0.7").lines:
        record = line.record()
        assert set(record) == {
            "question",
            "verdict",
            "says",
            "scope",
            "because",
            "values",
            "witness",
            "records",
        }
        assert all(isinstance(v["exact"], str) for v in record["values"].values())


def test_simple_numbers_and_points() -> None:
    assert simplest_between(sympy.Rational(1, 3), sympy.Rational(1, 2)) == sympy.Rational(2, 5)
    assert simplest_between(0, sympy.Rational(1, 2)) == sympy.Rational(1, 3)
    assert all(sum(each) == 1 and list(each) == sorted(each, reverse=True)
               for c in (2, 3, 10) for each in simple_points(c))  # fmt: skip
    half = sympy.Rational(1, 2)
    assert point((half, half, *[sympy.Integer(0)] * 8)) == "(1/2 ×2, 0 ×8)"
    assert shown(sympy.oo) == "∞"
    assert shown(2 * sympy.log(2)) == "2·log(2) ≈ 1.38629"


@pytest.mark.parametrize(
    "text",
    ["sum(abs(1/2*sqrt(1-p) - 2*(1-p)**(9/10)))-p", "others(min(p-p*log(p)/1000, -2*abs(p-9/10)))"],
)
def test_a_line_that_cannot_be_computed_leaves_the_others(text: str) -> None:
    verdicts = {line.verdict for line in card(text, (2,)).lines}
    assert {"PROVED", "UNDECIDED"} <= verdicts
