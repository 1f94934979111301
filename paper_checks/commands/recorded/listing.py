"""`lossproof list`: claims with their verdicts, by id, section or words."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.cache import ClaimTexts
from lossproof.paper_checks.commands import arguments, options as opt, recording
from lossproof.paper_checks.commands.arguments import echo_json, echo_table
from lossproof.paper_checks.commands.ending import clear_errors
from lossproof.paper_checks.commands.recorded.finding import at_locus, mentioning, texts_of
from lossproof.paper_checks.reports.table import Row, flat, grouped

Record = dict[str, Any]


@dataclass(frozen=True)
class Options:
    """What `lossproof list` is asked for."""

    ids: tuple[str, ...] = opt.argument("[ID | SECTION | FILE.py | WORDS]...")
    verdicts: tuple[str, ...] = opt.option(
        "--verdict", "Show only claims with this verdict; repeat for several verdicts.",
        multiple=True, type=click.Choice([*records.MEANING], case_sensitive=False))  # fmt: skip
    form: str | None = opt.table_form()
    as_json: bool = opt.as_json()
    folder: Path = opt.records_folder()


@click.command("list")
@opt.takes(Options)
def list_claims(options: Options) -> None:
    """List claims with verdict, place in the paper and title.

    \b
    lossproof list zhang2018
    lossproof list "theorem 1"
    lossproof list patrini2017 hessian

    The list contains the claims whose id, title, place in the paper, source or text contains all
    WORDS.
    """
    with clear_errors():
        if files := arguments.files(options.ids):
            recorded, own = recording.listed(files, options.folder)
            asked = [each for each in options.ids if not each.endswith(".py")]
            chosen = _chosen(asked, recorded, own)
        else:
            chosen = _chosen(options.ids, recording.load(options.folder, intact=True))
    if options.verdicts:
        chosen = [record for record in chosen if record["verdict"] in options.verdicts]
    if options.ids and not chosen:
        more = "other verdicts" if options.verdicts else "fewer words"
        click.echo(f"no claim matches: {more} find more", err=True)
    keys = ("id", "title", "verdict", "kind", "locus", "repairs")
    rows = [{"format": "list/1", **{key: record[key] for key in keys}} for record in chosen]
    if options.as_json:
        echo_json(json.dumps(rows, indent=1))
        return
    if options.form:
        names = ("id", "verdict", "locus", "title")
        table = [{name: row[name] for name in names} for row in rows]
        echo_table(options.form, table, id=0.27, locus=0.17, title=0.36)
        return
    told = [Row(row["id"], row["verdict"], row["title"], row["locus"]) for row in rows]
    wide = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else None
    for line in flat(told) if wide is None else grouped(told, wide):
        click.echo(str(line))


def _chosen(
    ids: Sequence[str], recorded: Mapping[str, Record], own: Sequence[str] = ()
) -> list[Record]:
    """The claims named, and of these the ones that mention every other word.

    With its `own` claims a file was named.

    Raises
    ------
    ValueError
        If no claim is called or mentions what is asked for.
    """
    known = [*recorded]
    loci = {name: record["locus"] for name, record in recorded.items()}
    sections = {name.partition(".")[0] for name in known}
    named = [
        each for each in ids
        if each in sections or each.partition(".")[0] in sections or at_locus(each, loci)
    ]  # fmt: skip
    words = [each for each in ids if each not in named]
    names = arguments.chosen(named, known, (), loci) if named or not own else list(own)
    if not words:
        return [recorded[name] for name in names]
    abouts = _abouts(own)
    texts = {name: [*texts_of(recorded[name], abouts.get(name, {}))] for name in names}
    mentioned = mentioning(words, texts)
    if not mentioned and not named:
        arguments.chosen([word for word in words if not mentioning([word], texts)][:1], known, ())
    return [recorded[name] for name in mentioned]


def _abouts(own: Sequence[str]) -> dict[str, Record]:
    """Source, place and text of every claim of the papers, which are loaded if need be."""
    told = ClaimTexts()
    if told.abouts and not own:
        return dict(told.abouts)
    from lossproof.paper_checks.claims import REGISTRY, load
    from lossproof.paper_checks.reports.explain import about

    found = {claim.id: about(claim) for claim in load() if claim.id not in own}
    told.keep(found)
    return found | {name: about(REGISTRY[name]) for name in own}
