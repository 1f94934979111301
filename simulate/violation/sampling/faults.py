"""Typical human errors, planted in a tree: a simulation must detect them.

A fault is tested at instances of the original statement. It is detected where a law becomes
invalid, where the faulty statement differs and the original holds, or where samples of the faulty
tree contradict the exact values of the original. Else both may be equivalent: "equal" is proved for
all values of the tested structures, "alike" is observed at every instance but not proved. An
"alike" fault can be tested where both are known to differ, with `notice_at`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

import numpy as np
import sympy

from lossproof.simulate.machine.streams import stream
from lossproof.simulate.violation import eliminate
from lossproof.simulate.violation.sampling.cases import Case
from lossproof.simulate.violation.sampling.simulating import Simulation, cases_of
from lossproof.simulate.violation.sampling.written import SAMPLED, Sampled, sampled
from lossproof.theory.domain import Real
from lossproof.theory.language import Relation, flatten
from lossproof.theory.language.sums import CountSymbol
from lossproof.theory.language.terms import Expectation
from lossproof.theory.numbers import identically_zero
from lossproof.theory.statement import Statement
from lossproof.theory.statement.condition import Condition
from lossproof.theory.statement.variants import OUTSIDE, Edit, changed, edited, in_sides, transposed

Noticed = Literal["no law", "differs", "not the statement", "equal", "alike", "missed", "untried"]
Change = Callable[[], tuple[str, Any]]
FACTOR, CLIP = sympy.Rational(101, 100), sympy.Rational(1, 2)
CASES, UNFOLDED = 3, 1000


@dataclass(frozen=True)
class Fault:
    """One fault, and how it was detected: "equal" or "alike" if harmless, "missed" if not detected.

    It is "untried" if its statement cannot be sampled, or lacks a value that the original has.
    """

    kind: str
    change: str
    noticed: Noticed
    statement: Statement = field(repr=False, compare=False)


def faults(statement: Statement) -> Iterator[tuple[str, str, Statement]]:
    """The kind of every fault, its change, and the faulty statement.

    Faults are planted in the conclusion and in hypotheses with expectations.
    """
    for kind, changes in _KINDS.items():
        made = dict[str, Statement]()
        for name, part in _places(statement):
            for change in changes(statement, part):
                with suppress(*OUTSIDE):
                    what, other = change()
                    if other != part:
                        place = "conclusion" if name is None else f"hypothesis “{name}”"
                        made[f"{what} in the {place}"] = (
                            changed(statement, conclusion=other)
                            if name is None
                            else changed(statement, {name: other})
                        )
        yield from ((kind, what, faulty) for what, faulty in made.items())


def notice(
    statement: Statement,
    alpha: float,
    *,
    seed: int = 0,
    name: str = "",
    points: Sequence[Mapping[str, Any]] = (),
    per_kind: int | None = None,
) -> list[Fault]:
    """Plant every fault, or the first `per_kind` of each kind, and test each.

    `alpha` is the chance that any interval of them misses.
    """
    rng = stream(seed, name, 1)
    cases = [*cases_of(statement, points, rng, Simulation())]
    right = cases[: CASES - 1] + cases[CASES - 1 :][-1:]  # the last is the least special
    planted, count = list[tuple[str, str, Statement]](), dict[str, int]()
    for kind, what, faulty in faults(statement):
        count[kind] = count.get(kind, 0) + 1
        if per_kind is None or count[kind] <= per_kind:
            planted.append((kind, what, faulty))
    results = list[Fault]()
    for kind, what, faulty in planted:
        try:
            noticed = _noticed(right, faulty, alpha / len(planted), rng)
        except OUTSIDE:
            noticed = "untried"
        results.append(Fault(kind, what, noticed, faulty))
    return results


def notice_at(
    statement: Statement,
    fault: Fault,
    point: Mapping[str, Any],
    alpha: float,
    *,
    seed: int = 0,
    name: str = "",
) -> Fault:
    """Test the fault at a point where the two statements differ."""
    rng = stream(seed, name, 2)
    cases = [*cases_of(statement, [point], rng, Simulation(), sample_points=False)]
    noticed = _noticed(cases, fault.statement, alpha, rng)
    return replace(fault, noticed="missed" if noticed in ("alike", "equal") else noticed)


def _noticed(
    right: Sequence[Case], faulty: Statement, alpha: float, rng: np.random.Generator
) -> Noticed:
    equal = alike = True
    for case in right:
        planted = sampled(faulty, case.statement.structure)
        wrong = Case(planted, {name for name, _ in case.relations if name})
        if wrong.choose(case.rows, case.rows[:0], rng):
            return "no law"
        wrong.run(alpha / max(1, wrong.estimands), rng)
        if wrong.newly_differs(case.exact):
            return "differs"
        if wrong.continued(case.exact, rng):
            return "not the statement"
        alike = alike and not wrong.apart(case.exact)
        equal = equal and alike and _same(case.statement, planted)
    return "equal" if equal else "alike" if alike else "missed"


def _same(one: Sampled, other: Sampled) -> bool:
    """Whether both are equal wherever the hypotheses of the first hold."""
    if any(law.size is not None and law.outcomes > UNFOLDED for law in (*one.laws, *other.laws)):
        return False
    given = [one.unfolded(part) for parts in one.given.values() for part in parts]
    equalities = [part.difference for part in given if part.sign == "=="]
    totals = [sympy.Add(*b.symbols) - 1 for b in one.structure.blocks if b.simplex]
    solved = eliminate([*equalities, *totals], one.structure.blocks)
    pairs = [
        (first, second)
        for mine, theirs in (
            (one.conclusion, other.conclusion),
            *((one.given[name], other.given[name]) for name in one.given),
        )
        for first, second in zip(mine, theirs, strict=True)
    ]
    return all(_zero(one, other, *pair, solved) for pair in pairs)


def _zero(one: Sampled, other: Sampled, first: Relation, second: Relation, solved: Any) -> bool:
    difference = one.unfolded(first).difference - other.unfolded(second).difference
    with suppress(*OUTSIDE):
        return identically_zero(difference.xreplace(solved))
    return False


def _places(statement: Statement) -> Iterator[tuple[str | None, Any]]:
    """The conclusion, and by name the hypotheses with expectations."""
    tree = statement.tree
    yield None, tree.conclusion
    yield from ((name, part) for name, part in tree.given.items() if _is_sampled(part))


def _is_sampled(part: Any) -> bool:
    """Whether it has an expectation; conditions have none."""
    if isinstance(part, Condition):
        return False
    return any(side.has(*SAMPLED) for r in flatten(part) for side in (r.lhs, r.rhs))


def _with_edit(edit: Edit) -> Callable[[Statement, Any], Iterator[Change]]:
    return lambda statement, part: edited(part, edit)


def _transposed(statement: Statement, part: Any) -> Iterator[Change]:
    return (partial(lambda change: change, pair) for pair in transposed(part))


def _other_rate(statement: Statement, part: Any) -> Iterator[Change]:
    """Replace `eta` by `1 - eta` in one side, for every parameter in [0, 1]."""
    for name, domain in statement.parameters.items():
        if (
            type(domain) is Real
            and domain.low == 0
            and domain.high is not None
            and domain.high <= 1
        ):
            symbol: Any = statement.symbolic()[name]

            def edit(relation: Relation, symbol: Any = symbol) -> Iterator[Change]:
                for side in ("lhs", "rhs"):
                    old = getattr(relation, side)
                    new = old.xreplace({symbol: 1 - symbol})
                    yield partial(_replaced, relation, f"1 - {symbol} for {symbol}", side, new)

            yield from edited(part, edit)


def _replaced(relation: Relation, what: str, side: str, new: Any) -> tuple[str, Relation]:
    return f"{what} in {side} of {relation}", relation._replace(**{side: new})


def _other_count(node: Any) -> Iterator[Callable[[], Any]]:
    if isinstance(node, sympy.Add) and len(node.args) == 2:
        count = [part for part in node.args if isinstance(part, CountSymbol)]
        if count and node == count[0] - 1:
            yield lambda: count[0]


def _signs(node: Any) -> Iterator[Callable[[], Any]]:
    if isinstance(node, sympy.Add):
        yield from (partial(sympy.Add, node, -2 * term) for term in node.args)


def _dropped(node: Any) -> Iterator[Callable[[], Any]]:
    if isinstance(node, sympy.Add):
        yield from (partial(sympy.Add, node, -term) for term in node.args)


def _clipped(node: Any) -> Iterator[Callable[[], Any]]:
    """Clip the averaged body, except outer means, which are not sampled directly."""
    if isinstance(node, Expectation) and not node.args[0].has(*SAMPLED):
        body, *rest = node.args
        yield lambda: Expectation(sympy.Min(body, CLIP), *rest)


def _factors(relation: Relation) -> Iterator[Change]:
    for side in ("lhs", "rhs"):
        if (old := getattr(relation, side)) != 0:
            yield partial(_replaced, relation, f"{FACTOR} times", side, FACTOR * old)


_KINDS: dict[str, Callable[[Statement, Any], Iterator[Change]]] = {
    "T transposed": _transposed,
    "c for c - 1": _with_edit(in_sides(_other_count)),
    "1 - eta for eta": _other_rate,
    "a sign": _with_edit(in_sides(_signs)),
    "a factor": _with_edit(_factors),
    "a clip": _with_edit(in_sides(_clipped)),
    "a term dropped": _with_edit(in_sides(_dropped)),
}
