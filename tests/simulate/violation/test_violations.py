"""The gap of many points at once is that of each alone, on every array namespace."""

import itertools

import numpy as np
import pytest
import sympy
from sympy import Rational as Q

from lossproof.simulate.machine import backend, missing
from lossproof.simulate.search import Space
from lossproof.simulate.violation import TOLERANCE, Violations, structures_of
from lossproof.simulate.violation.limits import ROWS
from lossproof.theory.domain import Classes, Real, Scores, Simplex, Transitions
from lossproof.theory.language import Relation, eq, ge, gt, le
from lossproof.theory.language.terms import determinant
from lossproof.theory.statement import Statement
from tests.simulate.toys import state
from tests.together import together

x, y = sympy.symbols("x y", real=True)


def mixed() -> Statement:
    """Powers, logs, a maximum, a case distinction; an equality that determines coordinates."""
    c = Classes(tried=(3,))
    return state(
        {"c": c, "q": Real(0, 1, open="left"), "f": Simplex(c), "F": Scores(c)},
        lambda q, f, F: (
            le(f[0] ** q + sympy.Max(F[0], f[1]), 1),
            ge(sympy.Piecewise((sympy.log(f[1]), f[1] >= f[2]), (q, True)), -2),
            gt(sympy.sqrt(f[2]) + q**2 / (1 + q), F[1]),
        ),
        {"symmetric": lambda F: eq(F.total(), 1), "order": lambda f, q: ge(f[0], f[1] ** (1 / q))},
    )


def space(statement: Statement, device: str = "numpy") -> Space:
    return Space(statement, next(structures_of(statement)), device=backend(device))


