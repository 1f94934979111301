"""Losses that once got a card with a false line, no card, or none in any time."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from lossproof.theory.card import Card, NotALossError, analyse
from lossproof.theory.card.card import SECTIONS
from lossproof.theory.language import Vector
from lossproof.theory.losses import parse
from tests.turns import in_turns

YES, NO, OPEN = "PROVED", "REFUTED", "UNDECIDED"


def card(text: str, classes: tuple[int, ...] = (2, 3), seconds: float | None = None) -> Card:
    return analyse(text, parse(text).expression, classes=classes, seconds=seconds)


VERDICTS = [
    # a normalised loss whose terms change their sign grows in p
    ("(p**2-1/200)/sum(p**2-1/200)", "ranks labels", 3, NO),
    ("(p**2-1/200)/sum(p**2-1/200)", "uniform noise", 2, NO),
    # poles at 1
    ("-log(1-p)", "bounded", 3, NO),
    ("-log(1-p)", "convex in logits", 2, YES),
    ("-log(1-p)", "convex in logits", 3, NO),
    ("log(1-p)", "bounded", 3, NO),
    ("log(1-p)", "argmax preserved", 3, OPEN),  # every vertex has -oo
    ("-p + sum(log(p))", "argmax preserved", 3, OPEN),
    ("others(-log(1-p))", "bounded", 3, NO),
    ("others(-log(1-p))", "uniform noise", 3, NO),
    ("-log(p**2/sum(p**2))", "bounded", 3, NO),
    # kinks inside sums
    ("-log(p) + sum(abs(p-1/2))", "convex in p", 3, YES),
    ("-log(p) - sum(abs(p-1/2))", "bounded", 2, NO),
    ("max(-log(p), 1)", "bounded", 3, NO),
    # formulas that hold c
    ("-log(p)/log(c)", "ranks labels", 3, YES),
    ("(1-p)/(c-1)", "argmax preserved", 3, YES),
    ("p/(c-5/2)", "uniform noise", 2, YES),
    ("p/(c-5/2)", "uniform noise", 3, NO),
    # a bend under a root, where the second derivative cancels
    ("(p**2-p+1/4)**(1/2)-p", "symmetric", 3, NO),
    ("(p**2-2*p*log(2)+log(2)**2)**(1/2)-p", "symmetric", 3, NO),
    ("-log(p)+sum((p**2-2*p/3+1/9)**(1/2))", "proper", 3, NO),
    ("-log(p)+sum((p**2-2*p/3+1/9)**(1/2))", "argmax preserved", 3, YES),
    ("-p+5*sum((p**2-2*p/3+1/9)**(1/2))", "argmax preserved", 3, YES),
    # decided by a closer look
    ("others(p**2)", "convex in p", 3, YES),
    ("p*(1-p)", "bounded", 3, YES),
    ("-log(p + 1/1000)", "proper", 2, NO),
    ("max(0, 1-2*p)", "ranks labels", 2, YES),
    ("max(0, 1-2*p)", "order preserved", 2, NO),
    ("(1 - max(p, 1/10)**0.2)*5", "ranks labels", 3, NO),
    # chords between predictions that are not simple, and logits that move together
    ("-0.95*log(p)-0.05*sum(p*log(p))", "convex in p", 2, NO),
    ("-0.95*log(p)-0.05*sum(p*log(p))", "convex in p", 3, NO),
    ("abs(logit(p))", "convex in logits", 3, NO),
    ("-log(p)+0.1*sum(p*log(p))", "convex in logits", 3, NO),
    # a bump at which no simple prediction is
    ("1-p-max(0, 1/100-abs(p-313/1000))", "symmetric", 2, NO),
    ("1-p-max(0, 1/100-abs(p-313/1000))", "symmetric", 3, NO),
    # what is said of the inside alone is not refuted by a tie of limits at a vertex
    ("-p/(sum((p-3/7)**2)-sum(log(p))+2/23)", "ranks labels", 2, OPEN),
]


REFUTED_WITH_FEWER = [
    ("1 - p/sqrt(sum(p**2))", "convex in p"),
    ("-p/sqrt(sum(p**2))", "convex in p"),
    ("-log(p) + others(p**2)", "convex in logits"),
]


@in_turns(("text", "question"), REFUTED_WITH_FEWER, 3)
def test_what_two_classes_refute_is_not_said_to_hold_wherever_more_were_tried(
    text: str, question: str
) -> None:
    found = {line.scope: line for line in card(text, (2, 10)).about(question)}
    assert {scope: line.verdict for scope, line in found.items()} == {"c = 2": NO, "c = 10": NO}


def test_the_label_of_a_witness_is_its_place_counted_from_0() -> None:
    (line,) = card("1 - p/sqrt(sum(p**2))", (2,)).about("convex in p")
    y, f, g = (line.witness[name] for name in ("label", "f", "g"))
    loss = parse("1 - p/sqrt(sum(p**2))").expression
    middle = Vector((a + b) / 2 for a, b in zip(f, g, strict=True))
    assert "for y = 0" in line.because
    assert loss(middle, y) == line.witness["loss in the middle"]
    assert sympy.simplify((loss(f, y) + loss(g, y)) / 2 - line.witness["mean of the losses"]) == 0


@in_turns(("text", "question", "c", "verdict"), VERDICTS, 4)
def test_verdicts(text: str, question: str, c: int, verdict: str, monkeypatch) -> None:
    ask = next(asked[question] for asked in SECTIONS.values() if question in asked)
    monkeypatch.setattr("lossproof.theory.card.card.SECTIONS", {"asked": {question: ask}})
    assert card(text).verdict(question, c) == verdict


@pytest.mark.nightly("5 s: the other questions, too, of the same losses")
@pytest.mark.parametrize(("text", "question", "c", "verdict"), VERDICTS)
def test_verdicts_of_whole_cards(text: str, question: str, c: int, verdict: str) -> None:
    assert card(text).verdict(question, c) == verdict


def test_a_backward_form_with_two_poles_is_bounded_below_at_two_classes() -> None:
    lines = card("-log(p) - log(1-p)").about("backward corrected")
    assert [(line.verdict, line.scope) for line in lines] == [(YES, "c >= 2"), (NO, "c = 3")]


def test_no_bound_on_the_excess_risk_is_infinite() -> None:
    (line,) = card("-log(p) - log(1-p)").about("excess risk")
    assert line.verdict == OPEN


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("(p-0.437)/abs(p-0.437)", "divides by |p − 437/1000|, which is 0 near p = 0.437"),
        ("1/(p**2 - 0.874*p + 0.190969)", "which is 0 near p = 0.437"),
        ("log(abs(p-0.4371))", "takes the logarithm of |p − 4371/10000|, which is 0 near"),
        ("sum(1/(p-0.437)) - p", "divides by p − 437/1000, which is 0 between"),
        ("p/(sum(p**2)-0.4444)", "divides by p_1² + p_2² + p_3² − 1111/2500"),
    ],
)
def test_poles_between_the_simple_predictions_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(NotALossError) as error:
        card(text)
    assert sentence in str(error.value)


class Falling(sympy.exp):
    """An exponential for symbols, and another function of numbers."""

    @classmethod
    def eval(cls, arg: Any) -> Any:
        return 3 - sympy.exp(arg) if arg.is_number else None


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda f, y: sympy.Piecewise((1, f[y] < 0.4), (0, True)), "it has Piecewise"),
        (lambda f, y: sympy.floor(2 - 2 * f[y]), "it has floor"),
        (lambda f, y: sympy.asin(f[y]), "it has asin"),
        # it tends to 1 - 1/e at 0, where SymPy takes 0**0 for 1
        (lambda f, y: 1 - f[y] ** (1 / (1 - sympy.log(f[y]))), "must have numbers as exponents"),
        (lambda f, y: 1 - f[y] ** f.total(lambda u: u**2), "must have numbers as exponents"),
        (lambda f, y: 1 - f[y] ** sympy.Symbol("q"), "it has q: give every parameter a value"),
        (lambda f, y: None, "must give a formula; it gives None"),
        (lambda f, y: "1 - p", "must give a formula; it gives '1 - p'"),
        (lambda f, y: (f[y], 1), "must give a formula"),
        (lambda f, y: Falling(-f[y]), "a class of a claim's own"),
    ],
)
def test_functions_that_give_no_formula_are_refused(function, sentence: str) -> None:
    with pytest.raises(NotALossError) as error:
        analyse("mine", function, classes=(2,))
    assert sentence in str(error.value)


def test_a_prediction_cannot_be_run_through() -> None:
    with pytest.raises(TypeError, match=r"f\.total"):
        analyse("mine", lambda f, y: sum(u**2 for u in f), classes=(2,))


def test_floats_are_the_decimals_they_print() -> None:
    found = analyse("mine", lambda f, y: 0.7 * (1 - f[y] ** 0.7), classes=(2,))
    (line,) = found.about("known loss")
    assert line.says == "it is (49/100) lq(q = 7/10)"


def test_refuted_lines_hold_their_points_exactly() -> None:
    lines = {line.question: line.record() for line in card("1-p**0.7", (2,)).lines}
    assert lines["uniform noise"]["witness"] == {
        "label": 0, "eta": "2/5", "f": ["1/2", "1/2"], "noisy risk of f": "1 - 2**(3/10)/2",
        "noisy risk of the sure prediction": "2/5",
    }  # fmt: skip
    refuted = (
        "symmetric",
        "proper",
        "class-dependent noise",
        "order preserved",
        "convex in logits",
    )
    assert all(lines[question]["witness"] for question in refuted)


def test_numbers_that_differ_are_shown_to_differ() -> None:
    (line, *_) = card("1-p-1e-6*(p-1/2)**2", (3,)).about("symmetric")
    assert "≈ 1.99999925" in line.because
    assert "≈ 1.99999975" in line.because


def test_a_loss_that_is_too_large_is_told_so() -> None:
    with pytest.raises(NotALossError, match=r"must stay below 10\^30; at \(3/4, 1/4\) with"):
        card("exp(100*(1-p))")


def test_a_class_sum_of_infinite_terms_is_one_inside_the_simplex() -> None:
    found = card("c*log(p)-sum(log(p))")
    assert [line.says for question in ("symmetric", "class-sum range")
            for line in found.about(question)] == [
        "the class sum is 0 at every prediction inside the simplex",
        "0 everywhere inside the simplex",
    ]  # fmt: skip


def test_every_number_of_classes_has_a_line_on_the_logits() -> None:
    lines = card("max(exp(-p), p)").about("convex in logits")
    assert [(line.scope, line.verdict) for line in lines] == [("c = 2", NO), ("c = 3", NO)]


@pytest.mark.parametrize(
    "function",
    [
        lambda f, y: f[y] if f.size == 7 else 1 - f[y],
        lambda f, y: 1 - f[y] if y != 1 else 1 - f[y] ** 2,
        lambda f, y: 1 - f[y] if y != 9 else 1 - f[y] ** 2,
    ],
)
def test_a_function_with_a_condition_is_refused(function) -> None:
    with pytest.raises(NotALossError, match="it is another one"):
        analyse("mine", function, classes=(2, 3))


def test_what_a_function_says_of_symbols_is_the_loss() -> None:
    def fickle(f, y):
        ahead = f.total(lambda u: sympy.Max(0, u - f[y]))
        return ahead if f[y] != sympy.Rational(1, 3) else sympy.Integer(7)

    (line,) = analyse("mine", fickle, classes=(2,)).about("bounded")
    assert (line.verdict, line.says) == (YES, "the loss ranges from 0 to 1")
    (line,) = analyse("mine", fickle, classes=(3,)).about("bounded")
    assert line.because == "at test predictions the loss ranges from ≈ 0 to ≈ 1"


def test_a_loss_that_need_not_fall_is_not_said_to_fall() -> None:
    for c, text in ((2, "(c-2)*(1-p) + 1"), (3, "(c-3)*(1-p) + 1")):
        (line,) = card(text, (c,)).about("proper")
        assert line.verdict == YES
        assert "′ ≤ 0" in line.because
    (strict,) = card("-log(p)/log(c)", (3,)).about("proper")
    assert "a′ < 0" in strict.because


def test_a_constant_of_logarithms_that_is_0_prints_0() -> None:
    (line,) = card("1-p+log(9/10)+log(10)-2*log(3)").about("bounded")
    assert line.says == "the loss ranges from 0 to 1"
    assert line.record()["values"]["least"] == {"exact": "0", "value": 0.0}


@pytest.mark.parametrize("question", ["convex in p", "convex in logits"])
@in_turns("text", ["abs(logit(p))", "-0.95*log(p)-0.05*sum(p*log(p))"], 2)
def test_the_middle_of_a_chord_that_refutes_is_above_it(text: str, question: str) -> None:
    """Computed again with SymPy's numbers."""
    loss = parse(text).expression
    for line in card(text).about(question):
        if line.verdict != NO or "p" in line.witness:
            continue
        if "logits" in line.witness:
            powers = [[sympy.exp(z) for z in at] for at in line.witness["logits"]]
            middle = [sympy.sqrt(a * b) for a, b in zip(*powers, strict=True)]
            ends = [[x / sum(at) for x in at] for at in (*powers, middle)]
        else:
            f, g = line.witness["f"], line.witness["g"]
            ends = [f, g, [(a + b) / 2 for a, b in zip(f, g, strict=True)]]
        tiny = sympy.Rational(1, 10**40)  # in place of 0, where the loss has its limit
        inside = ([entry or tiny for entry in at] for at in ends)
        low, high, there = (sympy.N(loss(Vector(at), 0), 30) for at in inside)
        assert there > (low + high) / 2
