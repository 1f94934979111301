"""No mutant of a claim that is false is proved, and none that its claim implies is refuted.

Run this file for a table of what became of the mutants, and the accepted ones, one a line:
`python -m tests.paper_checks.test_mutants --each 3 --decide 1`.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import TimeoutError as OutOfTime, as_completed
from typing import Any

import pytest
from pebble import ProcessPool

from lossproof.paper_checks.claims import decide, load
from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Counterexample, Derived, Witness
from lossproof.paper_checks.claims.stages import prove
from lossproof.simulate.search import find
from lossproof.theory.proof import ProofError
from tests.paper_checks.mutants import KINDS, Mutant, mutants, unchanged
from tests.recorded import RECORDED

CLAIMS = load()
WITH_PROOF = [claim.id for claim in CLAIMS if claim.prove]
# What a proof meets that was written for another statement: the claim would be an ERROR.
BROKEN = (ProofError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError)


def shown(mutant: Mutant) -> Derived | None:
    """What the claim's own proof shows of the mutant."""
    try:
        found = prove(Case(mutant.claim, {}, 0))
    except BROKEN:
        return None
    return found if isinstance(found, Derived) else None


def points_of(claim_id: str) -> Iterator[Any]:
    """The points of the record of the claim that was mutated."""
    record = RECORDED.get(claim_id, {})
    dropped = [each.get("dropped") for each in record.get("hypotheses", {}).values()]
    for kept in (record.get("witness"), record.get("evidence"), *dropped):
        if kept and "point" in kept:
            yield kept["point"]


def at_recorded(mutant: Mutant, kind: Any) -> Any:
    """The evidence of one kind about the mutant at a recorded point, or None."""
    for point in points_of(mutant.claim.id):
        try:
            if found := kind.at(mutant.claim.statement, point):
                return found
        except (ValueError, TypeError, KeyError):
            continue
    return None


def false_at(mutant: Mutant, *, thorough: bool) -> Any:
    """A certified counterexample to the mutant, or None."""
    if found := at_recorded(mutant, Counterexample):
        return found.values
    statement = mutant.claim.statement
    if (point := find(statement, limit=6, thorough=False)) is not None or not thorough:
        return point
    return find(statement, limit=3, seed=1)


def met_at(mutant: Mutant) -> Any:
    """A point that meets the hypotheses of the mutant, or None."""
    if found := at_recorded(mutant, Witness):
        return found.values
    return find(mutant.claim.statement, refuting=False)


def same(mutant: Mutant) -> bool:
    return unchanged(mutant.claim.statement, CLAIMS[mutant.claim.id].statement)


def proved_wrongly(mutant: Mutant) -> str | None:
    """Why the mutant must not have the proof it has; None if nothing is wrong."""
    found = shown(mutant)
    if found is None:
        return None
    if found.vacuous and (point := met_at(mutant)) is not None:
        return f"{mutant}: shown to be vacuous, met at {point}"
    if (point := false_at(mutant, thorough=not mutant.implied)) is not None:
        return f"{mutant}: proved, false at {point}"
    return None


def tried(claim: str) -> Any:
    slow = [pytest.mark.nightly("24 s: searches among the logarithms of mutual information")]
    return pytest.param(claim, marks=slow if claim == "dmi.mi-order" else [])


@pytest.mark.parametrize("claim", [*map(tried, random.Random(0).sample(WITH_PROOF, 12))])
def test_what_is_false_is_not_proved(claim: str) -> None:
    made = [*mutants(CLAIMS[claim], 1)]
    chosen = random.Random(claim).sample(made, min(4, len(made)))
    assert not [*filter(None, map(proved_wrongly, chosen))]


@pytest.mark.nightly("20 min: three mutants of every kind of every claim")
@pytest.mark.parametrize("claim", WITH_PROOF)
def test_no_mutant_that_is_false_is_proved(claim: str) -> None:
    assert not [*filter(None, map(proved_wrongly, mutants(CLAIMS[claim], 3, seed=1)))]


def test_a_false_mutant_with_a_proof_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = CLAIMS["zhang2018.larger-k-tighter"]
    reversed_ = next(m for m in mutants(claim, 1) if m.kind == "direction")
    assert proved_wrongly(reversed_) is None
    proof = prove(Case(claim, {}, 0))
    assert isinstance(proof, Derived)
    monkeypatch.setattr("tests.paper_checks.test_mutants.shown", lambda mutant: proof)
    assert "proved, false at" in str(proved_wrongly(reversed_))


