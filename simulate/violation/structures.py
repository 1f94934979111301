"""A statement with fixed integers: its values in symbols, and their coordinates."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, cast

import numpy as np
import sympy

from lossproof.simulate.violation.limits import (
    CHOICES,
    EQUAL,
    FAMILIES,
    FEWEST,
    MATRIX,
    NUDGE,
    STRUCTURES,
)
from lossproof.simulate.violation.rationals import complexity
from lossproof.theory.domain import Domain, Each, Joint, Label, Real, Simplex, is_discrete, leaf_of
from lossproof.theory.language import Vector
from lossproof.theory.statement import Statement

Point = dict[str, Any]


@dataclass(frozen=True)
class Block:
    """Coordinates that belong together: one number, or the entries of one probability vector."""

    domain: Real | Simplex
    symbols: tuple[sympy.Symbol, ...]
    start: int

    @property
    def columns(self) -> slice:
        """The columns of the coordinates in a row."""
        return slice(self.start, self.start + len(self.symbols))

    @property
    def simplex(self) -> bool:
        """Whether the coordinates sum to 1."""
        return isinstance(self.domain, Simplex)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The ends of the range of a coordinate."""
        if isinstance(self.domain, Simplex):
            return 0.0, 1.0
        low, high = self.domain.low, self.domain.high
        return -np.inf if low is None else float(low), np.inf if high is None else float(high)

    @cached_property
    def open_ends(self) -> tuple[bool, bool]:
        """Whether these two ends are excluded."""
        if isinstance(self.domain, Simplex):
            return self.domain.interior, self.domain.interior
        return self.domain.open_low, self.domain.open_high

    def outside(self, points: Any, xp: Any = np) -> Any:
        """By how much each row leaves the domain, nan where undefined; `xp` is its namespace."""
        entries = points[:, self.columns]
        worst = xp.zeros_like(points[:, 0])
        columns = [entries[:, k] for k in range(len(self.symbols))]
        sides = zip(self.ends, self.open_ends, (-1.0, 1.0), strict=True)
        for end, is_open, sign in sides:
            if np.isfinite(end):
                furthest = reduce(xp.minimum if sign < 0 else xp.maximum, columns)
                beyond = sign * (furthest - end)
                reached = is_open * NUDGE * xp.astype(beyond >= 0, xp.float64)
                worst = xp.maximum(worst, reached + beyond)
        return xp.maximum(worst, xp.abs(xp.sum(entries, axis=1) - 1)) if self.simplex else worst

    def project(self, points: np.ndarray) -> None:
        """Move each row into the domain, in place."""
        (low, high), (open_low, open_high) = self.ends, self.open_ends
        margin = NUDGE * min(high - low, 1.0)
        entries = np.clip(
            points[:, self.columns],
            low + margin if open_low else low,
            high - margin if open_high else high,
        )
        if self.simplex:
            entries += np.where(entries.sum(axis=1, keepdims=True) > 0, 0, 1)
            entries /= entries.sum(axis=1, keepdims=True)
        points[:, self.columns] = entries

    def simple(self, sizes: Mapping[str, Any]) -> np.ndarray:
        """The simple points of the domain, simplest first."""
        key = (type(self.domain), self.ends, self.open_ends, len(self.symbols))
        if key not in _SIMPLE:
            rows = self.domain.simple(sizes)
            _SIMPLE[key] = rows[np.argsort(complexity(rows), kind="stable")]
        return _SIMPLE[key]


_SIMPLE: dict[Any, np.ndarray] = {}


@dataclass(frozen=True)
class Structure:
    """The values of a statement's parameters, integers as numbers and the rest in symbols."""

    sizes: Mapping[str, Any]
    values: Mapping[str, Any]
    blocks: tuple[Block, ...]

    @property
    def symbols(self) -> tuple[sympy.Symbol, ...]:
        """Every coordinate, in the order of a row."""
        return tuple(symbol for block in self.blocks for symbol in block.symbols)

    def point(self, coordinates: Mapping[Any, Any]) -> Point:
        """The values with numbers for symbols."""
        return {name: _fill(value, coordinates) for name, value in self.values.items()}


def _fill(value: Any, coordinates: Mapping[Any, Any]) -> Any:
    if isinstance(value, Vector):
        return Vector(_fill(entry, coordinates) for entry in value)
    return coordinates.get(value, value)


