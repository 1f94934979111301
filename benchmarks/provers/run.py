"""Automatic proofs: how many, in what time, and whether the second checker agrees.

    python -m benchmarks.provers.run common field
    python -m benchmarks.provers.run aside
    python -m benchmarks.provers.run books papers two-lines books-aside papers-aside two-lines-aside
    python -m benchmarks.provers.run fresh-books fresh-field fresh-lemmas
    python -m benchmarks.provers.run unseen-books unseen-field unseen-lemmas
    python -m benchmarks.provers.run first-books first-field first-lemmas second-books
    python -m benchmarks.provers.run third-books third-field third-lemmas
    python -m benchmarks.provers.run fourth-books fourth-field fourth-lemmas
    python -m benchmarks.provers.run common aside field --false 60
    python -m benchmarks.provers.run common aside field --beside z3 --beside cvc5

`--false N` takes, for every true one, N neighbours that are seen to be false at a point: one or two
constants moved by 1 %, strict where both sides meet, or a number let go anywhere. None may be
proved: exit status 1 if one is.
`--beside` runs solvers on the same inequalities, as far as they can express them.
"""

from __future__ import annotations

import argparse
import inspect
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import sympy

from benchmarks.provers import (
    books,
    common_ones,
    first,
    fourth,
    fresh,
    our_field,
    papers,
    second,
    third,
    two_lines,
    unseen,
)
from benchmarks.provers.solvers import SOLVERS
from lossproof.paper_checks.claims.evidence import derivation
from lossproof.paper_checks.recheck.derivation import Statement as Terms, confirmed
from lossproof.simulate.search import find
from lossproof.theory.card.patience import TooLongError, within
from lossproof.theory.domain import Domain, Label, Real, Scores, Simplex, Transitions
from lossproof.theory.language import Relation
from lossproof.theory.provers import easy
from lossproof.theory.statement import Proof, Statement

Conclusion = Callable[..., Any]
OF_CLASSES = (Label, Scores, Simplex, Transitions)


SETS: dict[str, tuple[Sequence[Any], Callable[[], Mapping[str, Domain]]]] = {
    "books": (books.STATEMENTS, common_ones.domains),
    "papers": (papers.STATEMENTS, our_field.domains),
    "two-lines": (two_lines.STATEMENTS, two_lines.domains),
}
FRESH: dict[str, tuple[Sequence[Any], Callable[[], Mapping[str, Domain]]]] = {
    "fresh-books": (fresh.BOOKS, common_ones.domains),
    "fresh-field": (fresh.FIELD, two_lines.domains),
    "fresh-lemmas": (fresh.LEMMAS, two_lines.domains),
    "first-books": (first.BOOKS, common_ones.domains),
    "first-field": (first.FIELD, two_lines.domains),
    "first-lemmas": (first.LEMMAS, two_lines.domains),
    "second-books": (second.BOOKS, common_ones.domains),
    "second-field": (second.FIELD, two_lines.domains),
    "second-lemmas": (second.LEMMAS, two_lines.domains),
    "third-books": (third.BOOKS, common_ones.domains),
    "third-field": (third.FIELD, two_lines.domains),
    "third-lemmas": (third.LEMMAS, two_lines.domains),
    "fourth-books": (fourth.BOOKS, common_ones.domains),
    "fourth-field": (fourth.FIELD, two_lines.domains),
    "fourth-lemmas": (fourth.LEMMAS, two_lines.domains),
    "unseen-books": (unseen.BOOKS, common_ones.domains),
    "unseen-field": (unseen.FIELD, two_lines.domains),
    "unseen-lemmas": (unseen.LEMMAS, two_lines.domains),
}
NAMES = [
    "common",
    "aside",
    "field",
    *(f"{name}{half}" for name in SETS for half in ("", "-aside")),
    *FRESH,
]


def chosen(name: str) -> Iterator[Statement]:
    """The statements of a set."""
    if name in ("common", "aside", "field"):
        module = our_field if name == "field" else common_ones
        for k, conclusion in enumerate(module.STATEMENTS):
            if name == "field" or (k in common_ones.ASIDE) == (name == "aside"):
                yield stated(module.domains(), conclusion)
        return
    if name in FRESH:
        statements, domains = FRESH[name]
    else:
        statements, domains = SETS[name.removesuffix("-aside")]
        statements = statements[name.endswith("-aside") :: 2]
    for said in statements:
        yield stated(domains(), *(said if isinstance(said, tuple) else (said,)))


