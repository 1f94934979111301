"""What a claim takes the expectation of can be drawn from its law, and draws have its mean."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, cast

import numpy as np
import pytest
import sympy

from paper_checks import records
from paper_checks.claims import Claim, load
from theory.language import ANY_CLASS, ANY_COLUMN, ANY_ROW, ANY_SAMPLE, realise, unbound
from theory.language.terms import BatchMean, Count, Expectation

RECORDED = records.load()
ANY = frozenset((ANY_CLASS, ANY_ROW, ANY_COLUMN, ANY_SAMPLE))
DRAWS, FAR = 2000, 5.0


def outermost(expr: Any) -> Iterator[Any]:
    if isinstance(expr, (Expectation, BatchMean)):
        yield expr
    else:
        for part in expr.args:
            yield from outermost(part)


def held(claim: Claim) -> list[Any]:
    """Every expectation of the statement that is in no other, about sample and class 0."""
    statement = claim.statement
    hypotheses = [part for parts in statement.symbolic_hypotheses.values() for part in parts]
    relations = [*hypotheses, *statement.symbolic_conclusion]
    found = [each for r in relations for side in (r.lhs, r.rhs) for each in outermost(side)]
    free = {each: unbound(each) | each.atoms(sympy.Symbol) & ANY for each in found}
    return [each.xreplace(dict.fromkeys(at, sympy.Integer(0))) for each, at in free.items()]


HOLDING = [claim for claim in load() if held(claim)]


def is_law(chances: list[Any]) -> bool:
    return all(p >= 0 for p in chances) and sum(chances) == 1


def drawn(expr: Any, values: Mapping[str, Any], rng: np.random.Generator, draws: int) -> Any:
    """So many independent values of what an expectation averages, nested ones drawn too.

    None where the chances are no law or a value is not finite.
    """
    if isinstance(expr, Expectation):
        body, size, law, index = cast(Any, expr.args)
        places = [{index: sympy.Integer(k)} for k in range(int(realise(size, values)))]
        chances = [realise(law.xreplace(place), values) for place in places]
        bodies = [body.xreplace(place) for place in places]
        picked = rng.multinomial(draws, np.array(chances, float)) if is_law(chances) else None
    elif isinstance(expr, BatchMean):
        body, size, *cells = cast(Any, expr.args)
        chances = [realise(p, values) for p in cells]
        if not is_law(chances):
            return None
        law = np.array(chances, float)
        tables, picked = np.unique(
            rng.multinomial(int(realise(size, values)), law, draws), axis=0, return_counts=True
        )
        bodies = [
            body.xreplace({Count(a): sympy.Integer(k) for a, k in enumerate(t)}) for t in tables
        ]
    else:
        value = complex(realise(expr, values))
        return np.full(draws, value.real) if math.isfinite(value.real) and not value.imag else None
    if picked is None:
        return None
    found = [drawn(each, values, rng, k) for each, k in zip(bodies, picked, strict=True)]
    return None if any(part is None for part in found) else np.concatenate(found)


def squared(expr: Any) -> Any:
    """The expectation of the square of what is drawn."""
    if isinstance(expr, (Expectation, BatchMean)):
        body, *others = expr.args
        return expr.func(squared(body), *others)
    return expr**2


def distance(found: Any, expectation: Any, values: Mapping[str, Any]) -> float:
    """How many standard errors the mean of draws is from the exact value."""
    exact, square = (realise(each, values) for each in (expectation, squared(expectation)))
    gap, spread = abs(found.mean() - float(exact)), math.sqrt(float(square - exact**2) / len(found))
    return 0.0 if gap < 1e-9 * (1 + abs(float(exact))) else gap / spread if spread else math.inf


def compared(claim: Claim) -> Iterator[float]:
    """The distance of every expectation that has a value, at every recorded point."""
    record, rng = RECORDED[claim.id], np.random.default_rng(7)
    dropped = [each.get("dropped") for each in record["hypotheses"].values()]
    kept = (record["witness"], record["evidence"], *dropped)
    for point in (each["point"] for each in kept if each and "point" in each):
        values = claim.statement.check(point)
        for expectation in held(claim):
            found = drawn(expectation, values, rng, DRAWS)
            if found is not None:
                yield distance(found, expectation, values)


@pytest.mark.parametrize("claim", HOLDING, ids=lambda claim: claim.id)
def test_draws_have_the_exact_mean(claim: Claim) -> None:
    found = [*compared(claim)]
    assert found
    assert max(found) < FAR


def test_a_wrong_law_is_far_from_the_mean() -> None:
    z, rng = sympy.Symbol("x", integer=True, nonnegative=True), np.random.default_rng(7)
    f, row = (cast(Any, sympy.IndexedBase(name)) for name in ("f", "row"))
    right, wrong = (Expectation(f[z], sympy.Integer(2), row[at], z) for at in (z, 1 - z))
    values = {"f": [0, 1], "row": [sympy.Rational(2, 3), sympy.Rational(1, 3)]}
    assert distance(drawn(right, values, rng, DRAWS), right, values) < FAR
    assert distance(drawn(wrong, values, rng, DRAWS), right, values) > FAR
    assert drawn(right, {**values, "row": [1, 1]}, rng, DRAWS) is None
