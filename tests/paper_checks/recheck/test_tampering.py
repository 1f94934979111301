"""Records that were altered, with care for all that is told besides: none of them is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import product
from typing import Any

import pytest

from lossproof.paper_checks.claims.claim import REGISTRY
from lossproof.paper_checks.claims.evidence import Witness
from lossproof.paper_checks.claims.loading import load as load_claims
from lossproof.paper_checks.recheck.derivation import Statement
from lossproof.paper_checks.recheck.record import recheck, sealed, standing
from lossproof.paper_checks.recheck.terms import RejectedError, read, written
from tests.recorded import RECORDED
from tests.turns import in_turns

Record = dict[str, Any]
REFUSED = (RejectedError, ValueError)
EVERY = 12
VERDICTS = ("PROVED", "REFUTED", "CONFIRMED", "UNDECIDED", "VACUOUS")


def rejected(record: Record) -> bool:
    try:
        standing(record, Statement.read(record["statement"]), RECORDED)
    except REFUSED:
        return True
    return False


def points(record: Record) -> Iterator[Record]:
    """Every point of a record, with what it says there."""
    if record["evidence"]["kind"] == "counterexample":
        yield record["evidence"]
    if record["witness"]:
        yield record["witness"]
    for worth in record["hypotheses"].values():
        if worth.get("dropped"):
            yield worth["dropped"]


def told(point: Record) -> Iterator[Record]:
    """Every relation that is told at a point."""
    for parts in (*point["given"].values(), point.get("conclusion", point.get("missed"))):
        yield from parts


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every number of a point."""
    if isinstance(value, str):
        yield path
    else:
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from leaves(value[key], (*path, key))


def put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new


def _of_points(change: Callable[[Record], Iterator[Any]]) -> Callable[[Record], Iterator[Record]]:
    def changed(record: Record) -> Iterator[Record]:
        altered = deepcopy(record)
        for point in points(altered):
            before = deepcopy(point)
            for _ in change(point):
                yield altered
                point.clear()
                point.update(deepcopy(before))

    return changed


@_of_points
def another_side(point: Record) -> Iterator[Any]:
    for number in range(len([*told(point)])):
        each = [*told(point)][number]
        each["lhs"] = "1/7" if each["lhs"] != "1/7" else "1/8"
        yield each


@_of_points
def another_truth(point: Record) -> Iterator[Any]:
    for number in range(len([*told(point)])):
        for truth in (True, False, None):
            each = [*told(point)][number]
            if each["holds"] is not truth:
                each["holds"] = truth
                yield each


@_of_points
def another_operator(point: Record) -> Iterator[Any]:
    for number in range(len([*told(point)])):
        each = [*told(point)][number]
        each["op"] = "<" if each["op"] != "<" else ">"
        yield each


def outside(record: Record) -> Iterator[Record]:
    """A number far off, a fraction of what is whole, a vector too long."""
    domains = record["statement"]["parameters"]

    @_of_points
    def changed(point: Record) -> Iterator[Any]:
        for path in [*leaves(point["point"])]:
            if "-inf" not in domains[path[0]]:
                put(point["point"], path, "-1000001/2")
                yield path
        for name in [name for name, value in point["point"].items() if isinstance(value, list)]:
            point["point"][name].append(point["point"][name][0])
            yield name

    yield from changed(record)


@_of_points
def less_told(point: Record) -> Iterator[Any]:
    for what in [*point["given"], "conclusion", "missed"]:
        parts = point["given"].get(what, point.get(what))
        if parts:
            del parts[0]
            yield what


@_of_points
def without_a_parameter(point: Record) -> Iterator[Any]:
    for name in [*point["point"]]:
        del point["point"][name]
        yield name


def without_a_hypothesis(record: Record) -> Iterator[Record]:
    for name in record["statement"]["given"]:
        altered = deepcopy(record)
        del altered["statement"]["given"][name]
        yield altered


def another_verdict(record: Record) -> Iterator[Record]:
    for verdict in VERDICTS:
        if verdict != record["verdict"]:
            yield {**record, "verdict": verdict}


def another_scope(record: Record) -> Iterator[Record]:
    """One that is wider by a hypothesis or a domain, or narrower."""
    scope = record["scope"]
    yield {**record, "scope": f"{scope}; and more"}
    yield {**record, "scope": scope.partition(";")[0] if ";" in scope else scope[:-1]}
    for old, new in (
        ("(0, 1)", "[0, 1]"),
        ("inside", "on"),
        ("c >= 2", "c >= 3"),
        ("any", "every"),
    ):
        if old in scope and record["verdict"] == "PROVED":
            yield {**record, "scope": scope.replace(old, new)}


def another_domain(record: Record) -> Iterator[Record]:
    for name, text in record["statement"]["parameters"].items():
        for old, new in (
            ("open", "closed"),
            ("closed", "open"),
            (" interior", ""),
            ("2 inf", "3 inf"),
        ):
            if old in text and record["verdict"] == "PROVED":
                altered = deepcopy(record)
                altered["statement"]["parameters"][name] = text.replace(old, new)
                yield altered


