"""The command `lossproof figures`: figures for write-ups, with their data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks import records
from lossproof.paper_checks.cache import entries, state
from lossproof.paper_checks.commands import options as opt
from lossproof.paper_checks.commands.ending import clear_errors
from lossproof.simulate.files import cache_folder

PLACE = Path("figures-out")
LISTED = "the list of figures"


@dataclass(frozen=True)
class Options:
    """What `lossproof figures` is asked for."""

    names: tuple[str, ...] = opt.argument("[NAME]...")
    formats: str = opt.option(
        "--format", "File formats, separated by commas; pgf needs LaTeX.", default="pdf",
        metavar="pdf,png,svg,pgf")  # fmt: skip
    width: Any = opt.option(
        "--width", "Width: column is 3.35 inches, page is 6.9 inches.",
        type=click.Choice(["column", "page"]), default="column")  # fmt: skip
    out: Path = opt.option("--out", "Folder to write to.", type=opt.FOLDER, default=PLACE)
    listed: bool = opt.flag("--list", "List all figures.")
    loss: str | None = opt.option(
        "--loss", "Draw the figures for this loss: a formula (see analyse) or a name such as "
        "lq:q=1/2.", metavar="FORMULA")  # fmt: skip
    label: str | None = opt.option(
        "--label", "Name of this loss in legends and captions.", metavar="TEXT")  # fmt: skip
    assigned: tuple[str, ...] = opt.several(
        "--set", "NAME=VALUE", "Value of a parameter of the formula; repeat for several parameters."
    )
    seed: int = opt.seed("random data")
    workers: int | None = opt.workers()


@click.command()
@opt.takes(Options)
def figures(options: Options) -> None:
    """Draw figures for articles (default: all figures).

    \b
    lossproof figures --list
    lossproof figures gce-bound backward --format pdf,png --width page
    lossproof figures losses --loss "1 - p**0.3"

    Each picture comes with its data (CSV) and with its caption, claims, seed, versions and hashes
    of the data (JSON). The same versions of all packages give the same bytes.

    Without names, a figure that cannot show the loss of --loss is skipped, with the reason.

    Exit status: 0 done, 2 bad input.
    """
    names, loss = options.names, options.loss
    if options.assigned and loss is None:
        raise click.UsageError(
            "--set gives values to the parameters of --loss: add --loss or remove --set"
        )
    if options.label and loss is None:
        raise click.UsageError("--label names the loss of --loss: add --loss or remove --label")
    if options.listed and not names and loss is None:
        _list(_rows())
        return
    with clear_errors(OSError, ImportError):
        from lossproof.figures.catalogue import chosen
        from lossproof.figures.picture import Request
        from lossproof.figures.writing import (
            CannotDrawError,
            UnsuitedLossError,
            check_endings,
            check_fonts,
            write,
        )

        pictures = chosen(names, put_in=loss is not None)
        if options.listed:
            _list([(each.name, each.title, each.takes_loss) for each in pictures])
            return
        with clear_errors(CannotDrawError):
            endings = [each.strip() for each in options.formats.split(",")]
            check_endings(endings)
            check_fonts()
            from lossproof.paper_checks.claims import REGISTRY, load

            put_in = None if loss is None else _loss(loss, options.assigned)
            if put_in is not None and options.label:
                put_in = put_in.labelled(options.label)
            load()
            request = Request(
                REGISTRY.__getitem__, put_in, options.seed, options.workers or os.cpu_count() or 1
            )
            verdicts = {name: each["verdict"] for name, each in records.load().items()}
            for picture in pictures:
                try:
                    written = write(picture, request, options.out, endings=endings,
                                    width=options.width, verdicts=verdicts)  # fmt: skip
                except UnsuitedLossError as error:
                    if names:
                        raise
                    click.echo(f"not drawn: {error}", err=True)
                else:
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
    from lossproof.paper_checks.commands import loss_arguments
    from lossproof.paper_checks.reports.drawing import typed
    from lossproof.theory.losses import LOSSES

    if text.partition(":")[0] in LOSSES and not assigned:
        return loss_arguments.losses([text])[0]
    return typed(text, loss_arguments.parameters(assigned, ranges=False))
