"""What users write that no claim can say: one sentence each, with the way out."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import math
import types
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.theory.domain import Classes, Real, Simplex, Transitions
from lossproof.theory.language import eq, ge, gt, le
from lossproof.theory.losses.gradients.logits import per_class
from lossproof.theory.statement import MistakeError, Statement
from tests.theory.bogus import statement
from tests.together import together

MISTAKES: list[tuple[Callable[..., Any], str]] = [
    (lambda c, f: f[0] > 1, r"write le\(a, b\) for a <= b"),
    (lambda c, f: [le(f[0], 1)].clear(), "returns nothing: end it with return le"),
    (lambda c, f: le(f[0], 1) and le(f[1], 1), "return them separated by commas"),
    (lambda c, f: le(f.sum(), 1), r"f\.total\(lambda u: …\), the sum over its entries"),
    (lambda c, f: le(1 - f, 1), "a vector has entries"),
    (lambda c, f: le(f, 1), "a vector has entries"),
    (lambda c, f: le(len(f), 1), "its size f.size"),
    (lambda c, T: le(sympy.Matrix(T).det(), 1), r"write determinant\(T\)"),
    (lambda c, T: le(T[0, 1], 1), r"T\[i\]\[j\]"),
    (lambda c, f: le(f[0] ^ 2, 1), r"\^ is not a power in Python: write u\*\*2"),
    (lambda c, f: le(f[0], True), "a side of a relation must be a number; got True"),
    (lambda c, f: le(sum(f), 1), r"\): a vector of c entries cannot .* use total\(\)"),
    (lambda c, f: le(sum(f[j] for j in range(c)), 1), "class_sum"),
    (lambda c, f: le(math.log(f[0]), 1), "take log, exp, sqrt, Max, Min from sympy"),
    (lambda c, f: le(np.log(f[0]), 1), "take log, exp, sqrt, Max, Min from sympy"),
    (lambda c, f: le(f[0] * 0.5, 1), r'contain exact numbers; got 0\.5: write Rational\(1, 2\)'),
    (lambda c, f: le("f[0]", 1), "leave out the quotes"),
    (lambda c, f: le(log(f[0]), 1), "log is not defined: import it from sympy"),  # noqa: F821
    (lambda c, f: le(fs[0], 1), "fs is not defined: did you mean f?"),  # noqa: F821
    (lambda c, f: lee(f[0], 1), "lee is not defined: import it from lossproof"),  # noqa: F821
    (lambda c, f: le(f[0], 1 / 0), "raised ZeroDivisionError"),
    (lambda c, f: le(f[0] / sympy.Integer(0), 1), "a division by 0, or an infinite number"),
    (lambda c, f: le(sympy.Piecewise((1, sympy.Implies(f[0] > 0, f[1] > 0)), (0, True)), 1),
     "is no condition: write And, Or and Not"),
    (lambda c, f: le(f[0], 10.0**400), "has powers too long to write out"),
]  # fmt: skip


def stated(conclusion: Callable[..., Any], **given: Callable[..., Any]) -> Statement:
    c = Classes()
    f, T = Simplex(c), Transitions(c)
    domains = {"c": c, "f": f, "T": T}
    for name, domain in domains.items():
        domain.name = name
    return Statement(domains, given, conclusion, "mine.claim")


@together(("conclusion", "sentence"), MISTAKES)
def test_a_mistake_is_one_sentence(conclusion: Callable[..., Any], sentence: str) -> None:
    with pytest.raises(MistakeError, match=sentence) as caught:
        stated(conclusion).tree  # noqa: B018
    assert str(caught.value).startswith("the conclusion of mine.claim")
    assert "\n" not in str(caught.value)


def test_a_mistake_in_a_function_is_told_with_its_line() -> None:
    with pytest.raises(MistakeError, match=r"conclusion of mine\.claim \(test_mistakes\.py, line"):
        stated(lambda f: le(f.sum(), 1)).tree  # noqa: B018


def test_the_hypothesis_is_named() -> None:
    statement = stated(lambda f: le(f[0], 1), high=lambda f: gt(np.log(f[0]), 1))
    with pytest.raises(MistakeError, match=r"^the hypothesis “high” of mine\.claim"):
        statement.tree  # noqa: B018


def test_what_is_no_mistake_is_none() -> None:
    assert str(stated(lambda f: le(f.total(), 1)).symbolic_conclusion[0]) == "sum_j(f[j]) <= 1"


@dataclasses.dataclass
class Rate:
    """A class whose comparison is code that Python's library writes."""

    value: Any