def moved_to_another_hypothesis(record: Record) -> Iterator[Record]:
    shown = {n: w["dropped"] for n, w in record["hypotheses"].items() if w.get("dropped")}
    for name, point in shown.items():
        for other in record["hypotheses"]:
            if other != name:
                altered = deepcopy(record)
                altered["hypotheses"][other]["dropped"] = point
                yield altered


KINDS = {
    "another side": another_side, "another truth": another_truth,
    "another operator": another_operator,
    "a point outside": outside, "less told": less_told, "a parameter less": without_a_parameter,
    "a hypothesis less": without_a_hypothesis, "another verdict": another_verdict,
    "another scope": another_scope, "another domain": another_domain,
    "moved to another hypothesis": moved_to_another_hypothesis,
}  # fmt: skip


@in_turns(("kind", "part"), product(KINDS, range(EVERY)), EVERY)
def test_no_record_altered_so_is_confirmed(kind: str, part: int) -> None:
    looked = 0
    for name in sorted(RECORDED)[([*KINDS].index(kind) + part) % EVERY :: EVERY]:
        for altered in KINDS[kind](RECORDED[name]):
            assert rejected(altered), name
            looked += 1
    assert looked > 20


def swapped(term: Any) -> Any:
    """The term with row and column of every entry of `T` exchanged."""
    if not isinstance(term, tuple):
        return term
    if term[:2] == ("at", "T") and len(term) == 4:
        return ("at", "T", swapped(term[3]), swapped(term[2]))
    return (term[0], *map(swapped, term[1:]))


def transposed(statement: Record) -> Record:
    texts = {n: [written(swapped(read(t))) for t in g] for n, g in statement["given"].items()}
    said = [written(swapped(read(text))) for text in statement["conclusion"]]
    return {**statement, "given": texts, "conclusion": said}


# Still true: statements of determinants, and counterexamples at which `T` is symmetric.
AS_TRUE = {
    "li.dmi-order", "dmi.relative-invariance/posterior", "patrini2017.argmax-estimator",
    "patrini2017.estimate-from-noisy", "patrini2017.hessian-noise-free/no-biases",
    "patrini2017.mix-identity/every-weight", "patrini2017.same-rate",
    "zhang2018.forward-equals-ce/column-dominant-weak",
}  # fmt: skip


@in_turns("part", range(3), 3)
def test_a_statement_with_its_matrix_transposed_is_rejected_unless_it_is_as_true(part: int) -> None:
    looked, kept, names = 0, set[str](), sorted(RECORDED)[part::3]
    for name in names:
        record = RECORDED[name]
        statement = transposed(record["statement"])
        if statement == record["statement"]:
            continue
        looked += 1
        try:
            recheck(sealed({**record, "statement": statement}), RECORDED)
            kept.add(name)
        except RejectedError:
            continue
    assert looked > 14
    assert kept == AS_TRUE & {*names}


# Identities in which the numbers of a witness cancel: any others are one as well.
CANCELS = {
    "patrini2017.hessian-backward/change", "patrini2017.hessian-backward/wrong-change",
    "patrini2017.hessian-blocks/change", "patrini2017.hessian-noise-free/mixed",
    "patrini2017.linear-odd/classes", "patrini2017.max-pooling/one-layer",
    "patrini2017.piecewise-linear/bilinear", "patrini2017.table-1/inside-a-layer",
}  # fmt: skip


@in_turns("part", range(4), 4)
def test_another_number_in_a_witness_is_found_out_or_is_one_as_well(part: int) -> None:
    load_claims()
    looked, kept = 0, list[str]()
    for name, record in list(RECORDED.items())[part::4]:
        for path in leaves((record["witness"] or {}).get("point", {})):
            altered = deepcopy(record)
            put(altered["witness"]["point"], path, "2/7")
            looked += 1
            if not rejected(altered):
                kept.append(name)
                again = Witness.replayed(REGISTRY[name].statement, altered["witness"])
                assert again is not None
                assert again.record() == altered["witness"], name
    assert looked > 250
    assert len([name for name in kept if name not in CANCELS]) < looked / 40


def test_a_circle_of_assumptions_is_found_by_whoever_leads_to_it() -> None:
    name, *more = [name for name in RECORDED if RECORDED[name]["verdict"] == "PROVED"][:3]
    first, second = more
    others = deepcopy({each: RECORDED[each] for each in (first, second)})
    others[first]["assumes"], others[second]["assumes"] = [second], [first]
    record = deepcopy(RECORDED[name]) | {"assumes": [first]}
    statement = Statement.read(record["statement"])
    with pytest.raises(RejectedError, match=f"{second} assumes itself|{first} assumes itself"):
        standing(record, statement, others)
    others[second]["assumes"] = []
    assert standing(record, statement, others) == standing(RECORDED[name], statement, {})
    record["assumes"] = [name]
    with pytest.raises(RejectedError, match=f"{name} assumes itself"):
        standing(record, statement, others)
