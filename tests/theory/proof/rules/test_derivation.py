"""The kernel: what follows is granted, what does not is refused. Each refusal guards a rule."""

from __future__ import annotations

import pytest
import sympy

from lossproof.theory.language import (
    ANY_CLASS,
    ANY_SAMPLE,
    BOUND_CLASS,
    BOUND_SAMPLE,
    ClassSum,
    CountSymbol,
    SamplesSymbol,
    SymbolicVector,
    eq,
    ge,
    gt,
    le,
)
from lossproof.theory.proof import Derivation, Fact, ProofError, minted
from lossproof.theory.proof.facts import hypothesis
from lossproof.theory.proof.rules import (
    absolute,
    average,
    cases,
    combine,
    identity,
    log_bound,
    log_increases,
    max_above,
    max_equals,
    nonnegative,
    positive,
    power_in_base,
    power_in_exponent,
    power_of_fraction,
    reciprocal,
    strict_log_bound,
    total,
    weighted_am_gm,
)
from tests.together import together

x, y = sympy.symbols("x y", real=True)
u, w = sympy.symbols("u w", positive=True)
q = sympy.Symbol("q", positive=True)
c = CountSymbol("c", integer=True, positive=True)
n = SamplesSymbol("n", integer=True, positive=True)
BASE = sympy.IndexedBase("f", real=True)
f = SymbolicVector(lambda j: BASE[j], c)

NONNEGATIVE = hypothesis(ge(x, 0), "x")
POSITIVE = hypothesis(gt(x, 0), "x")
AT_LEAST_ONE = hypothesis(ge(x, 1), "x >= 1")
ENTRY = hypothesis(ge(f[ANY_CLASS], 0), "f")


def test_a_fact_cannot_be_made_by_hand() -> None:
    with pytest.raises(ProofError, match="not by hand"):
        Fact(x, ">=", "because", (), frozenset(), frozenset(), object())


def test_an_identity_must_be_one() -> None:
    assert identity((u + 1) ** 2, u**2 + 2 * u + 1).sign == "=="
    assert identity(u ** (1 - q), u / u**q).sign == "=="
    with pytest.raises(ProofError, match="not an identity"):
        identity((u + 1) ** 2, u**2 + 1)


def test_signs_must_be_evident() -> None:
    assert positive(u**q + 1).strict
    assert positive(c - 1).strict
    for expr in (c - 2, u - w, x):
        with pytest.raises(ProofError, match="not evidently positive"):
            positive(expr)
    with pytest.raises(ProofError, match="not evidently nonnegative"):
        nonnegative(c - 3)


def test_combine_checks_the_sum() -> None:
    assert combine(2 * x + 3, (2, NONNEGATIVE), 3).strict
    with pytest.raises(ProofError, match="the difference is 1"):
        combine(2 * x + 3, (2, NONNEGATIVE), 2)


def test_combine_refuses_multipliers_of_unknown_sign() -> None:
    for multiplier in (-1, y, u - w):
        with pytest.raises(ProofError, match="multiplier"):
            combine(multiplier * x, (multiplier, NONNEGATIVE))


def test_combine_takes_any_multiple_of_an_equality() -> None:
    equality = identity(ClassSum(f[BOUND_CLASS], c), f.total())
    assert combine(0, (-y, equality)).sign == "=="


@together(
    ("terms", "sign"),
    [
        ([(2, POSITIVE)], ">"),
        ([(2, NONNEGATIVE)], ">="),
        ([POSITIVE, NONNEGATIVE], ">"),
        ([(POSITIVE, NONNEGATIVE)], ">="),
        ([(0, POSITIVE)], ">="),
    ],
)
def test_strictness_is_not_invented(terms: list, sign: str) -> None:
    goal = sum(
        sympy.Mul(*(part.expr if isinstance(part, Fact) else part for part in term))
        if isinstance(term, tuple)
        else term.expr
        for term in terms
    )
    assert combine(goal, *terms).sign == sign


def test_a_divisor_must_be_positive() -> None:
    assert reciprocal(POSITIVE).expr == 1 / x
    with pytest.raises(ProofError, match="divisor"):
        reciprocal(NONNEGATIVE)


def test_sums_and_means_keep_the_sense() -> None:
    summed = total(ENTRY, c)
    assert (str(summed), summed.uses) == ("sum_j(f[j]) >= 0", {"f"})
    averaged = average(hypothesis(ge(BASE[ANY_SAMPLE], 0), "f"), n)
    assert str(averaged) == "mean_i(f[i]) >= 0"


