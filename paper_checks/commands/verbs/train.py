"""The command `lossproof train`: networks on noisy labels, with every loss and correction."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks.commands import options as opt
from lossproof.paper_checks.commands.arguments import echo_json, echo_result, echo_table
from lossproof.paper_checks.commands.ending import clear_errors, stopped_with
from lossproof.simulate import ARRAYS

NOISES = ("none", "symmetric:0.2", "asymmetric:0.2", "asymmetric:0.6")


def _count(name: str, default: int, help: str) -> Any:
    return opt.option(name, help, type=opt.AT_LEAST_1, default=default)


@dataclass(frozen=True)
class Options:
    """What `lossproof train` is asked for."""

    losses: tuple[str, ...] = opt.option(
        "--losses", "--loss", "A loss such as cce, lq:q=1/2, forward-estimated or a formula; "
        "repeat for several losses.  [default: the losses of Patrini et al., Table 2, and mae, lq, "
        "sce]", multiple=True, metavar="LOSS")  # fmt: skip
    noises: tuple[str, ...] = opt.several(
        "--noise",
        "NOISE",
        "none, symmetric:N (or N), asymmetric:N, circular:N[:SIZE] or binary:N with rate N; "
        f"repeat for several columns.  [default: {', '.join(NOISES)}]",
    )
    seeds: int = _count("--seeds", 5, "Number of seeds: 0, 1, …")
    epochs: int = _count("--epochs", 40, "Number of epochs.")
    hidden: str = opt.option(
        "--hidden", "Number of units of each hidden layer.", default="128,128", metavar="UNITS,…"
    )
    batch: int = _count("--batch", 32, "Samples in a batch.")
    dropout: float = opt.option("--dropout", "Dropout rate of the hidden layers.", default=0.5)
    optimiser: Any = opt.option(
        "--optimiser", "Optimiser.", type=click.Choice(["adagrad", "sgd", "adam"]),
        default="adagrad")  # fmt: skip
    rate: float | None = opt.option("--rate", "Learning rate.  [default: 0.01; 0.001 for adam]")
    percentile: float = opt.option(
        "--percentile", "Percentile of the noisy class probabilities from which T is estimated; "
        "100 takes the maximum.", default=97.0)  # fmt: skip
    data: Path | None = opt.option(
        "--data", "File .npz with x_train, y_train, x_test, y_test.  [default: scikit-learn "
        "digits]", type=opt.EXISTING)  # fmt: skip
    backend: str = opt.backend(ARRAYS)
    workers: int | None = opt.workers()
    checkpoint: Path | None = opt.checkpoint()
    out: Path | None = opt.option(
        "--out", "Write NAME.json and NAME.csv.", type=click.Path(path_type=Path), metavar="NAME"
    )
    form: str | None = opt.table_form()
    as_json: bool = opt.as_json()


@click.command()
@opt.takes(Options)
def train(options: Options) -> None:
    """Train networks on noisy labels, with or without correction.

    Corrections use the transition matrix T of the noise; "estimated" ones first estimate T, as in
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

        data, out = options.data, options.out
        layers = _layers(options.hidden)
        trained_on = digits() if data is None else from_file(data)
        columns = [column(text, trained_on.classes) for text in options.noises or NOISES]
        settings = Settings(layers, options.epochs, options.batch, options.dropout,
                            Optimiser(options.optimiser, options.rate))  # fmt: skip
        methods = [method(text) for text in options.losses or TABLE]
        seeds = range(options.seeds)
        experiment = Experiment(trained_on, methods, columns, seeds, settings, options.percentile)
        for place in filter(None, (options.checkpoint, out)):
            try_writing(place)
        context = click.get_current_context()
        execution = replace(
            context.obj or HERE,
            workers=options.workers or os.cpu_count() or 1,
            checkpoint=options.checkpoint,
        )
        try:
            found = train(experiment, backend_name=options.backend, execution=execution)
        except KeyboardInterrupt as stop:
            stopped_with(stop, options.checkpoint)
        if options.as_json:
            echo_json(json.dumps(report.as_json(found)))
        elif options.form:
            echo_table(options.form, report.cells(found))
        else:
            echo_result(report.result(found))
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
