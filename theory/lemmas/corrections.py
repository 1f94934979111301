"""A matrix and its inverse cancel, on losses and on outputs."""

from __future__ import annotations

from typing import Any

from lossproof.theory.language import ANY_CLASS, ANY_COLUMN, ANY_ROW
from lossproof.theory.language.terms import transposed
from lossproof.theory.losses import applied
from lossproof.theory.proof import Fact
from lossproof.theory.proof.rules import combine, exchanged, renamed, sifted, summed


def backward_undone(T: Any, U: Any, losses: Any, inverse: Fact) -> Fact:
    """`sum_j T[s][j] B[j] == L[s]` for any row `s`, where `B = U L`.

    `inverse` says that `sum_j T[s][j] U[j][l] == delta(s, l)` for any row and class.
    """
    s, t, z, size = ANY_ROW, ANY_COLUMN, ANY_CLASS, losses.size
    weighted = summed(combine(inverse.expr * losses[z], (inverse, losses[z])), z, size)
    order = exchanged(T[s][t] * U[t][z] * losses[z], t, z, size)
    goal = applied(T, applied(U, losses))[s] - losses[s]
    return combine(goal, order, weighted, sifted(losses[z], s, size))


def forward_undone(T: Any, U: Any, f: Any, inverse: Fact) -> Fact:
    """`sum_i F[i] U[i][l] == f[l]` for any class `l`, where `F = T' f`.

    `inverse` is as in `backward_undone`.
    """
    s, t, z, size = ANY_ROW, ANY_COLUMN, ANY_CLASS, f.size
    term = combine(inverse.expr * f[s], (inverse, f[s]))
    weighted = summed(term, s, size)
    order = exchanged(T[s][t] * U[t][z] * f[s], t, s, size)
    noisy = applied(transposed(T), f)
    goal = applied(transposed(U), noisy)[z] - f[z]
    return combine(goal, order, weighted, renamed(sifted(f[z], s, size), {s: z}))


def noisy_mean(T: Any, posterior: Any, losses: Any) -> Fact:
    """`sum_s p[s] sum_t T[s][t] L[t] == sum_t P[t] L[t]`, where `P = T' p`."""
    s, t, size = ANY_ROW, ANY_COLUMN, losses.size
    return exchanged(posterior[s] * T[s][t] * losses[t], s, t, size)


def noisy_total(T: Any, f: Any, rows: Fact, unit_sum: Fact) -> Fact:
    """`sum_l F[l] == 1`, where `F = T' f`; `rows`, `unit_sum`: `T[s]`, `f` sum to 1."""
    s, z, size = ANY_ROW, ANY_CLASS, f.size
    order = exchanged(T[s][z] * f[s], z, s, size)
    by_row = summed(combine(rows.expr * f[s], (rows, f[s])), s, size)
    goal = applied(transposed(T), f).total() - 1
    return combine(goal, order, by_row, unit_sum)
