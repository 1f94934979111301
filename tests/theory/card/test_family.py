"""Cards over a range of a parameter: what is proved there holds at each value."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
import sympy

from lossproof.theory.card import Card, NotALossError, Range, analyse_family
from lossproof.theory.card.calculus import Ranged, sign_on
from tests.theory.card.oracle.brute import contradictions
from tests.turns import in_turns

FAMILIES = {
    "(1-p**q)/q": ("q", "0", "1", ("1/9", "5/7")),
    "-(1-p)**g*log(p)": ("g", "0", None, ("1/3", "7/2")),
    "-log(p) + b*(1-p)": ("b", "0", "3", ("1/2", "2")),
    "exp(-k*p)": ("k", "1", "4", ("3/2", "3")),
    "1 - p + a*sum(p**2)/2": ("a", "0", "1", ("1/4", "8/9")),
    "(1-p)**g/sum((1-p)**g)": ("g", "1/2", "1", ("3/5", "8/9")),
    "-log(p+d)": ("d", "0", "1", ("1/50", "1/2")),
    "1 - p*k": ("k", "1", "2", ("5/4", "7/4")),
}


@cache
def family(text: str) -> Card:
    name, low, high, _ = FAMILIES[text]
    top = sympy.oo if high is None else sympy.Rational(high)
    return analyse_family(text, {}, name, Range(sympy.Rational(low), top), classes=(2, 3))


def proved(text: str, question: str) -> list[str]:
    return [x.scope for x in family(text).about(question) if x.verdict == "PROVED"]


@pytest.mark.parametrize("text", [
    each if k < 1 else pytest.param(each, marks=pytest.mark.nightly("a minute of further families"))
    for k, each in enumerate(FAMILIES)
])  # fmt: skip
def test_what_is_proved_over_a_range_holds_at_its_values(text: str) -> None:
    name, _, _, values = FAMILIES[text]
    card = family(text)
    over = [line for line in card.lines
            if line.verdict == "PROVED" and re.search(rf"<=? {name}\b", line.scope)]  # fmt: skip
    assert over
    for value in values:
        pinned = re.sub(rf"\b{name}\b", f"({value})", text)
        at = {each: sympy.Rational(value) for each in card.reading.value.atoms(Ranged)}
        lines = tuple(
            replace(line, values={k: v.xreplace(at) for k, v in line.values.items()})
            for line in over
        )
        for c in (2, 3):
            found = [*contradictions(replace(card, sections={"": lines}), pinned, c)]
            assert not found, found


def test_generalised_cross_entropy_for_every_exponent() -> None:
    text = "(1-p**q)/q"
    for question in ("bounded", "ranks labels", "class-sum range", "convex in p", "excess risk"):
        assert proved(text, question)[0].startswith("c >= 2, 0 < q <= 1"), question
    (bounded,) = family(text).about("bounded")
    assert bounded.values["greatest"] == 1 / next(iter(family(text).reading.value.atoms(Ranged)))
    assert [*family(text).refused] == [0]
    two, *_ = family(text).about("symmetric")
    assert two.verdict == "REFUTED"
    assert (
        "computed: the property holds at q = 1; the property fails at q = 1/4, 1/2, 3/4"
        in two.because
    )


def test_an_end_where_it_is_otherwise_has_a_line_of_its_own() -> None:
    found = family("-log(p) + b*(1-p)").about("proper")
    assert found[0].verdict == "REFUTED"
    assert "the property holds at b = 0" in found[0].because
    assert proved("-(1-p)**g*log(p)", "ranks labels") == ["c >= 2, 0 <= g"]


def test_an_end_with_another_reason_is_told_apart() -> None:
    over = Range(sympy.S.Zero, sympy.S.One)
    card = analyse_family("a - a*p + (1-a)*(1-p)**2", {}, "a", over, classes=(2,))
    (line,) = card.about("convex in p")
    assert line.scope == "c >= 2, 0 <= a <= 1"
    assert line.because == (
        "strictly convex in the label's probability; at a = 1: linear in the label's probability"
    )


def test_nothing_is_proved_for_values_at_which_a_term_that_cancels_has_no_value() -> None:
    over = Range(sympy.S.Zero, sympy.S.One)
    for low, fine in (("1/1000", False), ("0", True)):
        root = f"sqrt((q-0.3)**2 + p - {low})"
        card = analyse_family(f"1-p+{root}-{root}", {}, "q", over, classes=(2,))
        (line,) = card.about("convex in p")
        assert (line.verdict == "PROVED") == fine, low


def test_what_is_a_loss_nowhere_is_refused() -> None:
    with pytest.raises(NotALossError, match="must be a real number at every prediction"):
        analyse_family("1/(p-a)", {}, "a", Range(sympy.Rational(1, 3), sympy.Rational(1, 2)))


@pytest.mark.parametrize(
    ("form", "sign"),
    [
        (lambda p, q: 1 - p**q, ">"),
        (lambda p, q: p**q - 1, "<"),
        (lambda p, q: (q - 1) * p ** (q - 2), "<"),
        (lambda p, q: p - q, "?"),
        (lambda p, q: p**q - sympy.Rational(1, 2), "?"),
        (lambda p, q: 1 - q * p, ">"),
        (lambda p, q: q * (1 - p) * sympy.log(p), "<"),
    ],
)
def test_signs_over_a_range_are_those_at_its_points(form, sign: str) -> None:
    p, q = sympy.Symbol("p", positive=True), Ranged("q", 0, 1)
    found = sign_on(form(p, q), p).relation
    assert found in (sign, "?")
    if found in (">", "<"):
        for a in (Fraction(1, 9), Fraction(1, 2), Fraction(8, 9)):
            for b in (Fraction(1, 20), Fraction(1, 2), Fraction(19, 20)):
                at = float(form(sympy.Rational(str(a)), sympy.Rational(str(b))))
                assert (at > 0) == (found == ">")
    assert found == sign


@pytest.mark.parametrize("name", ["eta", "v", "m", "S", "E"])
def test_a_parameter_has_a_name_that_means_nothing_else_on_the_card(name: str) -> None:
    one_to_two = Range(sympy.Integer(1), sympy.Integer(2))
    with pytest.raises(ValueError, match="another meaning on the card"):
        analyse_family(f"(1-p)**{name}", {}, name, one_to_two, classes=(2,))


@in_turns(
    "text",
    ["(q-1)*(1-p)/(q-1)", "(1-p)/(q-1)**2", "1-p+sqrt(q-1/10)**2", "(1-p)*exp(0/(q-1))",
     "1-p+log1p(q-11/10)-log1p(q-11/10)", "(1-p)*(q-1/10)**(1/2)/sqrt(q-1/10)"],
    3,
)  # fmt: skip
def test_nothing_is_proved_where_a_part_of_the_parameter_has_no_value(text: str) -> None:
    none_to_three = Range(sympy.Integer(0), sympy.Integer(3))
    card = analyse_family(text, {}, "q", none_to_three, classes=(2,))
    over = [line for line in card.lines if line.verdict == "PROVED" and "q = " not in line.scope]
    assert not over
    two_to_three = Range(sympy.Integer(2), sympy.Integer(3))
    later = analyse_family(text, {}, "q", two_to_three, classes=(2,))
    assert "c >= 2, 2 <= q <= 3" in [line.scope for line in later.lines]


def test_an_end_with_a_high_power_is_compared_in_time() -> None:
    ends = Range(sympy.Rational(1, 100), sympy.Integer(1))
    card = analyse_family("(1-p)**(1/q)", {}, "q", ends, classes=(2,))
    assert [line.scope for line in card.about("class-sum range")] == ["c >= 2, 1/100 <= q <= 1"]
