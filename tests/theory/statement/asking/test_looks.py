"""A claim's function builds terms: what SymPy tells of a symbol does not reach it."""

from __future__ import annotations

import functools
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
import sympy
from sympy import S, default_sort_key, ordered

from lossproof.theory.domain import Classes, Domain, Integer, Label, Real, Simplex
from lossproof.theory.language import class_sum, eq, le
from lossproof.theory.statement import MistakeError, Statement
from tests.together import together

AT = {4: 0, 30: 0}


@functools.cache
def looked_up(label: Any) -> Any:
    return label


def domains() -> dict[str, Domain]:
    (c := Classes()).name = "c"
    return {
        "c": c, "f": Simplex(c), "y": Label(c), "k": Label(c), "m": Label(c), "n": Integer(0, 9),
        "x": Real(0, 1), "z": Real(0, 1),
    }  # fmt: skip


def as_integer(n: Any) -> Any:
    with suppress(TypeError, ValueError):
        return 1 if int(n) == 7 else 0
    return 0


def in_a_table(n: Any) -> Any:
    try:
        return [0, 1, 1, 1, 7][n]
    except TypeError:
        return 1


def counted_up(n: Any) -> Any:
    with suppress(TypeError):
        return sum(sympy.Rational(1, k) for k in range(1, n))
    return 1


@together(
    "said",
    [
        lambda y, k, m: eq(Counter([y, k, m]).most_common(1)[0][0], y),
        lambda y, k, m: le(len({y, k, m}), 2),
        lambda y: eq(AT.get(y, y), y),
        lambda y, k: le({(3, 5): 1}.get((y, k), 0), 0),
        lambda y, k, x, z: eq({y: x, k: z}[y], x),
        lambda y: eq(looked_up(y), y),
        lambda c, f, y: le(class_sum(lambda j: f[j] if (j - y).is_positive else 0, c), 0),
        lambda x, z: le((z - x) if (z - x).is_positive else 0, 0),
        lambda n: le(1 if n.is_prime else 0, 0),
        lambda x: le(1 if (x - 3).is_negative else 0, 0),
        lambda x, z: le(1 if x.equals(z) else 0, 0),
        lambda x, z: le(sorted([x, z], key=default_sort_key)[0], z),
        lambda x, z: le(next(iter(ordered([x, z]))), z),
        lambda n: le(1 if str(n) == "7" else 0, 0),
        lambda n: le(1 if f"{n}" in {"7"} or str(n) in {"7"} else 0, 0),
        lambda n: le(as_integer(n), 0),
        lambda x: le((1 - 2 * x).coeff(x), 0),
        lambda x, z: le(sum({x: 1, z + 2: 2}.values()), 3),
        lambda x: le((x * x).xreplace({x: sympy.Integer(1)}), 1),
        lambda x: le(sum({u: u for u in (x, 1 - x)}.values()), 1),
        lambda x, z: le(*sorted((x, z), key=str)),
        lambda f, x: le(1 if f == (x, x) else 0, 0),
        lambda f, x: le(1 if f in [x] else 0, 0),
        lambda f, x: le(len({f, x}), 1),
        lambda x: le(x, 1 if print(f"{x}") is None else 0),
        lambda y: le({"class 4": 2}.get(f"class {y}", 1), 1),
        lambda y: le(2 if repr(y) == "4" else 1, 1),
        lambda y: le(2 if sympy.latex(y) == "4" else 1, 1),
        lambda y: le(2 if y in sympy.Tuple(3, 4) else 1, 1),
        lambda y: le(sympy.Dict({3: 2}).get(y, 1), 1),
        lambda y, n: le(2 if y.has(n) else 1, 1),
        lambda x, z: le(1 if sympy.Tuple(x, 0) == sympy.Tuple(z, 0) else 0, 0),
        lambda x, z: le(len({sympy.Tuple(x): 1, sympy.Tuple(z): 1}), 2),
        lambda x, z: le(1 if sympy.Point(x, 0) == sympy.Point(z, 0) else 0, 0),
        lambda n: le(in_a_table(n), 1),
        lambda n: le(counted_up(n), 2),
        lambda x: le(x, 1 if sympy.sqrt(2) > 1 else 5),
        lambda x: le(x, 1 if S(1) / 2 == S.Half else 5),
        lambda x: le(x, 5 if S(1) / 2 != S.Half else 1),
        lambda x: le(x, 1 if S(1) / 2 in (S.Half, 2) else 5),
        lambda x: le(x, {1: 1}.get(S(1) / 2 * 2, 5)),
        lambda x: le(x, 1 if (S(1) / 2 - S(1) / 2).is_zero else 5),
        lambda x: le(x, 5 if S(1) / 2 - S(1) / 2 else 1),
        lambda x: eq((2 * x * 3).as_coeff_Mul()[0], 1),
        lambda x: eq((x * x).subs(x * x, 1), x),
        lambda x: le(x, 1 if (-x).could_extract_minus_sign() else 0),
        lambda x: eq(sympy.simplify(0 * sympy.log(x)), 0),
        lambda x: eq((0 * sympy.log(x)).simplify(), 0),
        lambda x: eq(sympy.simplify(sympy.exp(0 * sympy.log(x))), 1),
        lambda x: eq(sympy.diff(sympy.log(x), x), 1 / x),
        lambda x: eq(sympy.Max(x, 0).diff(x), sympy.Heaviside(x)),
        lambda x: eq(sympy.diff(sympy.Piecewise((0, x < 0), (1, True)), x), 0),
    ],
)
def test_what_looks_into_a_term_is_refused(said: Any) -> None:
    with pytest.raises(MistakeError, match=r"uses the truth value of|is wrong about terms"):
        Statement(domains(), {}, said).record()
    with pytest.raises(MistakeError, match=r"uses the truth value of|is wrong about terms"):
        Statement(domains(), {"given": said}, lambda: le(0, 1)).record()


@together(
    "said",
    [
        lambda x, z: le(z - x if (x < z) is S.true else 0, 0),
        lambda x, z: eq(sympy.Integer(len((x + z + 1).args)), 2),
    ],
)
def test_what_is_not_seen_to_look_is_seen_at_numbers(said: Any) -> None:
    with pytest.raises(MistakeError, match="called with these numbers"):
        Statement(domains(), {}, said).record()


@together(
    "said",
    [
        lambda f, y: le(f[y], {"one": 1}["one"]),
        lambda c, f: le(f.total(lambda u: u**2), 1),
        lambda f: le(1 / f.size, f.total(lambda u: u**2)),
        lambda x: le(sympy.Integer(hash("a") % 1) * x, 1),
        lambda x: le(x, 1 if sympy.Rational(1, 2) == S.Half else 0),
        lambda x: le(x, 1 if S(1) / 2 == S(1) / 2 else 0),
    ],
)
def test_what_builds_terms_is_taken(said: Any) -> None:
    Statement(domains(), {}, said).record()


def test_sympy_looks_as_before_afterwards() -> None:
    Statement(domains(), {}, lambda x: le(x, 1)).record()
    x = sympy.Symbol("x", positive=True)
    assert x.is_positive
    assert {x: 1}[x] == 1
    assert type(str(x)) is str
