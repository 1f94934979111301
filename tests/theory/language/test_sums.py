"""A sum in symbols, written out, is the sum that is written out at once."""

from collections.abc import Callable
from typing import Any

import pytest
import sympy
from hypothesis import given, settings, strategies as st

from lossproof.theory.domain import (
    Classes,
    Each,
    Label,
    Real,
    Samples,
    Scores,
    Simplex,
    Transitions,
)
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    Blocks,
    ClassSum,
    Every,
    SampleMean,
    Vector,
    class_sum,
    every_class,
    every_column,
    every_sample,
    le,
    realise,
    sample_mean,
)
from lossproof.theory.losses import clean_risk, expectation, lq, mse, noisy_risk, uniform_risk

c, n = Classes(), Samples()
DOMAINS: dict[str, Any] = {
    "c": c,
    "n": n,
    "q": Real(0, 1, open="left"),
    "eta": Real(0, 1),
    "y": Each(n, Label(c)),
    "f": Simplex(c),
    "T": Transitions(c),
    "W": Each(n, Simplex(c)),
    "F": Each(n, Scores(c)),
}
for _name, _domain in DOMAINS.items():
    _domain.name = _name

FORMS: dict[str, Callable[..., Any]] = {
    "class sum": lambda v: class_sum(lambda j: v["f"][j] ** 2, v["c"]),
    "total": lambda v: v["f"].total(lambda u: lq(u, v["q"])),
    "coefficients": lambda v: class_sum(lambda j: v["c"] * (1 + v["q"] * v["f"][j]), v["c"]),
    "constant": lambda v: class_sum(lambda j: 3, v["c"]) + sample_mean(lambda i: v["q"], v["n"]),
    "loss": lambda v: mse(v["f"], v["y"][0]),
    "clean": lambda v: clean_risk(v["F"], v["y"], v["n"]),
    "uniform": lambda v: uniform_risk(v["F"], v["y"], v["eta"], v["c"], v["n"]),
    "noisy": lambda v: noisy_risk(v["F"], v["y"], v["T"], v["n"]),
    "weighted": lambda v: sample_mean(lambda i: expectation(v["W"][i], v["F"][i]), v["n"]),
    "product": lambda v: expectation(v["f"], v["F"][0]) * clean_risk(v["F"], v["y"], v["n"]),
    "nested": lambda v: class_sum(
        lambda j: class_sum(lambda k: v["T"][j][k] * v["f"][k] ** 2 / (1 + v["f"][j]), v["c"]),
        v["c"],
    ),
    "three deep": lambda v: class_sum(
        lambda j: class_sum(
            lambda k: class_sum(lambda m: v["f"][j] / (1 + v["f"][k] + v["T"][k][m]), v["c"]),
            v["c"],
        ),
        v["c"],
    ),
    "same index": lambda v: class_sum(lambda j: v["f"][j] / (2 + v["f"].total()), v["c"]),
    "pairs": lambda v: sample_mean(
        lambda i: sample_mean(lambda j: 1 / (1 + (v["F"][i][0] - v["F"][j][0]) ** 2), v["n"]),
        v["n"],
    ),
    "maximum": lambda v: sample_mean(lambda i: sympy.Max(v["F"][i][0], v["q"]), v["n"]),
}


def symbolic() -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, domain in DOMAINS.items():
        values[name] = domain.symbolic(name, values)
    return values


@st.composite
def concrete(draw: st.DrawFn) -> dict[str, Any]:
    classes, samples = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    number = st.fractions(-3, 3, max_denominator=5).map(sympy.Rational)
    share = st.lists(st.integers(0, 5), min_size=classes, max_size=classes).filter(any)
    simplex = share.map(lambda k: Vector(sympy.Rational(x, sum(k)) for x in k))
    scores = st.lists(number, min_size=classes, max_size=classes).map(Vector)

    def family(inner: Any, size: int = samples) -> Any:
        return Vector(draw(st.lists(inner, min_size=size, max_size=size)))

    return {
        "c": classes,
        "n": samples,
        "q": sympy.Rational(draw(st.sampled_from(["1/2", "1/3", "1"]))),
        "eta": sympy.Rational(draw(st.fractions(0, 1, max_denominator=7))),
        "y": family(st.integers(0, classes - 1)),
        "f": draw(simplex),
        "T": family(simplex, classes),
        "W": family(simplex),
        "F": family(scores),
    }


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=8, deadline=None)
@given(values=concrete())
def test_a_sum_written_out_is_the_concrete_sum(name: str, values: dict[str, Any]) -> None:
    form = FORMS[name]
    assert sympy.simplify(realise(form(symbolic()), values) - form(values)) == 0


