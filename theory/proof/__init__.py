"""The kernel: facts that only rules can make, and derivations built from them.

This is what has to be trusted. `facts` holds the one way to make a fact, `rules` everything that
may take it. Knows nothing of losses, claims or searches.
"""

from lossproof.theory.proof.definedness import defined as defined
from lossproof.theory.proof.facts import (
    Derivation as Derivation,
    Fact as Fact,
    ProofError as ProofError,
    minted as minted,
    vanishes as vanishes,
)
from lossproof.theory.proof.steps import exported as exported
