"""Training for the claims that are about it, beside what was decided."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from lossproof.paper_checks.claims import REGISTRY, Claim, Source, loaded
from lossproof.paper_checks.claims.deciding import decide_standalone
from lossproof.paper_checks.claims.measurements import KIND, share
from lossproof.paper_checks.records import Result
from lossproof.simulate.running import HERE, Execution
from lossproof.simulate.training import Effect, measure


def measured(
    results: Sequence[Result],
    *,
    files: Sequence[Path] = (),
    backend: str = "numpy",
    execution: Execution = HERE,
) -> list[Result]:
    """The results, every claim about training decided by what is measured now.

    The seeds are those of its effects, so that the same is measured each time.
    """
    with loaded(map(Source.of, files)):
        return [
            _anew(REGISTRY[each.id], each, backend, execution)
            if each.record["evidence"]["kind"] == KIND
            else each
            for each in results
        ]


def _anew(claim: Claim, result: Result, backend: str, execution: Execution) -> Result:
    start, alpha = time.perf_counter(), share(claim.effects)
    values: list[Any] = [
        measure(cast(Effect, effect), alpha=alpha, backend_name=backend, execution=execution).values
        for effect in claim.effects
    ]
    record = decide_standalone(claim, values=[own.tolist() for own in values]).record()
    return replace(result, record=record, seconds=time.perf_counter() - start)
