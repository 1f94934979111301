"""The command `lossproof audit`: plant faults in statements; what is drawn must notice them."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any

import click

from lossproof.paper_checks.commands import options as opt
from lossproof.paper_checks.commands.arguments import echo_json
from lossproof.paper_checks.commands.ending import (
    AS_RECORDED,
    FAILED,
    MOVED,
    clear_errors,
    shortened,
)


@dataclass(frozen=True)
class Options:
    """What `lossproof audit` is asked for."""

    ids: tuple[str, ...] = opt.argument("[ID | SECTION | FILE.py]...")
    each: int = opt.option(
        "--each", "Plant at most this many errors of each kind.", type=opt.AT_LEAST_1, default=2
    )
    seed: int = opt.seed("random samples")
    as_json: bool = opt.as_json()


@click.command()
@opt.takes(Options)
def audit(options: Options) -> None:
    """Test whether simulation detects errors planted in claims.

    It plants errors in claims with expectations: a transposed matrix, c instead of c - 1, 1 - eta
    instead of eta, a changed sign, a factor of 1.01, a clip and a removed term.

    Exit status: 0 each error is detected or changes nothing, 1 an error is missed or could not be
    tested, 2 bad input or an exception in a claim.
    """
    with clear_errors():
        from lossproof.paper_checks.claims import REGISTRY, monte_carlo, planting
        from lossproof.paper_checks.commands import arguments
        from lossproof.paper_checks.exploring import blamed
        from lossproof.paper_checks.records import load as recorded
        from lossproof.paper_checks.reports.parts.simulated import FAULTS
        from lossproof.simulate.violation.sampling import holds_expectations

        names, _, _ = arguments.claims(options.ids)
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
            faults = planting.planted(name, statement, points, seed=options.seed, each=options.each)
        except Exception as error:
            click.echo(f"Error: {shortened(blamed(name, error))}", err=True)
            failed = True
            continue
        found[name] = [
            {"kind": one.kind, "change": one.change, "noticed": one.noticed} for one in faults
        ]
        counts = monte_carlo.counted(faults)
        total = {way: total.get(way, 0) + counts.get(way, 0) for way in (*total, *counts)}
        if not options.as_json:
            click.echo(f"{name}: {', '.join(f'{n} {FAULTS[way]}' for way, n in counts.items())}")
            for one in faults:
                if one.noticed in BAD:
                    click.echo(f"  {FAULTS[one.noticed]}: {one.kind}, {one.change}")
    if options.as_json:
        echo_json(json.dumps({"format": "audit/1", "faults": found}, indent=1))
    else:
        told = ", ".join(f"{n} {FAULTS[way]}" for way, n in sorted(total.items()))
        errors, claims = sum(total.values()), len(found)
        click.echo(
            f"{errors} planted error{'s' * (errors != 1)} in {claims} claim{'s' * (claims != 1)}: "
            f"{told or 'none'}."
        )
    sys.exit(FAILED if failed else MOVED if any(total.get(way) for way in BAD) else AS_RECORDED)


BAD = ("missed", "untried")
