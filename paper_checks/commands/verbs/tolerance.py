"""The command `lossproof tolerance`: how much label noise embeddings and a way to sample bear."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks.commands.arguments import echo_json, json_option
from lossproof.paper_checks.commands.ending import clear_errors

MOST_CLASSES = 1000  # every matrix T of them is held in exact numbers

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("path", metavar="POINTS.npz", type=_file)
@click.option("--noise", "rates", multiple=True, metavar="RATE",
              help="Rate of uniform noise, in [0, 1]; repeat for several.  [default: 0.2]",
              )  # fmt: skip
@click.option("--transition", "matrices", multiple=True, type=_file,
              help="File with a transition matrix T[i][j] = P(noisy = j | clean = i): .json, .csv "
              "or .npy.")  # fmt: skip
@click.option(
    "--margin",
    default="0.2",
    show_default=True,
    metavar="NUMBER",
    help="Margin of the margin loss of pairs.",
)
@click.option("--beta", default="1.2", show_default=True, metavar="NUMBER",
              help="Boundary of the margin loss of pairs.")  # fmt: skip
@click.option("--triplet-margin", default="0.05", show_default=True, metavar="NUMBER",
              help="Margin of the triplet loss and of semi-hard mining.")  # fmt: skip
@click.option("--normalise", is_flag=True, help="Divide every embedding by its norm first.")
@click.option("--classes", type=click.IntRange(2, MOST_CLASSES),
              help="Number of classes.  [default: the largest label plus 1]")  # fmt: skip
@click.option("--replicates", type=click.IntRange(min=1), default=16, show_default=True,
              help="Number of random noisy labellings for mining strategies.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
              help="Seed of the noisy labels.")  # fmt: skip
@json_option
def tolerance(
    path: Path, rates: tuple[str, ...], matrices: tuple[Path, ...], margin: str, beta: str,
    triplet_margin: str, normalise: bool, classes: int | None, replicates: int, seed: int,
    as_json: bool,
) -> None:  # fmt: skip
    """Compute how much label noise pair and triplet losses tolerate.

    The table has one row for each strategy that selects pairs or triplets.

    \b
    lossproof tolerance points.npz --noise 0.2 --noise 0.4
    lossproof tolerance points.npz --normalise --transition T.csv --json

    The file has the arrays embeddings (or points), of shape (n, d), and labels, of shape (n), which
    are clean. Noise is added to the labels. The margins and beta have the defaults of
    pytorch-metric-learning.

    Exit status: 0 done, 2 bad input.
    """
    with clear_errors(OSError):
        from lossproof.paper_checks.commands import risk_arguments
        from lossproof.paper_checks.reports.runs import tolerance as report
        from lossproof.simulate.pairs import survey
        from lossproof.theory.losses import PairLoss, TripletLoss
        from lossproof.theory.noise import TransitionMatrix

        embeddings, labels = risk_arguments.embedded(path)
        try:
            count = _classes(labels) if classes is None else classes
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path}: {error}") from error
        given = risk_arguments.noises(rates or (() if matrices else ("0.2",)), matrices)
        noises = {
            name: noise if hasattr(noise, "classes") else TransitionMatrix.uniform(noise, count)
            for name, noise in given.items()
        }
        losses = (
            PairLoss(margin=_margin("--margin", margin), boundary=_margin("--beta", beta)),
            TripletLoss(margin=_margin("--triplet-margin", triplet_margin)),
        )
        try:
            found = survey(
                embeddings, labels, noises, classes=count, pair_loss=losses[0],
                triplet_loss=losses[1], normalise=normalise, replicates=replicates, seed=seed,
            )  # fmt: skip
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path}: {error}") from error
        if as_json:
            echo_json(json.dumps(report.as_json(found, losses)))
        else:
            report.show(found, path.name, losses)


def _classes(labels: Any) -> int:
    """The number of classes where it is not given.

    Raises ValueError or TypeError where labels are none, or too many.
    """
    from lossproof.theory.noise import check_labels

    if labels.dtype.kind in "iu" and labels.size and labels.max() >= MOST_CLASSES:
        raise ValueError(
            f"labels must be below {MOST_CLASSES}; got {labels.max()} (names of "
            "classes? use numpy.unique(labels, return_inverse=True)[1])"
        )
    whole = check_labels(labels, MOST_CLASSES)
    return max(2, int(whole.max()) + 1) if whole.size else 2


def _margin(option: str, text: str) -> Any:
    from lossproof.paper_checks.commands import risk_arguments

    return risk_arguments.nonnegative(option, text)
