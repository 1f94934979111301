"""`lossproof cite`: BibTeX entries of a claim's paper and of its verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks.cache import ClaimTexts
from lossproof.paper_checks.commands import arguments, options as opt, recording
from lossproof.paper_checks.commands.ending import clear_errors
from lossproof.paper_checks.recheck.record import sealed

Record = dict[str, Any]
PAPER = re.compile(  # authors, title, and where and when it was published
    r"(?P<authors>(?:[A-Z][\w.-]*\.? )+[^,]*(?:, [A-Z](?:\.|-)[^,]*)*), "
    r"(?P<title>.+?), (?:(?P<venue>[A-Za-z]+) (?P<year>\d{4})|arXiv:(?P<arxiv>[\d.]+))"
)
DIGITS = 16  # of a digest, which tell records apart


@dataclass(frozen=True)
class Options:
    """What `lossproof cite` is asked for."""

    ids: tuple[str, ...] = opt.argument("(ID | FILE.py)...", required=True)
    folder: Path = opt.records_folder()


@click.command("cite")
@opt.takes(Options)
def cite(options: Options) -> None:
    """Write BibTeX for claims: their papers, and their verdicts.

    The entry of a verdict has the version of lossproof, this year, and the first digits of the
    digest in the record.
    """
    with clear_errors():
        ids = options.ids
        files = arguments.files(ids)
        abouts: Mapping[str, Record] = {} if files else ClaimTexts().abouts
        if abouts:
            loci = {name: about["locus"] for name, about in abouts.items()}
            names = arguments.chosen(ids, [*loci], (), loci)
        else:
            names, _, _ = arguments.claims(ids)
            abouts = _abouts(names)
        recorded = recording.load(options.folder, files, about=names, intact=True)
        names = recording.required(names, files, recorded)
    entries = dict[str, None]()
    for name in names:
        entries |= dict.fromkeys(_paper(name, abouts[name]["source"]))
        entries[_verdict(recorded[name], abouts[name], ours=not files)] = None
    click.echo("\n\n".join(entries))


def _abouts(names: list[str]) -> dict[str, Record]:
    from lossproof.paper_checks.claims import REGISTRY
    from lossproof.paper_checks.reports.explain import about

    return {name: about(REGISTRY[name]) for name in names}


def _paper(name: str, source: str) -> Iterator[str]:
    """The entry of the paper that a claim is of; of notes that are not published, as one text."""
    section = name.partition(".")[0]
    about = source.removesuffix(" (our own statement)").rpartition(", on ")[2]
    if not (found := PAPER.match(about)):
        if about != "lossproof":
            yield _entry("misc", section, {"key": section, "title": about})
        return
    authors = re.sub(r", (?=[A-Z])", " and ", found["authors"])
    fields = {"author": authors, "title": found["title"]}
    if found["arxiv"]:
        number = found["arxiv"]
        fields |= {"eprint": number, "archiveprefix": "arXiv", "year": f"20{number[:2]}"}
    else:
        fields |= {"booktitle": found["venue"], "year": found["year"]}
    yield _entry("misc" if found["arxiv"] else "inproceedings", section, fields)


def _verdict(record: Record, about: Mapping[str, Any], *, ours: bool) -> str:
    """The entry of a verdict; a claim in a file of one's own has no author that is known."""
    digest = sealed(record)["digest"][:DIGITS]
    fields = {
        **({"author": "The lossproof authors"} if ours else {"key": record["id"]}),
        "title": f"{record['verdict']}: {record['title']} ({about['locus']})",
        "howpublished": f"lossproof {version('lossproof')}, claim {record['id']}",
        "year": str(date.today().year),
        "note": f"digest in the record: {digest}",
    }
    return _entry("misc", record["id"].replace("/", ":"), fields)


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    from lossproof.paper_checks.reports.written.prose import typed

    whole = {"title", *(("author",) if "lossproof" in fields.get("author", "") else ())}
    lines = [
        f"  {name} = {{{{{typed(text)}}}}}," if name in whole else f"  {name} = {{{typed(text)}}},"
        for name, text in fields.items()
    ]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])
