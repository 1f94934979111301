"""Networks in exact arithmetic: Hessians against finite differences, block by block."""

from itertools import combinations_with_replacement, pairwise
from typing import Any

import numpy as np
import pytest
import sympy

from lossproof.theory.language import Vector
from lossproof.theory.losses import cce, mse
from lossproof.theory.losses.gradients import Entry, Layer, Network, logistic, of_label, relu

ROWS = (("7/10", "1/5", "1/10"), ("1/20", "4/5", "3/20"), ("1/4", "1/20", "7/10"))
INVERSE = sympy.Matrix(3, 3, [sympy.Rational(entry) for row in ROWS for entry in row]).inv()
OUTPUTS = Vector(map(sympy.Rational, ("1/5", "3/10", "1/2")))
CROSS_ENTROPY = of_label(cce)


def backward(f: Any, y: int) -> Any:
    return sum(INVERSE[y, j] * cce(f[j]) for j in range(3))


LOSSES = {"cross-entropy": CROSS_ENTROPY, "squared error": mse, "backward": backward}


def drawn(widths: Any, *, biases: bool = True, activation: Any = relu, seed: int = 7) -> Network:
    """Numbers of size 1/4 to 5/4; no unit is near its kink, and some of each layer are active."""
    rng = np.random.default_rng(seed)

    def numbers(count: int) -> Any:
        found = rng.integers(20, 101, size=count) * rng.choice([-1, 1], size=count)
        return [sympy.Rational(int(number), 80) for number in found]

    while True:
        layers = [
            Layer([numbers(before) for _ in range(after)], numbers(after) if biases else None)
            for before, after in pairwise(widths)
        ]
        network = Network(layers, numbers(widths[0]), activation)
        inputs = np.split(np.array(network.inputs, dtype=float), np.cumsum(widths[1:-1])[:-1])
        if all((layer > 0).any() and abs(layer).min() > 0.1 for layer in inputs if layer.size):
            return network


def parameters(network: Network) -> np.ndarray:
    """All numbers of the network, in the order of its entries."""
    return np.array(
        [
            float(weights[unit][source] if source is not None else biases[unit])
            for depth, unit, source in network.entries
            for weights, biases in [network.layers[depth]]
        ]
    )


def loss_at(network: Network, loss: Any, y: int, numbers: np.ndarray) -> float:
    """The loss in floating point, by the rectifier itself and a softmax of its own."""
    x, rest = np.array(network.features, dtype=float), numbers
    for depth, (weights, biases) in enumerate(network.layers):
        shape = len(weights), len(weights[0])
        size = shape[0] * shape[1]
        x, rest = rest[:size].reshape(shape) @ x, rest[size:]
        if biases is not None:
            x, rest = x + rest[: shape[0]], rest[shape[0] :]
        if depth < len(network.layers) - 1:
            x = np.maximum(x, 0) if network.activation is relu else 1 / (1 + np.exp(-x))
    f = np.exp(x - x.max())
    return float(loss(Vector(map(sympy.Float, f / f.sum())), y))


def second_differences(network: Network, loss: Any, y: int, step: float = 1e-3) -> np.ndarray:
    at = parameters(network)
    steps = step * np.eye(len(at))
    found = np.zeros((len(at), len(at)))
    for a, b in combinations_with_replacement(range(len(at)), 2):
        corners = (
            (i * j) * loss_at(network, loss, y, at + i * steps[a] + j * steps[b])
            for i in (1, -1)
            for j in (1, -1)
        )
        found[a, b] = found[b, a] = sum(corners) / (4 * step**2)
    return found


def rounded(network: Network) -> Network:
    """The network in floating point."""
    layers = [Layer(*(part and _floats(part) for part in layer)) for layer in network.layers]
    return Network(layers, _floats(network.features), network.activation)


def _floats(numbers: Any) -> Any:
    return [_floats(each) if isinstance(each, list) else sympy.Float(each) for each in numbers]


def in_floats(network: Network, loss: Any, y: int) -> np.ndarray:
    return np.array(network.hessian(loss, y).tolist(), dtype=float)


@pytest.mark.parametrize(
    "widths",
    [(1, 2, 1, 3), pytest.param((2, 2, 2, 3), marks=pytest.mark.nightly("3 s each"))],
    ids=["narrow", "two"],
)
@pytest.mark.parametrize("name", LOSSES)
def test_hessian_is_that_of_finite_differences(name: str, widths: Any) -> None:
    network = drawn(widths)
    expected = second_differences(network, LOSSES[name], 1)
    found = in_floats(rounded(network), LOSSES[name], 1)
    np.testing.assert_allclose(found, expected, atol=1e-4 * abs(expected).max())


@pytest.mark.parametrize(
    "options", [{"biases": False}, {"activation": logistic}], ids=["no biases", "logistic"]
)
def test_other_networks_agree_with_finite_differences(options: Any) -> None:
    network = drawn((1, 2, 3), **options)
    expected = second_differences(network, CROSS_ENTROPY, 2)
    found = in_floats(rounded(network), CROSS_ENTROPY, 2)
    np.testing.assert_allclose(found, expected, atol=1e-4 * abs(expected).max())


def test_exact_numbers_are_those_of_the_softmax() -> None:
    network = drawn((1, 1, 2))
    exact = network.hessian(CROSS_ENTROPY, 1).evalf(20)
    np.testing.assert_allclose(
        np.array(exact.tolist(), dtype=float),
        in_floats(rounded(network), CROSS_ENTROPY, 1),
        rtol=1e-12,
    )


def test_blocks_are_where_the_entries_are() -> None:
    network = drawn((2, 3, 3))
    assert list(network.blocks) == ["W1", "b1", "W2", "b2"]
    assert network.entries[network.blocks["b1"]] == tuple(Entry(0, unit) for unit in range(3))
    assert network.entries[network.blocks["W2"]][:2] == (Entry(1, 0, 0), Entry(1, 0, 1))


def test_a_unit_at_its_kink_is_refused() -> None:
    network = Network([Layer([[2]], [-2]), Layer([[1], [2]])], [1])
    with pytest.raises(ValueError, match=r"kink of ReLU.*got the inputs 0: move a bias"):
        network.hessian(CROSS_ENTROPY, 0)


def test_outputs_of_another_size_are_refused() -> None:
    network = Network([Layer([[1], [2]])], [1])
    with pytest.raises(ValueError, match=r"f must have an entry for each of 2 outputs; got \(1/5"):
        network.hessian(CROSS_ENTROPY, 0, OUTPUTS)
