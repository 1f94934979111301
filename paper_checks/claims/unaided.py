"""What provers find of a statement that no proof is written for."""

from __future__ import annotations

from paper_checks.claims.evidence import Derived, Unproved
from theory.card.patience import TooLongError, within
from theory.proof import Fact
from theory.provers import Left, easy, unshown
from theory.statement import Proof, Statement


def unaided(statement: Statement, seconds: float) -> Derived | Unproved:
    """The derivation that provers find within so many seconds of processor time.

    What is wrong is said where they trip, as over numbers of more digits than are written out.
    """
    proof, facts, left = Proof(statement), list[Fact](), Left()
    try:
        with within(seconds):
            for goal in proof.goals:
                found = easy(goal, proof.known(), left)
                if found is None:
                    return Unproved(str(left) or unshown(goal))
                facts.append(found)
        return Derived(proof.conclude(facts))
    except TooLongError:
        goal = proof.goals[len(facts)]
        said = str(left) or unshown(goal)
        return Unproved(f"{said}, after {seconds:g} seconds")
    except ValueError as error:
        return Unproved(str(error))
