"""Networks trained on noisy labels: accuracy by epoch, and a small Table 2."""

from __future__ import annotations

from typing import Any

import numpy as np

from lossproof.figures.picture import Data, Picture, Request, Width, stacked
from lossproof.figures.sheet import SERIES, broken, legend, letter, named, panels
from lossproof.simulate.running import Execution
from lossproof.simulate.training import Experiment, Method, Settings, column, digits, method, train

NOISES = ("none", "symmetric:0.2", "asymmetric:0.2", "asymmetric:0.6")
METHODS = ("cce", "mae", "lq", "sce", "backward", "forward", "forward-estimated")
SHOWN, CURVES = "asymmetric:0.6", ("cce", "mae", "lq", "forward", "forward-estimated")
SEEDS, EPOCHS, HIDDEN = 2, 20, (64, 64)
LEFT = 0.34  # share of the width of the table for names
NAMES = {
    "cce": "CE", "mae": "MAE", "lq": r"$\mathcal{L}_q$", "sce": "SL", "backward": "backward",
    "forward": "forward", "forward-estimated": "forward, T estimated",
}  # fmt: skip


def data(request: Request) -> Data:
    """Test accuracies after every epoch, of every method under every noise with every seed."""
    samples = digits()
    methods = [method(name) for name in METHODS]
    if request.loss is not None:
        methods.append(Method(request.loss.name, request.loss))
    settings = Settings(HIDDEN, EPOCHS, recorded=tuple(range(1, EPOCHS + 1)))
    columns = [column(name, samples.classes) for name in NOISES]
    seeds = range(request.seed, request.seed + SEEDS)
    outcome = train(
        Experiment(samples, methods, columns, seeds, settings),
        backend_name="numpy",
        # A given loss does not pickle.
        execution=Execution(workers=1 if request.loss is not None else request.workers),
    )
    epoch, noise, seed, way = np.indices(outcome.accuracy.shape).reshape(4, -1)
    curves = {
        "noise": np.array(NOISES)[noise],
        "loss": np.array([m.name for m in methods])[way],
        "seed": seed + request.seed,
        "epoch": epoch + 1,
        "accuracy": outcome.accuracy.ravel(),
    }
    return Data(curves=curves, table=_table(curves))


def _table(curves: dict[str, Any]) -> dict[str, Any]:
    """Accuracies of the last epoch: mean and standard deviation over the seeds."""
    last = {name: values[curves["epoch"] == EPOCHS] for name, values in curves.items()}
    rows: list[dict[str, Any]] = []
    for (noise, loss), part in Data(last=last).groups("last", "noise", "loss").items():
        rows.append({"noise": noise, "loss": loss, "mean": part["accuracy"].mean(),
                     "deviation": part["accuracy"].std(ddof=1)})  # fmt: skip
    return stacked(rows)


def draw(tables: Data, width: Width) -> Any:
    """Curves under the noise that separates the methods, and the table."""
    figure, (left, right) = panels(width, 2, height=2.0, legend=3 if width == "column" else 1)
    names = [*CURVES, *(name for name in tables.groups("curves", "loss") if name not in METHODS)]
    lines: list[Any] = []
    groups = tables.groups("curves", "noise", "loss", "epoch")
    for look, name in zip(SERIES, names, strict=False):
        epochs = np.arange(1, EPOCHS + 1)
        several = np.stack([groups[SHOWN, name, int(epoch)]["accuracy"] for epoch in epochs])
        lines += left.plot(epochs, several.mean(axis=1), label=_name(name), **look.line_style())
        left.fill_between(epochs, several.min(axis=1), several.max(axis=1), color=look.colour,
                          alpha=0.15, linewidth=0)  # fmt: skip
    left.set_ylim(0, 1)
    left.set_xlim(1, EPOCHS)
    left.set_xticks([1, *range(5, EPOCHS + 1, 5)])
    left.set_xlabel("epoch")
    left.set_ylabel("test accuracy")
    _rows(right, tables.groups("table", "loss"))
    letter((left, right), ("asymmetric, $N = 0.6$", "last epoch, %"))
    legend(figure, lines, 2 if width == "column" else 6)
    return figure


def _name(loss: str) -> str:
    return NAMES.get(loss, named(loss))


def _rows(axes: Any, groups: dict[str, Any]) -> None:
    """The table, as text."""
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    columns = axes.get_subplotspec().get_gridspec().ncols
    width = LEFT * axes.figure.get_size_inches()[0] / columns
    names = [broken(_name(loss), width) for loss in groups]
    more = max(name.count("\n") for name in names) / 2  # of the last row, the given loss
    axes.set_ylim(len(groups) + 1.2 + more, -0.8)
    places = np.linspace(0.5, 0.97, len(NOISES))
    heads = ("none", "sym.\n0.2", "asym.\n0.2", "asym.\n0.6")
    for place, head in zip(places, heads, strict=True):
        axes.text(place, 0.5, head, ha="right", va="bottom", fontsize=7)
    axes.axhline(0.6, color="black", linewidth=0.5)
    for row, (name, part) in enumerate(zip(names, groups.values(), strict=True), start=1):
        axes.text(0, row, name, ha="left", va="top", fontsize=7)
        best = dict(zip(part["noise"].tolist(), part["mean"].tolist(), strict=True))
        for place, noise in zip(places, NOISES, strict=True):
            axes.text(place, row + 0.2, f"{100 * best[noise]:.0f}", ha="right", va="center",
                      fontsize=7)  # fmt: skip


PICTURE = Picture(
    name="training",
    title="Training on noisy labels: curves, and a small version of Table 2 of Patrini et al.",
    caption=(
        f"Networks with {len(HIDDEN)} hidden layers of {HIDDEN[0]} units, trained for {EPOCHS} "
        "epochs on the digits of scikit-learn with noisy labels, a small experiment that takes "
        f"seconds (lossproof train runs a larger one). (a) Mean test accuracy of {SEEDS} seeds, "
        "and their range. (b) Accuracy after the last epoch, as in Table 2 of Patrini et al., by "
        "method and noise."
    ),
    claims=(
        "patrini2017.ce-collapses-asymmetric/population",
        "patrini2017.estimated-in-between/population",
        "patrini2017.forward-argmin/cross-entropy", "patrini2017.backward-unbiased",
        "patrini2017.argmax-estimator",
    ),
    data=data,
    draw=draw,
    takes_loss=True,
)  # fmt: skip
