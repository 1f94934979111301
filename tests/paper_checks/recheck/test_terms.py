"""What is written as text is read back as what it was."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import assume, given, strategies as st

from lossproof.paper_checks.recheck.terms import UnreadableError, read
from lossproof.theory.language import (
    ANY_CLASS,
    ANY_COLUMN,
    ANY_ROW,
    ANY_SAMPLE,
    AnyCount,
    CountSymbol,
    LabelSymbol,
    SamplesSymbol,
    SymbolicVector,
    class_sum,
    every_class,
    ge,
    sample_mean,
)
from lossproof.theory.language.terms import (
    EntropyTerm,
    batch_mean,
    determinant,
    expected,
    is_zero,
    matrix,
)
from lossproof.theory.language.vocabulary import TERMS, unspoken
from lossproof.theory.language.writing import relations, written
from lossproof.theory.proof.rules.other_classes import LargestSymbol
from tests.together import together

C = CountSymbol("c", integer=True, positive=True)
N = SamplesSymbol("n", integer=True, positive=True)
Y, M = (kind("y", integer=True, nonnegative=True) for kind in (LabelSymbol, LargestSymbol))
Q, X = sympy.symbols("q x", real=True)
P: Any = sympy.IndexedBase("p", nonnegative=True)
HALF = sympy.Rational(1, 2)
NAMES = {
    "c": C, "n": N, "y": Y, "q": Q, "x": X, "@pi": sympy.pi, "@e": sympy.E, "@class": ANY_CLASS,
    "@row": ANY_ROW, "@column": ANY_COLUMN, "@sample": ANY_SAMPLE,
}  # fmt: skip
HEADS = {word.head: kind for kind, word in TERMS.items() if word.head}
PLAIN = {
    **{head: HEADS[head] for head in HEADS.keys() - {"at", "step"}},
    "entropy": EntropyTerm, "is-zero": is_zero, "any-count": AnyCount,
    "step": lambda x, at_zero=0: sympy.Heaviside(x, at_zero),
    "slope": lambda x: sympy.Heaviside(x, HALF), "largest": lambda name: M,
}  # fmt: skip


def back(term: Any, bound: dict[str, Any]) -> Any:
    """The SymPy expression of a term that was read."""
    if isinstance(term, Fraction):
        return sympy.Rational(term.numerator, term.denominator)
    if isinstance(term, str):
        return bound.get(term) or NAMES.get(term) or term
    head, *parts = term
    if head == "if":
        (sense, one, other), value, rest = parts
        assert sense == ">"
        held = back(one, bound) > back(other, bound)
        return sympy.Piecewise((back(value, bound), held), (back(rest, bound), True))
    if head in ("sum", "mean"):
        index, size, body = parts
        of = class_sum if head == "sum" else sample_mean
        return of(lambda k: back(body, {**bound, index: k}), back(size, bound))
    if head == "det":
        row, column, size, body = parts
        return determinant(
            matrix(lambda i, j: back(body, {**bound, row: i, column: j}), back(size, bound))
        )
    if head == "expect":
        index, size, law, body = parts
        chance, of = (lambda k, x=x: back(x, {**bound, index: k}) for x in (law, body))
        return expected(of, SymbolicVector(chance, back(size, bound)))
    if head == "batch-mean":
        size, body, *chances = (parts[0], parts[1], *parts[2:])
        return batch_mean(
            lambda counts: back(body, {**bound, "counts": counts}),
            back(size, bound),
            [back(p, bound) for p in chances],
        )
    if head == "count":
        return bound["counts"][int(parts[0])]
    if head == "at":
        return P[tuple(back(part, bound) for part in parts[1:])]
    return PLAIN[head](*(back(part, bound) for part in parts))


ATOMS = [Q, X, P[Y], P[ANY_CLASS], P[Y, ANY_ROW], sympy.pi, sympy.E, P[M], AnyCount(1, 3, N)]
NUMBERS = st.fractions(-3, 3, max_denominator=4).map(lambda x: sympy.Rational(str(x)))


def _of(drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    expr = drawn.filter(lambda x: not x.has(sympy.I, sympy.oo, sympy.zoo, sympy.nan))
    one = [
        sympy.exp, sympy.log, sympy.Abs, sympy.sign, sympy.floor, sympy.ceiling, is_zero,
        lambda x: sympy.polygamma(1, x), lambda x: sympy.Heaviside(x, 0),
        lambda x: sympy.Heaviside(x, HALF), lambda x: sympy.Heaviside(x, HALF / 2),
        lambda x: class_sum(lambda j: x * P[j], C), lambda x: sample_mean(lambda i: x * P[i], N),
        lambda x: class_sum(lambda i: class_sum(lambda j: x * P[i, j], C), C),
        lambda x: expected(lambda z: x * P[z], SymbolicVector(lambda z: P[Y, z], C)),
        lambda x: expected(
            lambda i: expected(lambda z: P[i] - P[z], SymbolicVector(lambda z: P[i, z], C)),
            SymbolicVector(lambda i: x * P[i], C),
        ),
        lambda x: determinant(matrix(lambda i, j: x * P[i, j] + P[j], C)),
        lambda x: batch_mean(lambda N_: x * abs(N_[0] - N_[1]), N, [Q, 1 - Q]),
        lambda x: sympy.KroneckerDelta(Y, ANY_CLASS) * x,
    ]  # fmt: skip
    two = [
        lambda x, y: x + y, lambda x, y: x * y, lambda x, y: (x**2 + 1) ** y, sympy.Max, sympy.Min,
        lambda x, y: EntropyTerm(x**2, y**2),
    ]  # fmt: skip
    return st.one_of(
        st.builds(lambda f, x: f(x), st.sampled_from(one), expr),
        st.builds(lambda f, x, y: f(x, y), st.sampled_from(two), expr, expr),
    )


EXPRESSIONS = st.recursive(st.one_of(st.sampled_from(ATOMS), NUMBERS), _of, max_leaves=5)


@given(EXPRESSIONS)
def test_what_is_written_is_read_back(expr) -> None:
    assume(not unspoken(expr))
    assert back(read(written(expr)), {}) == expr


def test_every_word_of_the_vocabulary_is_read_back() -> None:
    samples = {
        "+": Q + 1, "*": 2 * Q, "^": Q**Y, "exp": sympy.exp(Q), "log": sympy.log(Q),
        "abs": abs(Q), "sign": sympy.sign(Q), "max": sympy.Max(Q, X), "min": sympy.Min(Q, X),
        "floor": sympy.floor(Q), "ceiling": sympy.ceiling(Q), "step": sympy.Heaviside(Q, 0),
        "delta": sympy.KroneckerDelta(Y, ANY_CLASS), "polygamma": sympy.polygamma(1, Q),
        "at": P[Y], "@pi": sympy.pi, "@e": sympy.E, "if": sympy.Piecewise((Q, X > 0), (X, True)),
    }  # fmt: skip
    assert samples.keys() == HEADS.keys()
    for head, expr in samples.items():
        text = written(expr)
        assert text.startswith((head, f"({head} "))
        assert back(read(text), {}) == expr


def test_an_index_is_named_by_how_deep_it_stands() -> None:
    inner = class_sum(lambda j: P[j], C)
    outer = class_sum(lambda i: class_sum(lambda j: P[i, j], C) ** 2, C)
    assert written(inner) == "(sum #0 c (at p #0))"
    assert written(outer) == "(sum #0 c (^ (sum #1 c (at p #0 #1)) 2))"
    law = SymbolicVector(lambda z: P[Y, z], C)
    assert written(expected(lambda z: P[z], law)) == "(expect #0 c (at p y #0) (at p #0))"
    assert relations(every_class(lambda k: ge(class_sum(lambda j: P[j, k], C), 0), C)) == [
        "(every #0 c (>= (sum #1 c (at p #1 #0)) 0))"
    ]


@together(
    ("expr", "why"),
    [
        (sympy.Float(0.5), "rounded"),
        (sympy.oo, "no number"),
        (sympy.sin(Q), "sin"),
        (sympy.I, "real"),
    ],
)
def test_what_is_no_term_is_not_written(expr, why) -> None:
    with pytest.raises(ValueError, match=why):
        written(expr + Q)


def test_pieces_are_written_with_their_conditions() -> None:
    first = sympy.Piecewise((Q, sympy.And(X < 1, sympy.Or(Q > 0, sympy.Ne(X, Q)))), (0, True))
    assert read(written(first))[0] == "if"
    assert written(sympy.Piecewise((Q, X < 1), (X, X >= 2))) == "(if (< x 1) q (if (>= x 2) x))"


def test_an_index_that_nothing_binds_is_not_written() -> None:
    from lossproof.theory.language import BOUND_CLASS

    with pytest.raises(ValueError, match="is an index without a sum"):
        written(P[BOUND_CLASS])


@together(
    "text", ["", "(", ")", "(+ 1", "1 2", "1.5", "(1 2)", "()", "1/0", "((+) 1)", "a b", '"a', "$"]
)
def test_other_texts_are_refused(text) -> None:
    with pytest.raises(UnreadableError):
        read(text)


def test_a_term_is_not_nested_without_end() -> None:
    with pytest.raises(UnreadableError, match="deep"):
        read("(abs " * 100_000)
