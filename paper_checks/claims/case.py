"""A claim on its way to a verdict: what was recorded of it, and the evidence so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lossproof.paper_checks.claims.claim import Claim
from lossproof.paper_checks.claims.evidence import (
    Counterexample,
    Derived,
    Mismatch,
    Record,
    Simulated,
    Undefined,
    Unproved,
    Witness,
)
from lossproof.paper_checks.records import PATIENCE
from lossproof.theory.proof import ProofError


@dataclass(frozen=True)
class Case:
    """A claim, its earlier record, and the evidence of every stage: None where it found none."""

    claim: Claim
    recorded: Record
    seed: int
    seconds: float = PATIENCE
    simple: Counterexample | None = None
    proof: Derived | ProofError | Unproved | None = None
    refutation: Counterexample | None = None
    undefined: Undefined | None = None
    witness: Witness | None = None
    contradiction: Derived | None = None
    mismatch: Mismatch | None = None
    dropped: Mapping[str, Counterexample | None] | None = None
    simulation: Simulated | None = None

    @property
    def derived(self) -> Derived | None:
        """The proof, where it follows."""
        return self.proof if isinstance(self.proof, Derived) else None

    @property
    def failed(self) -> ProofError | None:
        """Why the proof does not follow, where it does not."""
        return self.proof if isinstance(self.proof, ProofError) else None

    @property
    def left(self) -> str:
        """What provers lacked, in one line, where they were tried and found no proof."""
        return self.proof.left if isinstance(self.proof, Unproved) else ""

    def earlier(self, *keys: str) -> Any:
        """What was recorded under the keys, or None: a record may have been altered by hand."""
        found: Any = self.recorded
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found
