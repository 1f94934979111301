"""Networks trained side by side, against the same training one at a time in PyTorch on the CPU.

    python -m benchmarks.noise.training --rounds 3 --seeds 5

Both take the same images, noisy labels, layers, dropout, optimiser and losses; each has its own
order of samples, start and dropout. The two take turns. Accuracies must agree: for every loss the
interval of their difference (Welch's, 99 % for all losses together) has to hold 0.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from lossproof.simulate.running import Execution
from lossproof.simulate.training import (
    Column,
    Data,
    Experiment,
    Settings,
    column,
    digits,
    method,
    train,
)

LEVEL = 0.01
NAMES = ("cce", "unhinged", "savage", "bootstrap-soft", "backward", "forward", "mae", "lq")


def in_torch(name: str, T: Any, torch: Any) -> Callable[[Any, Any], Any]:
    """The mean loss of logits (n, c) at labels (n,), as one writes it in PyTorch."""
    F = torch.nn.functional
    T = torch.tensor(T, dtype=torch.float32)
    back = torch.linalg.inv(T)

    def at_label(logits: Any, y: Any) -> Any:
        return torch.softmax(logits, 1).gather(1, y[:, None])

    def soft(logits: Any, y: Any) -> Any:
        ell = torch.log_softmax(logits, 1)
        target = 0.95 * F.one_hot(y, logits.shape[1]) + 0.05 * ell.exp()
        return -(target * ell).sum(1).mean()

    losses: dict[str, Callable[[Any, Any], Any]] = {
        "cce": F.cross_entropy,
        "unhinged": lambda z, y: (1 - z.gather(1, y[:, None])).mean(),
        "savage": lambda z, y: ((1 + torch.exp(2 * at_label(z, y))) ** -2).mean(),
        "bootstrap-soft": soft,
        "backward": lambda z, y: (-back[y] * torch.log_softmax(z, 1)).sum(1).mean(),
        "forward": lambda z, y: -torch.log((torch.softmax(z, 1) @ T).gather(1, y[:, None])).mean(),
        "mae": lambda z, y: (2 - 2 * at_label(z, y)).mean(),
        "lq": lambda z, y: ((1 - at_label(z, y) ** 0.7) / 0.7).mean(),
    }
    return losses[name]


def one_network(
    name: str, data: Data, noise: Column, seed: int, settings: Settings, torch: Any
) -> float:
    """Train one network in PyTorch and return its test accuracy."""
    nn = torch.nn
    torch.manual_seed(seed)
    sizes = (data.features, *settings.hidden, data.classes)
    layers: list[Any] = []
    for a, b in itertools.pairwise(sizes):
        layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(settings.dropout)]
    linear, parts = layers[::3], layers[:-2]
    for layer in linear:
        nn.init.zeros_(layer.bias)
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    nn.init.uniform_(linear[-1].weight, -0.05, 0.05)
    if name == "unhinged":
        # All of the past alike, as the moments over the training set.
        parts.append(nn.BatchNorm1d(data.classes, eps=1e-3, affine=False, momentum=0.01))
    net = nn.Sequential(*parts)
    rule = torch.optim.Adagrad(net.parameters(), lr=settings.optimiser.rate, eps=1e-6)
    loss = in_torch(name, noise.matrix.to_numpy(), torch)
    x, y = torch.tensor(data.x_train), torch.tensor(noise.draw(data.y_train, seed))
    for _ in range(settings.epochs):
        order = torch.randperm(len(x))
        for start in range(0, len(x) - settings.batch + 1, settings.batch):
            chosen = order[start : start + settings.batch]
            rule.zero_grad()
            loss(net(x[chosen]), y[chosen]).backward()
            rule.step()
    net.eval()
    with torch.no_grad():
        right = net(torch.tensor(data.x_test)).argmax(1).numpy() == data.y_test
    return float(right.mean())


def processor() -> float:
    """Seconds of the processor, of this process and of those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What work gives, seconds of the clock, and of the processor."""
    clock, used = time.perf_counter(), processor()
    result = work()
    return result, time.perf_counter() - clock, processor() - used


def agreement(ours: np.ndarray, theirs: np.ndarray, level: float) -> tuple[float, float]:
    """The difference of the means of two samples, and how far Welch's interval reaches."""
    from scipy.special import stdtrit

    a, b = (sample.var(ddof=1) / len(sample) for sample in (ours, theirs))
    freedom = (a + b) ** 2 / (a**2 / (len(ours) - 1) + b**2 / (len(theirs) - 1))
    reach = stdtrit(freedom, 1 - level / 2) * np.sqrt(a + b)
    return float(ours.mean() - theirs.mean()), float(reach)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--threads", type=int, default=1, help="of PyTorch  [default: 1]")
    parser.add_argument("--noise", default="asymmetric:0.2")
    parser.add_argument("--losses", nargs="+", choices=NAMES, default=list(NAMES))
    given = parser.parse_args(arguments)
    import torch

    # For networks this small more than one thread only costs.
    torch.set_num_threads(given.threads)
    data, settings = digits(), Settings(epochs=given.epochs, batch=given.batch)
    noise, seeds = column(given.noise, data.classes), range(given.seeds)
    methods = [method(name) for name in given.losses]
    experiment = Experiment(data, methods, [noise], seeds, settings)

    def ours() -> np.ndarray:
        execution = Execution(workers=given.workers, progress=lambda added, blocks: None)
        return train(experiment, backend_name="numpy", execution=execution).accuracy[-1, 0]

    def theirs() -> np.ndarray:
        return np.array([
            [one_network(name, data, noise, seed, settings, torch) for name in given.losses]
            for seed in seeds
        ])  # fmt: skip

    rounds = [(timed(ours), timed(theirs)) for _ in range(given.rounds)]
    networks = given.seeds * len(methods)
    console = Console(highlight=False)
    console.print(f"{networks} networks, {settings.epochs} epochs of batches of {settings.batch}")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for header in ("round", "ours s", "torch s", "ratio", "ours cpu s", "torch cpu s", "ratio"):
        table.add_column(header)
    for k, ((_, a, b), (_, c, d)) in enumerate(rounds):
        shown = (a, c, c / a, b, d, d / b)
        table.add_row(str(k), *(f"{value:.2f}" for value in shown))
    console.print(table)
    console.print(
        f"{given.workers} workers, their start included, against one network at a time on "
        f"{torch.get_num_threads()} threads"
    )
    accuracy, other = rounds[0][0][0], rounds[0][1][0]
    differing: list[str] = []
    for m, name in enumerate(given.losses):
        gap, reach = agreement(accuracy[:, m], other[:, m], LEVEL / len(methods))
        means = f"{100 * accuracy[:, m].mean():.1f} and {100 * other[:, m].mean():.1f}"
        console.print(f"{name:16} {means}: differ by {100 * gap:+.2f} ± {100 * reach:.2f}")
        if abs(gap) > reach:
            differing.append(name)
    console.print(f"outside of its interval: {', '.join(differing) or 'none'}")


if __name__ == "__main__":
    main()
