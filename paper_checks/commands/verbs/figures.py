"""The command `lossproof figures`: figures for write-ups, with their data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.cache import entries, state
from lossproof.paper_checks.commands.ending import clear_errors
from lossproof.simulate.files import cache_folder

FOLDER = Path("figures-out")
LISTED = "the list of figures"


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--format", "formats", default="pdf", show_default=True, metavar="pdf,png,svg,pgf",
              help="File formats, separated by commas; pgf needs LaTeX.")  # fmt: skip
@click.option("--width", type=click.Choice(["column", "page"]), default="column",
              show_default=True, help="Width: column is 3.35 inches, page is 6.9 "
                                      "inches.")  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=FOLDER,
              show_default=True, help="Folder to write to.")  # fmt: skip
@click.option("--list", "listed", is_flag=True, help="List all figures.")
@click.option("--loss", "loss", metavar="FORMULA",
              help="Draw the figures for this loss: a formula (see analyse) or a name such as "
                   "lq:q=1/2.")  # fmt: skip
@click.option("--label", metavar="TEXT", help="Name of this loss in legends and captions.")
@click.option("--set", "assigned", multiple=True, metavar="NAME=VALUE",
              help="Value of a parameter of the formula; repeat for several "
                   "parameters.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
              help="Seed of the random data.")  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(min=1), help="Number of processes.  [default: one per core]"
)
def figures(
    names: tuple[str, ...], formats: str, width: str, out: Path, listed: bool, loss: str | None,
    label: str | None, assigned: tuple[str, ...], seed: int, workers: int | None,
) -> None:  # fmt: skip
    """Draw figures for articles (default: all figures).

    \b
    lossproof figures --list
    lossproof figures gce-bound backward --format pdf,png --width page
    lossproof figures losses --loss "1 - p**0.3"

    Each picture comes with its data (CSV) and with its caption, claims, seed, versions and hashes
    of the data (JSON). The same versions of all packages give the same bytes.

    Exit status: 0 done, 2 bad input.
    """
    if assigned and loss is None:
        raise click.UsageError(
            "--set gives values to the parameters of --loss: add --loss or remove --set"
        )
    if label and loss is None:
        raise click.UsageError("--label names the loss of --loss: add --loss or remove --label")
    if listed and not names and loss is None:
        _list(_rows())
        return
    with clear_errors(OSError, ImportError):
        from lossproof.figures.catalogue import chosen
        from lossproof.figures.picture import Request
        from lossproof.figures.writing import CannotDrawError, check_endings, check_fonts, write

        pictures = chosen(names, put_in=loss is not None)
        if listed:
            _list([(each.name, each.title, each.takes_loss) for each in pictures])
            return
        with clear_errors(CannotDrawError):
            endings = [each.strip() for each in formats.split(",")]
            check_endings(endings)
            check_fonts()
            from lossproof.paper_checks.claims import REGISTRY, load

            put_in = None if loss is None else _loss(loss, assigned)
            if put_in is not None and label:
                put_in = replace(put_in, name=label)
            load()
            request = Request(REGISTRY.__getitem__, put_in, seed, workers or os.cpu_count() or 1)
            verdicts = {name: each["verdict"] for name, each in records.load().items()}
            for picture in pictures:
                written = write(picture, request, out, endings=endings,
                                width=cast("Any", width), verdicts=verdicts)  # fmt: skip
                click.echo(", ".join(map(str, written)))


def _list(rows: Sequence[tuple[str, str, bool]]) -> None:
    length = max(len(name) for name, _, _ in rows)
    for name, title, takes_loss in rows:
        click.echo(f"{name:<{length}}  {title}{'  (--loss)' if takes_loss else ''}")


def _rows() -> list[tuple[str, str, bool]]:
    """Name and title of every figure and whether it takes a loss, without drawing libraries.

    They are kept until a source of a figure is edited.
    """
    key = state(("figures",))
    entry: dict[str, Any] = entries.read(cache_folder(), LISTED)
    if entry.get("key") != key:
        from lossproof.figures.catalogue import PICTURES

        rows: Any = [(each.name, each.title, each.takes_loss) for each in PICTURES.values()]
        entry = {"key": key, "rows": rows}
        entries.write(cache_folder(), LISTED, entry)
    return [(name, title, taken) for name, title, taken in entry["rows"]]


def _loss(text: str, assigned: tuple[str, ...]) -> Any:
    """A loss of the library by its name, or a formula with the values of its parameters."""
    from lossproof.paper_checks.commands import risk_arguments
    from lossproof.paper_checks.reports.runs.card import settings
    from lossproof.theory.losses import LOSSES, FixedLoss, parse

    if text.partition(":")[0] in LOSSES and not assigned:
        return risk_arguments.losses([text])[0]
    found = parse(text, settings(assigned, ranges=False))
    given = ", ".join(f"{name} = {value}" for name, value in found.parameters.items())
    return FixedLoss(f"{text} with {given}" if given else text, found.expression)