def structures_of(
    statement: Statement, limit: int = STRUCTURES, pinned: Mapping[str, Any] | None = None
) -> Iterator[Structure]:
    """The first structures of a statement, smallest first, made one by one.

    Structures are ordered by the product of 1 plus their largest integers; a structure that equals
    another up to renamed classes counts double.

    Parameters
    ----------
    statement : Statement
    limit : int
        How many.
    pinned : values by parameter, optional
        Only structures with these values.
    """
    pinned = pinned or {}
    discrete = {n: d for n, d in statement.parameters.items() if is_discrete(d)}
    labels = [n for n, d in discrete.items() if isinstance(leaf_of(d), Label)]

    def choose(
        most: int,
        names: Sequence[str] = tuple(discrete),
        chosen: Point | None = None,
        weight: int = 1,
        last: int = -1,
        twice: int = 1,
    ) -> Iterator[tuple[int, Point] | None]:
        """Structures with their weights; None for those that weigh more than `most`."""
        chosen = chosen or {}
        if twice * weight > most:
            yield None
            return
        if not names:
            yield twice * weight, chosen
            return
        name, *rest = names
        domain: Any = discrete[name]
        options = domain.options(chosen)
        if name in pinned:
            options = _fitting(domain, pinned[name], chosen)
        for value in itertools.islice(options, FAMILIES):
            flat = _flat(value)
            largest, renamed = _renamed(flat, last) if name in labels else (last, False)
            heavier = weight * (1 + max(map(abs, flat), default=0))
            doubled = 2 if renamed else twice
            yield from choose(most, rest, {**chosen, name: value}, heavier, largest, doubled)

    def lightest() -> Iterator[Point]:
        least, most, cut = 0, 8, True
        while cut:
            met = list(itertools.islice(choose(most), CHOICES))
            weighted = sorted(filter(None, met), key=lambda pair: pair[0])
            yield from (chosen for weight, chosen in weighted if weight > least)
            cut = None in met and len(met) < CHOICES
            least, most = most, 4 * most

    made = (structure(statement, chosen, pinned) for chosen in lightest())
    yield from itertools.islice(filter(None, made), limit)


def cut_off(structures: Sequence[Structure], discrete: Collection[Domain]) -> bool:
    """Whether these domains have more labels and integers to try than the structures."""
    return len(structures) == STRUCTURES or any(
        len([*itertools.islice(domain.options(structure.sizes), FAMILIES + 1)]) > FAMILIES
        for structure in structures
        for domain in cast("Any", discrete)
    )


def sampled_structures(
    statement: Statement, rng: np.random.Generator, limit: int
) -> Iterator[Structure]:
    """Structures with random labels and other integers, which the first may not reach."""
    discrete = [(name, d) for name, d in statement.parameters.items() if is_discrete(d)]
    met: list[Point] = []
    for _ in range(limit):
        chosen: Point = {}
        for name, domain in discrete:
            chosen[name] = _sampled_value(domain, chosen, rng)
        made = structure(statement, chosen, {}) if chosen not in met else None
        met.append(chosen)
        if made is not None:
            yield made


def _sampled_value(domain: Any, chosen: Mapping[str, Any], rng: np.random.Generator) -> Any:
    if isinstance(domain, Each):
        count = int(domain.size(domain.count, chosen))
        values = [_sampled_value(domain.inner, chosen, rng) for _ in range(count)]
        return Vector(values[:1] * len(values) if rng.random() < EQUAL else values)
    options = [*domain.options(chosen)]
    if not isinstance(domain, Label):  # of sizes the least: large ones are slow
        options = options[:FEWEST]
    return options[rng.integers(len(options))]


def _fitting(domain: Domain, value: Any, chosen: Mapping[str, Any]) -> Iterator[Any]:
    """The value in exact form, if its size fits the chosen values."""
    with suppress(ValueError):
        yield domain.check(value, chosen)


def _renamed(labels: Sequence[int], last: int) -> tuple[int, bool]:
    """The largest label so far, and whether a label was skipped, so that renaming is possible."""
    for label in labels:
        if label > last + 1:
            return last, True
        last = max(last, label)
    return last, False


def _flat(value: Any) -> list[int]:
    return (
        [x for entry in value for x in _flat(entry)] if isinstance(value, tuple) else [int(value)]
    )


def structure(statement: Statement, chosen: Point, pinned: Mapping[str, Any]) -> Structure | None:
    """The structure with these integers and labels; None if the pinned values do not fit."""
    values: Point = {}
    blocks: list[Block] = []
    for name, domain in statement.parameters.items():
        if name in chosen:
            values[name] = chosen[name]
        elif name not in pinned:
            values[name] = _build(domain, name, chosen, blocks)
        elif fitting := [*_fitting(domain, pinned[name], chosen)]:
            values[name] = fitting[0]
        else:
            return None
    if blocks and statement.rows(values) > MATRIX:
        return None
    return Structure(chosen, values, tuple(blocks))


def _build(domain: Domain, name: str, env: Mapping[str, Any], blocks: list[Block]) -> Any:
    if isinstance(domain, Each):
        count = int(domain.size(domain.count, env))
        return Vector(_build(domain.inner, f"{name}[{k}]", env, blocks) for k in range(count))
    start = blocks[-1].columns.stop if blocks else 0
    if isinstance(domain, Joint):
        return domain.table(_build(domain.cells(env), name, env, blocks))
    if isinstance(domain, Simplex):
        size = int(domain.size(domain.classes, env))
        symbols = tuple(sympy.Symbol(f"{name}[{k}]", nonnegative=True) for k in range(size))
        blocks.append(Block(domain, symbols, start))
        return Vector(symbols)
    symbol = domain.symbolic(name, env)
    blocks.append(Block(domain, (symbol,), start))  # type: ignore[arg-type]
    return symbol