def stated(
    domains: Mapping[str, Domain], conclusion: Conclusion, *hypotheses: Conclusion
) -> Statement:
    """A statement about those parameters alone that it names."""
    every = (conclusion, *hypotheses)
    named = set[str]().union(*(inspect.signature(said).parameters for said in every))
    sized = any(isinstance(domains[name], OF_CLASSES) for name in named)
    needed = named | ({"c"} if sized else set())
    given = {f"hypothesis {k}": said for k, said in enumerate(hypotheses, 1)}
    return Statement({k: v for k, v in domains.items() if k in needed}, given, conclusion)


def proved(statement: Statement, seconds: float) -> tuple[bool, int, float]:
    """Whether it is proved, how many steps the second checker doubts, and the seconds it took."""
    start, fact = time.process_time(), None
    proof = Proof(statement)
    with suppress(TooLongError, ValueError), within(seconds):
        facts = [easy(goal, proof.known()) for goal in proof.goals]
        fact = proof.conclude([f for f in facts if f]) if all(facts) else None
    took, doubts = time.process_time() - start, 0
    if fact:
        steps = derivation(fact)["steps"]
        doubts = len(confirmed(Terms.read(statement.record()), steps).doubts)
    return fact is not None, doubts, took


def neighbours(statement: Statement, most: int, rng: random.Random) -> Iterator[Statement]:
    """Statements beside a true one that have a counterexample."""
    (goal,) = statement.symbolic_conclusion
    once = [*dict.fromkeys(_moved(goal))]
    twice = [relation for other in once for relation in _moved(other)]
    strict = Relation(goal.lhs, ">" if goal.op in (">", ">=") else "<", goal.rhs)
    ways = [
        strict, *rng.sample(once, len(once)), *rng.sample(twice, min(len(twice), 2 * most)),
    ]  # fmt: skip
    others = (
        Statement(statement.parameters, statement.given, _saying(other))
        for other in dict.fromkeys(ways)
    )
    count = 0
    for other in (*_wider(statement), *others):
        if count == most:
            return
        if find(other, limit=8, thorough=False) is not None:
            count += 1
            yield other


def _moved(goal: Relation) -> Iterator[Relation]:
    """The relation with one constant moved by 1 %: in it, before a side, or beside one."""
    part = sympy.Rational(1, 100)
    for number in sorted(goal.difference.atoms(sympy.Rational) - {sympy.S.Zero}, key=str):
        for way in (1 - part, 1 + part):
            moved = {number: way * number}
            yield goal.map(lambda side, m=moved: side.xreplace(m))
            yield Relation(goal.lhs.xreplace(moved), goal.op, goal.rhs)
            yield Relation(goal.lhs, goal.op, goal.rhs.xreplace(moved))
    for way in (-part, part):
        yield Relation((1 + way) * goal.lhs, goal.op, goal.rhs)
        yield Relation(goal.lhs, goal.op, (1 + way) * goal.rhs)
        yield Relation(goal.lhs + way, goal.op, goal.rhs)


def _wider(statement: Statement) -> Iterator[Statement]:
    """The statement with one real number unrestricted."""
    for name, domain in statement.parameters.items():
        if isinstance(domain, Real):
            wide = Real()
            wide.name = name
            yield Statement(
                {**statement.parameters, name: wide}, statement.given, statement.conclusion
            )


def _saying(relation: Any) -> Conclusion:
    return lambda: relation


def _summary(name: str, attempts: Sequence[tuple[bool, float]], of: str) -> str:
    """The number proved, and the median time of these, or of all if none is."""
    proved = [took for done, took in attempts if done]
    median = statistics.median(proved or [took for _, took in attempts] or [0.0])
    return f"{name}: proved {len(proved)} of {len(attempts)} {of}, median {median:.2f} s"


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 where something false is proved."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", choices=NAMES)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--beside", action="append", default=[], choices=[*SOLVERS])
    parser.add_argument("--false", type=int, default=0, metavar="N")
    options = parser.parse_args(arguments)
    wrong, rng = 0, random.Random(0)
    for name in options.sets:
        for beside in options.beside:
            took = [SOLVERS[beside](statement, options.seconds) for statement in chosen(name)]
            print(_summary(f"{name}, {beside}", took, "inequalities"), flush=True)
        done, doubted, times = 0, 0, list[tuple[bool, float]]()
        for true in chosen(name):
            for statement in neighbours(true, options.false, rng) if options.false else [true]:
                is_proved, doubts, took = proved(statement, options.seconds)
                done, doubted = done + is_proved, doubted + bool(doubts)
                times.append((is_proved, took))
                if is_proved == bool(options.false) or doubts:
                    conclusion = " and ".join(map(str, statement.symbolic_conclusion))
                    print(f"  {took:5.1f} s  {conclusion}{' (doubted)' if doubts else ''}")
        wrong += done if options.false else 0
        of = "false neighbours" if options.false else "inequalities"
        print(f"{_summary(name, times, of)}, {doubted} doubted", flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
