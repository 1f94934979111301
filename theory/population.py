"""Finite populations and finite hypothesis classes, enumerated in exact arithmetic.

A hypothesis is its table of losses, `table[x][y]` at point `x` under label `y`: rationals, or exact
SymPy expressions such as `log(3)`, or `oo`, which counts 0 where its label has probability 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from theory.domain import exact
from theory.evaluate import compare
from theory.noise import TransitionMatrix
from theory.risk import expectation
from theory.sums import Vector

Table = Sequence[Sequence[Any]]
Noise = TransitionMatrix | Sequence[TransitionMatrix]


@dataclass(frozen=True)
class Population:
    """Points with their probabilities, and the law of the label at each.

    Parameters
    ----------
    weights : sequence of numbers
        The probability of every point, such as "1/3"; a float means its decimal form.
    posteriors : sequence of rows
        `posteriors[x][y] = P(label y | point x)`, one row per point, each with sum 1.

    Raises ValueError where there are no points, the lengths differ, or a sum is not 1.
    """

    weights: tuple[Any, ...]
    posteriors: tuple[Any, ...]

    def __post_init__(self) -> None:
        weights = _probabilities(self.weights, "weights", "points")
        rows = [_probabilities(r, f"posteriors[{x}]", "c") for x, r in enumerate(self.posteriors)]
        sizes = {len(row) for row in rows}
        if len(rows) != len(weights) or len(sizes) != 1 or min(sizes) < 2:
            raise ValueError(
                f"posteriors must hold one row per weight, {len(weights)}, of c >= 2 entries; got "
                f"rows of {[len(row) for row in rows]}: are these labels? use Population.labelled"
            )
        object.__setattr__(self, "weights", weights)
        object.__setattr__(self, "posteriors", tuple(rows))

    @classmethod
    def labelled(
        cls, labels: Sequence[int], classes: int, weights: Sequence[Any] | None = None
    ) -> Population:
        """Points whose clean label is certain, each in 0..c-1; equally likely without `weights`."""
        for x, label in enumerate(labels):
            if label not in range(classes):
                raise ValueError(
                    f"labels[{x}] must be an integer in 0..c-1 = 0..{classes - 1}; got {label}: "
                    "subtract 1 if labels count from 1, or give more classes"
                )
        if weights is None:
            weights = [sympy.Rational(1, len(labels))] * len(labels)
        return cls(tuple(weights), tuple([int(j == y) for j in range(classes)] for y in labels))

    @property
    def classes(self) -> int:
        return len(self.posteriors[0])

    def under(self, noise: Noise) -> Population:
        """The same points with noisy labels; `noise` is one exact T, or one for every point."""
        points, c = len(self.weights), self.classes
        each: list[Any] = list(noise) if isinstance(noise, (list, tuple)) else [noise] * points
        if wrong := [T for T in each if not isinstance(T, TransitionMatrix)]:
            raise TypeError(
                f"noise must be a TransitionMatrix, or one per point; got {wrong[0]!r}: "
                "make it one with TransitionMatrix.from_rows"
            )
        if len(each) != points or any(not T.exact or T.classes != c for T in each):
            raise ValueError(
                f"noise must be one exact {c} by {c} matrix, or one per point, {points}; got "
                f"{noise}: give entries as fractions such as '1/3'"
            )
        rows = [T.noisy_posterior(row) for T, row in zip(each, self.posteriors, strict=True)]
        return Population(self.weights, tuple(rows))

    def clean_risks(self, hypotheses: Sequence[Table]) -> tuple[sympy.Expr, ...]:
        """The exact risk of every hypothesis."""
        return tuple(self._risk(table, k) for k, table in enumerate(hypotheses))

    def noisy_risks(self, hypotheses: Sequence[Table], noise: Noise) -> tuple[sympy.Expr, ...]:
        """The exact risk of every hypothesis when its labels are noisy."""
        return self.under(noise).clean_risks(hypotheses)

    def is_tolerant(self, hypotheses: Sequence[Table], noise: Noise) -> bool:
        """Whether clean and noisy risk have the same minimisers, all ties included.

        Both directions: each noisy minimiser is a clean one, and each clean one is a noisy one.
        """
        clean, noisy = self.clean_risks(hypotheses), self.noisy_risks(hypotheses, noise)
        return minimisers(clean) == minimisers(noisy)

    def _risk(self, table: Table, k: int) -> sympy.Expr:
        if [len(row) for row in table] != [self.classes] * len(self.weights):
            raise ValueError(
                f"hypotheses[{k}] must hold c = {self.classes} losses for each of the "
                f"{len(self.weights)} points; got rows of {[len(row) for row in table]}: "
                "`losses` makes a table from predictions"
            )
        terms: list[Any] = []
        for weight, posterior, row in zip(self.weights, self.posteriors, table, strict=True):
            scores = Vector(s if p * weight else 0 for s, p in zip(row, posterior, strict=True))
            terms.append(weight * expectation(posterior, scores))
        return sympy.Add(*terms)


def losses(loss: Callable[[Any, int], Any], predictions: Iterable[Sequence[Any]]) -> Table:
    """The table of a hypothesis from its prediction at every point; `loss(f, y)` takes a Vector."""
    vectors = [Vector(map(sympy.sympify, f)) for f in predictions]
    return [[loss(f, y) for y in range(f.size)] for f in vectors]


def minimisers(risks: Sequence[Any]) -> tuple[int, ...]:
    """The indices of all that are least, ties included, in order.

    Raises ValueError where two risks can neither be told apart nor shown equal, or there are none.
    """
    if not risks:
        raise ValueError("risks must hold at least one number; got none")
    least: list[int] = [0]
    for k in range(1, len(risks)):
        first = risks[least[0]]
        below, equal = compare(risks[k], "<", first), compare(risks[k], "==", first)
        if below is None or equal is None:
            raise ValueError(
                f"risks[{k}] and risks[{least[0]}] must be comparable; got {risks[k]} and {first}, "
                "undecided: give losses that are real and exact"
            )
        least = [k] if below else [*least, k] if equal else least
    return tuple(least)


def _probabilities(values: Iterable[Any], name: str, count: str) -> tuple[Any, ...]:
    entries = tuple(exact(value, f"an entry of {name}") for value in values)
    total = sum(entries)
    if total != 1 or min(entries) < 0:
        raise ValueError(
            f"{name} must hold {count} nonnegative numbers with sum 1; got "
            f"{', '.join(map(str, entries)) or 'none'}, which sum to {total}: divide by the sum"
        )
    return entries
