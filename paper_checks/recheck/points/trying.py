"""Every step of a derivation, tried at a few simple points: at none of them may it fail.

A point proves nothing; but a step that fails at one does not follow, whatever its rule allowed.
The points are at the ends of the domains and at 0 and 1 rather than inside, where what is wrong
about a rule shows first.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import ctx, fmpq

from lossproof.paper_checks.recheck.balls import CONSTANTS, UndecidedError, enclosed
from lossproof.paper_checks.recheck.points.domains import contains, size_of
from lossproof.paper_checks.recheck.points.values import (
    HOLDS,
    UndefinedError,
    Values,
    add,
    evaluate,
    multiply,
)
from lossproof.paper_checks.recheck.polynomials import TooLargeError
from lossproof.paper_checks.recheck.step import CLASSES, OPENINGS, SAMPLE, Step
from lossproof.paper_checks.recheck.terms import Domain, Term, inside, names

CORNERS, OTHERS, BESIDE, POOL = 5, 4, 2, 24  # how many points are tried, of how many
FEWEST, ENOUGH = 3, 150  # points for the steps of a long derivation; times that one is tried
INDICES, LARGEST, BITS = 4, 4, 96  # choices of indices at a point; sizes; bits of a sign
SIMPLE = tuple(fmpq(*each) for each in ((0,), (1,), (-1,), (1, 2), (2,), (3,), (1, 3), (-1, 2)))
PARTS = fmpq(1, 2), fmpq(7, 8), fmpq(1, 9), fmpq(99, 100), fmpq(1, 100)
STEPS = fmpq(1), fmpq(1, 2), fmpq(2), fmpq(1, 16), fmpq(10)


def failures(
    domains: Mapping[str, Domain],
    given: Mapping[str, Sequence[Term]],
    conclusion: Sequence[Term],
    steps: Sequence[Step],
    witness: Values | None = None,
) -> dict[str, str]:
    """Where the steps, and the "conclusion", fail or have no value at a point.

    Every point meets the hypotheses; the `witness` is one that a record has.
    """
    sizes, found = _sizes(domains, steps), dict[str, str]()
    waiting = [*_that_can_be_tried(domains, sizes, steps)]
    often = max(FEWEST, ENOUGH // max(1, len(waiting)))
    tried = [*([witness] if witness else ()), *points(domains, given, witness)]
    for number, values in enumerate(tried):
        if why := next(filter(None, (_missed(part, values) for part in conclusion)), ""):
            found.setdefault("conclusion", why)
        for step, *rest in waiting if number < often else ():
            if step.name not in found and (why := _failure(step, *rest, values, sizes)):
                found[step.name] = why
    return found


def _sizes(domains: Mapping[str, Domain], steps: Sequence[Step]) -> dict[str, Term]:
    """How many values each index has that a step may be said of."""
    known = steps[0].known if steps else None
    leaves = [known.forms.ranges.leaf(name) for name in domains] if known else []
    every = [name for name, domain in domains.items() if domain[0] == "classes"]
    every += [leaf[1] for leaf in leaves if leaf[0] in ("label", "simplex", "joint")]
    sizes = {index: every[0] for index in CLASSES if every}
    samples = known.signs.samples if known else None
    return sizes if samples is None else {**sizes, SAMPLE: samples}


def _that_can_be_tried(
    domains: Mapping[str, Domain], sizes: Mapping[str, Term], steps: Iterable[Step]
) -> Iterator[tuple[Step, list[Step], list[str]]]:
    """The steps about nothing but parameters and indices, what each assumes, and its indices."""
    usual = domains.keys() | CONSTANTS | sizes.keys()
    for step in steps:
        assumed = [each for case in step.uses for each in step.opened.get(case, ())]
        told = names(step.term).union(*(names(each.term) for each in assumed))
        plain = not any(kind in each.data for each in assumed for kind in OPENINGS)
        if plain and told <= usual:
            yield step, assumed, [each for each in sizes if each in told]


def _failure(
    step: Step,
    assumed: Sequence[Step],
    indices: Sequence[str],
    values: Values,
    sizes: Mapping[str, Term],
) -> str:
    """Where it fails or has no value; empty if it holds, is not about the point, or none knows."""
    runs = [range(size_of(sizes[each], values)) for each in indices]
    for choice in itertools.islice(itertools.product(*runs), INDICES):
        here = {**values, **dict(zip(indices, map(fmpq, choice), strict=True))}
        if all(_assumes(each, here) for each in assumed) and (why := _missed(_said(step), here)):
            return why
    return ""


def _said(step: Step) -> Any:
    return step.sign, step.term, 0


def _assumes(step: Step, values: Values) -> bool:
    """Whether what a case assumes certainly holds at a point."""
    try:
        return bool(_holds(_said(step), values))
    except UndefinedError:
        return False


def _missed(relation: Any, values: Values) -> str:
    """Where a relation fails or has no value; empty if it holds or none knows."""
    for part, here in _unrolled(relation, values):
        try:
            if _holds(part, here) is False:
                return f"it fails at {_told(values)}"
        except UndefinedError:
            return f"it has no value at {_told(values)}"
    return ""


def _unrolled(relation: Any, values: Values) -> Iterator[tuple[Any, Values]]:
    """What is said of every index, of each."""
    if relation[0] != "every":
        yield relation, values
        return
    _, index, size, inner = relation
    for k in range(size_of(size, values)):
        yield from _unrolled(inner, {**values, index: fmpq(k)})


def _holds(relation: Any, values: Values) -> bool | None:
    """Whether it holds; None where balls do not tell."""
    op, *sides = relation
    try:
        left, right = (evaluate(side, values) for side in sides)
        found = add(left, multiply(fmpq(-1), right))
        if not isinstance(found, fmpq):
            with ctx.workprec(BITS):
                found = enclosed(found, {})
    except (UndecidedError, LookupError, TooLargeError):  # a count in an arbitrary batch, say
        return None
    if isinstance(found, fmpq) or found > 0 or found < 0:
        return HOLDS[op]((found > 0) - (found < 0))
    return None


def _told(values: Values) -> str:
    return ", ".join(f"{name} = {_text(value)}" for name, value in values.items())


def _text(value: Any) -> str:
    return f"({', '.join(map(_text, value))})" if isinstance(value, tuple) else str(value)


def points(
    domains: Mapping[str, Domain],
    given: Mapping[str, Sequence[Term]],
    witness: Values | None = None,
    seed: int = 0,
) -> Iterator[dict[str, Any]]:
    """A few points that meet every hypothesis, at corners first, with as many pairs as can be.

    The last ones are the `witness` with another value of one parameter.
    """
    rng = random.Random(seed)
    seen = set[Any]()
    kinds = (
        (CORNERS, (_point(domains, rng, usual=True) for _ in range(POOL))),
        (OTHERS, (_point(domains, rng, usual=False) for _ in range(POOL))),
        (BESIDE, _beside(domains, witness or {}, rng)),
    )
    for count, drawn in kinds:
        left = [(_pairs(point), point) for point in drawn if point and _meets(given, point)]
        for _ in range(count):
            pairs, best = max(left, key=lambda each: len(each[0] - seen), default=(seen, {}))
            if pairs <= seen:
                break
            yield best
            seen |= pairs


def _pairs(values: Values) -> set[Any]:
    """Each value in its place, and each two."""
    every = [(name, _text(value)) for name, value in values.items()]
    return {*every, *itertools.combinations(every, 2)}


def _meets(given: Mapping[str, Sequence[Term]], values: Values) -> bool:
    try:
        every = (_unrolled(part, values) for parts in given.values() for part in parts)
        return all(_holds(*each) for each in itertools.chain.from_iterable(every))
    except UndefinedError:
        return False


def _point(
    domains: Mapping[str, Domain], rng: random.Random, *, usual: bool
) -> dict[str, Any] | None:
    """A point, with `usual` of the first two values of every domain; None if one is too large."""
    values: dict[str, Any] = {}
    for name, domain in domains.items():
        counted = domain[0] in ("classes", "samples")
        choices = _choices(domain, values, rng)
        if not choices or (counted and choices[0] > LARGEST):
            return None
        values[name] = rng.choice(choices[:2] if usual or counted else choices)
    return values


def _beside(
    domains: Mapping[str, Domain], witness: Values, rng: random.Random
) -> Iterator[dict[str, Any]]:
    """The witness with another value of one parameter, no size."""
    for name, domain in domains.items() if witness else ():
        choices = () if domain[0] in ("classes", "samples") else _choices(domain, witness, rng)
        for value in rng.sample(choices, min(BESIDE, len(choices))):
            yield {**witness, name: value}


def _choices(domain: Domain, values: Values, rng: random.Random) -> Sequence[Any]:
    """Simple values of a domain, those at its ends first; none where it is too large."""
    if domain[0] in ("interval", "integer", "classes", "samples"):
        return _numbers(domain)
    size = size_of(domain[1], values)
    if size > LARGEST:
        return ()
    if domain[0] != "each":
        return _laws(domain, size)
    found = _choices(inside(domain), values, rng)
    if not found:
        return ()
    cycled = tuple(itertools.islice(itertools.cycle(found), size))
    drawn = (tuple(rng.choice(found[:4]) for _ in range(size)) for _ in range(4))
    return cycled, (found[0],) * size, *drawn


@lru_cache
def _numbers(domain: Domain) -> Sequence[fmpq]:
    """The ends of an interval or of integers, and what is near them and 0."""
    low, high = (
        fmpq(end.numerator, end.denominator) if isinstance(end, Fraction) else None
        for end in domain[1:3]
    )
    ends = [end for end in (low, high) if end is not None]
    if low is not None and high is not None:
        near = [low + (high - low) * part for part in PARTS]
    else:
        near = [low + step for step in STEPS] if low is not None else []
    found = dict.fromkeys([*ends, *SIMPLE[:2], *near, *SIMPLE[2:]])
    return [each for each in found if contains(domain, each, {})]


@lru_cache
def _laws(domain: Domain, size: int) -> Sequence[Any]:
    """Labels, and simple laws of classes or of pairs of them."""
    if domain[0] == "label":
        return [fmpq(k) for k in range(size)]
    square = [(i, j) for i in range(size) for j in range(size)]
    if domain[0] == "joint":
        weights = [int(i == j) for i, j in square], [1 + i + 2 * (i == j) for i, j in square]
        rows = [range(size * i, size * (i + 1)) for i in range(size)]
        return [tuple(tuple(law[k] for k in row) for row in rows) for law in map(_law, weights)]
    first, last = ([int(k == at) for k in range(size)] for at in (0, size - 1))
    two, rising = [int(k < 2) for k in range(size)], [*range(1, size + 1)]
    found = map(_law, (first, [1] * size, last, rising, two))
    sized = (domain[0], Fraction(size), *domain[2:])
    return [each for each in found if contains(sized, each, {})]


def _law(weights: Sequence[int]) -> tuple[fmpq, ...]:
    return tuple(fmpq(each, sum(weights)) for each in weights)
