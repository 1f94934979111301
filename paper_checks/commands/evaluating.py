"""What claims say at a point that is typed in."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import click

from lossproof.paper_checks.claims import said
from lossproof.paper_checks.commands import arguments
from lossproof.paper_checks.commands.arguments import echo_json
from lossproof.paper_checks.reports.parts.sides import told
from lossproof.paper_checks.reports.parts.statement import Shown


def evaluate(claims: Sequence[Any], settings: Iterable[str], as_json: bool) -> None:
    """Print both sides of every relation of the claims at a point, and what came of them."""
    point = arguments.values(settings)
    written: list[dict[str, Any]] = []
    for claim in claims:
        outcome = claim.statement.at(point)
        given = {name: [said(part) for part in parts] for name, parts in outcome.given.items()}
        conclusion = [said(part) for part in outcome.conclusion]
        if as_json:
            written.append({"format": "evaluation/1", "id": claim.id, "given": given,
                            "conclusion": conclusion})  # fmt: skip
            continue
        click.echo(claim.id)
        shown_as = Shown({"statement": claim.statement.record()})
        told_of = [*shown_as.given_at(given).items(), ("claim", shown_as.concluded_at(conclusion))]
        for name, parts in told_of:
            for part in parts:
                start, width = f"  {name}: ", min(100, shutil.get_terminal_size((100, 24)).columns)
                lines = textwrap.wrap(told(part), width, initial_indent=start,
                                      subsequent_indent="    ", break_on_hyphens=False)  # fmt: skip
                click.echo("\n".join(lines))
    if as_json:
        echo_json(json.dumps(written if len(written) > 1 else written[0], indent=1))
