"""Points at which a statement is simulated: structured ones, random ones, given ones.

Rows meet the hypotheses as floats do; coordinates that an equality determines are taken from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from simulate.gap import TOLERANCE, Gaps, Structure, eliminate, structures_of
from simulate.gap.sampling.written import Sampled
from simulate.machine import Backend
from theory.domain import is_discrete
from theory.statement import Statement
from theory.statement.tree import coordinates

STRUCTURES, LOOKED_AT = 4, 32
POOL, FEW, MOST_VALUES = 512, 32, 200_000
SIMPLE = 0.5
NEAR = (1e-3, 1.0)


def structures(statement: Statement) -> Iterator[Structure]:
    """The smallest structures, no two with the same numbers of classes and of samples."""
    seen = set[Any]()
    for structure in structures_of(statement, LOOKED_AT):
        key = tuple(v for v in structure.sizes.values() if not isinstance(v, tuple))
        labelled = tuple(len(set(v)) for v in structure.sizes.values() if isinstance(v, tuple))
        if (key, labelled) not in seen:
            seen.add((key, labelled))
            yield structure
        if len(seen) >= STRUCTURES:
            return


def structure_of(statement: Statement, point: Mapping[str, Any]) -> tuple[Structure, np.ndarray]:
    """The structure of a point in exact form, and its row."""
    integers = {n: point[n] for n, d in statement.parameters.items() if is_discrete(d)}
    structure = next(structures_of(statement, 1, integers))
    known = dict(coordinates(structure.values, dict(point)))
    row = np.array([[float(known[symbol]) for symbol in structure.symbols]])
    return structure, row.reshape(1, len(structure.symbols))


def pool(
    said: Sampled, given: np.ndarray, rng: np.random.Generator, device: Backend | None = None
) -> np.ndarray:
    """Rows that meet the hypotheses, of simple coordinates and of random ones.

    Where these are few, rows between them and the given ones are looked at too.
    """
    count = min(POOL, max(2 * FEW, MOST_VALUES // said.outcomes))
    rows = _drawn(said.structure, count, rng)
    met = meeting(said, rows, device)
    if len(met) < FEW and len(seeds := np.concatenate([given, met])):
        share = np.exp(rng.uniform(*np.log(NEAR), size=(count, 1)))
        around = seeds[rng.integers(len(seeds), size=count)]
        met = np.concatenate([met, meeting(said, around + share * (rows - around), device)])
    return met


def _drawn(structure: Structure, count: int, rng: np.random.Generator) -> np.ndarray:
    rows = np.empty((count, len(structure.symbols)))
    simple = rng.random(count) < SIMPLE
    for block in structure.blocks:
        values = block.domain.draw(rng, count, structure.sizes)
        table = block.simple(structure.sizes)
        picked = table[rng.integers(len(table), size=count)]
        often = simple | (rng.random(count) < SIMPLE / 2)
        rows[:, block.columns] = np.where(often[:, None], picked, values)
    return rows


def meeting(said: Sampled, rows: np.ndarray, device: Backend | None = None) -> np.ndarray:
    """Those of the rows that meet the hypotheses, with what equalities determine in them."""
    kept = [said.unfolded(part) for parts in said.given.values() for part in parts]
    blocks = said.structure.blocks
    if not blocks:
        return rows[:1]
    equalities = [part.difference for part in kept if part.sign == "=="]
    solved = eliminate(equalities, blocks) if equalities else {}
    gaps = Gaps(kept, (), blocks, solved, device)
    rows = gaps.backend.to_numpy(gaps.complete(gaps.backend.asarray(rows)))
    hypothesis, _ = gaps(rows)
    return np.unique(rows[hypothesis <= TOLERANCE], axis=0)
