"""The stages of deciding a claim: each looks at the case so far, and finds one piece of evidence.

None of them knows another, or says what the evidence amounts to.
"""

from lossproof.paper_checks.claims.stages.contradicting import (
    contradict as contradict,
    contradict_unproved as contradict_unproved,
)
from lossproof.paper_checks.claims.stages.cross_checking import cross_check as cross_check
from lossproof.paper_checks.claims.stages.dropping import drop as drop
from lossproof.paper_checks.claims.stages.finding_undefined import find_undefined as find_undefined
from lossproof.paper_checks.claims.stages.proving import (
    prove as prove,
    prove_at_length as prove_at_length,
)
from lossproof.paper_checks.claims.stages.refuting import (
    look as look,
    reconsider as reconsider,
    refute as refute,
)
from lossproof.paper_checks.claims.stages.simulating import simulate as simulate
from lossproof.paper_checks.claims.stages.witnessing import find_witness as find_witness
