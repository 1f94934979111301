"""`lossproof explain`: statement, evidence, and what that uses."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.cache import ClaimTexts
from lossproof.paper_checks.commands import arguments, options as opt, recording
from lossproof.paper_checks.commands.arguments import echo_json
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


@dataclass(frozen=True)
class Options:
    """What `lossproof explain` is asked for."""

    ids: tuple[str, ...] = opt.argument("(ID | FILE.py)...", required=True)
    verbose: bool = opt.flag("-v", "--verbose", "Show every step of a derivation.")
    latex: bool = opt.flag("--latex", "Write one LaTeX document.")
    fragment: bool = opt.flag("--fragment", "Write LaTeX for \\input, without a preamble.")
    html: bool = opt.flag("--html", "Write one HTML page, with formulas in MathML.")
    ascii: bool = opt.flag("--ascii", "Write ASCII only.")
    settings: tuple[str, ...] = opt.several(
        "--set", "NAME=VALUE", "Evaluate the claim at a point; give every parameter, as in q=1/2 "
        "or f=[1/2,1/2].")  # fmt: skip
    proofs: bool = opt.flag(
        "--write-proof", "Print the proof as a `prove` function for a file of claims."
    )
    seed: int = opt.seed()
    as_json: bool = opt.as_json()
    folder: Path = opt.records_folder()


@click.command("explain")
@opt.takes(Options)
def explain(options: Options) -> None:
    """Show statement, evidence and corrected versions of claims.

    For each hypothesis it shows whether the claim fails without it.
    """
    ids, latex, as_json = options.ids, options.latex or options.fragment, options.as_json
    if latex and (as_json or options.settings):
        raise click.UsageError(
            "--latex and --fragment cannot be combined with --json or --set: remove one of them"
        )
    if latex + options.html + options.ascii + as_json + options.proofs > 1:
        told = "give only one of --latex, --html, --ascii, --json and --write-proof"
        raise click.UsageError(told)
    if options.settings:
        with clear_errors():
            _evaluate(arguments.claims(ids)[0], options.settings, as_json)
        return
    if options.proofs:
        with clear_errors():
            names, files, _ = arguments.claims(ids)
            recorded = recording.load(options.folder, files)
        unproved = {name: records.without_proof(record) for name, record in recorded.items()}
        _write_proofs(names, Deciding(unproved, options.seed))
        return
    from lossproof.paper_checks.reports.explain import full
    from lossproof.paper_checks.reports.written import page
    from lossproof.paper_checks.reports.written.document import document, part
    from lossproof.paper_checks.reports.written.readable import readable
    from lossproof.theory.printing.text import ASCII, UNICODE

    output, refused = list[Any](), list[str]()
    for record, about, others in _explained(ids, options.folder, options.seed, refused):
        if as_json:
            output.append({"format": "explain/2", **readable(record), **about})
        elif latex:
            output.append(part(record, about, others))
        elif options.html:
            output.append(page.part(record, about, others))
        else:
            width = min(100, shutil.get_terminal_size((100, 24)).columns)
            marks = ASCII if options.ascii else UNICODE
            lines = full(record, about, others, width=width, verbose=options.verbose,
                         marks=marks)  # fmt: skip
            output.append("\n".join(lines))
    if refused and not output:
        raise Refused("\n".join(refused))
    if options.html or (latex and not options.fragment):
        output = [document(output) if latex else page.page(output)]
    if as_json:
        echo_json(json.dumps(output, indent=1))
    else:
        click.echo("\n\n".join(output))
    if refused:
        raise Refused("\n".join(refused))


def _explained(
    ids: Sequence[str], folder: Path, seed: int, refused: list[str]
) -> Iterator[Explained]:
    """Each claim as it is recorded, if that is known to be of what it states now; else decided.

    `refused` gets why a claim is left out.
    """
    files, told = arguments.files(ids), ClaimTexts()
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

    found, decided = Deciding(recorded, seed), dict[str, Record]()
    for name in under_their_claims(names):
        try:
            decided[name] = found.decided(name).record()
        except Refused as error:
            refused.append(error.message)
    others = {**recording.as_stated(files, recorded), **found.assumed, **decided}
    for name, record in decided.items():
        yield record, about(_registered(name)), others
    if not files:
        same = [n for n in names if n in recorded
                and n in decided and not records.differences(recorded[n], decided[n])]  # fmt: skip
        abouts = {name: about(_registered(name)) for name in everything}
        told.keep(abouts, [recorded[name] for name in same])


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


def _write_proofs(names: Sequence[str], found: Deciding) -> None:
    proofs, refused = list[str](), list[str]()
    for name in names:
        try:
            proofs.append(_proof(found.decided(name)))
        except Refused as error:
            refused.append(error.message)
    click.echo("\n\n".join(proofs), nl=bool(proofs))
    if refused:
        raise Refused("\n".join(refused))


def _registered(name: str) -> Any:
    from lossproof.paper_checks.claims import REGISTRY

    return REGISTRY[name]


def _evaluate(names: Sequence[str], settings: Sequence[str], as_json: bool) -> None:
    """Print both sides of every relation of the claims at a point, and what came of them."""
    from lossproof.paper_checks.claims import said
    from lossproof.paper_checks.reports.parts.sides import told
    from lossproof.paper_checks.reports.parts.statement import Shown

    point = arguments.values(settings)
    written: list[dict[str, Any]] = []
    for claim in map(_registered, names):
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
