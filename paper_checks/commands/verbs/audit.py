"""The command `lossproof audit`: plant faults in statements; what is drawn must notice them."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from lossproof.paper_checks.commands.ending import (
    AS_RECORDED,
    FAILED,
    MOVED,
    clear_errors,
    shortened,
)


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID | SECTION | FILE.py]...")
@click.option("--each", type=click.IntRange(min=1), default=2, show_default=True,
              help="How many faults of a kind, at most.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")
def audit(ids: tuple[str, ...], each: int, seed: int, as_json: bool) -> None:
    """Plant faults in claims, and say how drawing notices each.

    In those that hold an expectation: a matrix transposed, c for c - 1, 1 - eta for eta, a sign, a
    factor of 1.01, a clip, a term dropped.

    Exit status: 0 every fault is noticed or is none, 1 one is missed or could not be tried, 2 bad
    input or a claim that raised an error.
    """
    with clear_errors():
        from lossproof.paper_checks.claims import REGISTRY, monte_carlo, planting
        from lossproof.paper_checks.commands import arguments
        from lossproof.paper_checks.exploring import blamed
        from lossproof.paper_checks.records import load as recorded
        from lossproof.simulate.violation.sampling import holds_expectations

        names, _, _ = arguments.claims(ids)
        known = recorded()
    found: dict[str, list[dict[str, Any]]] = {}
    total: dict[str, int] = {}
    failed = False
    for name in names:
        if REGISTRY[name].effects:
            continue
        statement = REGISTRY[name].statement
        try:
            if not holds_expectations(statement):
                continue
            record = known.get(name, {})
            kept = [record.get(key) or {} for key in ("witness", "evidence")]
            points = [statement.check(one["point"]) for one in kept if "point" in one]
            faults = planting.planted(name, statement, points, seed=seed, each=each)
        except Exception as error:
            click.echo(f"Error: {shortened(blamed(name, error))}", err=True)
            failed = True
            continue
        found[name] = [
            {"kind": one.kind, "change": one.change, "noticed": one.noticed} for one in faults
        ]
        counts = monte_carlo.counted(faults)
        total = {way: total.get(way, 0) + counts.get(way, 0) for way in (*total, *counts)}
        if not as_json:
            click.echo(f"{name}: {', '.join(f'{n} {way}' for way, n in counts.items())}")
            for one in faults:
                if one.noticed in BAD:
                    click.echo(f"  {one.noticed}: {one.kind}, {one.change}")
    if as_json:
        click.echo(json.dumps({"format": "audit/1", "faults": found}, indent=1))
    else:
        told = ", ".join(f"{n} {way}" for way, n in sorted(total.items()))
        click.echo(f"{sum(total.values())} faults in {len(found)} claims: {told or 'none'}.")
    sys.exit(FAILED if failed else MOVED if any(total.get(way) for way in BAD) else AS_RECORDED)


BAD = ("missed", "untried")
