"""Facts from certified branch and bound, for symbols and entries that facts bound by a box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy

from lossproof.theory.numbers import cover
from lossproof.theory.proof.facts import Fact, ProofError, follow, need, spoken


def covered(
    expr: Any,
    within: Mapping[Any, tuple[Fact, Fact]],
    *,
    given: Sequence[Fact] = (),
    strict: bool = True,
    max_boxes: int = 200_000,
) -> Fact:
    """Proof by interval arithmetic: `x - lo >= 0`, `hi - x >= 0` for each number `x` ⊢ `expr > 0`.

    The rule divides the box of all `x` between `lo` and `hi` into smaller boxes, and bounds `expr`
    on each of them by Arb's ball arithmetic (`lossproof.theory.numbers.cover`). With `strict=False`
    the conclusion is `expr >= 0`.

    Parameters
    ----------
    within : mapping
        For each free symbol or entry `x` the facts `x - lo >= 0` and `hi - x >= 0`, `lo` and `hi`
        rational.
    given : sequence of Fact
        Further facts `e >= 0`. The rule leaves out the points of the box where `e` is negative.
    max_boxes : int
        The largest number of boxes, as in `lossproof.theory.numbers.cover`.

    Raises
    ------
    ProofError
        If a fact has another form, or if the bounds do not prove the conclusion on some box.
    """
    expr, strict, given = spoken(expr), bool(strict), tuple(given)
    facts_of = {spoken(symbol): tuple(facts) for symbol, facts in dict(within).items()}
    for x, facts in facts_of.items():
        if not (x.is_Symbol or isinstance(x, sympy.Indexed)) or len(facts) != 2:
            raise ProofError(f"within needs two facts for each number; got {len(facts)} for {x}")
    numbers = {
        x: sympy.Dummy(str(x), real=True) if isinstance(x, sympy.Indexed) else x for x in facts_of
    }
    box = {numbers[symbol]: _ends(symbol, *facts) for symbol, facts in facts_of.items()}
    conditions = [need(fact, ">=", "a condition on the box").expr for fact in given]
    of, *others = (each.xreplace(numbers) for each in (expr, *conditions))
    try:
        found = cover(of, box, strict=strict, max_boxes=max_boxes, given=others)
    except (ValueError, TypeError) as error:
        raise ProofError(str(error)) from error
    if found.refuted_at is not None:
        point = ", ".join(f"{symbol} = {value}" for symbol, value in found.refuted_at.items())
        raise ProofError(f"{expr} {found.relation} does not hold at {point}")
    if not found.complete:
        raise ProofError(
            f"{expr} {found.relation} is undecided on {len(found.undecided)} boxes: prove "
            f"the points "
            "where it is 0 as a separate case, in symbols"
        )
    premises = [fact for facts in facts_of.values() for fact in facts]
    sign = ">" if strict else ">="
    ends = [[symbol, *facts] for symbol, facts in facts_of.items()]
    by = {"within": ends, "given": list(given)}
    return follow(expr, sign, "cover of a box", *premises, *given, trust=["arb"], by=by)


def _ends(symbol: Any, low: Fact, high: Fact) -> tuple[Any, Any]:
    lo = sympy.expand(symbol - need(low, ">=", "the distance from the lower end").expr)
    hi = sympy.expand(symbol + need(high, ">=", "the distance from the upper end").expr)
    for fact, end, side in ((low, lo, "below"), (high, hi, "above")):
        if not end.is_Rational:
            raise ProofError(f"{fact} does not bound {symbol} from {side} by a rational number")
    return lo, hi
