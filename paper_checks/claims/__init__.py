"""Claims, and what decides them: a row of stages that find evidence, and a verdict that reads it.

Knows the papers only through the registry; how a verdict is told is in `paper_checks.reports`.
"""

from lossproof.paper_checks.claims.claim import (
    REGISTRY as REGISTRY,
    Claim as Claim,
    Paper as Paper,
    Registry as Registry,
)
from lossproof.paper_checks.claims.deciding import (
    EXPLAINED as EXPLAINED,
    check as check,
    decide as decide,
    registered as registered,
)
from lossproof.paper_checks.claims.evidence import (
    Counterexample as Counterexample,
    Record as Record,
    plain as plain,
    said as said,
)
from lossproof.paper_checks.claims.loading import (
    Source as Source,
    load as load,
    load_file as load_file,
    loaded as loaded,
)
from lossproof.paper_checks.records import MEANING as MEANING, Result as Result, shown as shown
