"""A statement: parameters with their domains, named hypotheses, and a conclusion.

What it says at a point, what a proof of it may use, whether the proof and numbers part, and the
same statement about fewer points.
Knows nothing of papers, of searching, or of verdicts.
"""

from lossproof.theory.statement.asking import (
    AskedError as AskedError,
    MistakeError as MistakeError,
    call_by_name as call_by_name,
    line_of as line_of,
    mistake as mistake,
    no_branching as no_branching,
)
from lossproof.theory.statement.condition import Condition as Condition
from lossproof.theory.statement.cross_check import contradicted as contradicted
from lossproof.theory.statement.lemma import Lemma as Lemma
from lossproof.theory.statement.outcome import Decided as Decided, Outcome as Outcome
from lossproof.theory.statement.proof import Proof as Proof
from lossproof.theory.statement.statement import Assignment as Assignment, Statement as Statement
from lossproof.theory.statement.tree import coordinates as coordinates
from lossproof.theory.statement.variants import narrowed as narrowed
