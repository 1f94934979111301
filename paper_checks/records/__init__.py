"""Recorded verdicts: read, written whole, and compared with what is found anew.

Plain data, one file per claim: this room imports neither SymPy nor NumPy, and of ours only the
writing of files, so that `lossproof list` answers at once and a record can be read without what
made it.
"""

from lossproof.paper_checks.records.assumptions import (
    HELD as HELD,
    apply_assumptions as apply_assumptions,
    cap_by_assumptions as cap_by_assumptions,
    corrects_what_holds as corrects_what_holds,
    opposite as opposite,
    rests_on as rests_on,
    several as several,
)
from lossproof.paper_checks.records.result import (
    KINDS as KINDS,
    MEANING as MEANING,
    MEASURED as MEASURED,
    OURS as OURS,
    PAPERS as PAPERS,
    PATIENCE as PATIENCE,
    TITLE as TITLE,
    Result as Result,
    Verdict as Verdict,
    shown as shown,
    without_proof as without_proof,
)
from lossproof.paper_checks.records.store import (
    FIELDS as FIELDS,
    FOLDER as FOLDER,
    differences as differences,
    files_in as files_in,
    load as load,
    remove as remove,
    save as save,
)
from lossproof.paper_checks.records.trained import trained_on as trained_on
