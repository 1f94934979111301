"""Values that a domain supplies lie in it; others are refused by name."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.theory.domain import (
    Classes,
    Domain,
    Each,
    Integer,
    Joint,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
    Transitions,
    exact,
    is_discrete,
    kept,
)
from lossproof.theory.language import ANY_CLASS, Vector, le, realise
from lossproof.theory.numbers import compare
from lossproof.theory.statement import Statement
from tests.together import together

REALS = [
    Real(),
    Real(0),
    Real(0, open="left"),
    Real(None, 3),
    Real(0, 1),
    Real(0, 1, open="left"),
    Real(0, 1, open="right"),
    Real(0, 1, open="both"),
    Real("1/3", "5/7"),
    Real(-1, 2),
]
SIZES = (2, 3, 4, 5, 6, 10, 13, 20)


def named(domain: Any, name: str = "q") -> Any:
    domain.name = name
    return domain


def rational(number: float) -> sympy.Rational:
    return sympy.Rational(Fraction(float(number)).limit_denominator(10_000))


@together("domain", REALS)
def test_supplied_numbers_lie_in_the_interval(domain: Real) -> None:
    named(domain)
    simple = domain.simple({})
    drawn = domain.draw(np.random.default_rng(0), 500, {})
    assert simple.shape == (len(simple), 1)
    assert len(np.unique(simple)) == len(simple) > 8
    assert drawn.shape == (500, 1)
    for value in [*map(rational, simple[:, 0]), *map(sympy.Rational, drawn[:, 0])]:
        assert domain.check(value, {}) == value


@together("domain", REALS)
def test_an_end_is_a_value_where_it_is_closed(domain: Real) -> None:
    named(domain)
    simple = domain.simple({})
    for end, is_open in ((domain.low, domain.open_low), (domain.high, domain.open_high)):
        if end is not None:
            assert (end in domain) is not is_open
            assert (float(end) in simple) is not is_open


@together("interior", [False, True])
@together("c", SIZES)
def test_supplied_vectors_lie_on_the_simplex(c: int, interior: bool) -> None:
    classes = named(Classes(), "c")
    domain = named(Simplex(classes, interior=interior), "f")
    simple = domain.simple({"c": c})
    assert simple.shape == (len(simple), c)
    for row in simple:
        domain.check([rational(x) for x in row], {"c": c})
    assert (np.ptp(simple, axis=1) < 1e-12).any(), "the uniform point is simple"
    assert interior or sum(sorted(row) == [0] * (c - 1) + [1] for row in simple.tolist()) == c
    for seed in range(3):
        drawn = domain.draw(np.random.default_rng(seed), 300, {"c": c})
        assert drawn.shape == (300, c)
        assert (drawn > 0 if interior else drawn >= 0).all()
        np.testing.assert_allclose(drawn.sum(axis=1), 1)


@together("domain", [Integer(3), Integer(0, 2), Classes(), Classes(10), Samples(), Label(4)])
def test_integers_that_a_search_looks_at_lie_in_the_domain(domain: Any) -> None:
    values = list(named(domain).options({}))
    assert values == sorted(set(values))
    assert [domain.check(value, {}) for value in values] == values
    assert is_discrete(domain)


@together(
    ("kind", "given"),
    [
        (Integer, ()),
        (Integer, (0, float("inf"))),
        (Integer, (1.5, 3, (2,))),
        (Integer, (True, 3)),
        (Integer, (0, 3, (0.5,))),
        (Classes, (2.5, (3,))),
        (Each, (2.5, Real())),
        (Each, ("3", Real())),
        (Each, (0, Real())),
    ],
)
def test_numbers_of_things_are_whole(kind: Any, given: Any) -> None:
    with pytest.raises(ValueError, match="whole number"):
        kind(*given)


def test_families_have_one_value_per_index() -> None:
    n, c = named(Samples(), "n"), named(Classes(), "c")
    labels, T = named(Each(n, Label(c)), "y"), named(Transitions(c), "T")
    sizes = {"n": 2, "c": 3}
    assert len(set(labels.options(sizes))) == 9
    assert all(labels.check(family, sizes) == family for family in labels.options(sizes))
    assert T.check([["1/2", "1/2", 0], [0, 1, 0], [0, 0, 1]], sizes)[0][1] == sympy.Rational(1, 2)
    assert named(Scores(c), "F").check([1, -2, "1/3"], sizes) == (1, -2, sympy.Rational(1, 3))
    assert is_discrete(labels)
    assert not is_discrete(T)


@together(
    ("domain", "value", "message"),
    [
        (Real(0, 1, open="left"), 0, r"q must be in \(0, 1\]; got 0"),
        (Real(0, 1), "6/5", r"q must be in \[0, 1\]; got 6/5"),
        (Real(0), -1, r"q must be in \[0, oo\); got -1"),
        (Real(), float("nan"), r"q must be a finite number such as 0\.3 or 1/3; got nan"),
        (Real(), "one", r"q must be a finite number.*got one"),
        (Real(), "1e999999999", r"q must be a finite number.*got 1e999999999"),
        (Real(), "1e-999999999", r"q must be a finite number.*got 1e-999999999"),
        (Classes(), 1, r"q must be a number of classes of at least 2; got 1"),
        (Samples(), "1/2", r"q must be a number of samples of at least 1; got 1/2"),
        (Integer(0, 5), 6, r"q must be an integer of at least 0 and at most 5; got 6"),
        (Label(3), 3, r"q must be a label.*0\.\.2; got 3 \(labels that count from 1\?"),
        (Label(3), -1, r"q must be a label.*0\.\.2; got -1$"),
        (Simplex(2), [1], r"q must have one entry per class, c = 2; got 1"),
        (Simplex(2), ["1/2", "1/3"], r"q must be .*sums to 5/6"),
        (Simplex(2), [2, -1], r"q must be .*nonnegative"),
        (Simplex(2, interior=True), [1, 0], r"q must be .*positive entries"),
        (Each(2, Real(0, 1)), [0], r"q must have 2 entries; got 1"),
        (Each(2, Real(0, 1)), [0, 2], r"q must be in \[0, 1\]; got 2"),
        (Transitions(2), [[1, 0, 0], [0, 1, 0], [0, 0, 1]], r"q must be 2 by 2; got 3"),
    ],
)
def test_a_value_outside_is_refused_by_name(domain: Domain, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        named(domain).check(value, {})


@together("count", [Integer(1, 4), Classes(), named(Integer(1, 4), "k")])
def test_a_count_that_is_no_parameter_above_is_refused_with_the_way_out(count: Domain) -> None:
    family, below = named(Each(count, Real(0, 1)), "Y"), {"k": named(Integer(1, 4), "k")}
    with pytest.raises(ValueError, match=r"write n = (Integer|Classes)\(…\) above Y"):
        kept({"Y": family, **below})
    with pytest.raises(ValueError, match="the number of values of Y must be"):
        kept({"Y": Each(2, family)})


def test_a_number_of_classes_that_stands_below_is_refused_with_the_way_out() -> None:
    below = named(Classes(), "c")
    with pytest.raises(ValueError, match="write c = … before f"):
        Statement({"f": Simplex(below), "c": below}, {}, lambda f: le(f[0], 1)).record()


def test_a_float_means_its_decimal_form() -> None:
    assert exact(0.1) == sympy.Rational(1, 10)
    assert exact("1/3") == exact(Fraction(1, 3)) == sympy.Rational(1, 3)


def test_an_interval_has_ends_that_are_open_or_not() -> None:
    with pytest.raises(ValueError, match=r"open must be .none.*got 'up'"):
        Real(0, 1, open="up")


@together("domain", [*REALS, Simplex(3), Simplex(3, interior=True)])
def test_what_a_proof_may_assume_holds_of_every_simple_value(domain: Any) -> None:
    named(domain)
    for row in domain.simple({}):
        value = Vector(map(rational, row)) if isinstance(domain, Simplex) else rational(row[0])
        for fact in domain.facts(domain.symbolic("q", {})).values():
            for label in range(len(row)):
                said = realise(
                    fact.map(lambda side, k=label: side.xreplace({ANY_CLASS: k})), {"q": value}
                )
                assert compare(said.lhs, said.op, said.rhs) is True


@pytest.mark.parametrize(
    ("domain", "scope"),
    [
        (Simplex(Classes()), "x on the simplex"),
        (Simplex(2), "x on the simplex (2 entries)"),
        (Scores(3), "x any scores (3 entries)"),
        (Label(4), "x any label of 4 classes"),
        (Transitions(2), "x any transition matrix (2 by 2)"),
        (Joint(3), "x any joint distribution (3 by 3)"),
        (Scores(Classes(), 0), "x scores, each in [0, oo)"),
        (Transitions(Classes(), interior=True), "x any transition matrix of positive entries"),
        (Each(2, Each(4, Simplex(3))), "every x of 2 by 4 on the simplex (3 entries)"),
    ],
)
def test_a_scope_tells_a_size_that_is_a_number_and_what_is_left_out(
    domain: Domain, scope: str
) -> None:
    domain.name = "x"
    assert domain.scope() == scope


def test_domains_of_a_statement_are_called_as_its_parameters() -> None:
    unit = Real(0, 1)
    unit.name = "y"
    found = kept({"x": unit, "y": unit})
    assert [domain.scope() for domain in found.values()] == ["x in [0, 1]", "y in [0, 1]"]
    assert unit.name == "y"


@pytest.mark.parametrize(("number", "least"), [(Classes(), 2), (Samples(), 1)])
def test_a_number_that_was_changed_is_of_the_fewest_at_least(number: Any, least: int) -> None:
    number.low = least - 1
    with pytest.raises(ValueError, match=f"k must be at least {least}; got low = {least - 1}"):
        kept({"k": number})


def test_a_domain_that_was_changed_says_what_it_is() -> None:
    matrix, scores, label = Transitions(2), Scores(2), Label(2)
    matrix.inner, scores.inner = Simplex(2, interior=True), Real(0)
    found = kept({"T": matrix, "v": scores})
    assert found["T"].scope() == "T any transition matrix of positive entries (2 by 2)"
    assert found["v"].scope() == "v scores, each in [0, oo) (2 entries)"
    with pytest.raises(AttributeError):
        label.brief = "the first label"  # type: ignore[misc]


@together("size", [0, -2, 2.5, True, "3"])
def test_a_domain_that_was_changed_has_a_whole_number_of_classes(size: Any) -> None:
    label = Label(2)
    label.classes = size
    with pytest.raises(ValueError, match="the number of classes of x must be a whole number"):
        kept({"x": label})


@together("domain", [Simplex, Label, Transitions, Joint, Scores])
@together("size", [1, 0, -1, 2.5, "3", True, Classes])
def test_fewer_than_two_classes_are_refused_where_they_are_written(domain: Any, size: Any) -> None:
    got = "Classes" if size is Classes else size
    told = rf"{domain.__name__} must be given a number of classes, .* of at least 2; got {got}$"
    with pytest.raises(ValueError, match=told):
        domain(size)


def test_an_entry_beyond_the_last_is_refused_by_name() -> None:
    f = Simplex(3).symbolic("f", {})
    assert str(f[2]) == "f[2]"
    for label in (3, -1):
        with pytest.raises(ValueError, match=rf"f\[{label}\] does not exist: .* 0 to 2"):
            f[label]
