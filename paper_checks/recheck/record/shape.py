"""The shape of a record: the keys that each of its objects has, and no others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from lossproof.paper_checks.recheck.polynomials import CONSTANTS
from lossproof.paper_checks.recheck.terms import RejectedError, named, names, read

Record = Mapping[str, Any]

FIELDS = {
    "schema", "id", "title", "locus", "kind", "repairs", "assumes", "verdict", "scope", "statement",
    "evidence", "witness", "hypotheses", "uses", "trust", "digest",
}  # fmt: skip
POINT = {"point", "given"}
MISSED = POINT | {"kind", "missed"}
MEASURED = "measurement"
# The keys of each kind of evidence, and those that it may have besides.
EVIDENCE: Mapping[str, tuple[set[str], set[str]]] = {
    "derivation": ({"kind", "steps"}, set()),
    "counterexample": (MISSED, {"proof"}),
    "simulation": ({"kind", "not found"}, set()),
    "search": ({"kind"}, {"not found", "left", "undefined", "unconfirmed"}),
    MEASURED: ({"kind", "outcome", "effects"}, set()),
}
EFFECT = {"name", "said", "measure", "sense", "margin", "seeds", "experiments"}
TRAINED = {"data", "features", "hidden", "methods", "noises", "sha256"}
LENGTHS = ({"classes", "epochs"}, {"dimensions", "batches", "steps"})
KINDS = ("id", "ineq", "argmin", "order", "exists", "pop", "sim")
NAME = re.compile(r"[^\W\d][\w-]*\.[\w./+-]+")
QUANTITY = re.compile(r"([A-Za-z]\w*)(?:\((\w+(?:, \w+)*)\))?")


def shaped(record: Record) -> None:
    """Check that a record has what it must have, and nothing that is read by nobody.

    Raises
    ------
    RejectedError
        If an object in it lacks a key, or has one more, or names a quantity that is none.
    """
    _keys("it", record, FIELDS, {"lemmas", "simulation", "where", "refutes"})
    statement, evidence = record["statement"], record["evidence"]
    if ("refutes" in record) != (evidence["kind"] == "counterexample"):
        raise RejectedError("a record has the key 'refutes' exactly if a counterexample refutes it")
    _keys("its statement", statement, {"parameters", "given", "conclusion"})
    if evidence["kind"] not in EVIDENCE:
        raise RejectedError(f"{evidence['kind']} is not a kind of evidence")
    _keys("its evidence", evidence, *EVIDENCE[evidence["kind"]])
    if record["kind"] not in KINDS or (record["kind"] == "sim") != (evidence["kind"] == MEASURED):
        raise RejectedError(f"it is of the kind {record['kind']}, by {evidence['kind']}")
    repairs = record["repairs"]
    repaired = repairs if isinstance(repairs, list) else [] if repairs is None else [repairs]
    for name in (record["id"], *repaired):
        if not (isinstance(name, str) and NAME.fullmatch(name)):
            raise RejectedError(f"{name} is not the id of a claim")
    for step in evidence.get("steps", ()):
        _step(step)
    for effect in evidence.get("effects", ()):
        _keys("an effect", effect, EFFECT)
        for each in effect["experiments"]:
            _keys("an experiment", each, TRAINED | LENGTHS["classes" not in each])
    if record["witness"]:
        _keys("its witness", record["witness"], POINT | {"conclusion"})
    for worth in record["hypotheses"].values():
        _keys("a hypothesis", worth, set(), {"dropped"})
        if worth.get("dropped"):
            _keys("a dropped hypothesis", worth["dropped"], MISSED)
    quantities = [name.partition("(")[0] for name in record.get("where", {})]
    if len({*quantities}) < len(quantities):
        raise RejectedError("two quantities have one name")
    for name, text in record.get("where", {}).items():
        _quantity(name, text, {*statement["parameters"], *quantities} - {name.partition("(")[0]})
    _told_apart([*statement["parameters"], *quantities])


def _keys(what: str, value: Any, must: Collection[str], may: Collection[str] = ()) -> None:
    if not isinstance(value, dict):
        raise RejectedError(f"{what} is recorded as {value}")
    if wrong := sorted({*must} - value.keys() | value.keys() - {*must, *may}):
        has = "has a" if wrong[0] in value else "lacks the"
        raise RejectedError(f"{what} {has} key “{wrong[0]}”")


def _step(step: Any) -> None:
    """What a step uses is said of a hypothesis, and of what opens a case from nothing."""
    _keys(f"step {step.get('step')}", step, {"step", "rule", "from", "term"}, {"uses", "by"})
    alone = not step["from"] and "opens" in step.get("by", {})
    uses = [step["rule"]] if alone else step.get("uses") if step["rule"] == "hypothesis" else None
    if step.get("uses") != uses:
        raise RejectedError(f"step {step['step']} is recorded as using {step.get('uses')}")


# Names of functions and constants in formulas.
CALLED = ("E", "e", "pi", "π", "exp", "log", "max", "min", "abs", "sgn", "sign", "kl", "step",
          "floor", "ceiling", "count", "mean", "det", "sum", "sqrt", "law", "uniform", "resampled",
          "polygamma", "from", "if", "iff", "else", "for", "and", "or", "not")  # fmt: skip


def _told_apart(called: Collection[str]) -> None:
    """No two names are printed alike, as `alpha` and the letter are."""
    seen = dict[str, str]()
    for name in called:
        letters = (each if each.isascii() else unicodedata.name(each, each) for each in name)
        spelled = "".join(each.rpartition(" ")[2].lower() if each[1:] else each for each in letters)
        # The parameter lambda_ is printed as the letter, which Unicode calls lamda.
        spelled = spelled.replace("lamda", "lambda").rstrip("_")
        if seen.setdefault(spelled, name) != name:
            raise RejectedError(f"{name} and {seen[spelled]} are printed alike")


def _quantity(name: str, text: str, parameters: Collection[str]) -> None:
    """A named quantity: a name that no parameter has, for a term in parameters and arguments."""
    found = QUANTITY.fullmatch(name)
    own = set(found[2].split(", ")) if found and found[2] else set[str]()
    taken = {*parameters, *CALLED}
    if not found or not all(map(named, (found[1], *own))) or {found[1], *own} & taken:
        raise RejectedError(f"{name} is not the name of a quantity")
    if unknown := sorted(names(read(text)) - {*parameters, *own, *CONSTANTS}):
        raise RejectedError(f"{name} contains {unknown[0]}, which is not a parameter")
