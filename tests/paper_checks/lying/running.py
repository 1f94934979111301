"""Decides statements in a process whose SymPy lies, and counts which verdicts are false.

Each kind of lie has a process of its own, a fork of one that has loaded everything. As in `check`,
PROVED, VACUOUS and REFUTED are verdicts only where the second checker confirms the record; what it
rejects is counted apart. For a table of all kinds:

LOSSPROOF_TURN=0 PYTHONPATH=. python tests/paper_checks/lying/running.py --mutants 300 --claims 100
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import json
import os
import random
import re
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from _pytest.mark import ParameterSet

from lossproof.paper_checks.claims import load
from lossproof.paper_checks.claims.agreeing import unread
from lossproof.paper_checks.claims.case import Case
from lossproof.paper_checks.claims.evidence import Counterexample, Derived, auto_prove, derivation
from lossproof.paper_checks.claims.stages import prove
from lossproof.paper_checks.recheck.derivation import Statement as Terms, confirmed
from lossproof.paper_checks.recheck.points.instances import counterexample as missed
from lossproof.paper_checks.recheck.record.readings import unlike
from lossproof.paper_checks.recheck.terms import RejectedError
from lossproof.simulate.search import find
from lossproof.theory.card.patience import TooLongError, within
from lossproof.theory.proof import Derivation
from lossproof.theory.statement import Proof, Statement
from tests.paper_checks.lying.lies import KINDS, lie
from tests.paper_checks.lying.statements import FOLDED, SMALL
from tests.paper_checks.mutants import Mutant, mutants
from tests.paper_checks.test_mutants import BROKEN, CLAIMS, WITH_PROOF, at_recorded
from tests.recorded import RECORDED

REJECTED = "rejected by the second checker"
ANOTHER = "another statement than the recorded one"
SECONDS, SHORTLY = 10.0, 2.0  # for a proof that is given, and for provers


def again(statement: Statement) -> Statement:
    """The statement, to be read anew."""
    known = statement.given, statement.conclusion
    return Statement(statement.parameters, *known, statement.name)


def proved(statement: Statement, found: Derivation, *, vacuous: bool) -> str:
    """A false verdict on a false statement, if the second checker confirms it."""
    said = "VACUOUS" if vacuous else "PROVED"
    try:
        terms = Terms.read(statement.record())
        doubtful = unread(statement) or confirmed(terms, derivation(found)["steps"]).doubts
    except Exception:
        doubtful = True
    return f"{REJECTED} ({said})" if doubtful else said


def shown(statement: Statement, prover: Any = None) -> str:
    """What follows of a false statement: a false verdict, or nothing."""
    with within(SECONDS):
        found = auto_prove(statement, SHORTLY) if prover is None else prove(prover)
    if not isinstance(found, Derived):
        return "weaker"
    return proved(statement, found.derivation, vacuous=found.vacuous)


def refuted(statement: Statement) -> str:
    """What becomes of a true statement that has a witness: a false verdict, or nothing."""
    with within(SECONDS):
        point = find(statement, limit=2, thorough=False)
    found = None if point is None else Counterexample.at(statement, point)
    if found is None:
        return "weaker"
    try:
        missed(Terms.read(statement.record()), found.record())
    except RejectedError:
        return f"{REJECTED} (REFUTED)"
    return f"{REJECTED} (REFUTED)" if unread(statement) else f"REFUTED at {found.values}"


def vacuous(statement: Statement, prover: Any = None) -> str:
    """What a proof of a true statement shows."""
    with within(SECONDS):
        found = auto_prove(statement, SHORTLY) if prover is None else prove(prover)
    if not isinstance(found, Derived):
        return "weaker"
    if found.vacuous:
        return proved(statement, found.derivation, vacuous=True)
    return "same"


Cases = dict[str, Callable[[], str]]


def small(*, folded: bool) -> Cases:
    made: Cases = {}
    for name, each in {**SMALL, **(FOLDED if folded else {})}.items():
        if each.point is not None:
            made[f"small: {name}"] = lambda each=each: shown(each.stated())
        else:
            made[f"small: {name}"] = lambda each=each: vacuous(each.stated())
            made[f"search: {name}"] = lambda each=each: refuted(each.stated())
    return made


def bogus() -> Cases:
    """The false statements of `tests/theory/proof/test_bogus_*`, each with its proof."""
    made: Cases = {}
    folder = Path(__file__).parents[2] / "theory" / "proof"
    for name in sorted(path.stem for path in folder.glob("test_bogus*.py")):
        module = importlib.import_module(f"tests.theory.proof.{name}")
        if hasattr(module, "refused"):
            for test, function in [*vars(module).items()]:
                if test.startswith("test_"):
                    made |= _of_a_test(module, f"{name}::{test}", function)
    return made


def _of_a_test(module: Any, name: str, function: Any) -> Cases:
    """A case for every choice of the parameters of a test, where it has no fixtures."""
    tables: list[list[dict[str, Any]]] = []
    for mark in getattr(function, "pytestmark", []):
        if mark.name == "parametrize":
            keys, rows = mark.args
            names = [key.strip() for key in keys.split(",")] if isinstance(keys, str) else [*keys]
            tables.append([_named(names, row) for row in rows])
    wanted = function.__code__.co_varnames[: function.__code__.co_argcount]
    made: Cases = {}
    for k, rows in enumerate(itertools.product(*tables)):
        named = {key: value for row in rows for key, value in row.items()}
        if named.keys() == {*wanted}:
            made[f"bogus: {name}[{k}]"] = lambda named=named: _attempted(module, function, named)
    return made


def _named(names: list[str], row: Any) -> dict[str, Any]:
    """One row of the parameters of a test, by name."""
    alone = row if len(names) > 1 else (row,)
    values = row.values if isinstance(row, ParameterSet) else alone
    return dict(zip(names, values, strict=True))


def _attempted(module: Any, function: Any, named: Mapping[str, Any]) -> str:
    """What the kernel makes of the false statements of a test."""
    found: list[str] = []

    def attempt(false: Statement, point: Any, proving: Any, match: str) -> None:
        with suppress(Exception), within(SECONDS):
            proof = Proof(statement := again(false))
            derived = proof.conclude(proving(proof))
            absurd = derived.conclusions[0].absurd
            found.append(proved(statement, derived, vacuous=absurd))

    before, module.refused = module.refused, attempt
    try:
        with suppress(BaseException):
            function(**named)
    finally:
        module.refused = before
    return found[0] if found else "weaker"


def mutated(count: int, seed: int) -> Cases:
    """Mutants of the library that a recorded point refutes exactly, with the proofs of claims."""
    made: Cases = {}
    rng = random.Random(seed)
    names = rng.sample(WITH_PROOF, len(WITH_PROOF))
    for turn, name in itertools.islice(enumerate(itertools.cycle(names)), 20 * count):
        if len(made) >= count:
            break
        for mutant in _some(name, seed + turn, rng):
            case = Case(mutant.claim, {}, 0, SHORTLY)
            made[f"mutant: {mutant}"] = lambda case=case: shown(case.claim.statement, case)
    return made


def _some(name: str, seed: int, rng: random.Random) -> Iterator[Mutant]:
    """Two mutants of a claim, as far as they are refuted."""
    made = [*mutants(CLAIMS[name], 1, seed)]
    for mutant in rng.sample(made, min(2, len(made))):
        with suppress(*BROKEN):
            if at_recorded(mutant, Counterexample):
                yield mutant


def claimed(count: int, seed: int) -> Cases:
    """Claims of the library: true ones as they are recorded, and false ones without a proof."""
    made: Cases = {}
    recorded = RECORDED
    for claim in random.Random(seed).sample([c for c in load() if not c.effects], count):
        verdict = recorded[claim.id]["verdict"]

        def fresh(claim: Any = claim) -> Case:
            return Case(replace(claim, stated=again(claim.statement)), {}, 0, SHORTLY)

        def followed(
            what: Any = vacuous if verdict == "PROVED" else shown, fresh: Any = fresh
        ) -> str:
            case = fresh()
            return as_recorded(what(case.claim.statement, case), case)

        def searched(fresh: Any = fresh) -> str:
            case = fresh()
            return as_recorded(refuted(case.claim.statement), case)

        made[f"claim: {claim.id} ({verdict})"] = followed
        if verdict == "PROVED":
            made[f"search: {claim.id}"] = searched
    return made


def as_recorded(outcome: str, case: Case) -> str:
    """The outcome; `check` names a claim that says something else than its record.

    So does what a claim hands to an algorithm of SymPy's itself, inside `sympy.evaluate(True)`.
    """
    if not is_false(outcome):
        return outcome
    recorded = RECORDED[case.claim.id]["statement"]
    other = unlike(recorded, case.claim.statement.record_as_written())
    return f"{ANOTHER} ({outcome})" if other else outcome


def outcomes(kind: str, cases: Cases, seed: int) -> Iterator[tuple[str, str]]:
    """What becomes of every case where SymPy lies so; "none" lies in nothing."""
    if kind != "none":
        lie(kind, seed)
    for name, case in cases.items():
        try:
            found = case()
        except (Exception, TooLongError) as error:
            found = f"weaker ({type(error).__name__})"
        yield name, found


def forked(kind: str, cases: Cases, seed: int, seconds: float) -> dict[str, str]:
    """The outcomes of a process of its own, as far as it comes in so many seconds."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            with os.fdopen(writing, "w") as pipe, Path(os.devnull).open("w") as nothing:
                os.dup2(nothing.fileno(), 1)
                os.dup2(nothing.fileno(), 2)
                for line in outcomes(kind, cases, seed):
                    print(json.dumps(line), file=pipe, flush=True)
        finally:
            os._exit(0)
    os.close(writing)
    found, start, left = dict[str, str](), time.monotonic(), b""
    while (rest := seconds - (time.monotonic() - start)) > 0:
        ready, _, _ = select.select([reading], [], [], rest)
        if not ready or not (read := os.read(reading, 1 << 16)):
            break
        *lines, left = (left + read).split(b"\n")
        found.update(json.loads(line) for line in lines)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    return found


