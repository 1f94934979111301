"""A whole record: whether its verdict and its scope are what its evidence gives."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, product
from pathlib import Path
from typing import Any

from lossproof.paper_checks.recheck.derivation import Confirmed, Statement, confirmed
from lossproof.paper_checks.recheck.points.domains import scopes
from lossproof.paper_checks.recheck.points.instances import (
    counterexample,
    placed,
    undefined,
    witness,
)
from lossproof.paper_checks.recheck.points.measured import measured
from lossproof.paper_checks.recheck.points.sampled import drawn, starting
from lossproof.paper_checks.recheck.points.trying import failures
from lossproof.paper_checks.recheck.record.searched import begins
from lossproof.paper_checks.recheck.record.shape import MEASURED, shaped
from lossproof.paper_checks.recheck.record.texts import worded
from lossproof.paper_checks.recheck.step import Step
from lossproof.paper_checks.recheck.terms import RejectedError

Record = Mapping[str, Any]

SCHEMA, LONGEST = 5, 12
ONE_CASE = "one case, without parameters"
HALF = re.compile(r"\\u[dD][89a-fA-F]")  # of a character, as JSON writes it
GIVES = {
    "counterexample": "REFUTED", "derivation": "PROVED", "simulation": "CONFIRMED",
    "search": "UNDECIDED",
}  # fmt: skip
# What evidence that is no derivation rests on; nothing is trusted of a search that found nothing.
TRUSTING: Mapping[str, list[str]] = {
    "counterexample": ["arb", "sympy"], "simulation": ["numpy"], "search": [],
    MEASURED: ["normal means of seeds", "numpy"],
}  # fmt: skip

# What the rules of proof that rest on more than arithmetic rest on.
MULTINOMIAL = (
    "derivative of the generating function of a multinomial", "every sample is in one cell",
    "independent samples", "where the cells are empty", "independent samples in a table",
    "every sample is in one cell of the table",
)  # fmt: skip
ITSELF = (
    "(x^a)^b = x^(a b) for x >= 0", "det A' = det A", "det(a I + b J) = a^(c-1) (a + c b)",
    "det(A B) = det A det B", "det(A + o v') is affine in v", "log x <= x - 1",
    "log x increases with x", "log-sum inequality",
    "mean determinant of independent matrices of rank one", "x^a decreases with a for 0 <= x <= 1",
    "x^a increases with a for x >= 1", "x^q increases with x",
    "the determinant of a permutation matrix is 1 or -1",
)  # fmt: skip
TRUSTED = {
    **{name: name for name in ITSELF},
    **dict.fromkeys(MULTINOMIAL, "multinomial"),
    "a^w b^(1-w) <= w a + (1-w) b": "weighted AM-GM",
    "cover of a box": "arb",
    "dominant diagonal": "Levy-Desplanques",
    "Hadamard": "Hadamard's inequality",
    "log x < x - 1 for x != 1": "log x <= x - 1",
    "p log(p/q) >= p - q": "log x <= x - 1",
    "slope": "mean value theorem",
}


@dataclass(frozen=True)
class Rechecked:
    """What of a record was decided again: what was `simulated` or `trained` is not done again."""

    steps: int
    points: int
    simulated: bool
    trained: bool


def digest(record: Record) -> str:
    """The SHA-256 digest of everything else in the record."""
    rest = {name: value for name, value in record.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def sealed(record: Record) -> dict[str, Any]:
    """The record as it is written: with the schema first and its digest last.

    A counterexample gets the digest of what it refutes, unless it has one: of a statement whose
    domains or hypotheses were exchanged the same point may be one as well.
    """
    rest = {name: value for name, value in record.items() if name not in ("schema", "digest")}
    of = {} if "refutes" in rest or not _refutes(rest) else {"refutes": _refuted(rest)}
    data = {"schema": SCHEMA, **rest, **of}
    return {**data, "digest": digest(data)}


def _refutes(record: Record) -> bool:
    return bool(record.get("evidence", {}).get("kind") == "counterexample")


def _refuted(record: Record) -> str:
    """The digest of a statement and of the point that refutes it."""
    return digest({"statement": record["statement"], "point": record["evidence"]["point"]})


def read(path: Path) -> Record:
    """The record of a file.

    Raises
    ------
    RejectedError
        If the file holds none.
    """
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text, object_pairs_hook=_no_key_twice)
        if HALF.search(text):
            json.dumps(found, ensure_ascii=False).encode()  # half a character is no text
    except (ValueError, OSError, RecursionError) as error:
        raise RejectedError(f"it cannot be read: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise RejectedError("it is not the record of a claim")
    return found


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise RejectedError(f"a key occurs twice in {', '.join(key for key, _ in pairs)}")
    return found


def recheck(record: Record, others: Mapping[str, Record]) -> Rechecked:
    """Every step and every point of a record, its verdict and its scope, decided again.

    `others` are records by id, of claims that it may assume.

    Raises
    ------
    RejectedError
        If the record says what is not so, or cannot be read.
    """
    try:
        return _recheck(record, others)
    except RejectedError:
        raise
    except Exception as error:  # whatever damage does to a record, it is not confirmed
        raise RejectedError(f"it cannot be read: {type(error).__name__}: {error}") from error


def _recheck(record: Record, others: Mapping[str, Record]) -> Rechecked:
    _same("digest", record["digest"], digest(record))
    _same("schema", record["schema"], SCHEMA)
    shaped(record)
    worded(record)
    statement, evidence = Statement.read(record["statement"]), record["evidence"]
    if not statement.conclusion and evidence["kind"] != MEASURED:
        raise RejectedError("it has no conclusion")
    found, trust = Confirmed((), {}, frozenset(), False), dict(TRUSTING)
    if _refutes(record):
        _same("refuted statement", record["refutes"], _refuted(record))
    if evidence["kind"] == "derivation":
        found = confirmed(statement, evidence["steps"])
        if found.doubts:
            raise RejectedError("; ".join(_named(found.doubts)))
        _tried(record, statement, found.steps)
        rules = {TRUSTED[s["rule"]] for s in evidence["steps"] if s["rule"] in TRUSTED}
        trust["derivation"] = sorted({"sympy", *rules})
    if evidence["kind"] != MEASURED:
        drawn(record, statement)
    _same("uses", record["uses"], sorted(found.uses))
    if evidence["kind"] == MEASURED and "simulation" not in record:
        trust[MEASURED] = []
    _same("trust", record["trust"], trust.get(evidence["kind"]))
    _repairs(record, others)
    points = standing(record, statement, others, absurd=found.absurd)
    trained = evidence["kind"] == MEASURED
    simulated = "simulation" in record and not trained
    return Rechecked(len(found.steps), points, simulated, trained)


def _repairs(record: Record, others: Mapping[str, Record]) -> None:
    """Check that what is corrected has a record, and does not hold."""
    repaired = record["repairs"] or ()
    for name in (repaired,) if isinstance(repaired, str) else repaired:
        if name not in others:
            raise RejectedError(f"it corrects {name}, whose record is missing: give that too")
        if others[name]["verdict"] in ("PROVED", "CONFIRMED"):
            raise RejectedError(f"it corrects {name}, which is {others[name]['verdict']}")


def _tried(record: Record, statement: Statement, steps: Sequence[Step]) -> None:
    """Check that no step and no part of the conclusion fails at simple points or the witness."""
    point = record["witness"] and placed(statement, record["witness"]["point"])
    said = statement.domains, statement.given, statement.conclusion
    if found := failures(*said, steps, point):
        raise RejectedError("; ".join(_named(found)))


def _named(doubts: Mapping[str, str]) -> list[str]:
    """The steps of a derivation that do not follow, each with the reason."""
    named = {name: f"step {name}" for name in doubts} | {"conclusion": "the conclusion"}
    return [f"{named[name]}, not confirmed: {why}" for name, why in doubts.items()]


def standing(
    record: Record, statement: Statement, others: Mapping[str, Record], *, absurd: bool = False
) -> int:
    """Check every point, and that verdict and scope follow; how many points there are.

    A derivation is taken for one of the conclusion, or, where `absurd`, of what is false.

    Raises
    ------
    RejectedError
        If one of them is not what the evidence gives.
    """
    kind = record["evidence"]["kind"]
    if kind == MEASURED:
        given, scope = measured(record)
        _as_given(record, _held(given, record, others), others)
        _scoped(record, given, [scope], others)
        return 0
    given = "VACUOUS" if absurd else GIVES[kind]
    points = _points(record, statement, given)
    _as_given(record, _held(given, record, others), others)
    if given == "REFUTED":
        _same("scope", record["scope"], _at(record["evidence"]["point"]))
    else:
        start = _start(record, statement)
        _scoped(record, given, [start + each for each in _wholes(statement)], others)
    return points


def _start(record: Record, statement: Statement) -> str:
    """What the scope begins with of a claim that is not derived."""
    evidence = record["evidence"]
    if evidence["kind"] == "derivation":
        return ""
    if evidence["kind"] == "simulation":
        return starting(evidence, statement)
    point = evidence.get("undefined")
    return begins(record, statement, _at(point["point"]) if point else "")


def _scoped(record: Record, given: str, ends: Sequence[str], others: Mapping[str, Record]) -> None:
    """Check the scope, which begins with what the claim assumes and is not proved."""
    start, short = "", _short(record, others)
    if short and given != "UNDECIDED":
        each = ", ".join(f"{name} ({verdict})" for name, verdict in short.items())
        start = f"{given} if its assumptions hold, {each}; "
    if record["scope"] not in {start + end for end in ends}:
        found = start + ends[0]
        raise RejectedError(f"its scope is recorded as {record['scope']}, but it is {found}")


def _as_given(record: Record, given: str, others: Mapping[str, Record]) -> None:
    if record["verdict"] != given:
        short = (f"{name}, which is {verdict}" for name, verdict in _short(record, others).items())
        told = ", ".join(short)
        raise RejectedError(
            f"its verdict is recorded as {record['verdict']}, but its evidence gives {given}"
            + (f", as it assumes {told}" if told else "")
        )


def _held(given: str, record: Record, others: Mapping[str, Record]) -> str:
    """The verdict, no better than what the claim assumes."""
    short = _short(record, others)
    if not short or given == "UNDECIDED":
        return given
    held = given != "VACUOUS" and all(each == "CONFIRMED" for each in short.values())
    return "CONFIRMED" if held else "UNDECIDED"


def _points(record: Record, statement: Statement, given: str) -> int:
    """Check the counterexample or the witness, and what each hypothesis is said to be worth."""
    hypotheses, found = record["hypotheses"], 0
    _same("hypotheses", [*hypotheses], [*statement.given])
    if given == "REFUTED":
        counterexample(statement, record["evidence"])
        found += 1
    without = given in ("REFUTED", "VACUOUS")
    if without if record["witness"] else not (without or given == "UNDECIDED"):
        raise RejectedError(f"a claim that is {given} with the witness {record['witness']}")
    if record["witness"]:
        witness(statement, record["witness"], proved=given == "PROVED")
        found += 1
    if record["evidence"].get("undefined"):
        undefined(statement, record["evidence"]["undefined"])
        found += 1
    for name, worth in hypotheses.items():
        if ("dropped" in worth) != (record["evidence"]["kind"] == "derivation"):
            raise RejectedError("only a claim with a derivation has dropped hypotheses")
        if worth.get("dropped"):
            _same("kind", worth["dropped"]["kind"], "counterexample")
            counterexample(statement, worth["dropped"], name)
            found += 1
    return found


def _wholes(statement: Statement) -> list[str]:
    """The scopes of what holds for all parameters: each with its domain, and every hypothesis.

    There are several where a domain can be told in several ways.
    """
    named = "".join(f"; {name}" for name in statement.given)
    told = product(*(scopes(name, domain) for name, domain in statement.domains.items()))
    return [(f"all {', '.join(each)}" if each else ONE_CASE) + named for each in told]


def _short(record: Record, others: Mapping[str, Record]) -> dict[str, str]:
    """The claims that it assumes and that are not proved, with their verdicts."""
    every = {**others, record["id"]: record}
    for name in [record["id"], *leading(record["id"], every)]:
        if name in leading(name, every):
            raise RejectedError(f"{name} assumes itself")
    assumed = {
        name: others[name]["verdict"] if name in others else "not decided"
        for name in resting(record)
    }
    return {name: verdict for name, verdict in assumed.items() if verdict != "PROVED"}


def resting(record: Record) -> list[str]:
    """The claims that one is held no better than: those that it assumes, and its lemmas."""
    return [*record["assumes"], *record.get("lemmas", ())]


def leading(name: str, records: Mapping[str, Record]) -> set[str]:
    """All that a claim rests on, and these in turn, as far as there are records of them."""
    found, waiting = set[str](), [name]
    while waiting:
        for each in resting(records[waiting.pop()]):
            if each in records and each not in found:
                found.add(each)
                waiting.append(each)
    return found


def _at(point: Record) -> str:
    """The scope of what is refuted: its point."""
    values = ", ".join(f"{name} = {_shown(value)}" for name, value in point.items())
    return f"at {values}" if point else ONE_CASE


def _shown(value: Any) -> str:
    """A value as a scope tells it: a long vector by runs of equal entries."""
    if not isinstance(value, list):
        return str(value)
    entries = [*map(_shown, value)]
    if len(entries) > LONGEST:
        runs = [(entry, len([*same])) for entry, same in groupby(entries)]
        entries = [entry if count == 1 else f"{entry} × {count}" for entry, count in runs]
        if len(entries) > LONGEST:
            entries[LONGEST:] = [f"… {len(value)} entries"]
    return f"({', '.join(entries)})"


def _same(what: str, recorded: Any, found: Any) -> None:
    if recorded != found:
        raise RejectedError(f"its {what} is recorded as {recorded}, but it is {found}")
