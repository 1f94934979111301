"""A loss is shown to be defined at every prediction, for every c, before a line is proved of it."""

from __future__ import annotations

import pytest
import sympy

from lossproof.theory.card import Card, NotALossError, analyse
from lossproof.theory.card.loss import Reading, Subject
from lossproof.theory.card.loss.ranges import sum_range
from lossproof.theory.card.loss.reading import P
from lossproof.theory.losses import parse

YES, NO, OPEN = "PROVED", "REFUTED", "UNDECIDED"


def subject(text: str, classes: tuple[int, ...] = (2, 3)) -> Subject:
    return Subject(Reading.of(text, parse(text).expression), classes)


def card(text: str, classes: tuple[int, ...] = (2, 3)) -> Card:
    return analyse(text, parse(text).expression, classes=classes)


LEVELS = ("1/9", "3/20", "1/3", "7/20", "1/2", "5/9", "999/1000", "1", "11/10")
POLES = [(level, c) for level in LEVELS for c in (2, 3, 10)]


@pytest.mark.parametrize(("level", "c"), POLES)
def test_poles_in_the_sum_of_squares(level: str, c: int) -> None:
    """The sum of squares takes the values [1/c, 1) inside the simplex."""
    pole = sympy.Rational(1, c) <= sympy.Rational(level) < 1
    negative = sympy.Rational(level) >= sympy.Rational(1, c)
    for form, is_undefined in (
        ("p/(sum(p**2)-{})", pole),
        ("1/(sum(p**2)-{})**2-p", pole),
        ("-p+log(abs(sum(p**2)-{}))", pole),
        ("-p+log(sum(p**2)-{})", negative),
    ):
        found = subject(form.format(level)).defined(c)
        assert (found.undefined is not None) == is_undefined, form
        assert found.everywhere == (not is_undefined), form


@pytest.mark.parametrize(
    ("text", "for_all", "at"),
    [
        ("-log(p)", True, (2, 3, 10)),
        ("log(p)/sum(log(p))", True, (2, 3, 10)),
        ("(1-p**0.7)/sum(1-p**0.7)", True, (2, 3, 10)),
        ("-p/sqrt(sum(p**2))", True, (2, 3, 10)),
        ("p/(2-sum(p**2))", True, (2, 3, 10)),
        ("p/(1-sum(p**2))", True, (2, 3, 10)),
        ("p/(sum(sqrt(p))-1)", True, (2, 3, 10)),
        ("log(1-p/c) - p", True, (2, 3, 10)),
        ("p/(sum(p**2)-1/7)", False, (2, 3)),
        ("p/(sum(p**2)-1/100)", False, (2, 3, 10)),
        ("-p/(10-sum(p**0))", False, (2, 3)),
        ("-p/(c-7)", False, (2, 3, 10)),
        ("-p+log(sum(p**3)+1-c/10)", False, (2, 3)),
        ("p/(p+sum(p**2)-1/8)", False, (2,)),
        ("-log(max(p))*(1-p)", False, (2, 3, 10)),
        ("(1-p)/(sum(p**2*(1-p)**2)-3/5)", False, (2, 3, 10)),
    ],
)
def test_where_a_loss_is_shown_to_be_defined(text: str, for_all: bool, at: tuple) -> None:
    found = subject(text)
    assert found.defined(None).everywhere == for_all
    assert all(found.defined(c).everywhere for c in at)


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("-p/(10-sum(p**0))", (2, 10)),
        ("-p+log(sum(p**3)+1-c/9)", (2, 10)),
        ("1/(sum(p**2) - 7/20)", (2, 3)),
        ("1/(sum(p**2)-38/100)**2 - p", (3,)),  # at the permutations of (1/2, 3/10, 1/5)
        ("1/(sum(p**3)-4/25) - p", (3,)),
        ("p/(sum(p**2)-99999/100000)", (10,)),
        ("p/(p-sum(p**2))", (2,)),
        ("sqrt(sum(p**2)-p) ", (3,)),
        ("log(max(p)-p) ", (3,)),
        ("1/(sum(max(p,1/3))-6/5)-p", (3,)),
    ],
)
def test_undefined_somewhere_is_refused(text: str, classes: tuple[int, ...]) -> None:
    with pytest.raises(NotALossError, match="must be a real number at every prediction"):
        card(text, classes)