def is_false(outcome: str) -> bool:
    return not outcome.startswith(("weaker", "same", REJECTED, ANOTHER))


def run(
    kinds: Iterable[str],
    *,
    mutants: int,
    claims: int,
    seed: int = 0,
    seconds: float = 600.0,
    only: str = "",
    folded: bool = False,
) -> Iterator[dict[str, Any]]:
    """For every kind what became of the cases whose names hold `only`; what is false by name.

    `folded` says whether statements are among them that SymPy folds without a lie.
    """
    cases = small(folded=folded) | bogus() | mutated(mutants, seed) | claimed(claims, seed)
    cases = {name: case for name, case in cases.items() if only in name}
    for kind in kinds:
        found = forked(kind, cases, seed, seconds)
        counts = Counter(re.split(r" \(| at ", outcome)[0] for outcome in found.values())
        yield {
            "kind": kind,
            "cases": len(cases),
            "done": len(found),
            "outcomes": counts,
            "false": {name: outcome for name, outcome in found.items() if is_false(outcome)},
            "kept": {n: each for n, each in found.items() if each.startswith((REJECTED, ANOTHER))},
        }


def apart(kinds: Iterable[str], **options: Any) -> dict[str, dict[str, Any]]:
    """What `run` yields in a fresh process, by kind."""
    named = [f"--{name}={value}" for name, value in options.items() if value is not True]
    named += [f"--{name}" for name, value in options.items() if value is True]
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, __file__, *named, "--kinds", *kinds],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": str(root)},
    )
    return {found["kind"]: found for found in map(json.loads, done.stdout.splitlines())}


def main() -> None:
    """Print one line of JSON for every kind of lie."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", nargs="*", default=["none", *KINDS])
    parser.add_argument("--mutants", type=int, default=12)
    parser.add_argument("--claims", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=600.0, help="for one kind")
    parser.add_argument("--only", default="", help="cases whose names hold this")
    parser.add_argument("--folded", action="store_true", help="with what SymPy folds by itself")
    options = vars(parser.parse_args())
    for each in run(options.pop("kinds"), **options):
        print(json.dumps(each), flush=True)


if __name__ == "__main__":
    main()
