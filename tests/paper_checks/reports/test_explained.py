"""What a page says of a claim that is neither proved nor refuted, and of its hypotheses."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lossproof.paper_checks.claims import load
from lossproof.paper_checks.reports.explain import FOLDED, full
from lossproof.paper_checks.reports.written import document, page
from lossproof.theory.printing.prose import ascii_of, unicode
from lossproof.theory.printing.text import ASCII
from tests.recorded import RECORDED

ABOUT = {"source": "A paper", "locus": "Eq. 1", "text": "A sentence."}


@pytest.mark.parametrize("missing", ["a counterexample", "a point that meets the hypotheses"])
def test_what_is_undecided_has_one_negation(missing: str) -> None:
    evidence = {"kind": "search", "not found": missing}
    record = {**RECORDED["zhang2018.tightens-k03"], "verdict": "UNDECIDED", "evidence": evidence}
    found = f"found neither a proof nor {missing}"
    assert f"Result  {found}" in full(record, ABOUT, RECORDED)
    assert found in page.part(record, ABOUT, RECORDED)
    assert rf"\paragraph{{Result}} {found}." in document.part(record, ABOUT, RECORDED)


def test_it_is_said_where_sympy_has_made_both_sides_the_same() -> None:
    record = RECORDED["zhang2018.class-sum-bounds"]
    told = f"        {FOLDED[:72]}"
    assert not any(line.startswith(told) for line in full(record, ABOUT, RECORDED))
    alike = {**record["statement"], "conclusion": ["(== 1 1)"]}
    lines = [*full({**record, "statement": alike}, ABOUT, RECORDED)]
    assert lines[lines.index("Claim   1 = 1") + 1].startswith(told)


def test_ascii_has_a_word_for_every_sign() -> None:
    left = {"kind": "search", "not found": "a counterexample", "left": "2η·√x ≥ T̃⁻¹ + ⌊α²⌋"}
    record = {**RECORDED["zhang2018.tightens-k03"], "verdict": "UNDECIDED", "evidence": left}
    lines = [*full(record, ABOUT, RECORDED, marks=ASCII)]
    assert "Remaining goal: 2*eta*sqrt(x) >= Ttilde^-1 + floor(alpha^2)" in lines
    assert all(line.isascii() for line in lines)


def test_latex_says_given_once() -> None:
    record = RECORDED["patrini2017.max-pooling"]
    assert len(record["statement"]["given"]) == 3
    assert document.part(record, ABOUT, RECORDED).count(r"\paragraph{Given}") == 1


def test_every_form_tells_what_signs_mean() -> None:
    record = RECORDED["dmi.loss-shift/batches"]
    told = "is the mean over batches of"
    lines = " ".join(full(record, ABOUT, RECORDED))
    assert f"Here    E_{{n from P}} … {told} n samples from the distribution P" in lines
    assert f"… {told} $n$ samples" in document.part(record, ABOUT, RECORDED).replace("$ is", " is")
    assert told in page.part(record, ABOUT, RECORDED)


def test_what_holds_at_a_point_is_said_once() -> None:
    record = RECORDED["li.dmi-order"]
    met = record["evidence"]["given"]["independent given Y"]
    lines = [line.strip() for line in full(record, ABOUT, RECORDED)]
    assert len(met) == 54
    assert sorted(line for line in lines if " holds: " in line) == [
        f"hypothesis “independent given Y” holds: {each} = {each}"
        for each in ("1/10", "1/5", "3/5", "4/5")
    ]


def test_no_line_ends_inside_short_brackets() -> None:
    record = RECORDED["le2018.general-t-triplets"]
    lines = [*full(record, ABOUT, RECORDED, width=80)]
    assert max(map(len, lines)) <= 80
    assert not any(re.search(r"\[[^\]]*$", line) for line in lines)
    assert "\N{NO-BREAK SPACE}" not in "".join(lines)


def test_a_claim_of_many_short_parts_shares_lines_and_says_each_once() -> None:
    record = RECORDED["dmi.dmi-order/row-maximum"]
    lines = [*full(record, ABOUT, RECORDED)]
    (start,) = (k for k, line in enumerate(lines) if line.startswith("Claim   "))
    assert [line.strip() for line in lines[start + 1 : start + 4]] == [
        "0 < share",
        "1 − share < share",
        "share/2 < 1 − share",
    ]
    many = [*full(RECORDED["patrini2017.backward-coefficients/mnist"], ABOUT, RECORDED)]
    (start,) = (k for k, line in enumerate(many) if line.startswith("Claim   "))
    assert many[start].count(" ≤ ") == many[start + 1].count(" ≤ ") == 4
    assert max(map(len, many[start : start + 2])) <= 100


def test_every_text_has_a_form_in_ascii() -> None:
    for claim in load():
        for text in (claim.title, claim.text, claim.locus):
            assert ascii_of(unicode(text)).count("?") == text.count("?"), claim.id


def test_a_hypothesis_without_a_counterexample_is_told_by_whether_the_proof_needs_it() -> None:
    record = RECORDED["patrini2017.forward-form"]
    without = {**record["hypotheses"], "possible": {"dropped": None}}
    told = "No counterexample was found without the hypothesis “possible”; "
    leant = {**record, "hypotheses": without, "uses": ["possible"]}
    assert f"{told}the proof uses it" in " ".join(full(leant, ABOUT, RECORDED, width=999))
    idle = {**record, "hypotheses": without, "uses": []}
    assert f"{told}no step of the proof uses it" in " ".join(full(idle, ABOUT, RECORDED, width=999))


def test_draws_are_told_as_the_counts_that_they_are() -> None:
    record = RECORDED["derived.batch-estimator/absolute"]
    drawn = f"estimated from {record['simulation']['labels']:.2g} random samples in all"
    assert drawn in " ".join(" ".join(full(record, ABOUT, RECORDED)).split())


def test_evidence_that_the_second_checker_does_not_confirm_is_told_with_the_reason() -> None:
    record = RECORDED["dmi.mi-properties"]
    why = "the step x > 0, by “combination”: a term may have no value"
    evidence = {"kind": "search", "unconfirmed": "a proof", "left": why}
    hypotheses = {name: dict[str, Any]() for name in record["hypotheses"]}
    open_ = {**record, "verdict": "UNDECIDED", "evidence": evidence, "hypotheses": hypotheses}
    lines = " ".join(" ".join(full({**open_, "trust": []}, ABOUT, RECORDED)).split())
    assert "Result found a proof that the second checker does not confirm" in lines
    assert f"Reason: {why}" in lines


def test_second_derivatives_of_the_loss_are_named() -> None:
    for name, said in (
        ("patrini2017.hessian-noise-free/mixed", "E_{j∼T[y, ·]} second(j) − second(y) = r[y] − E"),
        ("patrini2017.hessian-backward/change", "corrected(y) − second(y) = r[y] − Σ_{j<c}"),
        ("patrini2017.hessian-blocks", "corrected(z) = second(z)"),
        ("derived.gauss-newton", "E_{j∼r[·]} (bent(j) + newton) − E_{j∼r[·]} bent(j) = newton"),
    ):
        assert said in "\n".join(full(RECORDED[name], ABOUT, RECORDED))
