"""Losses that fulfil all but one hypothesis of what a line of a card rests on."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from lossproof.theory.card import Card, Line, NotALossError, analyse
from lossproof.theory.card.calculus import limit_at_zero, split
from lossproof.theory.card.card import SECTIONS
from lossproof.theory.card.loss import P, Reading, Subject, simplest_between, sparse_points
from lossproof.theory.card.loss.extremes import extremes
from lossproof.theory.card.loss.reading import at_entry
from lossproof.theory.card.questions.choice import flip_of_two
from lossproof.theory.losses import parse, uniform_mixture
from lossproof.theory.numbers import array, compare

YES, NO, OPEN = "PROVED", "REFUTED", "UNDECIDED"


def card(text: str, classes: tuple[int, ...] = (2, 3), **parameters: str) -> Card:
    return analyse(text, parse(text, parameters).expression, classes=classes)


def lines_on(text: str, question: str, classes: tuple[int, ...]) -> list[Line]:
    """The lines of a card on one question alone."""
    ask = next(asked[question] for asked in SECTIONS.values() if question in asked)
    return list(ask(Subject(Reading.of(text, parse(text).expression), classes)))


@pytest.mark.parametrize(
    ("text", "question", "c", "verdict"),
    [
        # what scales the losses of all labels is 0 at every vertex: shown inside alone
        ("(2-p)*sum(-p*log(p))", "argmax preserved", 2, YES),
        ("(2-p)*sum(-p*log(p))", "argmax preserved", 3, YES),
        ("(1-p)*exp(-sum(-log(p)))", "argmax preserved", 2, YES),
        ("exp(-p)/sum(1/p)", "argmax preserved", 2, YES),
        ("(2-p)*sum(exp(-p))", "argmax preserved", 3, YES),
        # falls strictly, but with slope 0 at a bend: a tie may be least, with it an argmax
        ("max(0, 1/2-p)**2 - max(0, p-1/2)**4", "argmax preserved", 2, YES),
        ("max(0, 1/2-p)**2 - max(0, p-1/2)**4", "ranks labels", 2, YES),
        # a term that outgrows every power
        ("1 + p*exp(1/(10*p))", "bounded", 2, NO),
        ("1 + p*exp(log(p)**2)", "bounded", 2, NO),
        # a maximum whose terms are all 0 at 0
        ("max(sqrt(p), exp(p)-1.2)/p", "ranks labels", 2, OPEN),
        ("max(sqrt(p), exp(p)-1.2)/p", "bounded", 3, NO),
        # -∞ on every edge, though not at the vertices: inside alone
        ("p*sum(sqrt(p*(1-p)))*sum(log(p))", "argmax preserved", 3, YES),
        # no minimiser at all, which the reason says
        ("log(p)/sum(log(p))", "argmax preserved", 3, YES),
        ("log(p)/sum(log(p))", "argmax preserved", 2, YES),
        ("(1-p**0.7)/sum(1-p**0.7)", "argmax preserved", 3, YES),
        # an infinite slope at a bend
        ("1 - sqrt(max(p-1/2, 0))", "gradient weight", 2, OPEN),
        ("1 - sqrt(max(p-1/2, 0))", "class-dependent noise", 3, YES),
        # a bend inside a bend
        ("min(1, max(0, 3/2-2*p))", "class-dependent noise", 3, YES),
        ("min(1, max(0, 3/2-2*p))", "symmetric", 2, YES),
        ("min(1, max(0, 3/2-2*p))", "symmetric", 3, NO),
        # undefined at the vertices
        ("log(p)/sum(log(p))", "class-dependent noise", 3, NO),
        ("log(p)/sum(log(p))", "class-dependent noise", 10, NO),
        ("log(p)/sum(log(p))", "convex in p", 10, NO),
        ("(1-p)**2*log(p)/sum((1-p)**2*log(p))", "class-dependent noise", 10, NO),
        ("(1-p)**2*log(p)/sum((1-p)**2*log(p))", "convex in p", 10, NO),
        ("(1-p**0.7)/sum(1-p**0.7)", "class-dependent noise", 10, NO),
        ("-log(p)*max(p)", "uniform noise", 3, NO),
        ("-log(p)*max(p)", "class-dependent noise", 3, NO),
        # class sums that differ by less than float64 shows
        ("1 - p + 1e-12*p**2", "symmetric", 3, NO),
        # a steep loss with one inflection
        ("1/(1+exp(10*(2*p-1)))", "uniform noise", 3, YES),
        ("1/(1+exp(4*(p-0.3)))", "uniform noise", 3, NO),
    ],
)
def test_verdicts(text: str, question: str, c: int, verdict: str) -> None:
    found = lines_on(text, question, (c,))
    assert [line.verdict for line in found] == [verdict]


def test_a_tie_is_least_where_the_slope_is_zero_at_the_bend() -> None:
    """Brute force: with the likelier label at 3/5 the minimiser is (1/2, 1/2)."""
    grid = np.linspace(0, 1, 100_001)

    def loss(p: np.ndarray) -> np.ndarray:
        return np.maximum(0, 0.5 - p) ** 2 - np.maximum(0, p - 0.5) ** 4

    near = np.abs(grid - 0.5) < 0.3
    risk = (0.6 * loss(grid) + 0.4 * loss(1 - grid))[near]
    assert grid[near][risk.argmin()] == 0.5


def test_the_normalised_cross_entropy_has_no_minimiser_with_a_certain_peak() -> None:
    row = np.array([0.5, 0.3, 0.2])
    wrong = np.array([0.3, 0.7, 1e-300])
    losses = np.log(wrong) / np.log(wrong).sum()
    assert row @ losses < 0.2 + 1e-2
    (line,) = lines_on("log(p)/sum(log(p))", "argmax preserved", (3,))
    assert line.says.endswith(
        "is an argmax of every minimiser of the noisy risk, inside the simplex"
    )
    assert line.because.endswith("there may be no minimiser inside the simplex")


@pytest.mark.parametrize(
    "text", ["(2-p)*sum(-p*log(p))", "exp(-p)/sum(1/p)", "p*sum(sqrt(p*(1-p)))*sum(log(p))"]
)
def test_an_argmax_is_kept_inside_alone_where_the_boundary_has_other_minimisers(text: str) -> None:
    (line,) = lines_on(text, "argmax preserved", (3,))
    assert line.says.endswith("of every minimiser of the noisy risk, inside the simplex")
    assert line.because.endswith("there may be no minimiser inside the simplex")


def test_a_tie_at_a_bend_keeps_the_label_among_its_peaks() -> None:
    (line,) = lines_on("max(0, 1/2-p)**2 - max(0, p-1/2)**4", "argmax preserved", (2,))
    assert line.says == (
        "the most likely noisy label is an argmax of every minimiser of the noisy risk"
    )
    assert line.because.endswith("lowers the risk")


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("-p/(sum(p**2)-0.15)**2", (2, 3, 10)),
        ("1/(p - 0.437 + 10*(c-2))", (2, 3)),
        ("1/((p-0.437)**2 + c-2)", (2, 3)),
        ("log(abs(p-0.437) + c-2)", (2, 3)),
        ("1/(max(p)-0.437) - p", (2, 3)),
    ],
)
def test_what_is_undefined_at_one_number_of_classes_is_refused(
    text: str, classes: tuple[int, ...]
) -> None:
    with pytest.raises(NotALossError, match="must be a real number at every prediction"):
        card(text, classes)


@pytest.mark.parametrize(
    ("text", "classes"),
    [("(p**2 - 1/40)/sum(p**2 - 1/40)", (2, 3)), ("-p/(c-3)", (2, 4))],
)
def test_what_is_undefined_at_other_numbers_of_classes_is_not_said_of_all(
    text: str, classes: tuple[int, ...]
) -> None:
    lines = lines_on(text, "symmetric", classes)
    assert [(line.verdict, line.scope) for line in lines] == [(YES, f"c = {c}") for c in classes]


def test_what_is_defined_for_all_is_said_of_all() -> None:
    for text in ("log(p)/sum(log(p))", "(1-p**0.7)/sum(1-p**0.7)", "(1-p)/sum(1-p)"):
        (line,) = lines_on(text, "symmetric", (2, 3))
        assert (line.verdict, line.scope) == (YES, "c >= 2")


def test_zero_over_zero_at_a_vertex_is_left_out() -> None:
    (line,) = lines_on("(p*log(p))**2/sum((p*log(p))**2)", "symmetric", (2, 3))
    assert line.says == "the class sum is 1 at every prediction inside the simplex"


def test_a_loss_that_treats_the_classes_in_a_circle_is_refused() -> None:
    with pytest.raises(NotALossError, match="must treat the classes alike"):
        analyse("mine", lambda f, y: f[y - 1] - f[y] ** 2, classes=(2,))


def test_a_reason_is_that_of_its_own_line() -> None:
    lines = lines_on("1 - p*(c-5/2)", "ranks labels", (2, 3))
    assert [line.verdict for line in lines] == [NO, YES]
    assert lines[0].because.startswith("at (1, 0)")
    assert lines[1].because.startswith("the loss strictly decreases")


@pytest.mark.parametrize("text", ["-p - sum(log(p))", "log(p)/sum(log(p))", "(2-p)*sum(-p*log(p))"])
def test_the_order_of_losses_is_one_inside_where_they_share_0_or_infinity(text: str) -> None:
    (line,) = lines_on(text, "ranks labels", (2, 3))
    assert line.says.endswith(", inside the simplex")


@pytest.mark.parametrize(
    ("text", "only"),
    [("1/p + sum(log(p))", False), ("1/(2*p**2) - sum(1/p)", False), ("-log(p) + sum(p)", True),
     ("-2*p + sum(p**2)", True)],
)  # fmt: skip
def test_predictions_with_the_mean_loss_minus_infinity_are_all_least(text: str, only: bool) -> None:
    (line,) = lines_on(text, "proper", (3,))
    assert line.verdict == YES
    assert line.says.startswith("strictly") == only


def test_a_class_sum_is_exact() -> None:
    (line,) = lines_on("1.00000000000000000001 - p + (p-1/2)**3", "symmetric", (2,))
    assert line.values["class sum"] == 1 + 2 * sympy.Rational(1, 10**20)


def test_a_parameter_may_have_any_name() -> None:
    assert card("sum(over*p**2) - p", over="2").verdict("bounded", 2) == YES


def test_limits_with_what_is_not_smooth() -> None:
    assert limit_at_zero(1 + P * sympy.exp(1 / P), P) is None
    assert at_entry(1 + P * sympy.exp(1 / P), sympy.Integer(0)) is sympy.oo
    for one, other, limit in (
        (sympy.sqrt(P), sympy.exp(P) - 2, sympy.oo),
        (P**2, -P, 0),
        (P * sympy.log(P), -sympy.Rational(1, 7), -sympy.oo),
    ):
        assert at_entry(sympy.Max(one, other) / P, sympy.Integer(0)) == limit


def test_the_simplest_number_between_near_ones_is_found_at_once() -> None:
    half, tiny = sympy.Rational(1, 2), sympy.Rational(1, 10**14)
    found = simplest_between(half - tiny, half)
    assert half - tiny < found < half
    assert found.q < 10**15
    assert simplest_between(half, half) == half
    assert simplest_between(sympy.Rational(7, 5), sympy.Rational(10, 7)) == sympy.Rational(17, 12)


def test_the_risk_of_two_samples_is_their_mean() -> None:
    text = "(1 - max(p, 1/2)**0.7)/0.7"
    loss = parse(text).expression
    found = flip_of_two(Subject(Reading.of(text, loss), (2,)), 2)
    assert found is not None
    witness = found[1]
    clean, noisy = [], []
    for y, k in zip(witness["labels"], (1, 2), strict=True):
        f, g = witness[f"f of sample {k}"], witness[f"g of sample {k}"]
        own = [loss(at, y) for at in (f, g)]
        total = [loss(at, 0) + loss(at, 1) for at in (f, g)]
        clean.append(own[0] - own[1])
        noisy.append(uniform_mixture(clean[-1], total[0] - total[1], witness["eta"], 2))
    assert compare(witness["clean risk of f - g"], "==", sum(clean) / 2)
    assert compare(witness["noisy risk of f - g"], "==", sum(noisy) / 2)


def test_sparse_points_are_predictions() -> None:
    for c in (3, 10):
        points = sparse_points(c)
        assert all(sum(each) == 1 and len(each) == c and min(each) >= 0 for each in points)
        assert points


x = sympy.Symbol("p", positive=True)
SHAPES = {
    "ramp": sympy.Min(1, sympy.Max(0, sympy.Rational(3, 2) - 2 * x)),
    "three lines": sympy.Max(0, 1 - 2 * x) - sympy.Max(0, x - sympy.Rational(3, 4)) / 2 + x / 9,
    "sigmoid": 1 / (1 + sympy.exp(4 * x - sympy.Rational(6, 5))),
}


@pytest.mark.parametrize(
    ("shape", "c"),
    [
        *((shape, c) for shape in SHAPES for c in (2, 3, 5) if (shape, c) != ("sigmoid", 5)),
        pytest.param("sigmoid", 5, marks=pytest.mark.nightly("3 s")),
    ],
)
def test_no_prediction_has_a_class_sum_further_out(shape: str, c: int) -> None:
    chi = split(SHAPES[shape], x)
    assert chi is not None
    low, high = extremes(chi, c)
    assert low is not None
    assert high is not None
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.dirichlet(np.full(c, a), 4000) for a in (0.1, 0.5, 5)])
    (values,) = array([SHAPES[shape]], [x])(points)
    sums = values.sum(axis=1)
    assert sums.min() >= float(low.value) - 1e-8
    assert sums.max() <= float(high.value) + 1e-8
    assert sums.min() - float(low.value) < 0.1
    assert float(high.value) - sums.max() < 0.1
