"""Accuracies of trained networks as a result, as JSON and as CSV."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from lossproof.paper_checks.reports import writing
from lossproof.paper_checks.reports.result import Cell, Result, Table, headings, plain
from lossproof.simulate.information.estimating import SingularEstimate, argmax_estimate, reach
from lossproof.simulate.training import Experiment, Outcome, marks
from lossproof.theory.noise import TransitionMatrix

WIDTH = 120
ROUNDING = 1e-9
STYLES = {"": "", "best": "bold", "*": "bold"}
SIGNS = {"": "", "best": " •", "*": " *"}

# Patrini et al. (2017), Table 2, "MNIST, fully connected": reported by the paper, not found here.
NOISES = ("none", "symmetric:0.2", "asymmetric:0.2", "asymmetric:0.6")
REPORTED: dict[str, tuple[str, ...]] = {
    "cce": ("97.9 ± 0.0", "96.9 ± 0.1", "97.5 ± 0.0", "53.0 ± 0.6"),
    "unhinged": ("97.6 ± 0.0", "96.9 ± 0.1", "97.0 ± 0.1", "71.2 ± 1.0"),
    "sigmoid": ("97.2 ± 0.1", "93.1 ± 0.2", "96.7 ± 0.1", "71.4 ± 1.3 •"),
    "savage": ("97.3 ± 0.0", "96.9 ± 0.0", "97.0 ± 0.1", "51.3 ± 0.4"),
    "bootstrap-soft": ("97.9 ± 0.0", "96.9 ± 0.0", "97.5 ± 0.0", "53.0 ± 0.4"),
    "bootstrap-hard": ("97.9 ± 0.0", "96.8 ± 0.0", "97.4 ± 0.0", "55.0 ± 1.3"),
    "backward": ("97.9 ± 0.0", "96.3 ± 0.1", "96.6 ± 1.1", "93.0 ± 0.9 *"),
    "backward-estimated": ("97.9 ± 0.0", "96.9 ± 0.0", "96.7 ± 0.1", "67.4 ± 1.5"),
    "forward": ("97.9 ± 0.0", "97.3 ± 0.0 *", "97.7 ± 0.0", "97.3 ± 0.0 *"),
    "forward-estimated": ("97.9 ± 0.0", "96.9 ± 0.0", "97.7 ± 0.0", "64.9 ± 4.4"),
}


def rows(found: Outcome) -> Iterator[dict[str, Any]]:
    """One object per loss and noise: mean, deviation, mark, and the accuracy of every seed."""
    experiment = found.experiment
    knows = [bool(method.correction) and not method.estimated for method in experiment.methods]
    for k, column in enumerate(experiment.columns):
        accuracy = found.accuracy[-1, k]
        signs = marks(accuracy, knows)
        highest = np.where(np.isnan(accuracy), -1, accuracy).mean(axis=0).max()
        for m, method in enumerate(experiment.methods):
            own, wild = accuracy[:, m], found.diverged[k, :, m]
            fine = own[wild == 0]
            yield {
                "loss": method.name,
                "noise": column.name,
                "mean": float(fine.mean()) if len(fine) else None,
                "sd": float(fine.std(ddof=1)) if len(fine) > 1 else None,
                "mark": signs[m],
                "highest": bool(len(knows) > 1 and not wild.any() and own.mean() == highest),
                "seeds": list(experiment.seeds),
                "accuracy": [None if np.isnan(each) else float(each) for each in own],
                "diverged": [int(each) for each in wild],
            }


def as_json(found: Outcome) -> dict[str, Any]:
    """What was trained, and what came of it; matrices are the estimated ones."""
    experiment = found.experiment
    estimates = [
        {"loss": m.name, "noise": c.name, "seed": seed, "T": matrix.tolist()}
        for k, c in enumerate(experiment.columns)
        for s, seed in enumerate(experiment.seeds)
        for n, m in enumerate(experiment.methods)
        if m.estimated and np.isfinite(matrix := found.matrices[k, s, n]).all()
    ]
    return {
        "format": "train/1",
        **experiment.recipe,
        "results": [*rows(found)],
        "estimates": estimates,
        "population": population(experiment),
    }


def cells(found: Outcome) -> list[dict[str, str]]:
    """One row per loss, with the accuracies in % by noise, as in the table of a terminal."""
    table: dict[str, dict[str, str]] = {}
    for row in rows(found):
        told = table.setdefault(row["loss"], {"loss": row["loss"]})
        told[row["noise"]] = plain(_cell(row))
    return [*table.values()]


def as_csv(found: Outcome) -> str:
    """One line per network: loss, noise, seed, accuracy, epoch of divergence or 0."""
    return writing.as_csv([
        {"loss": row["loss"], "noise": row["noise"], "seed": seed,
         "accuracy": None if accuracy is None else f"{accuracy:.6f}", "diverged": wild}
        for row in rows(found)
        for seed, accuracy, wild in zip(
            row["seeds"], row["accuracy"], row["diverged"], strict=True
        )
    ])  # fmt: skip


def result(found: Outcome) -> Result:
    """The table, what its signs mean, what diverged, and what the paper reports."""
    experiment = found.experiment
    cells = {(row["loss"], row["noise"]): _cell(row) for row in rows(found)}
    names = [column.name for column in experiment.columns]
    table = [
        [method.name, *(cells[method.name, name] for name in names)]
        for method in experiment.methods
    ]
    return Result(
        [
            [(described(experiment), "bold")],
            None,
            Table(headings("loss", *names), table),
            None,
            *_legend(found),
            *_reached(experiment),
            *(_reported(experiment) if experiment.data.name.startswith("digits") else ()),
        ],
        WIDTH,
    )


def described(experiment: Experiment) -> str:
    """What was trained on, and how."""
    data, settings = experiment.data, experiment.settings
    hidden = " and ".join(map(str, settings.hidden))
    rule = settings.optimiser
    return (
        f"{data.name}: test accuracy in %, mean ± standard deviation over "
        f"{len(experiment.seeds)} seeds; hidden layers of {hidden}, dropout {settings.dropout:g}, "
        f"{rule.kind} with learning rate {rule.rate:g}, {settings.epochs} epochs with batches "
        f"of {settings.batch}"
    )


def _cell(row: dict[str, Any]) -> Cell:
    if row["mean"] is None:
        return [("diverged", "dim")]
    spread = "" if row["sd"] is None else f" ± {100 * row['sd']:.1f}"
    wild = sum(each > 0 for each in row["diverged"])
    left = f" ({wild} diverged)" if wild else ""
    top = " °" if row["highest"] else ""
    shown = f"{100 * row['mean']:.1f}{spread}{top}{SIGNS[row['mark']]}{left}"
    return [(shown, STYLES[row["mark"]])]


def _legend(found: Outcome) -> Iterator[str]:
    experiment = found.experiment
    if len(experiment.methods) > 1:
        yield (
            "° highest mean; * corrected with the true T, significantly above all methods "
            "without it;"
        )
        yield "• significantly above all other methods without T (Welch's test, p < 5 %)."
    for k, s, m in np.argwhere(found.diverged > 0):
        name, column = experiment.methods[m].name, experiment.columns[k].name
        epoch = found.diverged[k, s, m]
        yield f"diverged in epoch {epoch}: {name} under {column}, seed {experiment.seeds[s]}"


def population(experiment: Experiment) -> list[dict[str, Any]]:
    """What cross-entropy and its corrections reach on a population of perfect examples.

    T is estimated by the argmax there. One object per loss and noise: the share of the test
    samples that every minimiser tells right, and that some minimiser does; none where the loss has
    no minimum, or the estimate no inverse.
    """
    c, y = experiment.data.classes, experiment.data.y_test
    shares = (np.bincount(y, minlength=c) / len(y)).tolist()
    found: list[dict[str, Any]] = []
    for column in experiment.columns:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SingularEstimate)
            estimate = argmax_estimate(column.matrix.rows).matrix
        for name, used, correction in (
            ("cce", TransitionMatrix.identity(c), "forward"),
            ("forward-estimated", estimate, "forward"),
            ("backward-estimated", estimate, "backward"),
        ):
            if any(method.name == name for method in experiment.methods):
                low, high = None, None
                with suppress(ValueError):
                    at = reach(column.matrix, used, correction=correction, shares=shares)
                    if np.isfinite(at.outputs).all():
                        low, high = at.accuracy
                told = {"loss": name, "noise": column.name, "low": low, "high": high}
                found.append(told)
    return found


def _reached(experiment: Experiment) -> Iterator[Cell | Table | None]:
    """The population calculation, as a table."""
    cells = {(each["loss"], each["noise"]): _share(each) for each in population(experiment)}
    if not cells:
        return
    names = [column.name for column in experiment.columns]
    losses = dict.fromkeys(loss for loss, _ in cells)
    yield None
    yield (
        "Accuracy in %, calculated for a population of anchor points with T estimated by the "
        "argmax:"
    )
    yield None
    table = [[loss, *(cells[loss, name] for name in names)] for loss in losses]
    yield Table(headings("loss", *names), table)


def _share(each: dict[str, Any]) -> str:
    low, high = each["low"], each["high"]
    if low is None:
        return "no minimum"
    told = f"{100 * low:.1f}"
    return told if high - low < ROUNDING else f"{told} to {100 * high:.1f}"


def _reported(experiment: Experiment) -> Iterator[Cell | Table | None]:
    """The figures of the paper, for the losses and noises that it has."""
    names = [column.name for column in experiment.columns if column.name in NOISES]
    methods = [method.name for method in experiment.methods if method.name in REPORTED]
    if not names or not methods:
        return
    yield None
    yield "Reported for MNIST by Patrini et al. (2017), Table 2; not measured here:"
    yield None
    table = [[each, *(REPORTED[each][NOISES.index(name)] for name in names)] for each in methods]
    yield Table(headings("loss", *names), table, "dim")
