"""Simulations of claims from their statements, in blocks, beside what was decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from lossproof.paper_checks.claims import REGISTRY, Source, loaded, monte_carlo
from lossproof.paper_checks.claims.measurements import KIND
from lossproof.paper_checks.records import Result
from lossproof.simulate.running import HERE, Execution, Statistics, run

Record = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """A claim to simulate: its statement as data, and the point that was recorded."""

    id: str
    statement: str
    point: Mapping[str, Any] | None
    refuted: bool

    @classmethod
    def of(cls, result: Result) -> Request:
        """What is asked of a claim that was decided."""
        record = result.record
        refuted = record["evidence"]["kind"] == "counterexample"
        kept: Mapping[str, Any] | None = record["evidence"] if refuted else record["witness"]
        point = kept["point"] if kept and "point" in kept else None
        return cls(result.id, _digest(record["statement"]), point, refuted)


@dataclass(frozen=True)
class Drawing:
    """The task of drawing claims, one a block; what a block finds is its record, as one number.

    The totals hold the record of every claim in its place.
    """

    request: tuple[Request, ...]
    files: tuple[Source, ...]
    seed: int
    backend: str

    @property
    def recipe(self) -> Mapping[str, Any]:
        """All that a block depends on."""
        request = [[each.id, each.statement, each.point, each.refuted] for each in self.request]
        return {"drawn": request, "seed": self.seed, "backend": self.backend}

    def __call__(self, block: int) -> Statistics:
        """What drawing says of one claim; 0 for one without expectations."""
        with loaded(self.files):
            request = self.request[block]
            statement = REGISTRY[request.id].statement
            if _digest(statement.record()) != request.statement:
                raise ValueError(
                    f"a worker process has another statement of {request.id}: start "
                    "the workers again"
                )
            said = monte_carlo.run(
                request.id,
                statement,
                [] if request.point is None else [statement.check(request.point)],
                refuted=request.refuted,
                seed=self.seed,
                device=self.backend,
            )
        totals = np.zeros(len(self.request), object)
        if said is not None:
            totals[block] = int.from_bytes(json.dumps(said).encode(), "big")
        return {"said": totals}


def simulated(
    results: Sequence[Result],
    *,
    files: Sequence[Path] = (),
    seed: int = 0,
    backend: str = "numpy",
    execution: Execution = HERE,
) -> dict[str, Record]:
    """What drawing says of every claim whose statement holds an expectation, by id.

    A refuted claim is simulated at its counterexample, any other at its witness and at instances of
    its domain. What is said depends on the seed alone, not on which claims are asked for, or where
    they are drawn; on a device floats may differ from NumPy's in their last digits.
    """
    unsaid = ("error", KIND)
    request = tuple(
        Request.of(each) for each in results if each.record["evidence"]["kind"] not in unsaid
    )
    if not request:
        return {}
    task = Drawing(request, tuple(map(Source.of, files)), seed, backend)
    said = run(task, len(request), execution).totals["said"]
    return {each.id: _read(number) for each, number in zip(request, said, strict=True) if number}


def _digest(statement: Record) -> str:
    return sha256(json.dumps(statement, sort_keys=True).encode()).hexdigest()


def _read(number: int) -> Record:
    return json.loads(number.to_bytes((number.bit_length() + 7) // 8, "big"))