def test_what_holds_in_one_case_is_not_summed_over_the_classes() -> None:
    split = f[ANY_CLASS] - u

    def sums(fact: Fact) -> Fact:
        return total(fact, c)

    with pytest.raises(ProofError, match="only in the case"):
        cases(split, sums, sums)


def test_a_sum_that_depends_on_the_index_is_not_summed_again() -> None:
    rows = sympy.IndexedBase("T", nonnegative=True)
    row = hypothesis(eq(ClassSum(rows[ANY_CLASS, BOUND_CLASS], c), 1), "T")
    with pytest.raises(ProofError, match="cannot be summed over l again"):
        total(row, c)


def test_cases_need_the_same_end_and_close() -> None:
    square = cases(x, lambda a: combine(x**2, (a, a)), lambda a: combine(x**2, (a, a)))
    assert str(square) == "x**2 >= 0"
    assert not square.uses
    with pytest.raises(ProofError, match="must prove the same fact"):
        cases(x, lambda a: a, lambda a: a)


def test_only_free_indices_are_replaced() -> None:
    assert str(ENTRY.at(ANY_CLASS, 0)) == "f[0] >= 0"
    with pytest.raises(ProofError, match="only the index of an arbitrary"):
        ENTRY.at(u, 2)


def test_the_larger_of_two() -> None:
    assert str(max_equals(x, 1, AT_LEAST_ONE)) == "Max(1, x) == x"
    with pytest.raises(ProofError, match="does not say"):
        max_equals(1, x, AT_LEAST_ONE)


def test_absolute_value_needs_a_sign() -> None:
    assert str(absolute(NONNEGATIVE)) == "Abs(x) == x"
    with pytest.raises(ProofError, match="must be known"):
        absolute(identity(x, x))


BELOW_ONE = hypothesis(le(x, 1), "x <= 1")
WEIGHT, REST = positive(q), hypothesis(le(q, 1), "q <= 1")


@together(
    "step",
    [
        lambda: log_bound(NONNEGATIVE),
        lambda: strict_log_bound(positive(u), hypothesis(gt(w, 1), "w")),
        lambda: strict_log_bound(positive(u), hypothesis(ge(u, 1), "u")),
        lambda: weighted_am_gm(NONNEGATIVE, NONNEGATIVE, WEIGHT, BELOW_ONE),
        lambda: weighted_am_gm(identity(x, x), NONNEGATIVE, WEIGHT, REST),
        lambda: power_in_base(identity(x, x), NONNEGATIVE, WEIGHT),
        lambda: power_in_base(NONNEGATIVE, NONNEGATIVE, nonnegative(q)),
        lambda: power_in_exponent(identity(x, x), REST, q),
        lambda: power_of_fraction(NONNEGATIVE, REST, REST, q),
        lambda: power_of_fraction(NONNEGATIVE, BELOW_ONE, REST, x),
        lambda: log_increases(NONNEGATIVE, NONNEGATIVE),
    ],
)
def test_known_inequalities_ask_for_their_premises(step) -> None:
    with pytest.raises(ProofError):
        step()


@together("exponent", ["1/5", "1/2", "1"])
@together("base", ["0", "1/7", "1/2", "1"])
def test_known_inequalities_hold_in_numbers(base: str, exponent: str) -> None:
    at = {x: sympy.Rational(base), q: sympy.Rational(exponent)}
    facts = [
        weighted_am_gm(NONNEGATIVE, positive(sympy.Rational(1, 3)), WEIGHT, REST),
        power_of_fraction(NONNEGATIVE, BELOW_ONE, REST, q),
        power_in_base(BELOW_ONE, NONNEGATIVE, WEIGHT),
        log_bound(combine(x + 1, NONNEGATIVE, 1)),
    ]
    for fact in facts:
        assert fact.expr.xreplace(at).evalf() >= 0, fact


@together("weak", [{0}, {1}, {2}, {0, 1, 2}, set()])
def test_a_power_of_a_fraction_is_strict_only_if_every_premise_is(weak: set[int]) -> None:
    expressions = x, 1 - x, 1 - q  # at x = 0, x = 1 or q = 1 the two powers are equal
    premises = [
        hypothesis((ge if place in weak else gt)(expr, 0), str(place))
        for place, expr in enumerate(expressions)
    ]
    assert power_of_fraction(*premises, q).strict == (not weak)


def test_a_derivation_lists_each_step_once_after_its_premises() -> None:
    half = combine(x / 2, (sympy.Rational(1, 2), NONNEGATIVE))
    whole = combine(x + x / 2, NONNEGATIVE, half)
    assert Derivation((whole,)).steps == (NONNEGATIVE, half, whole)
    assert Derivation((whole,)).uses == {"x"}


