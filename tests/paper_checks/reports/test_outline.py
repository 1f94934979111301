"""Derivations in groups: nothing is lost, nothing is told twice, and what is used stands before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lossproof.paper_checks.reports.explain import full
from lossproof.paper_checks.reports.parts.outline import Entry, Outline, because, heading, outline
from lossproof.paper_checks.reports.written.document import part
from lossproof.theory.printing.glossary import REASONS
from tests.recorded import RECORDED

ABOUT = {"source": "A paper", "locus": "Eq. 1", "text": "A sentence."}
PROVED = {
    name: record for name, record in RECORDED.items() if record["evidence"]["kind"] == "derivation"
}


def step(name: str, *sources: str, rule: str = "combination", **more: Any) -> dict[str, Any]:
    return {"step": name, "rule": rule, "from": [*sources], "term": f"(>= {name} 0)", **more}


def case(name: str, number: int) -> dict[str, Any]:
    return step(name, rule="case", uses=["case"], by={"opens": f"case {number}"})


def chain(start: str, length: int, *sources: str) -> Iterator[dict[str, Any]]:
    for k in range(length):
        yield step(f"{start}{k}", *(sources if k == 0 else (f"{start}{k - 1}",)))


def told(entry: Entry, found: Outline) -> str:
    return because(entry, found.labels, lambda shown: shown["step"])


def entries(found: Outline) -> list[Entry]:
    return [entry for group in found.groups for entry in group.entries]


def test_a_step_is_told_in_all_that_its_case_supposes() -> None:
    below = step("below", rule="case", uses=["case"], by={"opens": "between"})
    above = step("above", rule="case", uses=["case"], by={"opens": "between"})
    steps = [below, above, step("both", "below", "above"), *chain("a", 9, "both")]
    found = outline(steps, 1)
    (entry,) = (each for each in entries(found) if each.step["step"] == "a8")
    assert [each["step"] for each in entry.cases] == ["below", "above"]


@pytest.mark.parametrize("verbose", [False, True])
def test_what_a_step_needs_stands_before_it(verbose: bool) -> None:
    for name, record in PROVED.items():
        steps = record["evidence"]["steps"]
        found = outline(steps, len(record["statement"]["conclusion"]), verbose=verbose)
        seen = set[str]()
        for entry in entries(found):
            for said in (entry, *entry.branches):
                needed = {each.step["step"] for each in said.sources if not each.hidden}
                assert needed <= seen, name
            seen.add(entry.step["step"])
        last = steps[-1]["step"]
        assert {last, last.partition("-")[0]} & seen  # of steps that say the same one is shown
        assert len({*found.labels.values()}) == len(found.labels) == len(seen)
        if verbose:
            assert seen == {each["step"] for each in steps}


def test_what_many_steps_serve_is_a_lemma_and_the_claim_comes_last() -> None:
    steps = [*chain("a", 7), *chain("b", 4, "a6"), *chain("c", 4, "a6"), step("end", "b3", "c3")]
    found = outline(steps, 1)
    assert [(group.name, group.printed) for group in found.groups] == [
        ("Lemma 1", False),
        ("Claim", True),
    ]
    assert found.labels["a6"] == "Lemma 1"
    using = entries(found)[7]
    assert told(using, found) == "adding multiples of Lemma 1"
    named = because(using, found.labels, str, about=lambda shown: f"on {shown['step']}")
    assert named == "adding multiples of Lemma 1 (on a6)"
    assert heading(found.groups[0], str, lambda shown: "on a6") == "Lemma 1, on a6"
    assert heading(found.groups[0], lambda shown: "a6", lambda shown: "a6") == "Lemma 1"
    assert heading(found.groups[1], str, lambda shown: "on a6") == "Claim"
    assert told(found.groups[-1].last, found) == "adding multiples of (10), (14)"


def test_parts_of_the_claim_are_told_apart_where_each_has_its_end() -> None:
    steps = [*chain("a", 5), *chain("b", 5)]
    assert [group.name for group in outline(steps, 2).groups] == ["Claim, part 1", "Claim, part 2"]
    assert [group.name for group in outline(steps, 3).groups] == ["Claim", "Claim"]
    assert not any(group.printed for group in outline(steps, 3).groups)


def test_a_step_that_says_what_its_one_premise_says_is_not_told_again() -> None:
    again = {**step("b", "a", rule="slope"), "term": "(>= a 0)"}
    steps = [step("a"), again, step("c", "b")]
    found = outline(steps, 1)
    assert [each.step["step"] for each in entries(found)] == ["a", "c"]
    assert told(entries(found)[-1], found) == "adding multiples of (1)"
    assert len(entries(outline(steps, 1, verbose=True))) == 3
    assert len(entries(outline(steps[:2], 1))) == 2  # what a derivation ends on stays
    closing = {**again, "by": {"closes": ["case 1"]}}
    assert len(entries(outline([step("a"), closing, step("c", "b")], 1))) == 3


def test_the_number_of_a_slope_is_told_with_what_it_is_between() -> None:
    record = RECORDED["zhang2018.truncated-gap/d-one"]
    shown = "\n".join(full(record, ABOUT, {}))
    assert "by the mean value theorem with 0 < u1 < d − 1: (" in shown
    latex = "".join(part(record, ABOUT, {}))
    assert "the mean value theorem with $0 < u_{1} < d - 1$: (" in latex


def test_what_a_case_supposes_in_several_steps_is_used_where_it_is_closed() -> None:
    supposed = [{**case("x", 1), "from": ["a6"]}, {**case("y", 1), "from": ["b3"]}]
    end = step("end", "c3", rule="one entry is the largest", by={"closes": ["case 1"]})
    steps = [*chain("a", 7), *chain("b", 4), *supposed, *chain("c", 4, "x", "y"), end]
    found = outline(steps, 1)
    assert [group.printed for group in found.groups if group.name == "Claim"] == [True]
    (last,) = (entry for entry in entries(found) if entry.step["step"] == "end")
    assert {each.step["step"] for each in last.sources} == {"c3", "a6", "b3"}


def test_short_derivations_have_no_groups() -> None:
    assert [group.name for group in outline([*chain("a", 8)], 1).groups] == [""]


def test_cases_that_say_the_same_are_one_step() -> None:
    whole = {"term": "(>= x 0)"}
    steps = [
        step("base"),
        case("up", 1),
        step("one", "up", **{"term": "(> x 0)"}),
        case("down", 2) | {"from": ["base"]},
        step("two", "down") | whole,
        step("both", "one", "two", rule="both cases", by={"closes": ["case 1", "case 2"]}) | whole,
    ]
    found = outline(steps, 1)
    *_, last = entries(found)
    assert [entry.step["step"] for entry in entries(found)] == ["base", "both"]
    assert told(last, found) == "distinguishing two cases: (1)"
    assert [
        (branch.supposed and branch.supposed["step"], because(branch, {}, lambda s: s["step"]))
        for branch in last.branches
    ] == [
        ("up", "adding multiples of the case assumption up"),
        ("down", "adding multiples of the case assumption down"),
    ]


def test_what_is_so_in_a_case_only_says_so() -> None:
    steps = [case("up", 1), *chain("a", 7, "up"), *chain("b", 3, "a6"), *chain("c", 3, "a6"),
             step("both", "b2", "c2", rule="both cases", by={"closes": ["case 1", "case 2"]}),
             step("end", "both", "a6")]  # fmt: skip
    lemma, *_ = outline(steps, 1).groups
    assert [each["step"] for each in lemma.last.cases] == ["up"]


def test_what_is_derived_twice_is_told_once_unless_every_step_is_asked_for() -> None:
    again = step("again") | {"term": "(>= first 0)"}
    steps = [step("first"), again, step("end", "first", "again")]
    assert len(entries(outline(steps, 1))) == 2
    assert len(entries(outline(steps, 1, verbose=True))) == 3


def test_every_recorded_rule_is_named_in_plain_words() -> None:
    steps = (each for record in RECORDED.values() for each in record["evidence"].get("steps", ()))
    used = {each["rule"] for each in steps if "opens" not in each.get("by", {})}
    assert len(used) > 50
    assert used - {"hypothesis"} <= REASONS.keys()
