"""Determinants of matrices whose rows sum to 1: they are between -1 and 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from lossproof.theory.language import ANY_CLASS, ANY_ROW, Relation
from lossproof.theory.language.terms import Determinant, matrix
from lossproof.theory.proof import Fact, ProofError
from lossproof.theory.proof.rules import of_stochastic
from lossproof.theory.provers.classes.columns import stochastic_rows


def of_determinants(goal: Relation, facts: Sequence[Fact]) -> Iterator[Fact]:
    """`|det T| <= 1` for every transition matrix T, where the goal holds a determinant."""
    for size in {each.args[1] for each in goal.difference.atoms(Determinant)}:
        for entry, total in stochastic_rows(facts):
            named = entry.expr
            most = next((x for x in facts if x.expr == 1 - named and x.sign != "=="), None)
            if most is None:
                continue
            of = matrix(lambda i, j, e=named: e.xreplace({ANY_ROW: i, ANY_CLASS: j}), size)
            with suppress(ProofError, ValueError):
                rows = {"nonnegative": entry, "at most 1": most, "total": total}
                yield of_stochastic(of, rows)