def test_every_kind_is_made() -> None:
    made = [*mutants(CLAIMS["derived.logdet-bias"], 1), *mutants(CLAIMS["dmi.dmi-properties"], 1)]
    assert {mutant.kind for mutant in made} == KINDS.keys()


def sound(mutant: Mutant) -> tuple[str, str | None]:
    """The verdict on the mutant, and why it is wrong, if something shows it."""
    try:
        verdict = decide(mutant.claim).verdict
    except BROKEN as error:
        wrong = mutant.implied and shown(mutant) is not None
        return "ERROR", f"{mutant}: {error}" if wrong else None
    if verdict == "PROVED" and (point := false_at(mutant, thorough=True)) is not None:
        return verdict, f"{mutant}: PROVED, false at {point}"
    if verdict == "VACUOUS" and (point := met_at(mutant)) is not None:
        return verdict, f"{mutant}: VACUOUS, met at {point}"
    original = RECORDED[mutant.claim.id]["verdict"]
    if verdict == "REFUTED" and mutant.implied and original == "PROVED":
        return verdict, f"{mutant}: REFUTED, and implied by what is PROVED"
    return verdict, None


@pytest.mark.nightly("10 min: one mutant of every claim, decided as a whole")
@pytest.mark.parametrize("claim", [claim.id for claim in CLAIMS if not claim.effects])
def test_a_mutant_is_decided_soundly(claim: str) -> None:
    assert not [line for _, what, line in decided(claim, 0) if what == "WRONG"]


def fate(mutant: Mutant) -> tuple[str, str]:
    """What became of a mutant, and a line on it where a person should look."""
    if same(mutant):
        return "equal to the original", ""
    found = shown(mutant)
    if found is None:
        false = at_recorded(mutant, Counterexample) is not None
        return "rejected, false at a recorded point" if false else "rejected", ""
    if why := proved_wrongly(mutant):
        return "ACCEPTED, FALSE", why
    if found.vacuous:
        return "accepted, vacuous", str(mutant)
    return ("accepted, implied" if mutant.implied else "accepted, not refuted"), str(mutant)


def fates(claim: str, each: int) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for mutant in mutants(CLAIMS[claim], each):
        try:
            found.append((mutant.kind, *fate(mutant)))
        except BROKEN as error:  # such as an entry that there may not be
            found.append((mutant.kind, "no statement at all sizes", f"{mutant}: {error}"))
    return found


def decided(claim: str, seed: int) -> list[tuple[str, str, str]]:
    """One mutant of a claim, decided as a whole."""
    chosen = random.Random(f"{claim} {seed}").choice([*mutants(CLAIMS[claim], 1, seed=2)])
    verdict, why = sound(chosen)
    return [("decided as a whole", "WRONG" if why else verdict, why or f"{chosen}")]


def main() -> None:
    """Make mutants of every claim that has a proof, and print what became of them."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--each", type=int, default=3, help="mutants of a kind and claim")
    parser.add_argument("--decide", type=int, default=0, help="so many of each claim as a whole")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=600, help="seconds for a claim")
    options = parser.parse_args()
    counts = Counter[tuple[str, str]]()
    with ProcessPool(max_workers=options.workers) as pool:
        futures: dict[Any, str] = {}
        for name in random.Random(0).sample(WITH_PROOF, len(WITH_PROOF)) if options.each else ():
            task = pool.schedule(fates, args=(name, options.each), timeout=options.timeout)
            futures[task] = name
        for seed in range(options.decide):
            for name in random.Random(seed).sample([each.id for each in CLAIMS], len(CLAIMS)):
                task = pool.schedule(decided, args=(name, seed), timeout=options.timeout)
                futures[task] = name
        for future in as_completed(futures):
            try:
                found = future.result()
            except OutOfTime:
                found = [("all", "out of time", futures[future])]
            except Exception as error:
                found = [("all", "broken", f"{futures[future]}: {error!r}"[:500])]
            counts.update((kind, what) for kind, what, _ in found)
            print(f"# {futures[future]}: {counts.total()} mutants so far", flush=True)
            for _, what, line in found:
                if line:
                    print(f"{what}: {line}", flush=True)
    for (kind, what), number in sorted(counts.items()):
        print(f"{number:6} {kind}: {what}")
    for what in sorted({what for _, what in counts}):
        print(f"{sum(n for (_, each), n in counts.items() if each == what):6} {what}")


if __name__ == "__main__":
    main()
