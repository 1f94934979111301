"""`lossproof explain`: statement, evidence, and what that uses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.cache import Told
from lossproof.paper_checks.commands import arguments, recording
from lossproof.paper_checks.commands.arguments import echo_json, json_option
from lossproof.paper_checks.commands.ending import Refused, clear_errors
from lossproof.paper_checks.reports.table import under_their_claims

Record = dict[str, Any]
Explained = tuple[Record, Mapping[str, Any], Mapping[str, Record]]


def _proof(decision: Any) -> str:
    """The proof of a claim as a function, after its id."""
    from lossproof.paper_checks.reports.written.proofs import proof_text
    from lossproof.theory.proof import ProofError

    claim = decision.case.claim
    if decision.derivation is None:
        raise Refused(f"{claim.id} is {decision.verdict}: it has no proof to write")
    try:
        return f"# {claim.id}\n{proof_text(claim.statement, decision.derivation)}"
    except ProofError as error:
        raise Refused(f"{claim.id}: {error}") from error


@click.command("explain")
@click.argument("ids", nargs=-1, required=True, metavar="(ID | FILE.py)...")
@click.option("-v", "--verbose", is_flag=True, help="Show every step of a derivation.")
@click.option("--latex", is_flag=True, help="Write one LaTeX document.")
@click.option("--fragment", is_flag=True, help="Write LaTeX for \\input, without a preamble.")
@click.option("--html", is_flag=True, help="Write one HTML page, with formulas in MathML.")
@click.option("--ascii", "in_ascii", is_flag=True, help="Write ASCII only.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE",
              help="Evaluate the claim at a point; give every parameter, as in q=1/2 or "
                   "f=[1/2,1/2].")  # fmt: skip
@click.option("--write-proof", "proofs", is_flag=True,
              help="Print the proof as a `prove` function for a file of claims.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
              help="Seed of the random searches.")  # fmt: skip
@json_option
@click.option(
    "--records",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=records.FOLDER,
    help="Folder of the records (default: those of lossproof).",
)
def explain(
    ids: tuple[str, ...], verbose: bool, latex: bool, fragment: bool, html: bool, in_ascii: bool,
    settings: tuple[str, ...], proofs: bool, seed: int, as_json: bool, folder: Path,
) -> None:  # fmt: skip
    """Show statement, evidence and corrected versions of claims.

    For each hypothesis it shows whether the claim fails without it.
    """
    if (latex or fragment) and (as_json or settings):
        raise click.UsageError(
            "--latex and --fragment cannot be combined with --json or --set: remove one of them"
        )
    if (latex or fragment) + html + in_ascii + as_json + proofs > 1:
        told = "give only one of --latex, --html, --ascii, --json and --write-proof"
        raise click.UsageError(told)
    if settings:
        from lossproof.paper_checks.commands.evaluating import evaluate

        with clear_errors():
            names, _, _ = arguments.claims(ids)
            evaluate([_registered(name) for name in names], settings, as_json)
        return
    if proofs:
        with clear_errors():
            names, files, _ = arguments.claims(ids)
            recorded = recording.load(folder, files)
        found = Deciding(recorded, seed)
        click.echo("\n\n".join(_proof(found.decided(name)) for name in names))
        return
    from lossproof.paper_checks.reports.explain import full
    from lossproof.paper_checks.reports.written import page
    from lossproof.paper_checks.reports.written.document import document, part
    from lossproof.paper_checks.reports.written.readable import readable
    from lossproof.theory.printing.text import ASCII, UNICODE

    output: list[Any] = []
    for record, about, others in _explained(ids, folder, seed):
        if as_json:
            output.append({"format": "explain/2", **readable(record), **about})
        elif latex or fragment:
            output.append(part(record, about, others))
        elif html:
            output.append(page.part(record, about, others))
        else:
            width = min(100, shutil.get_terminal_size((100, 24)).columns)
            marks = ASCII if in_ascii else UNICODE
            lines = full(record, about, others, width=width, verbose=verbose, marks=marks)
            output.append("\n".join(lines))
    if latex or html:
        output = [document(output) if latex else page.page(output)]
    if as_json:
        echo_json(json.dumps(output, indent=1))
    else:
        click.echo("\n\n".join(output))


def _explained(ids: Sequence[str], folder: Path, seed: int) -> Iterator[Explained]:
    """Each claim as it is recorded, if that is known to be of what it states now; else decided."""
    files, told = arguments.files(ids), Told()
    if told.abouts and not files and not seed:
        with clear_errors():
            loci = {name: about["locus"] for name, about in told.abouts.items()}
            names = under_their_claims(arguments.chosen(ids, [*loci], (), loci))
            others = recording.load(folder, about=names)
        if all(told.current(others.get(name)) for name in names):
            yield from ((others[name], told.abouts[name], others) for name in names)
            return
    with clear_errors():
        names, files, everything = arguments.claims(ids)
        recorded = recording.load(folder, files)
    from lossproof.paper_checks.reports.explain import about

    found, settled = Deciding(recorded, seed), list[Record]()
    for name in under_their_claims(names):
        record = found.decided(name).record()
        if name in recorded and not records.differences(recorded[name], record):
            settled.append(recorded[name])
        yield record, about(_registered(name)), {**recorded, **found.assumed, name: record}
    if not files:
        told.tell({name: about(_registered(name)) for name in everything}, settled)


@dataclass
class Deciding:
    """Decides claims, and first what they assume."""

    recorded: Mapping[str, Record]
    seed: int
    assumed: dict[str, Record] = field(default_factory=dict[str, Record])

    def decided(self, name: str) -> Any:
        """The decision; `Refused` says why there is none."""
        from lossproof.paper_checks.claims import EXPLAINED, decide

        try:
            claim = _registered(name)
            for each in claim.rests_on:
                if each not in self.assumed:
                    self.assumed[each] = self.decided(each).record()
            others = {**self.recorded, **self.assumed}
            return decide(claim, self.recorded.get(name), seed=self.seed, others=others)
        except EXPLAINED as error:
            raise Refused(str(error)) from error
        except Refused:
            raise
        except Exception as error:
            what = f"an error stopped the check of {name}: {type(error).__name__}: {error}"
            raise Refused(f"{what}\n(lossproof check {name} shows the traceback)") from error


def _registered(name: str) -> Any:
    from lossproof.paper_checks.claims import REGISTRY

    return REGISTRY[name]