def test_absurd_facts_are_told_from_true_ones() -> None:
    upper = hypothesis(le(x, -1), "x <= -1")
    assert combine(-1, NONNEGATIVE, upper).absurd
    assert not combine(x, NONNEGATIVE).absurd
    assert not combine(1, 1).absurd


def test_a_parameter_called_j_is_not_the_index_j() -> None:
    j = sympy.Symbol("j", integer=True, nonnegative=True)
    assert ClassSum(j * f[BOUND_CLASS], c) == j * ClassSum(f[BOUND_CLASS], c)


def test_the_size_of_a_sum_is_the_number_of_classes() -> None:
    for size in (x, c - 2, c + 1, 3, sympy.Symbol("c", integer=True, positive=True)):
        with pytest.raises(ProofError, match="not the symbol of the number of classes"):
            total(ENTRY, size)


def test_a_case_is_split_on_a_real_number() -> None:
    def square(fact: Fact) -> Fact:
        return combine(x + 100, (fact, fact))

    with pytest.raises(ProofError, match="not evidently a real number"):
        cases(sympy.sqrt(x + 100), square, square)
    base = hypothesis(ge(x + 100, 0), "x")
    assert cases(sympy.sqrt(x + 100), square, square, bases=(base,)).uses == {"x"}


def test_an_equality_is_not_divided_by_what_may_be_zero() -> None:
    product = hypothesis(eq((x - 100) * y, 0), "h")
    doubtful = combine(y, (1 / (x - 100), product))
    assert [each.term for each in doubtful.doubts[0]] == [1 / (x - 100)]
    product = hypothesis(eq((c - 1) * y, 0), "h")
    assert combine(y, (1 / (c - 1), product)).doubts == (frozenset(),)


def test_only_a_label_stands_for_a_class() -> None:
    for value in (c, sympy.Symbol("k", integer=True), 3, -1):
        with pytest.raises(ProofError, match="not known to be a class"):
            ENTRY.at(ANY_CLASS, value)


def test_no_fact_is_about_a_bound_index() -> None:
    with pytest.raises(ProofError, match="reserved for indices of sums"):
        hypothesis(ge(f[BOUND_CLASS], 0), "f")


def test_a_hypothesis_cannot_pass_for_an_open_case() -> None:
    def leak(fact: Fact) -> Fact:
        return combine(x + 100, fact, (0, hypothesis(ge(x**2, 0), "case x + 100 >= 0")))

    kept: list[Fact] = []

    def upper(fact: Fact) -> Fact:
        kept.append(leak(fact))
        return NONNEGATIVE

    cases(x + 100, upper, lambda fact: NONNEGATIVE)
    assert kept[0].cases


def test_a_minted_fact_cannot_be_copied() -> None:
    class Forged(Fact):
        def __post_init__(self, key: object) -> None: ...

    forged = Forged(x, ">=", "any", (), frozenset(), frozenset(), None)
    assert not minted(forged)
    assert minted(NONNEGATIVE)
    assert not hasattr(NONNEGATIVE, "key")


def test_only_an_index_stands_for_a_sample() -> None:
    rows = hypothesis(ge(BASE[ANY_SAMPLE], 0), "f")
    for value in (sympy.Integer(-1), x - 1, BOUND_SAMPLE):
        with pytest.raises(ProofError):
            rows.at(ANY_SAMPLE, value)


def test_nothing_is_divided_by_what_is_identically_zero() -> None:
    nothing = 1 / (u + 1) + 1 / (w + 1) - (u + w + 2) / ((u + 1) * (w + 1))
    for number in (7, 9):
        with pytest.raises(ProofError, match="divides by"):
            identity(number, u / nothing)


def test_an_exponent_is_real() -> None:
    with pytest.raises(ProofError, match="is no real number"):
        power_in_exponent(positive(1), positive(1), sympy.I)


def test_a_maximum_of_something_with_a_pole_has_no_evident_sign() -> None:
    pole = 1 / (x**3 - 2)
    for step in (lambda: positive(sympy.Max(1, pole)), lambda: max_above(pole, 1)):
        with pytest.raises(ProofError, match="has a value only where"):
            step()


def test_an_open_case_is_equal_to_itself_only() -> None:
    seen: list[Fact] = []

    def kept(fact: Fact) -> Fact:
        seen.append(fact)
        return combine(x - x, (fact, 0))

    for _ in range(2):
        cases(x - 1, kept, kept)
    first, _, second, _ = (fact.cases[0] for fact in seen)
    assert str(first) == str(second) == "case x - 1 >= 0"
    assert first != second
    assert first.about == {x}
    assert first not in {second, str(first)}
