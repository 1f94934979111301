"""Networks of dense layers: outputs, their derivatives in the parameters, and Hessians.

Hidden units apply an activation; the outputs, one per class, are the logits of a softmax. ReLU has
a kink at 0: derivatives here are for points at which no unit is at the kink, where the active units
stay active under small changes.

Examples
--------
One input, one hidden unit, two outputs; a Hessian for each of two labels.

>>> from sympy import Rational
>>> from lossproof.theory.losses.gradients import of_label
>>> from lossproof.theory.losses import cce
>>> hidden, last = Layer([[Rational(3, 2)]], [Rational(-1, 2)]), Layer([[1], [2]], [0, 1])
>>> network = Network([hidden, last], [1])
>>> network.outputs()
(1, 3)
>>> w, v = Entry(0, 0, 0), Entry(1, 1, 0)
>>> network.ways(w, v)
((1, 2), (0, 1), (0, 1))
>>> one, other = (network.hessian(of_label(cce), label) for label in (0, 1))
>>> at = network.entries.index
>>> [sympy.expand((one - other)[at(w), at(entry)]) for entry in (w, v)]
[0, 1]
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import sympy

from lossproof.theory.language import SymbolicVector, Vector, class_sum
from lossproof.theory.losses.gradients.logits import Loss, per_class
from lossproof.theory.losses.gradients.second_order import curvature, curvatures, two_ways

Activation = Callable[[Any, Any], Any]


def relu(value: Any, before: Any) -> Any:
    """`max(value, 0)`, near the value `before`, which is not 0 and has the same sign."""
    step: Any = sympy.Heaviside
    there = sympy.Mul(0, sympy.Pow(before, -1))  # at 0 it has no derivative, hence no value here
    return step(before, 0) * value + there


def logistic(value: Any, before: Any) -> Any:
    """The sigmoid `1 / (1 + exp(-value))`, which has no kink."""
    return 1 / (1 + sympy.exp(-value))


def softmax(logits: Any) -> Any:
    """The outputs whose logits these are, one per class."""
    total = class_sum(lambda j: sympy.exp(logits[j]), logits.size)
    return per_class(lambda k: sympy.exp(logits[k]) / total, logits)


class Layer(NamedTuple):
    """`weights[l][e]` from input e to unit l, and `biases[l]`, or no biases.

    In the last layer both may be a `SymbolicVector` over the classes.
    """

    weights: Any
    biases: Any = None


class Entry(NamedTuple):
    """A parameter: its layer, its unit, and the input of the weight, or None for the bias."""

    layer: int
    unit: Any
    source: int | None = None


Steps = Sequence[tuple[Entry, Any]]


@dataclass(frozen=True)
class Network:
    """Layers with the features of one sample."""

    layers: Sequence[Layer]
    features: Sequence[Any]
    activation: Activation = relu

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every parameter, layer by layer, the weights of a layer before its biases."""
        entries: list[Entry] = []
        for depth, (weights, biases) in enumerate(self.layers):
            rows = range(len(weights))
            entries += [Entry(depth, unit, e) for unit in rows for e in range(len(weights[unit]))]
            entries += [Entry(depth, unit) for unit in rows if biases is not None]
        return tuple(entries)

    @property
    def blocks(self) -> dict[str, slice]:
        """The positions in `entries` of the weights W1, W2, … and the biases b1, b2, …."""
        names = [
            f"{'b' if source is None else 'W'}{depth + 1}" for depth, _, source in self.entries
        ]
        return {
            name: slice(names.index(name), names.index(name) + names.count(name)) for name in names
        }

    def outputs(self) -> Any:
        """The logits, one per class."""
        return self._after(())

    def ways(self, one: Entry, other: Entry) -> tuple[Any, Any, Any]:
        """The derivatives of the logits in one parameter, in the other, and in both."""
        return two_ways(lambda s, t: self._after([(one, s), (other, t)]))

    def curvatures(self, loss: Loss, f: Any, one: Entry, other: Entry) -> Any:
        """The second derivatives of the loss in two parameters, one for each label.

        `f` is the softmax of the logits, possibly with other biases of the last layer.
        """
        return curvatures(loss, f, *self.ways(one, other))

    def hessian(self, loss: Loss, y: int, f: Any = None) -> sympy.ImmutableMatrix:
        """All second derivatives of the loss at the label `y`, in the order of `entries`.

        `f` is the softmax of the logits by default; any other `f`, such as a rational one, belongs
        to other biases of the last layer.

        Raises
        ------
        ValueError
            If a unit is at the kink of ReLU, where there is no Hessian; or `f` has not one entry
            for each output.
        """
        if self.activation is relu and any(value == 0 for value in self.inputs):
            raise ValueError(
                "no unit may be at the kink of ReLU, where its input is 0 and the loss has no "
                f"Hessian; got the inputs {', '.join(map(str, self.inputs))}: move a bias a little"
            )
        logits = self.outputs()
        f = softmax(logits) if f is None else Vector(f)
        if f.size != logits.size:
            raise ValueError(f"f must have an entry for each of {logits.size} outputs; got {f}")
        none, unit = Vector([0] * f.size), [Vector(row) for row in sympy.eye(f.size).tolist()]
        gradient = [curvature(loss, f, y, none, none, one) for one in unit]
        of_logits = sympy.Matrix([[curvature(loss, f, y, a, b) for a in unit] for b in unit])
        moves, mixed = self._moves
        turns = [[sum(map(operator.mul, gradient, entry)) for entry in row] for row in mixed]
        return sympy.ImmutableMatrix(moves * of_logits * moves.T + sympy.Matrix(turns))

    @cached_property
    def _moves(self) -> tuple[sympy.Matrix, list[list[Any]]]:
        """The derivatives of the logits in every parameter, and in every two of them."""
        size = range(len(self.entries))
        half = [[self.ways(self.entries[a], self.entries[b]) for b in range(a + 1)] for a in size]
        moves = sympy.Matrix([list(row[-1][0]) for row in half])
        return moves, [[half[max(a, b)][min(a, b)][2] for b in size] for a in size]

    @cached_property
    def inputs(self) -> tuple[Any, ...]:
        """The inputs of the hidden units before the activation, layer by layer."""
        result: list[Any] = []
        values: Any = self.features
        for depth in range(len(self.layers) - 1):
            inputs = self._through(depth, values, ())
            result += inputs
            values = [self.activation(value, value) for value in inputs]
        return tuple(result)

    def _after(self, steps: Steps) -> Any:
        """The logits after these steps of parameters, with the activation pattern before them."""
        values: Any = self.features
        held: Any = self.features
        for depth in range(len(self.layers) - 1):
            inputs, before = self._through(depth, values, steps), self._through(depth, held, ())
            values = [self.activation(*both) for both in zip(inputs, before, strict=True)]
            held = [self.activation(value, value) for value in before]
        return self._through(len(self.layers) - 1, values, steps)

    def _through(self, depth: int, values: Any, steps: Steps) -> Any:
        """The values of a layer before the activation, from those of the layer before."""
        weights, biases = self.layers[depth]
        at_layer = [(entry, step) for entry, step in steps if entry.layer == depth]

        def unit(row: Any) -> Any:
            before = sum(weight * value for weight, value in zip(weights[row], values, strict=True))
            change = sum(
                step * sympy.KroneckerDelta(row, at) * (1 if source is None else values[source])
                for (_, at, source), step in at_layer
            )
            return before + change + (0 if biases is None else biases[row])

        if isinstance(weights, SymbolicVector):
            return SymbolicVector(unit, weights.size)
        return Vector(unit(row) for row in range(len(weights)))
