"""The command `lossproof tolerance`: how much label noise embeddings and a way to sample bear."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks.commands import options as opt
from lossproof.paper_checks.commands.arguments import echo_json, echo_result, echo_table
from lossproof.paper_checks.commands.ending import clear_errors

MOST_CLASSES = 1000  # every matrix T of them is held in exact numbers


def _number(name: str, default: str, help: str) -> Any:
    return opt.option(name, help, default=default, metavar="NUMBER")


@dataclass(frozen=True)
class Options:
    """What `lossproof tolerance` is asked for."""

    path: Path = opt.argument("POINTS.npz", nargs=1, type=opt.EXISTING)
    rates: tuple[str, ...] = opt.several(
        "--noise", "RATE", "Rate of uniform noise, in [0, 1]; repeat for several.  [default: 0.2]"
    )
    matrices: tuple[Path, ...] = opt.matrix_files()
    margin: str = _number("--margin", "0.2", "Margin of the margin loss of pairs.")
    beta: str = _number(
        "--beta", "1.2", "Distance that separates positive from negative pairs in the margin loss."
    )
    triplet_margin: str = _number(
        "--triplet-margin", "0.05", "Margin of the triplet loss and of semi-hard mining."
    )
    normalise: bool = opt.flag("--normalise", "Divide every embedding by its norm first.")
    classes: int | None = opt.option(
        "--classes", "Number of classes.  [default: the largest label plus 1]",
        type=click.IntRange(2, MOST_CLASSES))  # fmt: skip
    replicates: int = opt.option(
        "--replicates", "How many times noisy labels are sampled to evaluate a mining strategy.",
        type=opt.AT_LEAST_1, default=16)  # fmt: skip
    seed: int = opt.seed("noisy labels")
    form: str | None = opt.table_form()
    as_json: bool = opt.as_json()


@click.command()
@opt.takes(Options)
def tolerance(options: Options) -> None:
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

        path, margin = options.path, risk_arguments.nonnegative
        embeddings, labels = risk_arguments.embedded(path)
        try:
            count = _classes(labels) if options.classes is None else options.classes
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path}: {error}") from error
        rates = options.rates or (() if options.matrices else ("0.2",))
        noises = {
            name: noise if hasattr(noise, "classes") else TransitionMatrix.uniform(noise, count)
            for name, noise in risk_arguments.noises(rates, options.matrices).items()
        }
        losses = (
            PairLoss(
                margin=margin("--margin", options.margin), boundary=margin("--beta", options.beta)
            ),
            TripletLoss(margin=margin("--triplet-margin", options.triplet_margin)),
        )
        try:
            found = survey(
                embeddings, labels, noises, classes=count, pair_loss=losses[0],
                triplet_loss=losses[1], normalise=options.normalise,
                replicates=options.replicates, seed=options.seed,
            )  # fmt: skip
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path}: {error}") from error
        if options.as_json:
            echo_json(json.dumps(report.as_json(found, losses)))
        elif options.form:
            echo_table(options.form, report.rows(found))
        else:
            echo_result(report.result(found, path.name, losses))


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
