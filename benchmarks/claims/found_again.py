"""Searches for a counterexample to every refuted claim, without its record, at many seeds.

    python -m benchmarks.claims.found_again --seeds 20

Records are only compared with: by how much there is to write in a witness
(`lossproof.simulate.violation.bits`).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy

from benchmarks.table import print_table
from lossproof.paper_checks import records
from lossproof.paper_checks.claims import load
from lossproof.simulate.search import explore
from lossproof.simulate.violation import bits
from lossproof.theory.domain import Each, Joint, Real, Simplex, Transitions
from lossproof.theory.statement import Statement


def cost(value: Any) -> float:
    """How much there is to write in a point, or in one of its values."""
    if isinstance(value, Mapping):
        return cost([*value.values()])
    if isinstance(value, (list, tuple)):
        return sum(map(cost, value))
    return bits(Fraction(str(value)))


def special(domain: Any, value: Any) -> int:
    """How many numbers of a value are at an end of their range, or in a singular matrix."""
    if isinstance(domain, Each):
        inside = sum(special(domain.inner, entry) for entry in value)
        singular = isinstance(domain, Transitions) and sympy.Matrix(value).det() == 0
        return inside + len(value) * singular
    if isinstance(domain, Joint) and isinstance(value, (list, tuple)):
        return sum(special(domain, entry) for entry in value)
    if isinstance(domain, (Joint, Simplex)):
        entries = value if isinstance(domain, Simplex) else (value,)
        return sum(Fraction(str(entry)) in (0, 1) for entry in entries)
    if isinstance(domain, Real):
        return sympy.Rational(str(value)) in (domain.low, domain.high)
    return 0


def unlike(statement: Statement, point: Mapping[str, Any]) -> int:
    """How far a counterexample is from a generic one: its `special` numbers, and being a tie."""
    parts = [part.relation for part in statement.at(statement.check(point)).conclusion]
    tied = all(part.op != "==" and part.difference == 0 for part in parts)
    return tied + sum(special(domain, point[name]) for name, domain in statement.parameters.items())


def main() -> None:
    parser = argparse.ArgumentParser(description="Refuted claims found again from nothing.")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--unstructured", action="store_true", help="no structured families")
    options = parser.parse_args()
    registry, rows = load(), list[list[str]]()
    for name, record in records.load().items():
        if record["verdict"] != "REFUTED" or name not in registry:
            continue
        recorded, costs, taken = cost(record["evidence"]["point"]), list[float](), list[float]()
        for seed in range(options.seeds):
            start = time.perf_counter()
            point = explore(
                registry[name].statement,
                seed=seed,
                name=name,
                seconds=options.seconds,
                structured=not options.unstructured,
            ).counterexample
            taken.append(time.perf_counter() - start)
            if point is not None:
                costs.append(cost(point))
        simple = sum(value <= recorded + 1e-6 for value in costs)
        rows.append([name, str(len(costs)), str(simple), f"{max(taken):.2f}"])
    print_table(
        f"found again at {options.seeds} seeds",
        ["claim", "found", "as simple as recorded", "longest, s"],
        rows,
    )


if __name__ == "__main__":
    main()