def test_a_symbolic_sum_is_one_inert_linear_term() -> None:
    v = symbolic()
    total = v["f"].total()
    assert isinstance(total, ClassSum)
    assert class_sum(lambda j: 2 * v["q"] * v["f"][j] + 1, v["c"]) == 2 * v["q"] * total + v["c"]
    assert class_sum(lambda j: v["f"][j] * v["F"][0][j], v["c"]).args[1] == v["c"]
    assert isinstance(sample_mean(lambda i: v["F"][i][0], v["n"]), SampleMean)
    assert sample_mean(lambda i: v["eta"], v["n"]) == v["eta"]


def test_what_is_not_nested_is_refused_by_its_index() -> None:
    v, m = symbolic(), sympy.Symbol("m", integer=True, nonnegative=True)
    size, entry = v["n"], v["F"]

    def three(i: Any) -> Any:
        return sample_mean(
            lambda j: sample_mean(lambda k: abs(entry[i][0] - entry[j][0] - entry[k][0]), size),
            size,
        )

    for refused in (
        lambda: sample_mean(three, size),
        lambda: class_sum(lambda j: class_sum(lambda k: sympy.Max(j, k), m), m),
    ):
        with pytest.raises(
            ValueError, match="inside another must not depend on its index"
        ) as error:
            refused()
        assert "Dummy" not in str(error.value)


@pytest.mark.parametrize("over", [class_sum, sample_mean, every_class, every_sample])
def test_the_function_comes_first(over: Any) -> None:
    with pytest.raises(ValueError, match="the function comes first and the size second"):
        over(c, lambda i: i)


def test_a_sum_is_over_a_whole_number_of_terms() -> None:
    k, m = sympy.Symbol("k", integer=True), sympy.Symbol("m", integer=True, nonnegative=True)
    for size in (m / 2, k, m - 1, sympy.Symbol("x", real=True), sympy.Float(2.5)):
        with pytest.raises(ValueError, match="provably a whole number of at least 0"):
            class_sum(lambda j: j, size)
    assert realise(class_sum(lambda j: j, m + 1), {"m": 3}) == 6


@pytest.mark.parametrize("index", ["i", "j"])
def test_a_parameter_called_like_an_index_is_not_bound(index: str) -> None:
    v, value = symbolic(), sympy.Symbol(index, integer=True, nonnegative=True)
    form = class_sum(lambda j: v["f"][j] * value, v["c"])
    assert form == value * v["f"].total()
    assert realise(form, {"c": 2, "f": Vector([1, 0]), index: 5}) == 5


def test_a_statement_for_every_index_has_one_relation_per_number() -> None:
    v = symbolic()
    assert every_class(lambda label: le(v["f"][label], 1), 3) == tuple(
        le(v["f"][label], 1) for label in range(3)
    )
    for every, size, index in (
        (every_class, "c", ANY_CLASS),
        (every_column, "c", ANY_COLUMN),
        (every_sample, "n", ANY_SAMPLE),
        (every_sample, "c", ANY_ROW),
    ):
        said = every(lambda k: le(k, v["q"]), v[size])
        assert said == Every(index, v[size], le(index, v["q"]))
        assert said.at(2) == le(2, v["q"])
    assert ANY_ROW != ANY_SAMPLE
    assert every_sample(lambda sample: sample, 2) == (0, 1)


@pytest.mark.parametrize("y", [0, 3])
def test_an_entry_that_is_not_there_has_no_value(y: int) -> None:
    entry = symbolic()["f"][sympy.Symbol("y", integer=True, nonnegative=True) - 1]
    assert realise(entry, {"y": 2, "f": Vector([1, 5])}) == 5
    assert realise(entry, {"y": y, "f": Vector([1, 5])}) is sympy.nan


def test_blocks_sum_like_the_vector_they_stand_for() -> None:
    a, b = sympy.symbols("a b")
    blocks, vector = Blocks((a, 1), (b, 3)), Vector([a, b, b, b])
    assert blocks.size == vector.size == 4
    assert sympy.expand(blocks.total(lambda u: u**2) - vector.total(lambda u: u**2)) == 0


def test_an_inner_sum_does_not_take_the_index_of_the_outer_one() -> None:
    v, c = symbolic(), symbolic()["c"]
    rows = class_sum(lambda j: class_sum(lambda k: v["T"][j][k] * v["f"][k], c), c)
    columns = class_sum(lambda k: class_sum(lambda j: v["T"][j][k] * v["f"][j], c), c)
    table = {"c": 2, "T": ((1, 0), (1, 0)), "f": (sympy.Rational(1, 3), sympy.Rational(2, 3))}
    assert (realise(rows, table), realise(columns, table)) == (sympy.Rational(2, 3), 1)
