"""Records forged so that a reader would believe something else, with the digest made anew."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from itertools import combinations, pairwise
from typing import Any

import pytest

from lossproof.paper_checks.recheck.record import digest, recheck, sealed
from lossproof.paper_checks.recheck.terms import RejectedError
from tests.recorded import RECORDED
from tests.together import together
from tests.turns import in_turns

Record = dict[str, Any]
Path = tuple[Any, ...]
OF_EACH_KIND = {record["evidence"]["kind"]: name for name, record in RECORDED.items()}
DRAWN = {
    kind: name for name, record in RECORDED.items()
    if "simulation" in record and (kind := record["evidence"]["kind"])
}  # fmt: skip
FALSE = [
    ({"n": "(integer 1 inf)"}, "(== (+ n -1000) 0)", "n >= 1", "1"),
    ({"x": "(interval 0 1 closed closed)"}, "(> (+ x -2) 0)", "x in [0, 1]", "1"),
    ({"x": "(interval -inf inf open open)"}, "(>= x 0)", "x a real number", "1"),
    ({"c": "(classes 2 inf)"}, "(> (+ 3 (* -1 c)) 0)", "c >= 2", "2"),
    ({"x": "(interval 0 inf open open)"}, "(== (log x) 0)", "x in (0, oo)", "1"),
    ({"n": "(integer 1 inf)"}, "(>= (+ 9 (* -1 n)) 0)", "n >= 1", "1"),
]
RULES: dict[str, Record] = {
    "identity": {}, "evident sign": {}, "combination": {"by": {"terms": [["1"]]}},
}  # fmt: skip
# Objects whose keys are names.
NAMED = ("parameters", "given", "hypotheses", "where", "point")


def refusal(record: Record, before: Record | None = None) -> str:
    """Why the record is rejected; empty if it is confirmed.

    It bears the digest of what the record refuted that it was `before`, if any.
    """
    own = {name: text for name, text in sealed(before or record).items() if name == "refutes"}
    try:
        recheck(sealed({**record, **own}), RECORDED)
    except RejectedError as error:
        return str(error)
    return ""


def with_a_false_step(rule: str, stated: Any) -> Record:
    parameters, said, scope, value = stated
    (name,) = parameters
    op, left = said[1:3].strip(), said.partition(" ")[2][:-3]
    step = {"step": "5ea61f", "rule": rule, "from": [], "term": said, **RULES[rule]}
    sides = {"lhs": value, "op": op, "rhs": "0", "holds": True}
    return {
        "id": "own.false", "title": "False", "locus": "1", "kind": "ineq", "repairs": None,
        "assumes": [], "verdict": "PROVED", "scope": f"all {scope}",
        "statement": {
            "parameters": parameters, "given": {}, "conclusion": [f"({op} {left} 0)"],
        },
        "evidence": {"kind": "derivation", "steps": [step]},
        "witness": {"point": {name: value}, "given": {}, "conclusion": [sides]},
        "hypotheses": {}, "uses": [],
        "trust": ["sympy"],
    }  # fmt: skip


@together("stated", FALSE)
@together("rule", RULES)
def test_a_step_that_does_not_follow_is_no_matter_of_trust(rule: str, stated: Any) -> None:
    record = with_a_false_step(rule, stated)
    why = refusal(record)
    assert why.startswith("step 5ea61f, not confirmed: ")
    for trust in (["sympy", why], ["sympy", *why.split("; ")], [why, "sympy"]):
        assert refusal({**record, "trust": trust}).startswith("step 5ea61f, not confirmed: ")


def objects(value: Any, path: Path = ()) -> Iterator[Path]:
    """The place of every object, but of those whose keys are names."""
    if isinstance(value, dict):
        if not path or path[-1] not in NAMED:
            yield path
        for key, each in value.items():
            yield from objects(each, (*path, key))
    elif isinstance(value, list):
        for k, each in enumerate(value):
            yield from objects(each, (*path, k))


def at(record: Record, path: Path) -> Any:
    found: Any = record
    for key in path:
        found = found[key]
    return found


@together("key", ["note", "checked by", "verdict of the authors"])
@together("kind", OF_EACH_KIND)
def test_a_key_that_nothing_reads_is_named_wherever_it_stands(kind: str, key: str) -> None:
    record = RECORDED[OF_EACH_KIND[kind]]
    looked = 0
    for path in objects(record):
        forged = deepcopy(record)
        at(forged, path)[key] = "proved by hand as well"
        assert refusal(forged), path
        looked += 1
    assert looked > 4


@pytest.mark.parametrize("kind", OF_EACH_KIND)
def test_a_key_that_is_gone_is_named_wherever_it_stood(kind: str) -> None:
    record = RECORDED[OF_EACH_KIND[kind]]
    for path in objects(record):
        for key in at(record, path):
            if (*path, key) in [("where",), ("simulation",)]:
                continue
            forged = deepcopy(record)
            del at(forged, path)[key]
            assert refusal(forged, record), (*path, key)


@together("kind", DRAWN)
@together("said", ["agrees in every place", "all c >= 2", "== 1", "its proof"])
def test_another_text_about_what_was_drawn_is_named(kind: str, said: str) -> None:
    record = RECORDED[DRAWN[kind]]
    texts = ("outcome", "place", "alpha", "claimed")
    looked = 0
    for path in objects(record["simulation"]):
        for key in texts:
            forged = deepcopy(record)
            holder = at(forged["simulation"], path)
            if key in holder:
                holder[key] = said
                assert refusal(forged), (*path, key)
                looked += 1
    assert looked >= 3


def swaps(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """Two entries of an object or a list that differ, and where."""
    keys = [*value] if isinstance(value, dict) else [*range(len(value))]
    for first, second in pairwise(keys):
        if value[first] != value[second]:
            yield path, first, second
    for key in keys:
        if isinstance(value[key], (dict, list)):
            yield from swaps(value[key], (*path, key))


def meaning(value: Any) -> Any:
    """What is said, whatever the order; of a derivation what it is of."""
    if isinstance(value, dict):
        return {key: meaning(each) for key, each in value.items() if key != "steps"}
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return sorted(map(repr, map(meaning, value)))
    return value


def alike(record: Record) -> Any:
    """The meaning of a record, its conclusion and hypotheses in any order of their parts."""
    found = meaning(record)
    stated = found["statement"]
    given = {name: sorted(parts) for name, parts in stated["given"].items()}
    stated = {**stated, "given": given, "conclusion": sorted(stated["conclusion"])}
    return {**found, "statement": stated, "assumes": sorted(found["assumes"])}


SHORT = [n for n, r in RECORDED.items() if len(r["evidence"].get("steps", ())) <= 12]


@in_turns("first", range(0, 120, 30), 4)
def test_swapped_items_are_named_where_they_say_something_else(first: int) -> None:
    swapped_items_are_named(SHORT[first::120])


@pytest.mark.nightly("a minute: all entries of 14, of any length")
def test_swapped_items_of_long_records_are_named() -> None:
    swapped_items_are_named(sorted(RECORDED)[::40])


def swapped_items_are_named(names: list[str]) -> None:
    """Not the title and the locus, which people wrote, nor names of quantities."""
    looked = 0
    for name in names:
        record = RECORDED[name]
        rest = {key: each for key, each in record.items() if key not in ("where", "repairs")}
        for path, first, second in swaps(rest):
            if not path and {first, second} & {"id", "title", "locus", "kind", "assumes"}:
                continue
            forged = deepcopy(record)
            holder = at(forged, path)
            holder[first], holder[second] = holder[second], holder[first]
            looked += 1
            same = refusal(forged, record) or alike(forged) == alike(record) or as_true(path)
            assert same, (name, path, first, second)
    assert looked > 50


def test_a_counterexample_is_one_of_the_statement_that_it_was_found_for() -> None:
    """Exchanged domains and hypotheses: the point refutes what comes of 41 of these as well."""
    whole = sealed(RECORDED[OF_EACH_KIND["counterexample"]])
    del whole["refutes"]
    with pytest.raises(RejectedError, match="the key 'refutes'"):
        recheck({**whole, "digest": digest(whole)}, RECORDED)
    looked = 0
    for record in RECORDED.values():
        for part in ("parameters", "given") if record["verdict"] == "REFUTED" else ():
            for one, other in combinations(stated := record["statement"][part], 2):
                if stated[one] == stated[other]:
                    continue
                swapped = {**stated, one: stated[other], other: stated[one]}
                forged = {**record, "statement": {**record["statement"], part: swapped}}
                assert refusal(forged, record), (record["id"], one, other)
                looked += 1
    assert looked > 1000


def as_true(path: Path) -> bool:
    """Numbers of a point that are as good, and what training was given, which is not done again."""
    return "point" in path or path[:2] == ("evidence", "effects") or path[:1] == ("simulation",)


def test_a_domain_that_is_wider_than_the_proof_allows_is_named() -> None:
    """The scope goes with it, and every point is inside."""
    looked = 0
    for record in RECORDED.values():
        for name, text in record["statement"]["parameters"].items():
            needed = f"domain of {name}" in record["uses"]
            if not (needed and text.startswith("(interval ") and record["verdict"] == "PROVED"):
                continue
            forged = deepcopy(record)
            forged["statement"]["parameters"][name] = "(interval -inf inf open open)"
            before = next(p for p in ends(text) if f"{name} {p}" in record["scope"])
            told = f"{name} {before}", f"{name} a real number"
            forged["scope"] = record["scope"].replace(*told, 1)
            why = refusal(forged)
            assert why, (record["id"], name)
            assert "its scope" not in why
            looked += 1
            if looked == 60:
                return
    raise AssertionError(f"{looked} are too few")


def ends(text: str) -> Iterator[str]:
    """How a scope tells an interval."""
    low, high, left, right = text[:-1].split()[1:]
    yield "a real number"
    told = f"{low.replace('inf', 'oo')}, {high.replace('inf', 'oo')}"
    yield f"in {'[' if left == 'closed' else '('}{told}{']' if right == 'closed' else ')'}"


@pytest.mark.parametrize("verdict", ["CONFIRMED", "UNDECIDED", "PROVED", "REFUTED", "VACUOUS"])
def test_a_record_of_any_verdict_that_is_altered_is_named(verdict: str) -> None:
    """Not what people wrote, or measured: values of seeds, and the recipes of experiments."""
    told = ("title", "locus", "where", "simulation", "proof")
    looked, rng = 0, random.Random(verdict)
    chosen = [record for record in RECORDED.values() if record["verdict"] == verdict]
    for record in rng.sample(chosen, min(6, len(chosen))):
        kept = (*told, "schema", "digest", "id")
        places = [
            place for place in leaves(record)
            if place[0] not in kept and not {"effects", "step"} & {*place}
        ]  # fmt: skip
        for place in rng.sample(places, min(12, len(places))):
            forged = deepcopy(record)
            holder = at(forged, place[:-1])
            holder[place[-1]] = other(holder[place[-1]])
            looked += 1
            assert refusal(forged) or alike(forged) == alike(record), place
    assert looked >= 20 or len(chosen) < 2


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The place of every text, number and truth value."""
    if not isinstance(value, (dict, list)):
        yield path
        return
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        yield from leaves(each, (*path, key))


def other(value: Any) -> Any:
    """Another text, number or truth value."""
    if value is None or isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"1{value}"


@pytest.mark.parametrize("kind", ["sim1", "id", "", None])
def test_a_kind_is_one_that_there_is(kind: Any) -> None:
    measured = RECORDED[OF_EACH_KIND["measurement"]]
    assert refusal({**measured, "kind": kind})
    proved = RECORDED[OF_EACH_KIND["derivation"]]
    assert refusal({**proved, "kind": "sim"})


@pytest.mark.parametrize("repairs", ["x", "", ["x.y", 1], "a claim.of mine", {"x.y": 1}])
def test_what_is_corrected_is_a_claim(repairs: Any) -> None:
    record = RECORDED[OF_EACH_KIND["derivation"]]
    assert not refusal(record)
    assert "is not the id of a claim" in refusal({**record, "repairs": repairs})


def test_what_holds_is_not_corrected() -> None:
    proved = [name for name, record in RECORDED.items() if record["verdict"] == "PROVED"]
    record = RECORDED[proved[0]]
    assert "which is PROVED" in refusal({**record, "repairs": proved[1]})
