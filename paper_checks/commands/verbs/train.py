"""The command `lossproof train`: networks on noisy labels, with every loss and correction."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks.commands.arguments import (
    echo_json,
    echo_table,
    json_option,
    table_options,
)
from lossproof.paper_checks.commands.ending import clear_errors, status_of
from lossproof.simulate import ARRAYS

NOISES = ("none", "symmetric:0.2", "asymmetric:0.2", "asymmetric:0.6")

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--losses", "--loss", "texts", multiple=True, metavar="LOSS",
              help="A loss such as cce, lq:q=1/2, forward-estimated or a formula; repeat for "
                   "several "
                   "losses.  [default: the losses of Patrini et al., Table 2, and mae, lq, "
                   "sce]")  # fmt: skip
@click.option("--noise", "noises", multiple=True, metavar="NOISE",
              help="none, symmetric:N (or N), asymmetric:N, circular:N[:SIZE] or binary:N with "
                   "rate "
                   f"N; repeat for several columns.  [default: {', '.join(NOISES)}]")  # fmt: skip
@click.option("--seeds", type=click.IntRange(min=1), default=5, show_default=True,
              help="Number of seeds: 0, 1, …")  # fmt: skip
@click.option("--epochs", type=click.IntRange(min=1), default=40, show_default=True,
              help="Number of epochs.")  # fmt: skip
@click.option("--hidden", default="128,128", show_default=True, metavar="UNITS,…",
              help="Number of units of each hidden layer.")  # fmt: skip
@click.option("--batch", type=click.IntRange(min=1), default=32, show_default=True,
              help="Samples in a batch.")  # fmt: skip
@click.option("--dropout", type=float, default=0.5, show_default=True,
              help="Dropout rate of the hidden layers.")  # fmt: skip
@click.option("--optimiser", type=click.Choice(["adagrad", "sgd", "adam"]), default="adagrad",
              show_default=True, help="Optimiser.")  # fmt: skip
@click.option("--rate", type=float, help="Learning rate.  [default: 0.01; 0.001 for adam]")
@click.option("--percentile", type=float, default=97.0, show_default=True,
              help="Percentile of the noisy class probabilities from which T is "
                   "estimated; 100 takes the maximum.")  # fmt: skip
@click.option("--data", type=_file,
              help="File .npz with x_train, y_train, x_test, y_test.  [default: scikit-learn "
                   "digits]",
              )  # fmt: skip
@click.option("--backend", type=click.Choice(["auto", *map(str, ARRAYS)]), default="auto",
              show_default=True, help="Array library; auto: cupy if it finds a CUDA device, else "
                                      "numpy.")  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(min=1), help="Number of processes.  [default: one per core]"
)
@click.option("--checkpoint", type=click.Path(dir_okay=False, path_type=Path),
              help="File for the progress; the same command continues from it.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="NAME",
              help="Write NAME.json and NAME.csv.")  # fmt: skip
@table_options
@json_option
def train(
    texts: tuple[str, ...], noises: tuple[str, ...], seeds: int, epochs: int, hidden: str,
    batch: int, dropout: float, optimiser: Any, rate: float | None, percentile: float,
    data: Path | None, backend: str, workers: int | None, checkpoint: Path | None,
    out: Path | None, form: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Train networks on noisy labels, with true or estimated noise.

    T is the transition matrix of the noise. Methods named "estimated" first estimate T, as in
    Algorithm 1 of Patrini et al. (2017).

    \b
    lossproof train
    lossproof train --losses cce --losses lq:q=1/2@forward --noise symmetric:0.4 --seeds 3

    Exit status: 0 done, 2 bad input, 130 stopped by Ctrl-C, 143 by SIGTERM.
    """
    with clear_errors(OSError, ImportError, RuntimeError):
        from lossproof.paper_checks.reports.runs import training as report
        from lossproof.simulate.files import atomic_write, try_writing
        from lossproof.simulate.running import HERE
        from lossproof.simulate.training import (
            TABLE,
            Experiment,
            Optimiser,
            Settings,
            column,
            digits,
            from_file,
            method,
            train,
        )

        layers = _layers(hidden)
        trained_on = digits() if data is None else from_file(data)
        columns = [column(text, trained_on.classes) for text in noises or NOISES]
        settings = Settings(layers, epochs, batch, dropout, Optimiser(optimiser, rate))
        methods = [method(text) for text in texts or TABLE]
        experiment = Experiment(trained_on, methods, columns, range(seeds), settings, percentile)
        for place in filter(None, (checkpoint, out)):
            try_writing(place)
        context = click.get_current_context()
        execution = replace(context.obj or HERE, workers=workers or os.cpu_count() or 1,
                            checkpoint=checkpoint)  # fmt: skip
        try:
            found = train(experiment, backend_name=backend, execution=execution)
        except KeyboardInterrupt as stop:
            kept = "nothing was saved (--checkpoint FILE saves finished blocks)"
            if checkpoint is not None:
                kept = f"finished blocks are saved in {checkpoint}"
            click.echo(f"stopped: {kept}", err=True)
            sys.exit(status_of(stop))
        if as_json:
            echo_json(json.dumps(report.as_json(found)))
        elif form:
            echo_table(form, report.cells(found))
        else:
            report.show(found)
        if out is not None:
            written = {".json": json.dumps(report.as_json(found), indent=1) + "\n",
                       ".csv": report.as_csv(found)}  # fmt: skip
            for suffix, text in written.items():
                with atomic_write(out.with_name(out.name + suffix)) as part:
                    part.write_text(text, encoding="utf-8")
                click.echo(f"wrote {out}{suffix}", err=True)


def _layers(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(f"--hidden must be whole numbers, such as 128,128; got {text!r}")
    return tuple(map(int, parts))
