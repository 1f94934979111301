"""A sum has a value where each of its terms has one, also a term that an index makes 0 times it."""

from __future__ import annotations

from typing import Any

import sympy

from lossproof.theory.domain import Classes, Each, Real, Samples, Simplex, Transitions
from lossproof.theory.language import class_sum, every_class, every_sample, ge, gt, sample_mean
from lossproof.theory.language.terms import determinant, expected, matrix
from lossproof.theory.language.writing import written
from lossproof.theory.statement import Statement
from tests.together import together

DELTA: Any = sympy.KroneckerDelta
AT_ZERO = {"c": 2, "f": [0, 1], "T": [[0, 1], [1, 0]], "n": 2, "w": [0, 1]}
INSIDE = {
    "c": 2, "f": ["1/3", "2/3"], "T": [["1/2", "1/2"], ["1/3", "2/3"]], "n": 2, "w": [1, 2],
}  # fmt: skip


def stated(conclusion: Any) -> Statement:
    c, n = Classes(), Samples()
    domains: dict[str, Any] = {
        "c": c, "f": Simplex(c), "T": Transitions(c), "n": n, "w": Each(n, Real()),
    }  # fmt: skip
    for name, domain in domains.items():
        domain.name = name
    return Statement(domains, {}, conclusion)


@together(
    "conclusion",
    [
        lambda c, f: gt(class_sum(lambda j: j / f[j], c), 1),
        lambda c, f: gt(class_sum(lambda j: DELTA(j, 1) / f[j], c), 1),
        lambda c, f: gt(class_sum(lambda i: class_sum(lambda j: i / f[i] * f[j], c), c), 1),
        lambda c, f, T: gt(expected(lambda z: z / f[z], T[1]), 0),
        lambda c, f: gt(determinant(matrix(lambda i, j: i / f[i] + j, c)), -9),
        lambda n, w: gt(sample_mean(lambda i: i / w[i], n), 0),
        lambda c, f: every_class(lambda j: ge(j / f[j], 0), c),
        lambda c, T: every_sample(lambda s: every_class(lambda j: ge(j * s / T[s][s], 0), c), c),
    ],
)
def test_a_term_times_0_has_no_value_where_it_has_none(conclusion: Any) -> None:
    statement = stated(conclusion)
    assert any(not part.defined for part in statement.at(AT_ZERO).conclusion)
    assert all(part.holds is True for part in statement.at(INSIDE).conclusion)
    assert not statement.refutes(AT_ZERO)


def test_a_sum_of_its_own_index_is_written() -> None:
    statement = stated(lambda c, T: ge(class_sum(lambda j: j, c) + expected(lambda z: z, T[0]), 0))
    assert written(statement.symbolic_conclusion[0].lhs).count("(sum #0 c #0)") == 1
    assert statement.at(AT_ZERO).conclusion[0].relation.lhs == 2
