"""Claims of a line: piecewise functions, other classes, sizes, and values that are missing."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from sympy import (
    Abs,
    And,
    Eq,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Rational,
    Symbol,
    log,
    sqrt,
)

from lossproof.paper_checks.claims import Paper, Registry
from lossproof.paper_checks.sharpening import sharpen
from lossproof.theory.domain import (
    Classes,
    Integer,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
    Transitions,
)
from lossproof.theory.language import (
    class_sum,
    eq,
    every_class,
    every_other_class,
    ge,
    gt,
    le,
    lt,
    sample_mean,
    sum_of_others,
)
from lossproof.theory.language.definedness import obligations
from lossproof.theory.language.vocabulary import unspoken
from lossproof.theory.losses.gradients import slope
from lossproof.theory.numbers.arrays import array
from lossproof.theory.numbers.as_written import as_written
from lossproof.theory.statement import MistakeError, Statement
from tests.paper_checks.claims.stating import found_by_itself, verdict
from tests.turns import in_turns

C = Classes()
F: Any = {"c": C, "f": Simplex(C), "y": Label(C)}
P: Any = {"p": Real(0, 1, open="left"), "t": Real(1)}
X: Any = {"x": Real()}
XY: Any = {"x": Real(), "y": Real()}
LOW: Any = {"low": lambda p, t: le(p, 1 / t)}
FAR: Any = {"far": lambda x: gt(x, 3)}
HALF = Rational(1, 2)


def clipped(p: Any, t: Any) -> Any:
    """The loss -log p, but its tangent at 1/t below that."""
    return Piecewise((1 + log(t) - t * p, p <= 1 / t), (-log(p), True))


def ramp(z: Any) -> Any:
    return Max(0, Min(1, (1 - z) / 2))


def first(x: Any) -> Any:
    return Piecewise((0, x > 2), (1, x > 1), (2, True))


def own(f: Any, y: Any) -> Any:
    return lambda j: Piecewise((f[j], Eq(j, y)), (0, True))


def brier(c: Any, f: Any, y: Any) -> Any:
    return class_sum(lambda j: (f[j] - Piecewise((1, Eq(j, y)), (0, True))) ** 2, c)


def smoothed(c: Any, f: Any, y: Any, r: Any) -> Any:
    def target(j: Any) -> Any:
        return Piecewise((1 - r + r / c, Eq(j, y)), (r / c, True))

    sums = class_sum(lambda j: log(f[j]), c)
    return eq(class_sum(lambda j: target(j) * log(f[j]), c), (1 - r) * log(f[y]) + r / c * sums)


def tie(at_zero: int) -> Any:
    said = (lambda x: x >= 0) if at_zero else (lambda x: x > 0)
    return lambda x: eq(Piecewise((1, said(x)), (0, True)), at_zero)


def joined(said: Any) -> Any:
    return lambda x: le(Piecewise((x, said(x)), (-1, True)), 1)


def x_log(u: Any, v: Any = 1) -> Any:
    return Piecewise((0, Eq(u, 0)), (u * log(u / v), True))


def divergence(c: Any, f: Any, g: Any) -> Any:
    return class_sum(lambda j: x_log(f[j], g[j]), c)


def shannon(c: Any, f: Any, g: Any) -> Any:
    def divergence_of(j: Any) -> Any:
        middle = (f[j] + g[j]) / 2
        return x_log(f[j], middle) + x_log(g[j], middle)

    return class_sum(divergence_of, c)


INNER = {**F, "f": Simplex(C, interior=True), "r": Real(0, 1)}
SIZE: Any = {"size": lambda x, y: le(Abs(x), y)}
SIGN: Any = {"sign": lambda y: eq(Abs(y), 1)}
ZERO: Any = {"tie": lambda x: eq(x, 0)}
HIGH: Any = {"high": lambda p, t: gt(p, 1 / t)}
FROM: Any = {"high": lambda p, t: ge(p, 1 / t)}
KINK: Any = {"kink": lambda p, t: eq(p, 1 / t)}
ONE: Any = {"p": Real(0, 1)}
BOTH: Any = {"c": C, "f": Simplex(C), "g": Simplex(C, interior=True)}
VERDICTS: dict[str, tuple[Any, Any, Any, str]] = {
    "the piece that a hypothesis selects": (
        lambda p, t: eq(clipped(p, t), 1 + log(t) - t * p), LOW, P, "PROVED"),
    "the other piece": (lambda p, t: eq(clipped(p, t), -log(p)), HIGH, P, "PROVED"),
    "both at the kink": (lambda p, t: eq(clipped(p, t), -log(p)), KINK, P, "PROVED"),
    "above the kink": (
        lambda p, t: eq(clipped(p, t), 1 + log(t) - t * p), FROM, P, "REFUTED"),
    "below the kink": (lambda p, t: eq(clipped(p, t), -log(p)), LOW, P, "REFUTED"),
    "cases": (lambda p, t: le(clipped(p, t), -log(p)), {}, P, "PROVED"),
    "not in a case": (lambda p, t: le(clipped(p, t), log(t)), {}, P, "REFUTED"),
    "a tie is met": (tie(1), ZERO, X, "PROVED"),
    "a tie is not met": (tie(0), ZERO, X, "PROVED"),
    "and": (joined(lambda x: And(x >= 0, x <= 1)), {}, X, "PROVED"),
    "not or": (joined(lambda x: Not(Or(x < 0, x > 1))), {}, X, "PROVED"),
    "or": (joined(lambda x: Or(And(x > 0, x <= 1), Eq(x, 0))), {}, X, "PROVED"),
    "an earlier piece": (lambda x: eq(first(x), 0), FAR, X, "PROVED"),
    "a later piece": (lambda x: eq(first(x), 1), FAR, X, "REFUTED"),
    "a value where it applies": (
        lambda p: le(Piecewise((p * log(p), p > 0), (0, True)), 0), {}, ONE, "PROVED"),
    "a value elsewhere": (
        lambda p: le(Piecewise((0, Eq(p, 0)), (log(p), True)), 0), {}, ONE, "PROVED"),
    "no value where it applies": (
        lambda p: le(Piecewise((p * log(p), p >= 0), (0, True)), 0), {}, ONE, "UNDECIDED"),
    "no value of a condition": (
        lambda p: le(Piecewise((p, p > log(p)), (0, True)) - p, 0), {}, ONE, "UNDECIDED"),
    "a pole where it does not apply": (
        lambda x: eq(x * Piecewise((1 / x, Ne(x, 0)), (1, True))
                     + Piecewise((1, Eq(x, 0)), (0, True)), 1), {}, X, "PROVED"),
    "a number on the left of a condition": (
        lambda y, k: le(Piecewise((1, Eq(0, k)), (0, Eq(0, y)), (2, True)), 2), {},
        {"y": Label(2), "k": Label(2)}, "PROVED"),
    "and too small a bound": (
        lambda y, k: le(Piecewise((1, Eq(0, k)), (0, Eq(0, y)), (2, True)), 1), {},
        {"y": Label(2), "k": Label(2)}, "REFUTED"),
    "relative entropy": (lambda c, f, g: ge(divergence(c, f, g), 0), {}, BOTH, "PROVED"),
    "too much relative entropy": (
        lambda c, f, g: ge(divergence(c, f, g), Rational(1, 50)), {}, BOTH, "REFUTED"),
    "relative entropy without a value": (
        lambda c, f, g: ge(divergence(c, f, g), 0), {}, {**BOTH, "g": Simplex(C)}, "UNDECIDED"),
    "Jensen-Shannon": (
        lambda c, f, g: ge(shannon(c, f, g), 0), {}, {**BOTH, "g": Simplex(C)}, "PROVED"),
    "less Jensen-Shannon": (
        lambda c, f, g: le(shannon(c, f, g), Rational(138, 100)), {}, {**BOTH, "g": Simplex(C)},
        "REFUTED"),
    "binary Pinsker": (
        lambda p, v: ge(x_log(p, v) + x_log(1 - p, 1 - v), 2 * (p - v) ** 2),
        {}, {**ONE, "v": Real(0, 1, open="both")}, "PROVED"),
    "more than Pinsker": (
        lambda p, v: ge(x_log(p, v) + x_log(1 - p, 1 - v), Rational(5, 2) * (p - v) ** 2),
        {}, {**ONE, "v": Real(0, 1, open="both")}, "REFUTED"),
    "binary entropy": (
        lambda p: le(-x_log(p) - x_log(1 - p), log(2)), {}, ONE, "PROVED"),
    "less binary entropy": (
        lambda p: le(-x_log(p) - x_log(1 - p), Rational(69, 100)), {}, ONE, "REFUTED"),
    "binary entropy beyond 1": (
        lambda p: le(-x_log(p) - x_log(1 - p), log(2)), {}, {"p": Real(0, 2)}, "UNDECIDED"),
    "no piece": (lambda x: ge(Piecewise((1, x > 0)), 1), {}, {"x": Real(0)}, "UNDECIDED"),
    "one class in a sum": (smoothed, {}, INNER, "PROVED"),
    "two sums": (
        lambda c, f, y: eq(class_sum(own(f, y), c) * class_sum(own(f, y), c), f[y] ** 2),
        {}, F, "PROVED"),
    "every class": (
        lambda c, f: every_class(lambda j: le(Piecewise((f[j], f[j] > HALF), (0, True)), f[j]), c),
        {}, {"c": C, "f": F["f"]}, "PROVED"),
    "the Brier score": (
        lambda c, f, y: le(brier(c, f, y), 2), {}, F, "PROVED"),
    "not the Brier score": (lambda c, f, y: le(brier(c, f, y), 1), {}, F, "REFUTED"),
    "a hypothesis that is false": (
        lambda x: le(x, 2), {"false": lambda: gt(0, 1)}, {"x": Real(1, 4)}, "VACUOUS"),
    "an end that floats do not tell apart": (
        lambda x: le(x, Rational("0.6999999999999999999")), {}, {"x": Real(0, "0.7")}, "REFUTED"),
    "a logarithm of nearly 1": (
        lambda x: le(log(1 + x / 10**12), x / 10**12), {}, {"x": Real(0, 1)}, "PROVED"),
    "two ramps": (lambda x: eq(ramp(x) + ramp(-x), 1), {}, X, "PROVED"),
    "other ramps": (lambda x: eq(ramp(x) + ramp(-x), Min(x, 1)), {}, X, "REFUTED"),
    "both": (lambda x, y: eq(Min(x, y) + Max(x, y), x + y), {}, XY, "PROVED"),
    "the smaller": (lambda x, y: le(Min(x, y), (x + y) / 2), {}, XY, "PROVED"),
    "not strictly": (lambda x, y: lt(Min(x, y), (x + y) / 2), {}, XY, "REFUTED"),
    "the others": (
        lambda c, f, y: eq(sum_of_others(lambda j: f[j], y, c), 1 - f[y]), {}, F, "PROVED"),
    "no others below 0": (
        lambda c, f, y: ge(sum_of_others(lambda j: f[j], y, c), 0), {}, F, "PROVED"),
    "more than the others": (
        lambda c, f, y: le(sum_of_others(lambda j: f[j], y, c), f[y]), {}, F, "REFUTED"),
    "each other": (
        lambda c, f, y: every_other_class(lambda j: le(f[j], 1 - f[y]), y, c), {}, F, "PROVED"),
    "half of each other": (
        lambda c, f, y: every_other_class(lambda j: le(f[j], HALF), y, c), {}, F, "REFUTED"),
    "a size": (lambda x, y: (le(x, y), ge(x, -y)), SIZE, XY, "PROVED"),
    "a sign": (lambda x, y: ge(x, 0), SIZE, XY, "REFUTED"),
    "the square of a sign": (
        lambda x, y: eq((1 - y * x) ** 2, (y - x) ** 2), SIGN, XY, "PROVED"),
    "a square": (lambda x, y: eq((1 - y * x) ** 2, (y - x) ** 2), {}, XY, "REFUTED"),
}  # fmt: skip


@in_turns("case", VERDICTS, 6)
def test_the_verdict(case: str) -> None:
    conclusion, given, domains, found = VERDICTS[case]
    assert found_by_itself(found, conclusion, given, **domains) == found


def test_what_a_piece_asks_for_is_asked_where_it_is_reached() -> None:
    x, y = sympy.symbols("x y", real=True)
    assert not obligations(Piecewise((log(x), x > 0), (log(1 - x), x < 0), (0, True)))
    (doubt,) = obligations(Piecewise((1, y > 0), (log(x), True)))
    assert {*doubt.ways} == {((x, ">"),), ((y, ">"),)}
    assert "end it with" in unspoken(Piecewise((1, x > 0)))


@pytest.mark.parametrize(
    ("cancelled", "piece", "low", "positive"),
    [
        (lambda x: x / x, lambda x: 1 / x, 0, gt),
        (lambda x: 1 + log(x) - log(x), lambda x: 1 - log(x), 0, gt),
        (lambda x: 1 + sqrt(x) - sqrt(x), sqrt, -1, ge),
    ],
)
def test_what_is_cancelled_keeps_its_condition(
    cancelled: Any, piece: Any, low: int, positive: Any
) -> None:
    """What only a piece asks for is not asked for everywhere."""

    def value(x: Any) -> Any:
        return cancelled(x) + Piecewise((1, x <= 0), (piece(x), True))

    assert verdict(lambda x: ge(value(x), 1), x=Real(low, 1)) == "UNDECIDED"
    hypothesis = {"it has a value": lambda x: ge(value(x), 0)}
    assert verdict(lambda x: positive(x, 0), hypothesis, x=Real(low, 1)) != "REFUTED"


def test_two_indices_are_not_one() -> None:
    def conclusion(c: Any, T: Any) -> Any:
        ratios = class_sum(lambda i: class_sum(lambda j: T[i][j] / T[i][j], c), c)
        return ge(ratios + class_sum(lambda i: 1 / T[i][i], c), c**2)

    given = {"diagonal": lambda c, T: every_class(lambda j: gt(T[j][j], 0), c)}
    assert verdict(conclusion, given, c=C, T=Transitions(C)) == "UNDECIDED"


POSITIVE = {"positive": lambda c, f: every_class(lambda j: gt(f[j], 0), c)}


@pytest.mark.parametrize(
    ("conclusion", "with_values", "without"),
    [
        (lambda c, f: eq(f.total(lambda u: log(u) / f.total(log)), 1), "PROVED", "UNDECIDED"),
        (lambda c, f: eq(f.total(lambda u: u / u), c), "PROVED", "UNDECIDED"),
        (lambda c, f: eq(f.total(lambda u: log(u) - log(u) + u), 1), "PROVED", "UNDECIDED"),
        (lambda c, f: eq(f.total(lambda u: log(u) / f.total(log)), 2), "REFUTED", "REFUTED"),
        (
            lambda c, f: eq(class_sum(lambda i: class_sum(lambda j: f[i] / f[i] * f[j], c), c), c),
            "PROVED",
            "UNDECIDED",
        ),
    ],
)
def test_what_is_cancelled_in_a_sum_has_a_value(
    conclusion: Any, with_values: str, without: str
) -> None:
    assert found_by_itself(with_values, conclusion, POSITIVE, c=C, f=Simplex(C)) == with_values
    assert verdict(conclusion, c=C, f=Simplex(C)) == without


def test_a_term_of_the_other_classes_has_a_value_by_a_hypothesis() -> None:
    own: Any = {"c": C, "f": Simplex(C), "y": Label(C)}
    share = lambda f, y: le(log(f[y]) / f.total(log), 1)  # noqa: E731
    for expected, given in (("PROVED", POSITIVE), ("UNDECIDED", None)):
        assert found_by_itself(expected, share, given, **own) == expected


def of_two_sizes(c: Any, k: Any, x: Any) -> Any:
    def part(j: Any) -> Any:
        return 1 / (17 - (j + 1) * x)

    return ge(class_sum(lambda j: 1 + 0 * part(j), k) + class_sum(part, c), k)


@pytest.mark.parametrize(
    "conclusion",
    [
        of_two_sizes,
        lambda k, f, x: le(class_sum(lambda j: x + f[j] - f[j], k), k),
        lambda n, f: eq(sample_mean(lambda i: f[i] - f[i], n), 0),
        lambda n, T: eq(sample_mean(lambda i: 1 + 0 * T[0][i], n), 1),
    ],
)
def test_an_index_of_one_sum_is_not_that_of_another(conclusion: Any) -> None:
    """What is cancelled may have no value at an index that the other sum does not reach."""
    given = {"f_0": lambda f: ge(f[0], Rational(9, 10)), "c": lambda c: le(c, 16)}
    domains: Any = {"c": C, "n": Samples(), "k": Integer(1), "f": Simplex(C), "x": Real(0, 1),
                    "T": Transitions(C)}  # fmt: skip
    assert verdict(conclusion, given, **domains) == "UNDECIDED"


@pytest.mark.parametrize(
    "function",
    [
        lambda x, f, k: lambda u: u * u / 2 + log((11 * u - 5) ** 2) - log((11 * u - 5) ** 2),
        lambda x, f, k: lambda u: u * u / 2 + log((11 * x - 5) ** 2),
        lambda x, f, k: lambda u: u * x / 2 + 1 / Abs(11 * x - 5),
        lambda x, f, k: lambda u: u * x / 2 + f[k],
        lambda x, f, k: lambda u: u / 2 + 0 * Piecewise((1, Ne(1 / (11 * x - 5), 2)), (2, True)),
    ],
)
def test_a_slope_has_no_value_where_the_function_has_none(function: Any) -> None:
    """At x = 5/11, or where there is no class k."""

    def conclusion(x: Any, f: Any, k: Any) -> Any:
        return le(slope(function(x, f, k), x), 1)

    given = {"k": lambda k: ge(k, 12)}  # beyond the numbers that a claim is tried at
    assert verdict(conclusion, given, x=Real(0, 1), c=C, f=Simplex(C), k=Integer(1)) == "UNDECIDED"


def test_an_index_stands_in_an_exponent() -> None:
    own: Any = {"c": C, "p": Real(0, 1)}
    below = lambda c, p: le(class_sum(lambda i: p ** (i + 1), c), c)  # noqa: E731
    assert found_by_itself("PROVED", below, **own) == "PROVED"
    assert verdict(lambda c, p: le(class_sum(lambda i: p ** (i + 1), c), 1), **own) == "REFUTED"


def test_an_entry_that_is_cancelled_is_there() -> None:
    own: Any = {"c": C, "f": Simplex(C), "y": Label(C), "k": Integer(12), "x": Real(0, 1)}
    assert verdict(lambda f, y, x: le(f[y] - f[y] + x, 1), **own) == "PROVED"
    assert verdict(lambda f, k, x: le(f[k] - f[k] + x, 1), **own) == "UNDECIDED"
    assert (
        verdict(lambda c, f, x: le(class_sum(lambda j: f[j] - f[j] + x, c), c), **own) == "PROVED"
    )


def test_a_root_of_a_product_in_a_sum_is_that_of_its_factors_where_none_is_below_0() -> None:
    def spread(c: Any, f: Any) -> Any:
        return le(f.total(lambda u: sqrt(u * (1 - u))), c / 2)

    def weighed(c: Any, f: Any, s: Any) -> Any:
        return le(class_sum(lambda j: sqrt(f[j] * s[j]), c), 1)

    assert verdict(spread, c=C, f=Simplex(C)) == "PROVED"
    assert verdict(weighed, c=C, f=Simplex(C), s=Simplex(C)) == "PROVED"
    with pytest.raises(MistakeError, match="which does not follow from the domains"):
        verdict(weighed, c=C, f=Simplex(C), s=Scores(C))


@pytest.mark.parametrize(
    "without", [lambda r: r**2, lambda r: 0 * r, lambda r: r - r, lambda r: Piecewise((r**2, True))]
)
def test_a_root_of_a_product_that_is_cancelled_in_a_sum_may_have_no_value(without: Any) -> None:
    """At f = (1/3, 2/3) the root of f (1 - 2 f) has no value."""

    def cancelled(c: Any, f: Any, y: Any) -> Any:
        return ge(sum_of_others(lambda j: f[j] + without(sqrt(f[j] * (1 - 2 * f[j]))), y, c), 0)

    assert verdict(cancelled, c=C, f=Simplex(C), y=Label(C)) == "UNDECIDED"


def test_a_constant_that_is_freed_keeps_what_was_cancelled() -> None:
    members = {
        "__doc__": "A claim.", "x": Real(0, 1), "K": Real(),
        "conclusion": lambda x, K: ge(x / x + Piecewise((-3, x <= 0), (x, True)), K),
    }  # fmt: skip
    book = Paper("school", "a book", registry=Registry())
    book.claim("a", locus="1", kind="ineq")(type("A", (), members))
    assert sharpen(book.registry["school.a"], "K", seconds=1).outcome != "sharp"


def test_functions_as_they_are_written_have_arrays() -> None:
    x = Symbol("x", real=True)
    (values,) = array([as_written(Abs(x - 2))], [x])([1.0, 5.0])
    assert values.tolist() == [1, 3]


def test_a_power_of_zero_ends_no_check_with_an_error() -> None:
    assert verdict(lambda q: le(0**q, 1), q=Real(0, 1)) in ("UNDECIDED", "PROVED")


@pytest.mark.parametrize("says", [lt, le, gt, ge, eq])
def test_nothing_is_said_of_the_label_itself(says: Any) -> None:
    stated = Statement(
        {"v": Scores(2), "y": Label(2)},
        {},
        lambda v, y: every_other_class(lambda j: says(v[j], v[y] + 1), y, 2),
    )
    for other in (0, 1, 2):
        holds = {lt: other < 1, le: other <= 1, gt: other > 1, ge: other >= 1, eq: other == 1}[says]
        assert stated.at({"v": [other, 0], "y": 1}).refutes() != holds


def test_a_term_of_the_label_itself_needs_no_value() -> None:
    stated = Statement(
        {"v": Scores(3), "y": Label(3)},
        {},
        lambda v, y: eq(sum_of_others(lambda j: 1 / (v[j] - v[y]), y, 3), 0),
    )
    assert stated.at({"v": [1, 0, -1], "y": 1}).conclusion[0].holds
    assert stated.at({"v": [1, 0, 0], "y": 1}).conclusion[0].holds is None
    with pytest.raises(TypeError, match="every_other_class needs a relation or a tuple"):
        every_other_class(lambda j: j, 0, 3)
    assert len(every_other_class(lambda j: (le(j, 2), ge(j, 0)), 0, 3)) == 3
