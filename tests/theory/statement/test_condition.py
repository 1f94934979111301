"""A typed-in hypothesis says what it seems to say, and is never run as code."""

import inspect
import time

import pytest
import sympy
from sympy import Rational as Q

from lossproof.theory.language import Vector, eq, ge, gt, le, lt
from lossproof.theory.numbers.as_written import WrittenAbs, WrittenMax
from lossproof.theory.statement import Condition
from tests.together import together

NAMES = ("q", "k", "c", "f", "T", "y")
q, k = sympy.symbols("q k", positive=True)
f = Vector(sympy.symbols("f0:3"))
T = Vector([f, f])
VALUES = {"q": q, "k": k, "c": sympy.Integer(3), "f": f, "T": T, "y": sympy.Integer(1)}


def said(text: str) -> tuple:
    made = Condition(text, NAMES)
    names = inspect.signature(made).parameters
    return made(**{name: VALUES[name] for name in names})


@together(
    ("text", "relations"),
    [
        ("k*c >= 1", (ge(3 * k, 1),)),
        ("q < 0.7", (lt(q, Q(7, 10)),)),
        ("0 < q <= k", (gt(q, 0), le(q, k))),
        ("q**2 == k^2 / 4", (eq(q**2, k**2 / 4),)),
        ("-log(q) + exp(k) > sqrt(2)", (gt(-sympy.log(q) + sympy.exp(k), sympy.sqrt(2)),)),
        ("max(q, k, 1/2) >= abs(q - k)", (ge(WrittenMax(q, k, Q(1, 2)), WrittenAbs(q - k)),)),
        ("f[0] < f[2]", (lt(f[0], f[2]),)),
        ("T[1][y] >= f[1]", (ge(f[1], f[1]),)),
        ("((q + k)) < (1)", (lt(q + k, 1),)),
        ("sum(f) <= 1e-3", (le(f[0] + f[1] + f[2], Q(1, 1000)),)),
    ],
)
def test_it_says_what_it_seems_to(text: str, relations: tuple) -> None:
    for ours, theirs in zip(said(text), relations, strict=True):
        assert sympy.expand(ours.difference - theirs.difference) in (0,) or (
            ours.sign == theirs.sign and sympy.simplify(ours.difference - theirs.difference) == 0
        )
        assert ours.sign == theirs.sign


def test_several_are_joined() -> None:
    for text in ("q < k and k < 1", "(q < k) and (k < 1)"):
        (first,), (second,) = said(text)
        assert (first, second) == (lt(q, k), lt(k, 1))


def test_it_asks_for_the_parameters_it_names_only() -> None:
    assert [*inspect.signature(Condition("q < f[0]", NAMES)).parameters] == ["q", "f"]


def test_an_entry_that_is_not_there_makes_it_false() -> None:
    made = Condition("f[2] >= 0", NAMES)
    assert made(f=Vector(sympy.symbols("f0:2"))) == lt(1, 0)


@together("text", ["1/(c - 3) > 0", "(c - 3)**(-1) > 0", "sqrt(2 - c) > 0", "q*sqrt(y - c) < 1"])
def test_what_has_no_value_for_these_integers_does_not_hold(text: str) -> None:
    assert said(text) == lt(1, 0)


@together(
    "text",
    ["abs(sqrt(2 - c)) > 0", "max(1, 1/(c - 3)) > 0", "0*log(c - 3) <= 0", "(c - 3)/(c - 3) == 1",
     "abs(log(3 - c)) > 0", "min(1, abs(log(c - 3))) <= 1", "(1/(c - 3))**0 == 1"],
)  # fmt: skip
def test_what_has_no_value_inside_does_not_hold(text: str) -> None:
    assert said(text) == lt(1, 0)


def test_what_a_symbol_must_be_for_a_value_is_kept() -> None:
    x = sympy.Symbol("q", real=True)
    made = Condition("(q^2 + q)/q + abs(log(q - 1)) + sqrt(q) - log(q - 1) > 0", NAMES)
    (relation,) = made(q=x)
    root = ((x, ">"),), ((x, ">="),)
    assert relation.needs == {(((x, "!="),),), (((x - 1, ">"),),), root}
    assert made(q=sympy.Integer(1)) == lt(1, 0)


@together("text", ["sqrt(-1) < 1", "q < c/0", "q < 1/(2 - 2)", "log(-2) < q"])
def test_what_never_has_a_value_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is divided by 0|that is not real"):
        said(text)


@together(
    "text",
    [
        "__import__('os').system('true') >= 0",
        "q.__class__ >= 0",
        "().__class__.__bases__[0] >= 0",
        "[q for q in (1,)] >= 0",
        "(lambda: 1)() >= 0",
        "eval('1') >= 0",
        "open('x') >= 0",
        "f'{q}' >= 0",
        "'a' >= 0",
        "True >= 0",
        "q if k else 1 >= 0",
        "(q := 1) >= 0",
        "q = 1",
        "q >= 0; k",
        "q\n>= 0\nk",
        "q",
        "q + 1",
        "",
        "q >= z",
        "q >= 0x10",
        "q >= 1j",
        "log(q, 2) >= 0",
        "max(q) >= 0",
        "log(x=q) >= 0",
        "q is k",
        "(q < k) + 1 > 0",
        "(q < k) < 1",
        "q and k < 1",
        "max(q < k, 1) > 0",
        "f[q < k] > 0",
        "q != k",
        "not q >= 0",
        "q >= 0 or k >= 0",
        "q // k >= 0",
        "q % k >= 0",
        "q @ k >= 0",
        "~q >= 0",
        "q[*f] >= 0",
        "(" * 150 + "q" + ")" * 150 + ">= 0",
        "q" * 400 + " >= 0",
        "q >= 1e999",
    ],
)
def test_whatever_else_is_typed_in_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"allowed|at most 300 characters"):
        Condition(text, NAMES)


def test_an_equation_is_written_with_two_signs() -> None:
    with pytest.raises(ValueError, match='write "==" for equality'):
        Condition("q = 1", NAMES)


@together(
    "text",
    ["9**9**9 >= q", "(10**60)**60**2 >= q", "2**0.0001 >= q", "q >= 1/0", "0**(-1) >= q",
     "((9**99)**99)**99 >= q", "f >= 0", "f + 1 >= 0", "sum(q) >= 0", "q[0] >= 0",
     "f[q] >= 0", "f[-1] >= 0", "f[1/2] >= 0"],
)  # fmt: skip
def test_numbers_without_end_and_vectors_for_numbers_are_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(ValueError, match="allowed are"):
        said(text)
    assert time.perf_counter() - start < 5