def test_the_truth_of_symbols_cannot_be_asked_by_way_of_other_code() -> None:
    around: dict[str, Any] = {"le": le, "ge": ge}
    exec("def both(x): return le(x, -1) and ge(x, 0)", around)
    exec("def one(x): return le(1 if x == 0 else 0, 0)", around)

    def suppressed(x: Any) -> Any:
        with contextlib.suppress(Exception):
            return le(int(x == 1), 0)
        return le(0, 1)

    def caught(x: Any) -> Any:
        try:
            return le(1, 0) if x > 0 else le(0, 1)
        except TypeError:
            return le(0, 1)

    asked = [
        around["both"], around["one"], suppressed, caught,
        lambda x: le(1 if Rate(x) == Rate(0) else 0, 0),
        lambda x: le(1 if x in collections.UserList([0, 1]) else 0, 0),
    ]  # fmt: skip
    for said in asked:
        with pytest.raises(MistakeError, match="uses the truth value of"):
            _ = Statement({"x": Real(0, 1)}, {}, said).tree


def test_a_variable_that_a_statement_reads_must_not_change() -> None:
    made = list[Statement]()
    for bound in (0, 1):
        made.append(Statement({"x": Real(0, 1)}, {}, lambda x: le(x, bound)))  # noqa: B023
    assert made[-1].tree
    with pytest.raises(MistakeError, match=r"bound, which .* was 0 where it was defined and is 1"):
        _ = made[0].tree
    with pytest.raises(AttributeError, match="the domain of x belongs to a statement"):
        made[1].parameters["x"].high = 2  # type: ignore[attr-defined]


def test_what_stands_in_a_variable_must_not_change_either() -> None:
    kept: Any = {"k": [0]}
    shared = types.ModuleType("shared")
    shared.K = 0  # type: ignore[attr-defined]
    other = dataclasses.make_dataclass("Other", ["k"])(0)
    read: dict[str, Callable[..., Any]] = {
        r"kept\['k'\]\[0\]": lambda x: le(x, kept["k"][0]),
        r"shared\.K": lambda x: le(x, shared.K),
        r"other\.k": lambda x: le(x, other.k),
    }
    made = {name: Statement({"x": Real(0, 1)}, {}, said) for name, said in read.items()}
    made["shared\\.K"].check_variables()
    assert all(each.tree for each in made.values())
    kept["k"][0] = shared.K = other.k = 1  # type: ignore[attr-defined]
    for name, each in made.items():
        with pytest.raises(MistakeError, match=f"{name}, which .* was 0 where it was defined"):
            each.check_variables()


def test_a_variable_around_a_function_is_not_set() -> None:
    def powers(f: Any) -> Any:
        k = 0

        def power(u: Any) -> Any:
            nonlocal k
            k += 1
            return u**k

        return ge(f.total(power), 1)

    stated = statement({"c": (c := Classes()), "f": Simplex(c)}, powers)
    with pytest.raises(
        MistakeError, match=r"sets k, a variable around it; .* as a function of the"
    ):
        _ = stated.tree


def test_an_iterator_that_is_used_up_is_noticed_at_numbers() -> None:
    def once(f: Any) -> Any:
        ones = (k for k in (1,))
        return eq(f.total(lambda u: u * (1 - u) * sum(ones)), f.total(lambda u: u * (1 - u)))

    stated = statement({"c": (c := Classes()), "f": Simplex(c)}, once)
    with pytest.raises(MistakeError, match="an iterator that is used up differs"):
        _ = stated.tree


def test_a_variable_that_a_term_reads_late_is_noticed_at_numbers() -> None:
    def squares(f: Any, g: Any) -> Any:
        one, other = [per_class(lambda j: h[j] ** 2, h) for h in (f, g)]  # noqa: B023
        return eq(one.total(), other.total())

    c = Classes()
    stated = statement({"c": c, "f": Simplex(c), "g": Simplex(c)}, squares)
    with pytest.raises(MistakeError, match="as it is written with symbols, and fails when it is c"):
        _ = stated.tree
