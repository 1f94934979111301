"""The command `lossproof sharpen`: the best value of one constant of a claim."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any

import click

from lossproof.paper_checks.commands import options as opt
from lossproof.paper_checks.commands.arguments import echo_json, echo_table
from lossproof.paper_checks.commands.ending import AS_RECORDED, FAILED, MOVED, clear_errors

PATIENCE = 60.0  # as of lossproof.paper_checks.sharpening, which takes long to import


@dataclass(frozen=True)
class Options:
    """What `lossproof sharpen` is asked for."""

    ids: tuple[str, ...] = opt.argument("[ID | FILE.py]...", required=True)
    over: str = opt.option(
        "--over", "The constant: a parameter such as K = Real(); right or left for a side of the "
        'conclusion; or a term of the claim, such as "(c - 1)/q".', required=True,
        metavar="CONSTANT")  # fmt: skip
    letters: str | None = opt.option(
        "--letters", "Parameters that the constant may depend on, as in c,q; none for a number.  "
        "[default: those of the term; for a parameter, classes and other integers]",
        metavar="NAMES")  # fmt: skip
    seconds: float = opt.seconds(PATIENCE, "CPU time for each proof, in seconds.")
    ascii: bool = opt.in_ascii()
    form: str | None = opt.table_form()
    as_json: bool = opt.as_json()


@click.command()
@opt.takes(Options)
def sharpen(options: Options) -> None:
    """Find the best value of a constant of a claim, and prove it.

    \b
    lossproof sharpen zhang2018.class-sum-bounds --over "(c - 1)/q"
    lossproof sharpen my_claims.py --over K
    lossproof sharpen my_claims.py --over K --letters c,q

    For several values of the letters, a search finds the constant at which the claim begins to
    fail. A closed form that fits these values is the candidate. The command proves the claim with
    the candidate, and that every better constant fails. Without such a proof the result is an
    enclosure: a constant with a proof and one with a counterexample.

    Exit status: 0 the constant is proved to be the best, or enclosed; 1 it is not; 2 bad input.
    """
    with clear_errors():
        from lossproof.paper_checks.claims import REGISTRY
        from lossproof.paper_checks.commands import arguments
        from lossproof.paper_checks.reports.runs import sharpening as report
        from lossproof.paper_checks.sharpening import sharpen as best
        from lossproof.theory.printing.prose import ascii_of

        names, files, _ = arguments.claims(options.ids)
        letters, over = options.letters, options.over
        chosen = None if letters is None else [x for x in letters.replace(" ", "").split(",") if x]
        if files and len(names) > 1:
            having = [n for n in names if over in REGISTRY[n].statement.parameters]
            names = having or names
        written, settled = list[Any](), True
        for name in names:
            try:
                found = best(REGISTRY[name], over, letters=chosen, seconds=options.seconds)
            except ValueError as error:
                if len(names) == 1:
                    raise
                settled = False
                click.echo(f"{name}: {error}", err=True)
                continue
            record = found.record()
            settled &= record["outcome"] in ("sharp", "enclosed")
            written.append(report.as_json(record))
            if not (options.as_json or options.form):
                told = "\n".join(report.lines(record))
                click.echo(ascii_of(told) if options.ascii else told)
    if options.as_json:
        echo_json(json.dumps(written, indent=1))
    elif options.form:
        echo_table(options.form, [*map(report.row, written)])
    sys.exit(AS_RECORDED if settled else MOVED if written else FAILED)