@together("count", [1, 7, ROWS - 1, ROWS, ROWS + 1, 2 * ROWS, 2 * ROWS + 3])
def test_rows_do_not_depend_on_those_beside_them(count: int) -> None:
    made = space(mixed())
    points = made.draw(np.random.default_rng(0), count)
    hypothesis, conclusion = made.gaps(points)
    for k in {0, count // 2, count - 1, *range(0, count, 997)}:
        alone = made.gaps(points[k : k + 1])
        assert alone[0][0] == hypothesis[k]
        assert alone[1][0] == conclusion[k]
    assert count < 100 or 0 < np.isfinite(conclusion).sum() < count


def test_buffers_are_not_what_is_returned() -> None:
    made, rng = space(mixed()), np.random.default_rng(1)
    first, second = (made.draw(rng, 3 * ROWS) for _ in range(2))
    kept = made.gaps(first)
    copies = [values.copy() for values in kept]
    made.gaps(second)
    for values, copy in zip(kept, copies, strict=True):
        np.testing.assert_array_equal(values, copy)


def test_the_gap_says_what_exact_numbers_say() -> None:
    statement, rng = mixed(), np.random.default_rng(2)
    made, decided = space(statement), 0
    for row in made.draw(rng, 60):
        entries = [Q(round(64 * each), 64) for each in row]
        entries[3] = 1 - entries[1] - entries[2]
        if not (entries[0] > 0 and min(entries[1:4]) >= 0):
            continue
        outcome = statement.at(made.exact(entries))
        hypothesis, conclusion = made.gaps(np.array([[float(each) for each in entries]]))
        assert (hypothesis[0] <= TOLERANCE) == outcome.meets()
        if outcome.meets():
            decided += 1
            assert (conclusion[0] > TOLERANCE) == bool(outcome.missed)
    assert decided > 5


@pytest.mark.parametrize("name", ["strict", pytest.param("cupy", marks=pytest.mark.gpu)])
def test_every_backend_gives_the_same_gaps(name: str) -> None:
    if reason := missing(name):
        pytest.skip(reason)
    ours, theirs = space(mixed()), space(mixed(), name)
    points = ours.draw(np.random.default_rng(3), 5000)
    for a, b in zip(ours.gaps(points), theirs.gaps(points), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)
        assert isinstance(b, np.ndarray)


def test_what_is_undefined_is_neither_met_nor_missed() -> None:
    blocks = space(state({"x": Real(-2, 2), "y": Real(-2, 2)}, lambda x: ge(x, 0))).blocks
    (a,), (b,) = (block.symbols for block in blocks)
    kept, goals = ge(sympy.log(a), -9), (ge(sympy.log(b), -9), ge(b, -1))
    points = np.array([[1.0, 1], [-1, 1], [1, -0.5], [1, -2], [-1, -2]])
    hypothesis, conclusion = Violations([kept], goals, blocks, {})(points)
    assert list(hypothesis <= TOLERANCE) == [True, False, True, True, False]
    assert list(conclusion > TOLERANCE) == [False, False, False, True, False]
    assert conclusion[2] == -0.5


def test_a_tie_misses_a_strict_conclusion_only() -> None:
    blocks = space(state({"x": Real(-2, 2)}, lambda x: ge(x, 0))).blocks
    (symbol,) = blocks[0].symbols
    for relation, missed in ((gt(symbol, 1), True), (ge(symbol, 1), False), (eq(symbol, 1), False)):
        _, conclusion = Violations([], [relation], blocks, {})(np.ones((1, 1)))
        assert (conclusion[0] > TOLERANCE) is np.bool_(missed)


def test_differences_are_those_of_the_relations() -> None:
    made = space(mixed())
    points = made.gaps.complete(made.draw(np.random.default_rng(4), 50))
    kept, goals = made.gaps.differences(points)
    for part, values in zip(
        itertools.chain(made.hypotheses, made.goals), kept + goals, strict=True
    ):
        at = dict(zip(made.symbols, map(float, points[7]), strict=True))
        want = complex(part.difference.subs(at).evalf())
        assert np.isnan(values[7]) or abs(values[7] - want.real) < 1e-9


HOLES = {
    "two poles that cancel": lambda q: le(1 / q + 1, 1 / q),
    "a bounded step of a pole": lambda q: ge(sympy.Heaviside(sympy.log(q), 0), 2),
    "what is least": lambda q: ge(sympy.Min(sympy.Abs(sympy.log(q)), 1), 2),
    "no real number": lambda q: ge(sympy.Abs(sympy.sqrt(q - 1)), 2),
}


@together("name", ["numpy", "strict"])
@together("says", HOLES.values())
def test_what_has_no_value_is_neither_met_nor_missed(says, name: str) -> None:
    rows = np.array([[0.0]])
    gaps = space(state({"q": Real(0, 1)}, says), name).gaps
    assert np.isnan(gaps.differences(rows)[1][0][0])
    assert gaps(rows)[1][0] == -np.inf
    given = space(state({"q": Real(0, 1)}, lambda q: le(q, -1), {"says": says}), name).gaps
    assert np.isnan(given(rows)[0][0])
    assert given(rows)[1][0] == -np.inf


def test_what_a_large_determinant_needs_is_not_printed() -> None:
    c = Classes(tried=(6,))
    said = state({"c": c, "T": Transitions(c)}, lambda T: ge(1 / determinant(T) ** 2, Q(1, 2)), {})
    made = space(said)
    assert (made.gaps(made.draw(np.random.default_rng(0), 3))[1] < 0).all()


def test_beside_a_hole_there_is_a_gap() -> None:
    made = state({"q": Real(0, 1)}, HOLES["two poles that cancel"])
    assert space(made).gaps(np.array([[0.5]]))[1][0] == 1


def test_the_branch_that_applies_needs_a_value() -> None:
    def says(q: sympy.Expr) -> Relation:
        return ge(sympy.Piecewise((0, q <= Q(1, 2)), (sympy.log(4 * q - 3), True)), 1)

    _, conclusion = space(state({"q": Real(0, 1)}, says)).gaps(np.array([[0.25], [0.625], [1]]))
    assert list(conclusion) == [1, -np.inf, 1]
