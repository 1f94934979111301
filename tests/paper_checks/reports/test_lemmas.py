"""What a lemma is about: all of it where it is short, else what it bounds or speaks of."""

from __future__ import annotations

import pytest

from lossproof.paper_checks.reports.parts.lemmas import subject
from lossproof.theory.printing.notation import Notation
from lossproof.theory.printing.scope import phrase_text
from lossproof.theory.printing.terms import read
from lossproof.theory.printing.text import line

LONG = "(^ (+ (* alpha beta gamma) (* delta epsilon) (* alpha zetazetazeta xxxxxx)) 2)"
SUM = "(sum #0 c (max k (at f #0)))"


@pytest.mark.parametrize(
    ("term", "about"),
    [
        ("(>= (+ d -1) 0)", "d ≥ 1"),
        (f"(>= (+ {SUM} (* -1 {LONG})) 0)", "a lower bound of Σ_{j<c} max(k, f[j])"),
        (f"(> (+ {LONG} (* -1 {SUM})) 0)", "an upper bound of Σ_{j<c} max(k, f[j])"),
        (f"(== (+ {LONG} (* -1 {SUM})) 0)", "the value of Σ_{j<c} max(k, f[j])"),
        (f"(== (+ {LONG} -2) 0)", "the value of (α·β·γ + δ·ε + α·zetazetazeta·xxxxxx)²"),
        (f"(>= {LONG} 0)", "the sign of (α·β·γ + δ·ε + α·zetazetazeta·xxxxxx)²"),
        (f"(>= (* {SUM} {LONG} {LONG}) 0)", "on Σ_{j<c} max(k, f[j])"),
        (f"(>= (* (+ (exp y) (log x)) {LONG} {LONG}) (exp y))", "on exp(y)"),
        ("(>= (sum #0 c (* (at veryLongName #0) (at another #0) (at third #0))) 0)", ""),
    ],
)
def test_a_lemma_is_told_by_what_it_says(term: str, about: str) -> None:
    assert phrase_text(subject(Notation().fact(read(term))), line) == about
