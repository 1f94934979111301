"""The command `lossproof simulate`: risks of losses under label noise."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import click

from lossproof.paper_checks.commands import options as opt
from lossproof.paper_checks.commands.arguments import echo_json, echo_result, echo_table
from lossproof.paper_checks.commands.ending import clear_errors, stopped_with
from lossproof.simulate import SAMPLERS


@dataclass(frozen=True)
class Options:
    """What `lossproof simulate` is asked for."""

    losses: tuple[str, ...] = opt.several(
        "--loss", "NAME[:PARAMETER=VALUE,…]|FORMULA", 'A loss such as cce, lq:q=7/10 or "exp(-p)"; '
        "repeat for several losses.")  # fmt: skip
    assigned: tuple[str, ...] = opt.several(
        "--set", "NAME=VALUE", "Value of a parameter, such as g=2; repeat for several parameters."
    )
    labels: tuple[str, ...] = opt.several(
        "--label", "TEXT", "Name of a loss in the output; repeat once for each --loss, in order."
    )
    rates: tuple[str, ...] = opt.several(
        "--noise", "RATE", "Rate of uniform noise, in [0, 1]; repeat for several rates."
    )
    matrices: tuple[Path, ...] = opt.matrix_files()
    classes: int | None = opt.option("--classes", "Number of classes.  [default: 10]")
    separation: float | None = opt.option(
        "--separation", "Normal logits: mean of the clean class's logit; the others have mean 0.  "
        "[default: 2]")  # fmt: skip
    sigma: float | None = opt.option("--sigma", "Normal logits: standard deviation.  [default: 1]")
    dirichlet: str | None = opt.option(
        "--dirichlet", "Use Dirichlet outputs: concentration of the clean class and of each other "
        "class.", metavar="OWN,OTHER")  # fmt: skip
    data: Path | None = opt.option(
        "--data", "Use the outputs of a classifier: .npz with probs (n, c) and labels (n).",
        type=opt.EXISTING)  # fmt: skip
    way: Any = opt.option(
        "--way", "Exact sums over the data, multinomial counts, or random samples.  [default: "
        "exact with --data, else sample]", type=click.Choice(["exact", "counts", "sample"])
    )  # fmt: skip
    samples: str = opt.option(
        "--samples", "Largest number of samples, rounded up to whole blocks.", default="1e6",
        metavar="N")  # fmt: skip
    half_width: float | None = opt.option(
        "--half-width", "Stop when no interval has a larger half-width."
    )
    alpha: float = opt.option(
        "--alpha", "Probability that at least one interval misses its risk.", default=0.05
    )
    correction: Any = opt.option(
        "--correction", "Correct the losses for each noise with its transition matrix.",
        type=click.Choice(["backward", "forward"]))  # fmt: skip
    mix: str | None = opt.option(
        "--mix", "Correct with WEIGHT I + (1 - WEIGHT) T instead of each matrix T.",
        metavar="WEIGHT")  # fmt: skip
    drawn: bool = opt.flag(
        "--drawn", "Also sample the noisy labels; by default the mean loss over them is computed "
        "exactly.")  # fmt: skip
    sampling: Any = opt.option(
        "--sampling", "How samples are generated; antithetic and sobol need Gaussian logits.",
        type=click.Choice(["independent", "antithetic", "sobol"]), default="independent"
    )  # fmt: skip
    seed: int = opt.seed("random samples")
    backend: str = opt.backend(SAMPLERS)
    workers: int | None = opt.workers("1")
    scheduler: str | None = opt.cluster()
    checkpoint: Path | None = opt.checkpoint()
    form: str | None = opt.table_form()
    as_json: bool = opt.as_json()


@click.command()
@opt.takes(Options)
def simulate(options: Options) -> None:
    """Estimate risks of losses under clean and noisy labels.

    Each risk has a confidence interval. With probability 1 - alpha all intervals contain their
    risks.

    \b
    lossproof simulate --loss cce --loss lq:q=7/10 --noise 0.2 --noise 0.4
    lossproof simulate --loss mae --noise 2/5 --data outputs.npz
    lossproof simulate --loss "(1-p)**g * -log(p)" --set g=2 --loss cce --noise 0.4

    Exit status: 0 done, 2 bad input, 130 stopped by Ctrl-C, 143 by SIGTERM.
    """
    opt.cluster_alone("workers")
    with ExitStack() as stack:
        stack.enter_context(clear_errors(OSError, ImportError, OverflowError, RuntimeError))
        from lossproof.paper_checks.commands import arguments, loss_arguments, risk_arguments
        from lossproof.paper_checks.reports.runs import risks as report
        from lossproof.simulate.files import try_writing
        from lossproof.simulate.problem import RiskProblem
        from lossproof.simulate.risk import Counts, Exact, Sample, risks
        from lossproof.simulate.running import HERE, OtherRunError

        law, described = risk_arguments.law(
            options.classes, options.separation, options.sigma, options.dirichlet, options.data
        )
        noises = risk_arguments.noises(options.rates, options.matrices)
        chosen = loss_arguments.losses(options.losses, options.assigned, law.classes)
        if options.labels:
            if len({*options.labels}) != len(chosen) or len(options.labels) != len(chosen):
                raise ValueError(
                    f"--label must name each of the {len(chosen)} losses of --loss, once and "
                    f"differently; got {', '.join(options.labels)}"
                )
            pairs = zip(chosen, options.labels, strict=True)
            chosen = [loss.labelled(label) for loss, label in pairs]
        correction, mix = options.correction, options.mix
        mixtures = risk_arguments.correctors(noises, correction, mix)
        count = risk_arguments.samples(options.samples)
        way = options.way or ("sample" if options.data is None else "exact")
        context = click.get_current_context()
        risk_arguments.check_way(context, way)
        try:
            if options.checkpoint is not None:
                try_writing(options.checkpoint)
            problem = RiskProblem(law, chosen, list(noises.values()), correction, mixtures)
            executor = stack.enter_context(arguments.executor(options.scheduler))
            execution = replace(context.obj or HERE, executor=executor,
                                workers=options.workers or 1,
                                checkpoint=options.checkpoint)  # fmt: skip
            kind: Any = {"exact": Exact, "counts": Counts, "sample": Sample}[way]
            given = {**vars(options), "samples": count, "execution": execution}
            used = {each.name for each in fields(kind)} & given.keys()
            found = risks(problem, kind(**{name: given[name] for name in used}),
                          alpha=options.alpha)  # fmt: skip
        except OtherRunError:  # it names the entry of the recipe
            raise
        except (ValueError, TypeError) as error:
            raise ValueError(risk_arguments.named(str(error), noises)) from error
        except KeyboardInterrupt as stop:
            stopped_with(stop, options.checkpoint)
        if correction:
            described += f"; {correction} correction"
            described += "" if mix is None else f", matrices mixed with {mix} of the identity"
        if options.form == "latex":
            click.echo(report.as_latex(found, noises, described, way, options.alpha))
        elif options.form:
            echo_table(options.form, report.rows(found, noises))
        elif options.as_json:
            told = report.as_json(found, noises, described, way, options.alpha)
            echo_json(json.dumps(told))
        else:
            echo_result(report.result(found, noises, described, way, options.alpha))
