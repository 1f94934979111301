"""A step that is changed in one place is not confirmed, unless what it then says is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import product
from random import Random
from typing import Any

import pytest

from lossproof.paper_checks.recheck.terms import parsed
from tests.paper_checks.recheck.mutation import Line, Mutant, Target
from tests.recorded import RECORDED
from tests.turns import in_turns

RECORDS = {
    name: record for name, record in RECORDED.items() if record["evidence"]["kind"] == "derivation"
}
PARTS = 12  # of the steps, which take turns
MANY = 250  # steps of a derivation, of which each is changed in ten places
SECTIONS = sorted({name.partition(".")[0] for name in RECORDS})


def of(section: str) -> list[str]:
    return [name for name in RECORDS if name.partition(".")[0] == section]


def is_long(name: str) -> bool:
    return len(RECORDS[name]["evidence"]["steps"]) > MANY


@in_turns(("section", "part"), product(SECTIONS, range(PARTS)), 4 * PARTS)
def test_a_step_that_says_something_else_is_rejected_or_true(section: str, part: int) -> None:
    short = [name for name in of(section) if not is_long(name)]
    rejected_or_true(short, data=False, part=part, parts=PARTS)


@pytest.mark.nightly("a minute: the longest derivations")
@pytest.mark.parametrize("name", [name for name in RECORDS if is_long(name)])
def test_a_step_of_many_is_rejected_or_true(name: str) -> None:
    rejected_or_true([name], data=False)


@pytest.mark.nightly("75,000 mutants of what rules are given, of constants and of hypotheses")
@pytest.mark.parametrize("section", SECTIONS)
def test_a_step_from_other_data_is_rejected_or_true(section: str) -> None:
    rejected_or_true(of(section), data=True)


def rejected_or_true(names: Iterable[str], **which: Any) -> None:
    made, alive = Counter[str](), Counter[str]()
    for name in names:
        target = Target(RECORDS[name])
        for line, kind, mutant in target.tried(Random(name), **which):
            made[kind] += 1
            if mutant is not None:
                alive[kind] += 1
                assert target.leaves_truth(line, mutant), (name, line, mutant)
    # All that is left are weaker signs, other ways to the same, and multiples of 0.
    assert made.total() > 10 * alive.total()


def test_what_says_no_more_than_before_is_told_from_what_does() -> None:
    target = Target(RECORDS["li.sign"])
    line: Line = {"term": "(>= (at f y) 0)"}

    def leaves_truth(text: str, before: Line = line) -> bool:
        parsed(text)
        return target.leaves_truth(before, Mutant("", {"term": text}))

    assert leaves_truth("(>= (+ 0 (at f y)) 0)")
    assert leaves_truth("(>= (at f y) 0)", {"term": "(> (at f y) 0)"})
    assert not leaves_truth("(> (* -1 (at f y)) 0)")
    assert not leaves_truth("(== (at f y) 0)")
    assert not leaves_truth("(>= (+ (at f y) -1/7) 0)")
