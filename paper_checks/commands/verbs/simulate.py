"""The command `lossproof simulate`: risks of losses under label noise."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks.commands.arguments import echo_json, json_option
from lossproof.paper_checks.commands.ending import clear_errors, status_of
from lossproof.simulate import SAMPLERS

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--loss", "losses", multiple=True, metavar="NAME[:PARAMETER=VALUE,…]|FORMULA",
              help="A loss such as cce, lq:q=7/10 or \"exp(-p)\"; repeat for several losses.",
              )  # fmt: skip
@click.option("--set", "assigned", multiple=True, metavar="NAME=VALUE",
              help="Value of a parameter, such as g=2; repeat for several parameters.")  # fmt: skip
@click.option("--noise", "rates", multiple=True, metavar="RATE",
              help="Rate of uniform noise, in [0, 1]; repeat for several rates.")  # fmt: skip
@click.option("--transition", "matrices", multiple=True, type=_file,
              help="File with a transition matrix T[i][j] = P(noisy = j | clean = i): .json, .csv "
              "or .npy.")  # fmt: skip
@click.option("--classes", type=int, help="Number of classes.  [default: 10]")
@click.option("--separation", type=float,
              help="Normal logits: mean of the clean class's logit; the others have mean 0.  "
                   "[default: "
                   "2]")  # fmt: skip
@click.option("--sigma", type=float,
              help="Normal logits: standard deviation.  [default: 1]")  # fmt: skip
@click.option("--dirichlet", metavar="OWN,OTHER",
              help="Use Dirichlet outputs: concentration of the clean class and of each other "
                   "class.",
              )  # fmt: skip
@click.option("--data", type=_file,
              help="Use the outputs of a classifier: .npz with probs (n, c) and labels (n).",
              )  # fmt: skip
@click.option("--way", type=click.Choice(["exact", "counts", "sample"]),
              help="Exact sums over the data, multinomial counts, or random samples.  [default: "
              "exact with --data, else sample]")  # fmt: skip
@click.option("--samples", default="1e6", show_default=True, metavar="N",
              help="Largest number of samples, rounded up to whole blocks.")  # fmt: skip
@click.option("--half-width", type=float, help="Stop when no interval has a larger half-width.")
@click.option("--alpha", type=float, default=0.05, show_default=True,
              help="Probability that at least one interval misses its risk.")  # fmt: skip
@click.option("--correction", type=click.Choice(["backward", "forward"]),
              help="Correct the losses for each noise with its transition matrix.")  # fmt: skip
@click.option("--mix", metavar="WEIGHT",
              help="Correct with WEIGHT I + (1 - WEIGHT) T instead of each matrix T.")  # fmt: skip
@click.option("--drawn", is_flag=True,
              help="Also sample the noisy labels; by default the mean loss over them is computed "
                   "exactly.")  # fmt: skip
@click.option("--sampling", type=click.Choice(["independent", "antithetic", "sobol"]),
              default="independent", show_default=True,
              help="How samples are generated; antithetic and sobol need normal "
                   "logits.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
              help="Seed of the random samples.")  # fmt: skip
@click.option("--backend", type=click.Choice(["auto", *map(str, SAMPLERS)]), default="auto",
              show_default=True,
              help="Array library; auto: cupy if it finds a CUDA device, else numpy.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), help="Number of processes.  [default: 1]")
@click.option("--dask", "scheduler", metavar="ADDRESS",
              help="Run on a Dask cluster, such as tcp://host:8786.")  # fmt: skip
@click.option("--checkpoint", type=click.Path(dir_okay=False, path_type=Path),
              help="File for the progress; the same command continues from it.")  # fmt: skip
@click.option("--fragment", is_flag=True, help="Write the table in LaTeX, for \\input.")
@json_option
def simulate(
    losses: tuple[str, ...], assigned: tuple[str, ...],
    rates: tuple[str, ...], matrices: tuple[Path, ...],
    classes: int | None, separation: float | None, sigma: float | None, dirichlet: str | None,
    data: Path | None, way: Any, samples: str, half_width: float | None, alpha: float,
    correction: Any, mix: str | None, drawn: bool, sampling: Any, seed: int, backend: str,
    workers: int | None, scheduler: str | None, checkpoint: Path | None, fragment: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Estimate risks of losses under clean and noisy labels.

    Each risk has a confidence interval. With probability 1 - alpha all intervals contain their
    risks.

    \b
    lossproof simulate --loss cce --loss lq:q=7/10 --noise 0.2 --noise 0.4
    lossproof simulate --loss mae --noise 2/5 --data outputs.npz
    lossproof simulate --loss "(1-p)**g * -log(p)" --set g=2 --loss cce --noise 0.4

    Exit status: 0 done, 2 bad input, 130 stopped by Ctrl-C, 143 by SIGTERM.
    """
    if scheduler is not None and workers is not None:
        raise click.UsageError(
            "--dask cannot be combined with --workers: the cluster has its own workers"
        )
    with ExitStack() as stack:
        stack.enter_context(clear_errors(OSError, ImportError, OverflowError, RuntimeError))
        from lossproof.paper_checks.commands import arguments, risk_arguments
        from lossproof.paper_checks.reports.runs import risks as risk_table
        from lossproof.simulate.files import try_writing
        from lossproof.simulate.problem import RiskProblem
        from lossproof.simulate.risk import Counts, Exact, Sample, risks
        from lossproof.simulate.running import HERE, OtherRunError

        law, described = risk_arguments.law(classes, separation, sigma, dirichlet, data)
        noises = risk_arguments.noises(rates, matrices)
        chosen = risk_arguments.losses(losses, assigned, law.classes)
        mixtures = risk_arguments.correctors(noises, correction, mix)
        count = risk_arguments.samples(samples)
        way = way or ("sample" if data is None else "exact")
        context = click.get_current_context()
        risk_arguments.check_way(context, way)
        try:
            if checkpoint is not None:
                try_writing(checkpoint)
            problem = RiskProblem(law, chosen, list(noises.values()), correction, mixtures)
            executor = stack.enter_context(arguments.executor(scheduler))
            execution = replace(context.obj or HERE, executor=executor, workers=workers or 1,
                                checkpoint=checkpoint)  # fmt: skip
            given = {"samples": count, "half_width": half_width, "seed": seed, "drawn": drawn,
                     "sampling": sampling, "backend": backend, "execution": execution}  # fmt: skip
            kind: Any = {"exact": Exact, "counts": Counts, "sample": Sample}[way]
            used = {each.name for each in fields(kind)} & given.keys()
            found = risks(problem, kind(**{name: given[name] for name in used}), alpha=alpha)
        except OtherRunError:  # it names the entry of the recipe
            raise
        except (ValueError, TypeError) as error:
            raise ValueError(risk_arguments.named(str(error), noises)) from error
        except KeyboardInterrupt as stop:
            kept = "nothing was saved (--checkpoint FILE saves finished blocks)"
            if checkpoint is not None:
                kept = f"finished blocks are saved in {checkpoint}"
            click.echo(f"stopped: {kept}", err=True)
            sys.exit(status_of(stop))
        if correction:
            described += f"; {correction} correction"
            described += "" if mix is None else f", matrices mixed with {mix} of the identity"
        if fragment:
            click.echo(risk_table.fragment(found, noises))
        elif as_json:
            echo_json(json.dumps(risk_table.as_json(found, noises, described, way, alpha)))
        else:
            risk_table.show(found, noises, described, way, alpha)
