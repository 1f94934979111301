"""What is proved without being told how, in what time, and whether the second checker agrees.

    python -m benchmarks.provers.run common field
    python -m benchmarks.provers.run aside
    python -m benchmarks.provers.run common field --false 4

`--false N` takes, for every true one, N neighbours that are seen to be false at a point: constants
moved by 1 %, and strict where both sides meet. None may be proved: exit status 1 if one is.
"""

from __future__ import annotations

import argparse
import inspect
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import sympy

from benchmarks.provers import common_ones, our_field
from paper_checks.claims.evidence import derivation
from paper_checks.recheck.derivation import Statement as Terms, confirmed
from simulate.search import find
from theory.card.patience import TooLongError, within
from theory.domain import Domain
from theory.language import Relation
from theory.provers import easy
from theory.statement import Proof, Statement

Said = Callable[..., Any]
OF_VECTORS = {"f", "g", "y", "T"}


def chosen(name: str) -> Iterator[Statement]:
    """The statements of a set."""
    room = our_field if name == "field" else common_ones
    for k, said in enumerate(room.SAID):
        if name == "field" or (k in common_ones.ASIDE) == (name == "aside"):
            yield stated(said, room.domains())


def stated(said: Said, domains: Mapping[str, Domain]) -> Statement:
    """A statement about those parameters alone that it names."""
    named = set(inspect.signature(said).parameters)
    needed = named | ({"c"} if named & OF_VECTORS else set())
    return Statement({k: v for k, v in domains.items() if k in needed}, {}, said)


def proved(statement: Statement, seconds: float) -> tuple[bool, int, float]:
    """Whether it is proved, how many steps the second checker doubts, and the seconds it took."""
    start, found = time.process_time(), None
    proof = Proof(statement)
    with suppress(TooLongError, ValueError), within(seconds):
        facts = [easy(goal, proof.known()) for goal in proof.goals]
        found = proof.conclude([f for f in facts if f]) if all(facts) else None
    took, doubts = time.process_time() - start, 0
    if found:
        steps = derivation(found)["steps"]
        doubts = len(confirmed(Terms.read(statement.record()), steps).doubts)
    return found is not None, doubts, took


def neighbours(statement: Statement, most: int, rng: random.Random) -> Iterator[Statement]:
    """Statements beside a true one that have a counterexample."""
    (goal,) = statement.symbolic_conclusion
    numbers = sorted(goal.difference.atoms(sympy.Rational) - {sympy.S.Zero}, key=str)
    ways = [Relation(goal.lhs, ">" if goal.op in (">", ">=") else "<", goal.rhs)]
    for _ in range(3 * most):
        change = 1 + sympy.Rational(rng.choice((-1, 1)), 100)
        if numbers and rng.random() < 0.6:
            number = rng.choice(numbers)
            moved = goal.map(lambda side, n=number, k=change: side.xreplace({n: k * n}))
        else:
            side = change * goal.lhs + rng.choice(
                (0, sympy.Rational(1, 100), -sympy.Rational(1, 100))
            )
            moved = Relation(side, goal.op, goal.rhs)
        ways.append(moved)
    found = 0
    for said in dict.fromkeys(ways):
        other = Statement(statement.parameters, {}, _saying(said))
        if found < most and said != goal and find(other, limit=8, thorough=False) is not None:
            found += 1
            yield other


def _saying(said: Any) -> Said:
    return lambda: said


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 where something false is proved."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", choices=["common", "aside", "field"])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--false", type=int, default=0, metavar="N")
    options = parser.parse_args(arguments)
    wrong, rng = 0, random.Random(0)
    for name in options.sets:
        done, doubted, seen, times = 0, 0, 0, list[float]()
        for statement in chosen(name):
            for each in neighbours(statement, options.false, rng) if options.false else [statement]:
                seen += 1
                found, doubts, took = proved(each, options.seconds)
                done, doubted = done + found, doubted + bool(doubts)
                times.append(took)
                if found == bool(options.false) or doubts:
                    print(f"  {took:5.1f} s  {' and '.join(map(str, each.symbolic_conclusion))}")
        wrong += done if options.false else 0
        median = statistics.median(times) if times else 0.0
        of = "false neighbours" if options.false else "inequalities"
        print(f"{name}: proved {done} of {seen} {of}, median {median:.2f} s, {doubted} doubted")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
