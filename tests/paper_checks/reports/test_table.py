"""The table of claims: whole lines for programs, grouped and within the width for people."""

from __future__ import annotations

import pytest

from lossproof.paper_checks import records
from lossproof.paper_checks.claims import load
from lossproof.paper_checks.reports.table import NARROW, WIDE, Row, flat, grouped
from tests.recorded import RECORDED

ROWS = [
    Row("toy.a", "PROVED", "A short one"),
    Row("toy.a/reading", "REFUTED moved", "It " + "goes on " * 10),
    Row("toy.b/alone", "PROVED", "A reading without its claim"),
    Row("other.c", "PROVED", "Of another section"),
    Row("other.d/before", "PROVED", "A reading that comes before its claim"),
    Row("other.d", "PROVED", "Its claim"),
]


def test_lines_for_programs_hold_a_claim_each() -> None:
    lines = [str(line) for line in flat(ROWS)]
    assert len(lines) == len(ROWS)
    assert [line.split("  ")[0] for line in lines] == [row.id for row in ROWS]
    assert all(line.endswith(row.title.rstrip()) for line, row in zip(lines, ROWS, strict=True))


def test_readings_stand_under_their_claim() -> None:
    lines = [str(line) for line in grouped(ROWS, NARROW)]
    assert lines[0] == "toy"
    assert lines[1].split() == ["a", "PROVED", "A", "short", "one"]
    assert lines[2].startswith("    /reading  REFUTED moved  It goes on")
    assert any(line.startswith("  b/alone ") for line in lines)
    assert [line.split()[0] for line in lines[lines.index("other") :]] == [
        "other", "c", "d", "/before",
    ]  # fmt: skip


def test_a_section_has_one_heading() -> None:
    apart = [ROWS[0], ROWS[3], ROWS[2], ROWS[5]]
    lines = [str(line).split()[0] for line in grouped(apart, NARROW)]
    assert lines == ["toy", "a", "b/alone", "other", "c", "d"]


@pytest.mark.parametrize("width", [40, NARROW, 100, WIDE, 300])
def test_every_recorded_claim_fits_the_width(width: int) -> None:
    rows = [Row(r["id"], r["verdict"], r["title"]) for r in RECORDED.values()]
    lines = [*grouped(rows, width)]
    assert max(len(str(line)) for line in lines) <= max(NARROW, min(width, WIDE))
    assert [line.claim for line in lines if line.claim] == [row.id for row in rows]
    told = " ".join(line.after.strip() or str(line).strip() for line in lines)
    assert all(row.title.split()[-1] in told for row in rows)


def test_our_own_questions_are_told_from_those_of_papers() -> None:
    lines = [str(line) for line in grouped([Row("le2018.a", "REFUTED", ""), ROWS[0]], NARROW)]
    assert lines[0] == "le2018  (our own claims, from no paper)"
    assert lines[2] == "toy"


def test_our_own_questions_are_those_of_derived_sections() -> None:
    ours = {claim.id.partition(".")[0] for claim in load() if claim.derived}
    assert ours == {*records.OURS}