@pytest.mark.parametrize("text", ["-p/(10-sum(p**0))", "p/(sum(p**2)-1/7)", "-p/(c-7)"])
def test_a_pole_at_other_numbers_of_classes_ends_all_c(text: str) -> None:
    found = card(text, (2, 3))
    assert found.about("backward corrected")
    said = [line.scope for line in found.lines if line.verdict != OPEN]
    assert said
    assert not any(scope.startswith("c >= 2") for scope in said)


def test_what_is_not_shown_to_be_defined_has_nothing_proved() -> None:
    """The logarithm is of 6 p_1 p_2 p_3: -∞ on the edges, where its factor is not 0."""
    text = "-p+sum(p**2*(p-1/2)**2*(1-p)**2)*log(1-3*sum(p**2)+2*sum(p**3))"
    lines = card(text, (3,)).lines
    assert {line.verdict for line in lines} <= {OPEN, NO}
    assert any("not proved to be defined" in line.because for line in lines)


def test_two_maxima_over_the_classes_are_not_one() -> None:
    """Folded into one symbol they cancelled, and the loss was taken for 1 - p."""
    found = card("1-p+max(p)-max(p**2)")
    assert found.verdict("symmetric", 2) == NO
    assert found.verdict("symmetric", 3) == NO
    assert all(line.verdict == OPEN for line in found.about("known loss"))


def test_an_approach_to_a_vertex_is_named() -> None:
    (line,) = card("log(p)/sum(log(p))", (3,)).about("class-dependent noise")
    assert line.verdict == NO
    assert line.says.endswith("if it is approached with the other classes equal")


def test_ranges_of_class_sums() -> None:
    assert sum_range(P**2, 3) == (sympy.Rational(1, 3), 1)
    assert sum_range(P**2, None) == (0, 1)
    assert sum_range(sympy.sqrt(P), None) is None
    assert sum_range(sympy.log(P), 3) is None
    low, high = sum_range(sympy.sqrt(P), 3) or (0, 0)
    assert low == 1
    assert sympy.sqrt(3) < high < sympy.sqrt(3) + sympy.Rational(1, 10**6)


def test_a_function_that_is_another_one_at_some_number_of_classes_is_refused() -> None:
    with pytest.raises(NotALossError, match="must be one formula for every class and number"):
        analyse("mine", lambda f, y: 1 / f[y] if f.size == 3 else 1 - f[y], classes=(2, 3))


@pytest.mark.parametrize(
    "text",
    [
        "1-p+sqrt(p-0.37)-sqrt(p-0.37)",
        "1-p+0/(p-0.3)",
        "1-p+sum(1/(p-0.3)-1/(p-0.3))",
        "max(p/(p-0.3)*(p-0.3))-p",
        "1-p+(sum(p)-1)*log(p-1/2)",
        "1-p+(sum(p-1/c))/(p-1/2)",
        "1-p+(others(p)+p[y]-1)*log(p-1/2)",
        "(p-p[y]+0.2)*(1-p)/(p-p[y]+0.2)*sum((p[y]-0.4)/(p[y]-0.4))",
        "(1-p)*(1-sum(p))/(1-sum(p))",
        "(1-p)*(p+others(p)-1)/(p+others(p)-1)",
        "1-p+log(1/2-sum(p))-log(1/2-sum(p))",
        "1-p+sqrt(1/2-sum(p))-sqrt(1/2-sum(p))",
        "1-p+0*log(-sum(p))",
    ],
)
def test_what_cancels_in_a_loss_needs_a_value(text: str) -> None:
    with pytest.raises(NotALossError, match="cancels, and may have no value: leave it out"):
        card(text)


@pytest.mark.parametrize(
    "text", ["exp(log(p)/2)", "log(1+exp(log(1-p)-log(p)))", "p**2/p", "1-p+0*sum(log(p))"]
)
def test_what_cancels_and_has_values_between_0_and_1_does_no_harm(text: str) -> None:
    assert subject(text).defined(None).everywhere
